"""A request about a call goes to the controller once, and comes back as the call, or as a problem."""

from dataclasses import replace

import pytest

from acd.domain.errors import RequestRefused
from acd.domain.events import RecordingRequested
from acd.domain.view import LiveView
from acd.web.call_requests import hand_on
from acd.web.problems import Problem
from tests.unit.web.stage import VIEW, WAITING_CALL, StoppedClock

ASKED = RecordingRequested(WAITING_CALL.call_id)


def test_the_answer_is_the_call_as_it_is_then() -> None:
    """Looked at after the request."""
    asked: list[object] = []

    def request(one: object) -> None:
        asked.append(one)

    def later() -> LiveView:
        assert asked == [ASKED]
        return VIEW

    assert hand_on(later, request, StoppedClock())(ASKED).id == WAITING_CALL.call_id


def test_a_refusal_that_is_raised_is_told_as_one_that_is_said() -> None:
    """409 both."""

    def refuse(_: object) -> None:
        raise RequestRefused("not now")

    for request in (refuse, lambda _: "not now"):
        with pytest.raises(Problem, match="not now") as caught:
            hand_on(lambda: VIEW, request, StoppedClock())(ASKED)
        assert caught.value.kind == "refused"


def test_a_call_that_is_gone_by_then() -> None:
    """It was granted, and nothing is left to show."""
    with pytest.raises(Problem) as caught:
        hand_on(lambda: replace(VIEW, calls=()), lambda _: None, StoppedClock())(ASKED)
    assert caught.value.kind == "unknown-call"
