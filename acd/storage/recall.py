"""Tells how far the accounts of calls have come that an earlier controller kept."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import RowMapping, and_, func, select

from acd.clock import UtcScale
from acd.domain.calls import CallId, SegmentKind
from acd.domain.events import CallStored
from acd.storage.database import Database
from acd.storage.tables import calls, offers, segments

_KINDS: Final = {kind.value: kind for kind in SegmentKind}


async def recall(database: Database, call_ids: Collection[CallId], scale: UtcScale) -> tuple[CallStored, ...]:
    """Return what is stored of these calls; those of which nothing is stored are left out.

    Raises DatabaseUnreachable.
    """
    newest = select(segments.c.call_id, func.max(segments.c.seq).label("seq")).where(segments.c.call_id.in_(call_ids))
    last = newest.group_by(segments.c.call_id).subquery()
    stretches = select(segments).join(last, and_(segments.c.call_id == last.c.call_id, segments.c.seq == last.c.seq))
    asked = select(offers.c.call_id, func.max(offers.c.seq)).where(offers.c.call_id.in_(call_ids))
    async with database.read() as connection:
        found = (await connection.execute(select(calls).where(calls.c.call_id.in_(call_ids)))).mappings().all()
        ends = {row["call_id"]: row for row in (await connection.execute(stretches)).mappings()}
        made = {row[0]: row[1] for row in await connection.execute(asked.group_by(offers.c.call_id))}
    return tuple(_stored(row, ends.get(row["call_id"]), made.get(row["call_id"], 0), scale) for row in found)


def _stored(call: RowMapping, last: RowMapping | None, offers_made: int, scale: UtcScale) -> CallStored:
    def moment(at_ms: int | None) -> float | None:
        return None if at_ms is None else scale.moment(at_ms)

    return CallStored(
        call_id=call["call_id"],
        tenant_id=call["tenant_id"],
        started=scale.moment(call["started_at_ms"]),
        ended=call["ended_at_ms"] is not None,
        queue_id=call["queue_id"],
        queued_at=moment(call["queued_at_ms"]),
        connected_at=moment(call["connected_at_ms"]),
        agent_id=call["agent_id"],
        segments=last["seq"] if last else 0,
        last_kind=_KINDS.get(last["kind"]) if last else None,
        last_end=scale.moment(last["started_at_ms"] + last["duration_ms"]) if last else None,
        offers=offers_made,
    )
