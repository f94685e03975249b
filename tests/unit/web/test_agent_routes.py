"""What agents ask for, and what they get."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, AssistanceEnd, Seat
from acd.domain.errors import RequestRefused
from acd.domain.events import (
    AgentRequest,
    AssistanceEndRequested,
    AssistanceRequested,
    PauseRequested,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    WrapupEndRequested,
)
from tests.unit.web.stage import VIEW, Stage

ALICE = AgentId("alice")


@pytest.mark.parametrize(
    ("action", "body", "event"),
    [
        ("sign-in", None, SignInRequested(ALICE)),
        ("sign-in", {}, SignInRequested(ALICE)),
        ("sign-in", {"at": "own"}, SignInRequested(ALICE, seat=Seat.OWN)),
        ("sign-in", {"at": "outside"}, SignInRequested(ALICE, seat=Seat.OUTSIDE)),
        ("sign-out", None, SignOutRequested(ALICE)),
        ("pause", {"reason": " lunch "}, PauseRequested(ALICE, "lunch")),
        ("resume", None, ResumeRequested(ALICE)),
        ("ready", None, WrapupEndRequested(ALICE)),
        ("assistance", None, AssistanceRequested(ALICE)),
        ("assistance/acknowledge", None, AssistanceEndRequested(ALICE, AssistanceEnd.ACKNOWLEDGED)),
    ],
)
def test_each_route_hands_on_its_request(action: str, body: object, event: AgentRequest) -> None:
    """The controller gets exactly one event; the answer is the agent as it is then."""
    stage = Stage()
    answer = stage.client().post(f"/api/v1/agents/alice/{action}", json=body)
    assert answer.status_code == 200
    assert stage.requests == [event]
    assert answer.json()["id"] == "alice"
    if action == "pause":
        assert (answer.json()["state"], answer.json()["reason"]) == ("paused", "lunch")


def test_a_refusal_is_told_in_its_own_words() -> None:
    """409, and the sentence that the controller gave."""
    answer = Stage(refusal="Alice is not signed in.").client().post("/api/v1/agents/alice/resume")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "Alice is not signed in."
    assert answer.json()["type"] == "urn:acd:problem:refused"


def test_a_refusal_may_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A controller that raises instead of returning is understood as well."""
    stage = Stage()

    def refuse(asked: AgentRequest) -> str | None:
        raise RequestRefused

    monkeypatch.setattr(stage, "request", refuse)
    answer = stage.client().post("/api/v1/agents/alice/resume")
    assert (answer.status_code, answer.json()["detail"]) == (409, str(RequestRefused()))


def test_an_agent_who_is_taken_out_meanwhile_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request was granted, and then the configuration removed the agent."""
    stage = Stage(view=replace(VIEW, agents=()))
    monkeypatch.setattr(stage, "request", lambda asked: None)
    assert stage.client().post("/api/v1/agents/alice/resume").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        '{"reason": ""}',
        '{"reason": 1}',
        '{"reason": "a\\nb"}',
        '{"reason": "\\ud800"}',
        '{"reason": "x", "more": 1}',
        '{"reason": "' + "x" * 65 + '"}',
        "[" * 8000,
        b"\x1f\x8b\x08\x00",
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_no_pause_does_nothing(body: str | bytes) -> None:
    """422 or 400 as a problem, and the controller hears nothing."""
    stage = Stage()
    answer = stage.client().post(
        "/api/v1/agents/alice/pause", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert stage.requests == []


@pytest.mark.parametrize("agent", ["..", "%2e%2e", "a%2fb", "%00", "x" * 65, "a b", "\u202ealice"])
def test_an_id_that_is_none_is_refused(agent: str) -> None:
    """It does not reach the controller."""
    stage = Stage()
    assert stage.client().post(f"/api/v1/agents/{agent}/resume").status_code in (404, 405, 422)
    assert stage.requests == []


@pytest.mark.parametrize("body", [{"at": "+15550123"}, {"at": "agent-bob"}, {"endpoint": "x@trunk-a"}])
def test_nobody_names_a_number_to_be_called(body: object) -> None:
    """What is called stands in the configuration, and nowhere else."""
    stage = Stage()
    assert stage.client().post("/api/v1/agents/alice/sign-in", json=body).status_code == 422
    assert stage.requests == []
