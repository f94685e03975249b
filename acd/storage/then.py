"""What was the case at a moment: agents, callers in line, offers. For people who ask why; never on the call path."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.domain.agents import AgentId
from acd.domain.calls import CallId, OfferResult
from acd.domain.queues import QueueId
from acd.storage.database import Database
from acd.storage.stored import StoredOfferMade
from acd.storage.tables import agent_states, agent_stints, calls, offers, offers_made

LONGEST_CALL_MS: Final = 24 * 3600 * 1000
"""Callers who came longer before the moment are not looked for: an index has the start of a call, not its wait."""
LONGEST_RING_MS: Final = 600_000
MOST_ROWS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentThen:
    """In what state an agent was."""

    agent_id: AgentId
    state: str
    reason: str | None
    """Of a pause."""
    since_ms: int
    """When that was told last: the state may be older."""
    call_id: CallId | None
    """In hand; None also where it is not stored yet."""
    queue_id: QueueId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerThen:
    """A call that stood in line."""

    call_id: CallId
    queue_id: QueueId | None
    queued_at_ms: int
    ranked_at_ms: int | None
    """As the last offer before the moment tells it; None when there was none."""
    asked: AgentId | None
    """Whose phone was being asked at the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostOffer:
    """An offer that an agent did not take, or could not."""

    agent_id: AgentId
    call_id: CallId
    result: str
    ended_at_ms: int


async def reasons_of(database: Database, call_id: CallId) -> tuple[StoredOfferMade, ...]:
    """Return why each agent was asked for a call, in order. Raises DatabaseUnreachable."""
    query = select(offers_made).where(offers_made.c.call_id == call_id).order_by(offers_made.c.seq)
    async with database.read() as connection:
        return tuple(StoredOfferMade(**row) for row in (await connection.execute(query)).mappings())


async def overtakers(database: Database, call_id: CallId, since_ms: int, until_ms: int) -> tuple[StoredOfferMade, ...]:
    """Return the first 500 offers in [since, until] for other callers who came into line after `since`, in order.

    Raises DatabaseUnreachable.
    """
    made = offers_made.c
    within = made.at_ms >= since_ms, made.at_ms <= until_ms
    query = select(offers_made).where(*within, made.queued_at_ms > since_ms, made.call_id != call_id)
    query = query.order_by(made.at_ms, made.call_id, made.seq).limit(MOST_ROWS)
    async with database.read() as connection:
        return tuple(StoredOfferMade(**row) for row in (await connection.execute(query)).mappings())


async def agents_at(database: Database, at_ms: int) -> tuple[AgentThen, ...]:
    """Return the state of every agent who had one by then, by name. Raises DatabaseUnreachable."""
    async with database.read() as connection:
        # of stretches that begin in the same millisecond the last one counts
        stints = [row for row in await connection.execute(_stints_at(at_ms)) if row.agent_id is not None]
        found = {row.agent_id: _agent(row) for row in sorted(stints, key=lambda row: row.seq)}
        for row in await connection.execute(_open_at(at_ms)):
            known = found.get(row.agent_id)
            # the stretch in which the agent is now begins where the last one ended
            if known is None or row.since_ms > known.since_ms:
                found[row.agent_id] = AgentThen(
                    agent_id=row.agent_id,
                    state=row.state,
                    reason=row.reason,
                    since_ms=row.since_ms,
                    call_id=None,
                    queue_id=None,
                )
        in_hand = {row.agent_id: row for row in await connection.execute(_talking_at(at_ms))}
    return tuple(_with_call(found[agent_id], in_hand.get(agent_id)) for agent_id in sorted(found))


def _stints_at(at_ms: int) -> Select[Any]:
    """One look into an index for each agent: their stints may be millions."""
    stint, earlier = agent_stints.c, agent_stints.alias().c
    last = (
        select(func.max(earlier.started_at_ms))
        .where(earlier.agent_id == agent_states.c.agent_id, earlier.started_at_ms <= at_ms)
        .scalar_subquery()
    )
    inside = and_(stint.agent_id == agent_states.c.agent_id, stint.started_at_ms == last)
    # an outer join cannot be turned round, or a database may walk through all stints; who had none yet is an empty row
    return select(agent_stints).select_from(agent_states).outerjoin(agent_stints, inside)


def _open_at(at_ms: int) -> Select[Any]:
    return select(agent_states).where(agent_states.c.since_ms <= at_ms)


def _talking_at(at_ms: int) -> Select[Any]:
    """Conversations that have not ended: whose stint is not written yet."""
    going_on = and_(calls.c.ended_at_ms.is_(None), calls.c.connected_at_ms <= at_ms)
    return select(calls.c.agent_id, calls.c.call_id, calls.c.queue_id).where(going_on)


def _agent(row: Any) -> AgentThen:
    return AgentThen(
        agent_id=row.agent_id,
        state=row.state,
        reason=row.reason,
        since_ms=row.started_at_ms,
        call_id=row.call_id,
        queue_id=row.queue_id,
    )


def _with_call(agent: AgentThen, call: Any) -> AgentThen:
    if call is None or agent.call_id is not None or agent.state not in ("talking", "holding"):
        return agent
    return AgentThen(
        agent_id=agent.agent_id,
        state=agent.state,
        reason=agent.reason,
        since_ms=agent.since_ms,
        call_id=call.call_id,
        queue_id=call.queue_id,
    )


async def callers_at(database: Database, at_ms: int) -> tuple[CallerThen, ...]:
    """Return who stood in line at a moment, asked for or not, in order of arrival. Raises DatabaseUnreachable."""
    query = (
        select(calls.c.call_id, calls.c.queue_id, calls.c.queued_at_ms)
        .where(
            calls.c.started_at_ms > at_ms - LONGEST_CALL_MS,
            calls.c.started_at_ms <= at_ms,
            calls.c.queued_at_ms <= at_ms,
            or_(calls.c.connected_at_ms.is_(None), calls.c.connected_at_ms > at_ms),
            or_(calls.c.ended_at_ms.is_(None), calls.c.ended_at_ms > at_ms),
        )
        .order_by(calls.c.queued_at_ms, calls.c.call_id)
        .limit(MOST_ROWS)
    )
    async with database.read() as connection:
        waiting = (await connection.execute(query)).all()
        made = await _last_offers(connection, [row.call_id for row in waiting], at_ms)
    return tuple(_caller(row, made.get(row.call_id), at_ms) for row in waiting)


async def _last_offers(connection: AsyncConnection, call_ids: Collection[CallId], at_ms: int) -> dict[str, Any]:
    """Return the last offer before the moment of each call, with its end if it has one."""
    both = and_(offers.c.call_id == offers_made.c.call_id, offers.c.seq == offers_made.c.seq)
    ended = (offers.c.started_at_ms + offers.c.duration_ms).label("ended_at_ms")
    query = (
        select(offers_made.c.call_id, offers_made.c.agent_id, offers_made.c.ranked_at_ms, ended)
        .select_from(offers_made)
        .outerjoin(offers, both)
        .where(offers_made.c.call_id.in_(call_ids), offers_made.c.at_ms <= at_ms)
        .order_by(offers_made.c.call_id, offers_made.c.seq)
    )
    return {row.call_id: row for row in await connection.execute(query)}


def _caller(row: Any, offer: Any, at_ms: int) -> CallerThen:
    asked = offer is not None and (offer.ended_at_ms is None or offer.ended_at_ms > at_ms)
    return CallerThen(
        call_id=row.call_id,
        queue_id=row.queue_id,
        queued_at_ms=row.queued_at_ms,
        ranked_at_ms=None if offer is None else offer.ranked_at_ms,
        asked=offer.agent_id if asked else None,
    )


async def lost_offers(database: Database, since_ms: int, at_ms: int) -> tuple[LostOffer, ...]:
    """Return offers that ended in [since, at] without a conversation, in the order of their ends.

    Those alone whose phone was asked at most 10 minutes before. Raises DatabaseUnreachable.
    """
    ended = offers.c.started_at_ms + offers.c.duration_ms
    both = and_(offers.c.call_id == offers_made.c.call_id, offers.c.seq == offers_made.c.seq)
    query = (
        select(offers.c.agent_id, offers.c.call_id, offers.c.result, ended.label("ended_at_ms"))
        .select_from(offers_made)
        .join(offers, both)
        # the index is on when offers were made
        .where(offers_made.c.at_ms > since_ms - LONGEST_RING_MS, offers_made.c.at_ms <= at_ms)
        .where(ended >= since_ms, ended <= at_ms, offers.c.result != OfferResult.ACCEPTED.value)
        .order_by(ended)
    )
    async with database.read() as connection:
        return tuple(LostOffer(**row) for row in (await connection.execute(query)).mappings())
