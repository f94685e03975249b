"""Tells who talked last to whom and who called lately, as far back as is useful to a controller that starts."""

from sqlalchemy import func, select

from acd.clock import UtcScale
from acd.domain.caller_events import Conversation, RecentCall
from acd.domain.callers import caller_key
from acd.domain.calls import CallId, Direction, OutcomeClass
from acd.domain.tenants import TenantId
from acd.storage.database import Database
from acd.storage.tables import calls


async def conversations(database: Database, since_ms: int, most: int) -> tuple[Conversation, ...]:
    """Return the conversations of calls since a moment (ms UTC), the newest last; of more than `most`, the newest.

    Those with callers who withheld their number are left out. Raises DatabaseUnreachable.
    """
    columns = calls.c.tenant_id, calls.c.caller_number, calls.c.agent_id
    had_one = calls.c.connected_at_ms.is_not(None), calls.c.tenant_id.is_not(None), calls.c.agent_id.is_not(None)
    talked = func.coalesce(calls.c.direction, "") != Direction.VOICEMAIL.value  # nobody talks to a message
    query = select(*columns).where(calls.c.started_at_ms >= since_ms, talked, *had_one)
    query = query.order_by(calls.c.started_at_ms.desc(), calls.c.call_id.desc()).limit(most)
    async with database.read() as connection:
        found = (await connection.execute(query)).all()
    keys = ((tenant_id, caller_key(number or ""), agent_id) for tenant_id, number, agent_id in reversed(found))
    return tuple(Conversation(tenant_id, key, agent_id) for tenant_id, key, agent_id in keys if key is not None)


async def calls_since(database: Database, scale: UtcScale, since_ms: int, most: int) -> tuple[RecentCall, ...]:
    """Return calls since a moment (ms UTC) of callers with a number, the newest last; of more than `most`, the newest.

    Raises DatabaseUnreachable.
    """
    columns = calls.c.call_id, calls.c.tenant_id, calls.c.caller_number, calls.c.started_at_ms, calls.c.outcome_class
    theirs = calls.c.direction.is_(None) | (calls.c.direction == Direction.INBOUND.value)
    query = select(*columns).where(calls.c.started_at_ms >= since_ms, calls.c.tenant_id.is_not(None), theirs)
    query = query.order_by(calls.c.started_at_ms.desc(), calls.c.call_id.desc()).limit(most)
    async with database.read() as connection:
        found = (await connection.execute(query)).all()
    classes = set(OutcomeClass)
    return tuple(
        RecentCall(
            CallId(row.call_id),
            TenantId(row.tenant_id),
            key,
            scale.moment(row.started_at_ms),
            OutcomeClass(row.outcome_class) if row.outcome_class in classes else None,
        )
        for row in reversed(found)
        if (key := caller_key(row.caller_number or "")) is not None
    )
