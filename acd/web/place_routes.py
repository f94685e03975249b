"""What supervisors ask for while a call waits: another line, another place in it."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from acd.clock import Clock
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.requests import FARTHEST_S, FrontRequested, MoveRequested, PlaceRequest, PriorityRequested
from acd.web import models
from acd.web.call_requests import CallPath, hand_on
from acd.web.problems import documented
from acd.web.sources import Live, Request, Settled
from acd.web.text import Slug


class OtherLine(BaseModel):
    """Where a call is to wait."""

    model_config = ConfigDict(extra="forbid", strict=True)

    queue: Slug = Field(description="Id of the queue.", examples=["support"])


class Priority(BaseModel):
    """How a call is to rank."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seconds: float = Field(
        ge=-FARTHEST_S,
        le=FARTHEST_S,
        allow_inf_nan=False,
        description="So much earlier it counts than it came into line; less than 0: later.",
        examples=[120],
    )


def place_routes(live: Live, request: Request, settled: Settled, clock: Clock) -> APIRouter:
    """Return the routes that hand supervisors' requests to the controller.

    What was granted must outlive the controller, and the PBX keeps it: so nobody is told before that has it.
    """
    router = APIRouter(
        prefix="/api/v1/calls/{call_id}", tags=["calls"], responses=documented(400, 401, 404, 409, 413, 422, 429)
    )
    submit = hand_on(live, request, clock)

    async def keep(asked: PlaceRequest) -> models.Call:
        granted = submit(asked)
        await settled(asked.call_id)
        return granted

    @router.post("/move", operation_id="move_call", summary="To another queue")
    async def move_call(call_id: CallPath, body: OtherLine) -> models.Call:
        """Let a call that waits wait in another queue's line, from the moment at which it came into the first."""
        return await keep(MoveRequested(CallId(call_id), QueueId(body.queue)))

    @router.post("/priority", operation_id="set_priority", summary="Forward or back")
    async def set_priority(call_id: CallPath, body: Priority) -> models.Call:
        """Let a call that waits count as if it had come earlier or later, instead of what was asked before."""
        return await keep(PriorityRequested(CallId(call_id), body.seconds))

    @router.post("/front", operation_id="put_in_front", summary="To the front")
    async def put_in_front(call_id: CallPath) -> models.Call:
        """Let a call go before everybody who waits now, whatever queue they wait for."""
        return await keep(FrontRequested(CallId(call_id)))

    return router
