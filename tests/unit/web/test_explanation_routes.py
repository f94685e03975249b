"""Why a call went to whom it went."""

import pytest

from acd.storage.errors import DatabaseUnreachable
from tests.unit.web.stage import ENDED, Stage

PATH = f"/api/v1/calls/{ENDED.call_id}/explanation"


def test_the_explanation_as_data() -> None:
    """Every field, times as everywhere in the API."""
    stage = Stage()
    answer = stage.client().get(PATH)
    assert answer.status_code == 200
    assert answer.json() == {
        "call": "1763719100.9",
        "tenant": "florist",
        "queue": "support",
        "state": "ended",
        "sentences": ["It came."],
        "offers": [
            {
                "number": 1,
                "agent": "bob",
                "name": "Bob",
                "at": "2026-11-21T12:00:00.000Z",
                "ended_at": None,
                "result": None,
                "stage": "ordinary",
                "choice": "longest_idle",
                "asks": "german 3",
                "idle": 1,
                "runner_up": None,
                "sentences": ["Bob was the only one."],
                "others": [
                    {
                        "reason": "paused",
                        "text": "paused",
                        "count": 3,
                        "agents": [{"id": "alice", "name": "Alice", "detail": "lunch, for 5.0 s"}],
                    }
                ],
            }
        ],
        "served_first": ["Somebody else."],
        "wait": {
            "at": "2026-11-21T12:00:00.000Z",
            "asks": "german 3",
            "ahead": 2,
            "sentences": ["Nobody is idle."],
            "others": [],
        },
        "notes": ["A note."],
    }
    assert stage.client().get(PATH + "?all=true").status_code == 200
    assert stage.explained == [False, True]


def test_an_unknown_call_is_404_and_says_where_calls_are() -> None:
    """With what to do."""
    answer = Stage().client().get("/api/v1/calls/1.1/explanation")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:acd:problem:unknown-call")
    assert "There is no call 1.1: `acd status` shows" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/calls/..%2F1/explanation", PATH + "?all=perhaps"])
def test_what_is_no_call_or_no_answer(path: str) -> None:
    """Ids and flags have a shape."""
    assert Stage().client().get(path).status_code in (404, 422)


def test_the_database_is_away() -> None:
    """Calls go on; ask again later."""
    answer = Stage(broken=DatabaseUnreachable("sqlite:///x", "gone")).client().get(PATH)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:acd:problem:database-away")
