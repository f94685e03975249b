"""Hands what people ask for about a call to the controller; the answer is the call as it is then."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Path

from acd.clock import Clock
from acd.domain.calls import CallId
from acd.domain.errors import RequestRefused, UnknownCall
from acd.domain.events import CallRequest
from acd.web import from_domain, models
from acd.web.problems import Problem
from acd.web.sources import Live, Request
from acd.web.text import CallIdText

CallPath = Annotated[CallIdText, Path(description="Id of the call.", examples=["1763719200.17"])]


def hand_on(live: Live, request: Request, clock: Clock) -> Callable[[CallRequest], models.Call]:
    """Return what routes call with a request. It raises Problem for one that is not granted."""

    def submit(asked: CallRequest) -> models.Call:
        _grant(asked, request)
        for view in live().calls:
            if view.call_id == asked.call_id:
                return from_domain.call_of(view, clock.utc())
        raise _unknown_call(asked.call_id)

    return submit


def _grant(asked: CallRequest, request: Request) -> None:
    try:
        refusal = request(asked)
    except UnknownCall as error:
        raise _unknown_call(asked.call_id) from error
    except RequestRefused as error:
        refusal = str(error)
    if refusal is not None:
        raise Problem(HTTPStatus.CONFLICT, "refused", refusal)


def _unknown_call(call_id: CallId) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown-call", f"There is no call {call_id} in progress.")
