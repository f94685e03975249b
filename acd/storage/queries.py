"""Questions about what was stored: one per function, in one transaction each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, case, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, OutcomeClass, OutcomeReason
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId
from acd.storage.database import Database
from acd.storage.errors import CursorInvalid
from acd.storage.stored import (
    StoredAgentState,
    StoredCall,
    StoredFlowWalk,
    StoredLegQuality,
    StoredMove,
    StoredOffer,
    StoredRecording,
    StoredRecordingMark,
    StoredSegment,
    StoredStint,
)
from acd.storage.tables import (
    agent_states,
    agent_stints,
    calls,
    flow_walks,
    leg_quality,
    moves,
    offers,
    open_call,
    recordings,
    segments,
)
from acd.storage.tables import recording_marks as marks

PAGE_LIMIT = 500
_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are asked for; what is None does not matter."""

    tenant_id: TenantId | None = None
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    since_ms: int | None = None
    """Started at or after this moment, UTC since 1970."""
    until_ms: int | None = None
    """Started before this moment."""


@dataclass(frozen=True, slots=True)
class CallPage:
    """Calls, the newest first."""

    calls: tuple[StoredCall, ...]
    next_cursor: str | None
    """For the page that follows; None when there is none."""


@dataclass(frozen=True, slots=True)
class CallDetail:
    """Everything that is stored of one call."""

    call: StoredCall
    segments: tuple[StoredSegment, ...]
    offers: tuple[StoredOffer, ...]
    recordings: tuple[StoredRecording, ...] = ()
    marks: tuple[StoredRecordingMark, ...] = ()
    """Of all its recordings, in order."""
    legs: tuple[StoredLegQuality, ...] = ()
    """Those whose sound was measured, in the order in which they ended."""
    moves: tuple[StoredMove, ...] = ()
    walk: StoredFlowWalk | None = None
    """Through its flow; None where there was one way only, and while the call goes on."""


async def recent_calls(
    database: Database, only: CallFilter = CallFilter(), limit: int = 50, cursor: str | None = None
) -> CallPage:
    """Return a page of calls. Raises CursorInvalid and DatabaseUnreachable."""
    limit = max(1, min(limit, PAGE_LIMIT))
    query = _filtered(only).order_by(calls.c.started_at_ms.desc(), calls.c.call_id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(tuple_(calls.c.started_at_ms, calls.c.call_id) < tuple_(*position(cursor)))
    async with database.read() as connection:
        found = [StoredCall(**row) for row in (await connection.execute(query)).mappings()]
    page = tuple(found[:limit])
    more = len(found) > limit
    return CallPage(page, f"{page[-1].started_at_ms}.{page[-1].call_id}" if more else None)


async def call_detail(database: Database, call_id: CallId) -> CallDetail | None:
    """Return one call with its parts in order; None when there is no such call. Raises DatabaseUnreachable."""
    async with database.read() as connection:
        call = (await connection.execute(select(calls).where(calls.c.call_id == call_id))).mappings().first()
        if call is None:
            return None
        found_segments = await connection.execute(
            select(segments).where(segments.c.call_id == call_id).order_by(segments.c.seq)
        )
        found_offers = await connection.execute(
            select(offers).where(offers.c.call_id == call_id).order_by(offers.c.seq)
        )
        found_recordings = await connection.execute(
            select(recordings).where(recordings.c.call_id == call_id).order_by(recordings.c.seq)
        )
        found_marks = await connection.execute(
            select(marks)
            .join(recordings, recordings.c.recording_id == marks.c.recording_id)
            .where(recordings.c.call_id == call_id)
            .order_by(recordings.c.seq, marks.c.seq)
        )
        found_legs = await connection.execute(
            select(leg_quality).where(leg_quality.c.call_id == call_id).order_by(leg_quality.c.at_ms)
        )
        found_moves = await connection.execute(select(moves).where(moves.c.call_id == call_id).order_by(moves.c.seq))
        return CallDetail(
            StoredCall(**call),
            tuple(StoredSegment(**row) for row in found_segments.mappings()),
            tuple(StoredOffer(**row) for row in found_offers.mappings()),
            tuple(StoredRecording(**row) for row in found_recordings.mappings()),
            tuple(StoredRecordingMark(**row) for row in found_marks.mappings()),
            tuple(StoredLegQuality(**row) for row in found_legs.mappings()),
            tuple(StoredMove(**row) for row in found_moves.mappings()),
            await _flow_walk(connection, call_id),
        )


async def _flow_walk(connection: AsyncConnection, call_id: CallId) -> StoredFlowWalk | None:
    found = (await connection.execute(select(flow_walks).where(flow_walks.c.call_id == call_id))).mappings().first()
    if found is None:
        return None
    return StoredFlowWalk(
        flow_id=found["flow_id"],
        version=found["version"],
        path=msgspec.json.decode(found["path"], type=tuple[tuple[str, str], ...]),
        tags=msgspec.json.decode(found["tags"], type=tuple[str, ...]),
        values=msgspec.json.decode(found["data"], type=dict[str, str]),
        form=found["form"],
    )


async def open_calls(database: Database) -> tuple[StoredCall, ...]:
    """Return the calls that have no end yet, the oldest first. Raises DatabaseUnreachable."""
    query = select(calls).where(open_call).order_by(calls.c.started_at_ms, calls.c.call_id)
    async with database.read() as connection:
        return tuple(StoredCall(**row) for row in (await connection.execute(query)).mappings())


async def close_open_calls(
    database: Database, reason: OutcomeReason, at_ms: int, keep: Collection[CallId] = ()
) -> tuple[StoredCall, ...]:
    """Give the calls of a controller that is gone their end (failed, `reason`) at `at_ms` UTC, and return them.

    For the start, after the writer has caught up. `keep` are the calls that were found alive and taken over.
    How long they were talking is not known and counts as nothing: nobody is billed for a guess.
    Raises DatabaseUnreachable.
    """
    # a clock that stepped back must not make a call that ended before it began
    ended_at_ms = case((calls.c.started_at_ms > at_ms, calls.c.started_at_ms), else_=at_ms)
    waited_ms = case((calls.c.queued_at_ms > at_ms, 0), else_=at_ms - calls.c.queued_at_ms)
    query = (
        update(calls)
        .where(open_call, calls.c.call_id.not_in(keep))
        .values(
            ended_at_ms=ended_at_ms,
            outcome_class=OutcomeClass.FAILED.value,
            outcome_reason=reason.value,
            wait_ms=func.coalesce(calls.c.wait_ms, waited_ms),
            talk_ms=0,
        )
        .returning(*calls.c)
    )
    async with database.write() as connection:
        return tuple(StoredCall(**row) for row in (await connection.execute(query)).mappings())


async def correct_ends(database: Database, ends: Mapping[CallId, int]) -> None:
    """Give calls that were closed as lost the true moment of their end, ms UTC. Raises DatabaseUnreachable.

    The guess was the moment at which the next controller looked, so only an earlier one is truer.
    """
    ended_at_ms = bindparam("left_ms", type_=calls.c.ended_at_ms.type)
    waited_ms = case((calls.c.queued_at_ms > ended_at_ms, 0), else_=ended_at_ms - calls.c.queued_at_ms)
    query = (
        update(calls)
        .where(
            calls.c.call_id == bindparam("left_id"),
            calls.c.outcome_reason == OutcomeReason.CONTROLLER_LOST.value,
            calls.c.ended_at_ms > ended_at_ms,
        )
        .values(
            ended_at_ms=case((calls.c.started_at_ms > ended_at_ms, calls.c.started_at_ms), else_=ended_at_ms),
            wait_ms=case((calls.c.connected_at_ms.is_(None), waited_ms), else_=calls.c.wait_ms),
        )
    )
    if ends:
        async with database.write() as connection:
            await connection.execute(
                query, [{"left_id": call_id, "left_ms": left_ms} for call_id, left_ms in ends.items()]
            )


async def agent_states_now(database: Database) -> tuple[StoredAgentState, ...]:
    """Return the last stored state of every agent. Raises DatabaseUnreachable."""
    query = select(agent_states).order_by(agent_states.c.agent_id)
    async with database.read() as connection:
        return tuple(_agent_state(row) for row in (await connection.execute(query)).mappings())


async def ends_of(database: Database, call_ids: Collection[CallId]) -> dict[CallId, str | None]:
    """Return those of these calls that are stored, with the reason of their end. Raises DatabaseUnreachable."""
    found: dict[CallId, str | None] = {}
    wanted = list(call_ids)
    async with database.read() as connection:
        for place in range(0, len(wanted), _IDS_AT_ONCE):
            some = calls.c.call_id.in_(wanted[place : place + _IDS_AT_ONCE])
            rows = await connection.execute(select(calls.c.call_id, calls.c.outcome_reason).where(some))
            found |= {CallId(row.call_id): row.outcome_reason for row in rows}
    return found


async def agent_stints_between(
    database: Database, since_ms: int, until_ms: int, agent_id: AgentId | None = None
) -> tuple[StoredStint, ...]:
    """Return the stints that started in [since, until) UTC, by agent and time. Raises DatabaseUnreachable."""
    started = agent_stints.c.started_at_ms
    query = select(agent_stints).where(started >= since_ms, started < until_ms)
    if agent_id is not None:
        query = query.where(agent_stints.c.agent_id == agent_id)
    query = query.order_by(agent_stints.c.agent_id, started, agent_stints.c.seq)
    async with database.read() as connection:
        return tuple(StoredStint(**row) for row in (await connection.execute(query)).mappings())


def _filtered(only: CallFilter) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if only.tenant_id is not None:
        conditions.append(calls.c.tenant_id == only.tenant_id)
    if only.queue_id is not None:
        conditions.append(calls.c.queue_id == only.queue_id)
    if only.agent_id is not None:
        conditions.append(calls.c.agent_id == only.agent_id)
    if only.since_ms is not None:
        conditions.append(calls.c.started_at_ms >= only.since_ms)
    if only.until_ms is not None:
        conditions.append(calls.c.started_at_ms < only.until_ms)
    return select(calls).where(*conditions)


def position(cursor: str) -> tuple[int, str]:
    """Return where a page begins: moment and id. Raises CursorInvalid."""
    started_at_ms, dot, call_id = cursor.partition(".")
    if not dot or not started_at_ms.isascii() or not started_at_ms.isdigit() or len(started_at_ms) > 18:
        raise CursorInvalid
    return int(started_at_ms), call_id


def _agent_state(row: RowMapping) -> StoredAgentState:
    # a newer release may have known more states; whoever was in one of those signs in again
    state = AgentState(row["state"]) if row["state"] in set(AgentState) else AgentState.OFFLINE
    return StoredAgentState(
        agent_id=AgentId(row["agent_id"]),
        state=state,
        reason=row["reason"],
        since_ms=row["since_ms"],
        endpoint=row["endpoint"],
        pause_wish=row["pause_wish"],
        sign_out_wish=bool(row["sign_out_wish"]),
        until_ms=row["until_ms"],
    )
