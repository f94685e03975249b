"""Calls in progress and calls that are over."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId
from acd.storage.errors import DatabaseUnreachable
from acd.storage.queries import CallFilter
from tests.unit.web.stage import NOON_MS, OPEN, VIEW, WAITING_CALL, Stage

LIVE: dict[str, object] = {
    "id": "1763719200.18",
    "state": "waiting",
    "tenant": "florist",
    "number": "+15550100",
    "caller": {"number": "+15550123", "name": "Carol"},
    "queue": "support",
    "agent": None,
    "started_at": "2026-11-21T11:59:44.500Z",
    "ended_at": None,
    "wait_s": 12.346,
    "talk_s": None,
    "position": 1,
    "priority_s": -60.0,
    "put_back_s": 30.0,
    "expected_wait_s": 44.444,
    "outcome": None,
    "reason": None,
    "recording": "off",
    "direction": "inbound",
    "step": None,
    "tags": [],
    "values": {},
    "form": "",
    "context": {},
}
OVER: dict[str, object] = {
    "id": "1763719100.9",
    "state": "ended",
    "tenant": "florist",
    "number": "+15550100",
    "caller": {"number": "+15550199", "name": "Dave"},
    "queue": "support",
    "agent": "bob",
    "started_at": "2026-11-21T11:58:20.000Z",
    "ended_at": "2026-11-21T11:59:50.000Z",
    "wait_s": 9.0,
    "talk_s": 80.001,
    "position": None,
    "priority_s": None,
    "put_back_s": None,
    "expected_wait_s": None,
    "outcome": "answered",
    "reason": "caller_hung_up",
    "recording": None,
    "direction": "inbound",
    "step": None,
    "tags": [],
    "values": {},
    "form": "",
    "context": {},
}


def test_live_calls_are_the_default() -> None:
    """All at once, without a cursor, and without asking storage."""
    stage = Stage()
    assert stage.client().get("/api/v1/calls").json() == {"items": [LIVE], "next_cursor": None}
    assert stage.asked == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"tenant": "florist", "queue": "support"}, True),
        ({"tenant": "plumber"}, False),
        ({"queue": "sales"}, False),
        ({"agent": "bob"}, False),
        ({"since": "2026-11-21T11:59:44.5Z"}, True),
        ({"since": "2026-11-21T12:59:44.6+01:00"}, False),
        ({"until": "2026-11-21T11:59:44.5Z"}, False),
        ({"until": "2026-11-21T11:59:45Z"}, True),
    ],
)
def test_live_calls_are_filtered(filters: dict[str, str], found: bool) -> None:
    """Every filter counts, by the moment of the start where it is a time."""
    items = Stage().client().get("/api/v1/calls", params=filters).json()["items"]
    assert bool(items) == found


def test_ended_calls_come_in_pages() -> None:
    """Filters, limit and cursor go to storage; its cursor comes back."""
    stage = Stage(next_cursor="1763719100000.1763719100.9")
    answer = stage.client().get(
        "/api/v1/calls",
        params={
            "state": "ended",
            "tenant": "florist",
            "queue": "support",
            "agent": "bob",
            "since": "2026-11-21T11:00:00Z",
            "until": "2026-11-21T13:00:00+01:00",
            "limit": "2",
            "cursor": "1763719300000.node-1763719300.1",
        },
    )
    assert answer.json() == {"items": [OVER], "next_cursor": "1763719100000.1763719100.9"}
    only = CallFilter(
        TenantId("florist"), QueueId("support"), AgentId("bob"), since_ms=NOON_MS - 3_600_000, until_ms=NOON_MS
    )
    assert stage.asked == [(only, 2, "1763719300000.node-1763719300.1")]


def test_calls_in_progress_are_not_among_the_ended() -> None:
    """Storage knows them, but they are not over."""
    answer = Stage(stored=(OPEN,)).client().get("/api/v1/calls?state=ended")
    assert answer.json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "state=ended&cursor=nonsense",
        "state=ended&cursor=",
        "state=ended&cursor=%00",
        "cursor=1.1",
        "state=dead",
        "limit=0",
        "limit=1000000000",
        "limit=-1",
        "limit=1e9",
        "tenant=../x",
        "queue=%E2%80%AE",
        "since=yesterday",
        "since=2026-11-21T11:00:00",
        "since=-99999999999999999999",
        "until=2026-13-01T00:00:00Z",
    ],
)
def test_wrong_parameters_are_named(query: str) -> None:
    """422 names the parameter; a time without an offset is none."""
    answer = Stage().client().get(f"/api/v1/calls?{query}")
    assert answer.status_code == 422, answer.text
    name = query.rpartition("&")[2].partition("=")[0]
    assert f"query.{name}" in [error["field"] for error in answer.json()["errors"]]


def test_one_call_that_is_over() -> None:
    """With its segments, offers, moves and recordings."""
    answer = Stage().client().get("/api/v1/calls/1763719100.9").json()
    segments, offers, recordings = answer.pop("segments"), answer.pop("offers"), answer.pop("recordings")
    answer.pop("legs")
    assert answer.pop("walk") is None
    assert answer.pop("moves") == [
        {"from_queue": "sales", "queue": "support", "at": "2026-11-21T11:58:25.000Z", "reason": "requested"}
    ]
    assert answer == OVER
    assert recordings == [
        {
            "id": "1763719100.9-r1",
            "queue": "support",
            "agent": "bob",
            "started_at": "2026-11-21T11:58:30.000Z",
            "ended_at": "2026-11-21T11:59:50.000Z",
            "outcome": "kept",
            "length_s": 79.9,
            "size_bytes": 100_004,
            "marks": [{"kind": "paused", "at": "2026-11-21T11:58:39.500Z", "offset_s": 9.5}],
        }
    ]
    assert segments == [
        {
            "kind": "talk",
            "queue": "support",
            "agent": "bob",
            "started_at": "2026-11-21T11:58:30.000Z",
            "duration_s": 80.001,
        }
    ]
    assert offers == [
        {
            "agent": "bob",
            "queue": "support",
            "result": "accepted",
            "started_at": "2026-11-21T11:58:27.000Z",
            "duration_s": 3.0,
        }
    ]


def test_the_sound_of_each_leg() -> None:
    """With the agent whom the offer was made to; what the phone did not tell is none, not zero."""
    caller, bob, nobody = Stage().client().get("/api/v1/calls/1763719100.9").json()["legs"]
    heard = {"packets": 431, "lost": 3, "jitter_s": 0.00025, "mos": 4.404}
    assert caller == {
        "id": "1763719100.9",
        "agent": None,
        "ended_at": "2026-11-21T11:59:50.000Z",
        "from_party": heard,
        "to_party": {"packets": 390, "lost": None, "jitter_s": None, "mos": None},
        "rtt_s": 0.0415,
    }
    assert (bob["agent"], nobody["agent"]) == ("bob", None), "an offer that is not stored names nobody"
    assert bob["to_party"] == {"packets": 390, "lost": 7, "jitter_s": 0.002, "mos": 4.06}


def test_one_call_in_progress() -> None:
    """From the live view; with what is stored of its parts, if the database answers."""
    no_parts: dict[str, object] = {
        "segments": [],
        "offers": [],
        "moves": [],
        "recordings": [],
        "walk": None,
        "legs": [],
    }
    expected = LIVE | no_parts
    assert Stage().client().get("/api/v1/calls/1763719200.18").json() == expected
    view = replace(VIEW, calls=(replace(WAITING_CALL, call_id=CallId("1763719100.9")),))
    assert len(Stage(view=view).client().get("/api/v1/calls/1763719100.9").json()["offers"]) == 1


def test_a_call_in_progress_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage of the database does not hide live calls."""
    stage = Stage()

    async def away(call_id: CallId) -> None:
        raise DatabaseUnreachable("sqlite", "locked")

    monkeypatch.setattr(stage, "stored_call", away)
    assert stage.client().get("/api/v1/calls/1763719200.18").status_code == 200
    assert stage.client().get("/api/v1/calls/1763719100.9").status_code == 503


def test_an_unknown_call() -> None:
    """404 with the id."""
    answer = Stage().client().get("/api/v1/calls/1.1")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no call 1.1.")
