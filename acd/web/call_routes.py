"""Calls in progress, from the live view, and calls that are over, from storage."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from acd.clock import Clock
from acd.domain.agents import AgentId
from acd.domain.calls import CallId, OutcomeClass
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId
from acd.domain.view import CallView
from acd.web import from_domain, models
from acd.web.problems import Problem, documented, invalid
from acd.web.sources import BadCursor, CallQuery, EndedCallById, EndedCallWithSegments, History, Live
from acd.web.text import CallIdText, Cursor, Slug


class Which(StrEnum):
    """Which calls are asked for."""

    LIVE = "live"
    ENDED = "ended"


class Filters:
    """The filters of the list of calls."""

    def __init__(
        self,
        tenant: Annotated[Slug | None, Query(description="Only calls of this tenant.")] = None,
        queue: Annotated[Slug | None, Query(description="Only calls of this queue.")] = None,
        agent: Annotated[Slug | None, Query(description="Only calls of this agent.")] = None,
        outcome: Annotated[OutcomeClass | None, Query(description="Only calls that ended so.")] = None,
        since: Annotated[AwareDatetime | None, Query(description="Ended at this moment or later.")] = None,
        until: Annotated[AwareDatetime | None, Query(description="Ended before this moment.")] = None,
    ) -> None:
        self.tenant = tenant
        self.queue = queue
        self.agent = agent
        self.outcome = outcome
        self.since: datetime | None = since
        self.until: datetime | None = until

    def match(self, call: CallView) -> bool:
        """Tell whether a call in progress is asked for."""
        return (
            self.tenant in (None, call.tenant_id)
            and self.queue in (None, call.queue_id)
            and self.agent in (None, call.agent_id)
        )

    def only_for_ended(self) -> bool:
        """Tell whether a filter is set that a call in progress cannot meet."""
        return (self.outcome, self.since, self.until) != (None, None, None)

    def query(self, cursor: str | None, limit: int) -> CallQuery:
        """Return the question to storage."""
        return CallQuery(
            tenant_id=None if self.tenant is None else TenantId(self.tenant),
            queue_id=None if self.queue is None else QueueId(self.queue),
            agent_id=None if self.agent is None else AgentId(self.agent),
            outcome=self.outcome,
            since=self.since,
            until=self.until,
            cursor=cursor,
            limit=limit,
        )


def call_routes(live: Live, history: History, ended_call: EndedCallById, clock: Clock) -> APIRouter:
    """Return the routes for calls."""
    router = APIRouter(prefix="/api/v1/calls", tags=["calls"], responses=documented(401, 422, 429))

    @router.get("", operation_id="list_calls", summary="Calls")
    async def list_calls(
        filters: Annotated[Filters, Depends()],
        state: Annotated[
            Which, Query(description="live: in progress, all at once; ended: over, in pages.")
        ] = Which.LIVE,
        cursor: Annotated[Cursor | None, Query(description="From next_cursor of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=500, description="Calls in a page, for calls that are over.")] = 100,
    ) -> models.CallList:
        """Return calls in progress, or calls that are over with the newest first."""
        if state is Which.ENDED:
            return await _ended_calls(history, filters.query(cursor, limit))
        if cursor is not None or filters.only_for_ended():
            raise invalid("query.state", "cursor, outcome, since and until need state=ended")
        at = clock.utc()
        calls = [from_domain.call_of(call, at) for call in live().calls if filters.match(call)]
        return models.CallList(items=calls, next_cursor=None)

    @router.get("/{call_id}", operation_id="get_call", summary="One call", responses=documented(404))
    async def get_call(
        call_id: Annotated[CallIdText, Path(description="Id of the call.", examples=["1763719200.17"])],
    ) -> models.CallDetail:
        """Return a call; for a second after its end it may be unknown, until it is stored."""
        for view in live().calls:
            if view.call_id == call_id:
                call = from_domain.call_of(view, clock.utc())
                return models.CallDetail(**call.model_dump(), segments=[])
        return _detail(await ended_call(CallId(call_id)), call_id)

    return router


async def _ended_calls(history: History, query: CallQuery) -> models.CallList:
    try:
        page = await history(query)
    except BadCursor as error:
        raise invalid("query.cursor", str(error)) from error
    items = [from_domain.ended_call_of(call) for call in page.calls]
    return models.CallList(items=items, next_cursor=page.next_cursor)


def _detail(found: EndedCallWithSegments | None, call_id: str) -> models.CallDetail:
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-call", f"There is no call {call_id}.")
    call, segments = found
    return models.CallDetail(
        **from_domain.ended_call_of(call).model_dump(),
        segments=[from_domain.segment_of(segment) for segment in segments],
    )
