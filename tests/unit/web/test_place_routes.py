"""What supervisors ask for while a call waits."""

from typing import Any

import pytest

from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.requests import FARTHEST_S, FrontRequested, MoveRequested, PlaceRequest, PriorityRequested
from tests.unit.web.hostile import NAMES
from tests.unit.web.stage import WAITING_CALL, Stage

CALL = WAITING_CALL.call_id
PATH = f"/api/v1/calls/{CALL}"


@pytest.mark.parametrize(
    ("action", "body", "event"),
    [
        ("move", {"queue": "sales"}, MoveRequested(CALL, QueueId("sales"))),
        ("priority", {"seconds": 90}, PriorityRequested(CALL, 90.0)),
        ("priority", {"seconds": -0.5}, PriorityRequested(CALL, -0.5)),
        ("priority", {"seconds": -FARTHEST_S}, PriorityRequested(CALL, -FARTHEST_S)),
        ("front", None, FrontRequested(CALL)),
    ],
)
def test_each_route_hands_on_its_request(action: str, body: dict[str, Any] | None, event: PlaceRequest) -> None:
    """The controller gets exactly one event; the answer is the call as it is then, when the PBX keeps that."""
    stage = Stage()
    answer = stage.client().post(f"{PATH}/{action}", json=body)
    assert answer.status_code == 200 and stage.requests == [event] and stage.settlements == [(CALL, 1)]
    told = answer.json()
    assert (told["id"], told["position"], told["priority_s"], told["put_back_s"]) == (CALL, 1, -60.0, 30.0)


def test_a_refusal_is_told_in_its_own_words() -> None:
    """409, and the sentence that the controller gave."""
    answer = Stage(refusal="there is no such queue").client().post(f"{PATH}/move", json={"queue": "sales"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "there is no such queue")


def test_a_call_that_is_not_there() -> None:
    """404, by its id."""
    answer = Stage().client().post(f"/api/v1/calls/{CallId('9.9')}/front")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:acd:problem:unknown-call")


HOSTILE_BODIES = (
    *(f'{{"seconds": {number}}}' for number in ("NaN", "Infinity", "-Infinity", "1e999", "86401", "-86401", "9" * 400)),
    *(f'{{"seconds": {value}}}' for value in ('"90"', "true", "null", "[1]", "{}")),
    '{"seconds": 1, "call_id": "9.9"}',
    "[]",
    "null",
    "",
    "1",
)


@pytest.mark.parametrize("body", HOSTILE_BODIES)
def test_seconds_that_are_none(body: str) -> None:
    """Nothing reaches the controller."""
    stage = Stage()
    answer = stage.client().post(f"{PATH}/priority", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422) and stage.requests == []


@pytest.mark.parametrize("queue", [*(name for name in NAMES if name != "\ud800lone"), "../sales", "a/b", "x" * 65, 7])
def test_a_queue_that_could_be_none(queue: object) -> None:
    """Only what could be the id of a queue reaches the controller."""
    stage = Stage()
    answer = stage.client().post(f"{PATH}/move", json={"queue": queue})
    assert answer.status_code == 422 and stage.requests == []


@pytest.mark.parametrize("call_id", ["../x", "%2e%2e", "a%00b", "a b", "x" * 129])
@pytest.mark.parametrize("action", ["move", "priority", "front"])
def test_a_call_that_could_be_none(call_id: str, action: str) -> None:
    """An id never becomes another path."""
    stage = Stage()
    answer = stage.client().post(f"/api/v1/calls/{call_id}/{action}", json={"queue": "sales", "seconds": 1})
    assert answer.status_code in (404, 422) and stage.requests == []
