"""Queues, agents, and all of it at one moment."""

import json
from dataclasses import replace

import pytest

from acd.domain.agents import AgentId
from acd.domain.calls import CallerId
from tests.unit.web.hostile import NAMES
from tests.unit.web.stage import ALICE, VIEW, WAITING_CALL, Stage

QUEUE = {"id": "support", "waiting": 1, "longest_wait_s": 12.346, "expected_wait_s": 56.789, "agents": {"available": 1}}
AGENTS = [
    {
        "id": "alice",
        "name": "Alice",
        "state": "available",
        "reason": None,
        "wish": None,
        "since": "2026-11-21T11:58:30.000Z",
        "in_state_s": 90.0,
        "call": None,
        "phone": "phone-1",
        "assistance_since": "2026-11-21T11:59:30.000Z",
        "supervisors_rung": ["sue"],
        "helped_by": ["tom"],
        "rung_for": None,
        "helps": None,
        "reach": "reachable",
    },
    {
        "id": "bob",
        "name": "Bob",
        "state": "talking",
        "reason": None,
        "wish": "paused",
        "since": "2026-11-21T11:58:54.750Z",
        "in_state_s": 65.25,
        "call": "1763719200.17",
        "phone": "agent-bob",
        "assistance_since": None,
        "supervisors_rung": [],
        "helped_by": [],
        "rung_for": "alice",
        "helps": "carol",
        "reach": "unknown",
    },
]
TRUNKS = [
    {"id": "carrier", "reach": "reachable", "registered": False, "registration": "Rejected"},
    {"id": "plain", "reach": "unknown", "registered": None, "registration": ""},
]


def test_queues_are_listed() -> None:
    """Callers, longest wait, and the agents who could serve them; nobody is left out as zero."""
    assert Stage().client().get("/api/v1/queues").json() == {"items": [QUEUE]}


def test_agents_are_listed() -> None:
    """State, wish and call in hand; since in UTC."""
    assert Stage().client().get("/api/v1/agents").json() == {"items": AGENTS}


def test_trunks_are_listed() -> None:
    """By the name that the configuration has."""
    assert Stage().client().get("/api/v1/trunks").json() == {"items": TRUNKS}


def test_status_is_all_of_it() -> None:
    """One answer for one moment, whether the PBX is there included."""
    stage = Stage(view=replace(VIEW, pbx_connected=False, draining=True))
    answer = stage.client().get("/api/v1/status").json()
    calls = answer.pop("calls")
    assert answer == {
        "at": "2026-11-21T12:00:00.000Z",
        "pbx_connected": False,
        "draining": True,
        "queues": [QUEUE],
        "agents": AGENTS,
        "trunks": TRUNKS,
    }
    assert [call["id"] for call in calls] == ["1763719200.18"]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_callers_stay_text(name: str) -> None:
    """JSON with at most 128 characters of it, whatever a caller or an agent is called."""
    view = replace(
        VIEW,
        calls=(replace(WAITING_CALL, caller=CallerId(name, name)),),
        agents=(replace(ALICE, agent_id=AgentId("alice"), name=name, reason=name),),
    )
    answer = Stage(view=view).client().get("/api/v1/status")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    shown = json.loads(answer.content)["calls"][0]["caller"]["name"]
    assert shown == name[:128].replace("\ud800", "?")
    assert not any(byte < 0x20 for byte in answer.content), "control characters are escaped"
