"""Calls in progress, from the live view, and calls that are over, from storage."""

from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from acd.clock import Clock
from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId
from acd.domain.view import CallView, LiveView
from acd.storage.errors import CursorInvalid, DatabaseUnreachable
from acd.storage.queries import PAGE_LIMIT, CallDetail, CallFilter
from acd.web import from_domain, models
from acd.web.problems import Problem, documented, invalid
from acd.web.sources import CallById, History, Live
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
        since: Annotated[AwareDatetime | None, Query(description="Started at this moment or later.")] = None,
        until: Annotated[AwareDatetime | None, Query(description="Started before this moment.")] = None,
    ) -> None:
        self.tenant = tenant
        self.queue = queue
        self.agent = agent
        self.since: datetime | None = since
        self.until: datetime | None = until

    def match(self, call: CallView, at: datetime) -> bool:
        """Tell whether a call in progress at the moment `at` is asked for."""
        started = at - timedelta(seconds=call.age_s)
        return (
            self.tenant in (None, call.tenant_id)
            and self.queue in (None, call.queue_id)
            and self.agent in (None, call.agent_id)
            and (self.since is None or started >= self.since)
            and (self.until is None or started < self.until)
        )

    def for_storage(self) -> CallFilter:
        """Return the same filters in storage's words."""
        return CallFilter(
            tenant_id=None if self.tenant is None else TenantId(self.tenant),
            queue_id=None if self.queue is None else QueueId(self.queue),
            agent_id=None if self.agent is None else AgentId(self.agent),
            since_ms=None if self.since is None else _utc_ms(self.since),
            until_ms=None if self.until is None else _utc_ms(self.until),
        )


def call_routes(live: Live, history: History, stored_call: CallById, clock: Clock) -> APIRouter:
    """Return the routes for calls."""
    router = APIRouter(prefix="/api/v1/calls", tags=["calls"], responses=documented(401, 422, 429, 503))

    @router.get("", operation_id="list_calls", summary="Calls")
    async def list_calls(
        filters: Annotated[Filters, Depends()],
        state: Annotated[Which, Query(description="live: in progress, all; ended: over, in pages.")] = Which.LIVE,
        cursor: Annotated[Cursor | None, Query(description="next_cursor of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="Most calls in a page.")] = 100,
    ) -> models.CallList:
        """Return calls in progress, or calls that are over newest first; pages may have fewer than limit."""
        if state is Which.ENDED:
            return await _ended(history, filters.for_storage(), limit, cursor)
        if cursor is not None:
            raise invalid("query.cursor", "only with state=ended")
        return _live(live(), filters, clock.utc())

    @router.get("/{call_id}", operation_id="get_call", summary="One call", responses=documented(404))
    async def get_call(
        call_id: Annotated[CallIdText, Path(description="Id of the call.", examples=["1763719200.17"])],
    ) -> models.CallDetail:
        """Return a call with its parts, as far as they are stored; that may take a second."""
        for view in live().calls:
            if view.call_id == call_id:
                call = from_domain.call_of(view, clock.utc())
                return from_domain.detail_of(call, await _parts(stored_call, view.call_id))
        stored = await stored_call(CallId(call_id))
        if stored is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown-call", f"There is no call {call_id}.")
        return from_domain.detail_of(from_domain.stored_call_of(stored.call), stored)

    return router


def _live(view: LiveView, filters: Filters, at: datetime) -> models.CallList:
    calls = [from_domain.call_of(call, at) for call in view.calls if filters.match(call, at)]
    return models.CallList(items=calls, next_cursor=None)


async def _ended(history: History, wanted: CallFilter, limit: int, cursor: str | None) -> models.CallList:
    try:
        page = await history(wanted, limit, cursor)
    except CursorInvalid as error:
        raise invalid("query.cursor", str(error)) from error
    # storage knows calls in progress too, but less of them than the live view does
    over = [from_domain.stored_call_of(call) for call in page.calls if call.ended_at_ms is not None]
    return models.CallList(items=over, next_cursor=page.next_cursor)


async def _parts(stored_call: CallById, call_id: CallId) -> CallDetail | None:
    try:
        return await stored_call(call_id)
    except DatabaseUnreachable:
        return None  # a call in progress can be looked at without a database


def _utc_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
