"""Opening hours over HTTP."""

from datetime import UTC, datetime

import pytest

from acd.domain.hours import HoursId, Opening
from acd.domain.hours_events import HoursOverrideEnded, HoursOverrideRequested
from acd.domain.refusals import NO_OVERRIDE
from tests.unit.web.stage import NOON, Stage

OVERRIDE = "/api/v1/tenants/acme/hours/practice/override"
PRACTICE = HoursId("acme/practice")


def test_hours_are_listed() -> None:
    """With why, and what comes next; of a tenant or of all."""
    client = Stage().client()
    answer = client.get("/api/v1/tenants/acme/hours").json()
    assert answer == {
        "items": [
            {
                "name": "practice",
                "tenant": "acme",
                "timezone": "Europe/Berlin",
                "state": "open",
                "why": "regular hours",
                "next_change": {
                    "at": "2026-11-21T17:30:00.000Z",
                    "state": "closed",
                    "why": "outside the regular hours",
                },
                "override": None,
            }
        ]
    }
    items = client.get("/api/v1/hours").json()["items"]
    assert [(item["tenant"], item["next_change"] is None) for item in items] == [("acme", False), ("florist", True)]
    assert client.get("/api/v1/tenants/nobody/hours").json() == {"items": []}


@pytest.mark.parametrize(
    ("end", "until"),
    [
        ({}, None),
        ({"for_s": 7200}, datetime(2026, 11, 21, 14, tzinfo=UTC)),
        ({"until": "2026-12-24T18:00:00Z"}, datetime(2026, 12, 24, 18, tzinfo=UTC)),
        ({"until": "2026-12-24T18:00+01:00"}, datetime(2026, 12, 24, 17, tzinfo=UTC)),
        ({"until": "2026-12-24T18:00"}, datetime(2026, 12, 24, 17, tzinfo=UTC)),
        ({"until": "2027-10-31T02:30"}, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
    ],
)
def test_hours_are_closed(end: dict[str, object], until: datetime | None) -> None:
    """For a while, until a moment by UTC or by the tenant's clock, or until that is taken back."""
    stage = Stage()
    answer = stage.client().put(OVERRIDE, json={"state": "closed", "reason": " Storm ", **end})
    assert answer.status_code == 200
    ends_at = None if until is None else until.timestamp()
    assert stage.requests == [HoursOverrideRequested(PRACTICE, Opening.CLOSED, ends_at, "api", "Storm")]
    told = None if until is None else f"{until:%Y-%m-%dT%H:%M:%S}.000Z"
    assert answer.json()["override"] == {
        "state": "closed",
        "since": f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z",
        "until": told,
        "by": "api",
        "reason": "Storm",
    }
    assert (answer.json()["state"], answer.json()["why"]) == ("closed", "Storm")


def test_hours_are_as_written_again() -> None:
    """Whoever said something before."""
    stage = Stage()
    stage.client().put(OVERRIDE, json={"state": "holiday"})
    answer = stage.client().delete(OVERRIDE)
    assert (answer.status_code, answer.json()["override"]) == (200, None)
    assert stage.requests[1:] == [HoursOverrideEnded(PRACTICE, "api")]


@pytest.mark.parametrize("path", ["tenants/acme/hours/night/override", "tenants/other/hours/practice/override"])
def test_hours_that_there_are_not(path: str) -> None:
    """Nobody is asked."""
    stage = Stage()
    answers = [
        stage.client().put(f"/api/v1/{path}", json={"state": "open"}),
        stage.client().delete(f"/api/v1/{path}"),
    ]
    assert [(one.status_code, one.json()["type"]) for one in answers] == [(404, "urn:acd:problem:unknown-hours")] * 2
    assert stage.requests == []


def test_a_refusal() -> None:
    """In its own words."""
    stage = Stage(refusal=NO_OVERRIDE)
    for answer in (stage.client().put(OVERRIDE, json={"state": "open"}), stage.client().delete(OVERRIDE)):
        assert (answer.status_code, answer.json()["detail"]) == (409, NO_OVERRIDE)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": "ajar"},
        {"state": "open", "for_s": 0},
        {"state": "open", "for_s": 1e9},
        {"state": "open", "for_s": 60, "until": "2026-12-24T18:00"},
        {"state": "open", "until": "tomorrow"},
        {"state": "open", "until": "0001-01-01T00:00"},
        {"state": "open", "reason": "a\u001b[2J"},
        {"state": "open", "reason": "x" * 65},
        {"state": "open", "by": "me"},
    ],
)
def test_what_is_no_override(body: dict[str, object]) -> None:
    """Nothing is asked for."""
    stage = Stage()
    assert stage.client().put(OVERRIDE, json=body).status_code == 422
    assert stage.requests == []
