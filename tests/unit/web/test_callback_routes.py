"""Callbacks over HTTP."""

import re

import pytest

from acd.domain.calls import CallId
from acd.domain.refusals import CALLBACK_EXISTS, NO_CALLBACKS
from acd.domain.requests import CallbackAdded, CallbackCancelled, CallbackRequested
from tests.unit.web.stage import WAITING_CALL, Stage

WANTED = {"tenant": "acme", "queue": "support", "number": "+15550123"}
CALL = WAITING_CALL.call_id


def test_those_that_are_open_are_listed() -> None:
    """With the moments that people ask for."""
    answer = Stage().client().get("/api/v1/callbacks").json()
    assert answer == {
        "items": [
            {
                "id": "1763719000.1-cb",
                "tenant": "acme",
                "queue": "support",
                "number": "+4930999",
                "call": "1763719000.1",
                "state": "trying",
                "asked_at": "2026-11-21T11:59:00.000Z",
                "deadline": "2026-11-21T12:14:00.000Z",
                "attempts": 2,
                "retry_at": None,
                "quiet": False,
            }
        ]
    }


def test_a_customer_is_put_into_line() -> None:
    """Under a name that nothing else has."""
    stage = Stage()
    answers = [stage.client().post("/api/v1/callbacks", json=WANTED) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    names = [answer.json()["id"] for answer in answers]
    assert all(re.fullmatch(r"cb-[0-9a-f]{16}", name) for name in names) and names[0] != names[1]
    assert [asked.number for asked in stage.requests if isinstance(asked, CallbackAdded)] == ["+15550123"] * 2
    assert answers[0].json()["retry_at"] == "2026-11-21T12:00:30.000Z"


def test_a_caller_in_line_is_called_back_instead() -> None:
    """The callback has the name of the call."""
    stage = Stage()
    answer = stage.client().post(f"/api/v1/calls/{CALL}/callback")
    assert answer.status_code == 200 and answer.json()["id"] == f"{CALL}-cb"
    assert stage.requests == [CallbackRequested(CALL)]


@pytest.mark.parametrize("refusal", [CALLBACK_EXISTS, NO_CALLBACKS])
def test_a_refusal_is_told_in_its_own_words(refusal: str) -> None:
    """Whatever was asked for."""
    stage = Stage(refusal=refusal)
    for path, body in (("callbacks", WANTED), (f"calls/{CALL}/callback", None)):
        answer = stage.client().post(f"/api/v1/{path}", json=body)
        assert (answer.status_code, answer.json()["detail"]) == (409, refusal)


def test_one_is_taken_back() -> None:
    """Without a word, as nothing is left of it."""
    stage = Stage()
    answer = stage.client().delete("/api/v1/callbacks/1763719000.1-cb")
    assert (answer.status_code, answer.content) == (204, b"")
    assert [asked.callback_id for asked in stage.requests if isinstance(asked, CallbackCancelled)] == [
        "1763719000.1-cb"
    ]


def test_what_is_not_there() -> None:
    """A call, and a callback."""
    client = Stage().client()
    unknown = client.delete("/api/v1/callbacks/cb-2")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:acd:problem:unknown-callback")
    unknown = client.post(f"/api/v1/calls/{CallId('1.1')}/callback")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:acd:problem:unknown-call")


@pytest.mark.parametrize("number", ["112", "sales", "+49 30 1", "1;2", "+0123456", "1" * 21])
def test_what_is_no_number(number: str) -> None:
    """It never comes near a trunk."""
    stage = Stage()
    assert stage.client().post("/api/v1/callbacks", json=WANTED | {"number": number}).status_code == 422
    assert not stage.requests
