"""Callbacks: those that are open, asked for and taken back."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from acd import ids
from acd.clock import Clock
from acd.domain.callbacks import CallbackId
from acd.domain.calls import CallId
from acd.domain.errors import RequestRefused, UnknownCall
from acd.domain.queues import QueueId
from acd.domain.refusals import CALLBACK_OVER
from acd.domain.requests import CallbackAdded, CallbackCancelled, CallbackRequest, CallbackRequested
from acd.domain.tenants import TenantId
from acd.domain.view import LiveView
from acd.web import from_domain, models
from acd.web.problems import Problem, documented
from acd.web.sources import Live, Request
from acd.web.text import CallIdText, NumberText, Slug

CallPath = Annotated[CallIdText, Path(description="Id of the call.", examples=["1763719200.17"])]
CallbackPath = Annotated[CallIdText, Path(description="Id of the callback.", examples=["1763719200.17-cb"])]


class NewCallback(BaseModel):
    """Whom to call back, and who does it."""

    model_config = ConfigDict(extra="forbid")

    tenant: Slug = Field(description="Whose customer it is.", examples=["acme"])
    queue: Slug = Field(description="Whose agents call, by the rules of its `callback`.", examples=["support"])
    number: NumberText = Field(
        description="The customer's number, beginning as the queue's `callback.allowed` says.", examples=["+15550123"]
    )


def callback_routes(live: Live, request: Request, clock: Clock) -> APIRouter:
    """Return the routes for callbacks."""
    router = APIRouter(prefix="/api/v1", tags=["callbacks"], responses=documented(401, 404, 409, 413, 422, 429))

    @router.get("/callbacks", operation_id="list_callbacks", summary="Callbacks that are open")
    async def list_callbacks() -> models.CallbackList:
        """Return those that wait for their turn or are just tried, in the order of asking."""
        at = clock.utc()
        return models.CallbackList(items=[from_domain.callback_of(view, at) for view in live().callbacks])

    @router.post(
        "/callbacks",
        operation_id="add_callback",
        summary="Call a customer back",
        status_code=HTTPStatus.CREATED,
        responses=documented(400),
    )
    async def add_callback(body: NewCallback) -> models.Callback:
        """Put a customer into line who is called when an agent is there; one for each customer at a time."""
        callback_id = CallbackId(f"cb-{ids.new_name()}")
        _grant(CallbackAdded(callback_id, TenantId(body.tenant), QueueId(body.queue), body.number), request)
        return _found(callback_id, live(), clock.utc())

    @router.delete(
        "/callbacks/{callback_id}",
        operation_id="cancel_callback",
        summary="Take a callback back",
        status_code=HTTPStatus.NO_CONTENT,
    )
    async def cancel_callback(callback_id: CallbackPath) -> None:
        """Take a callback back; a customer whose phone rings already is not called again."""
        _grant(CallbackCancelled(CallbackId(callback_id)), request)

    @router.post("/calls/{call_id}/callback", operation_id="call_back_instead", summary="Call a caller back instead")
    async def call_back_instead(call_id: CallPath) -> models.Callback:
        """End a call that waits in line; the caller is called back at the same place."""
        _grant(CallbackRequested(CallId(call_id)), request)
        return _found(f"{call_id}-cb", live(), clock.utc())

    return router


def _grant(asked: CallbackRequest, request: Request) -> None:
    try:
        refusal = request(asked)
    except UnknownCall as error:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-call", str(error)) from error
    except RequestRefused as error:
        refusal = str(error)
    if refusal == CALLBACK_OVER:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-callback", refusal)
    if refusal is not None:
        raise Problem(HTTPStatus.CONFLICT, "refused", refusal)


def _found(callback_id: str, view: LiveView, at: datetime) -> models.Callback:
    for callback in view.callbacks:
        if callback.callback_id == callback_id:
            return from_domain.callback_of(callback, at)
    raise Problem(HTTPStatus.NOT_FOUND, "unknown-callback", CALLBACK_OVER)
