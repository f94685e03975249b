"""Callbacks that are open, for the controller that begins."""

from sqlalchemy import select

from acd.clock import UtcScale
from acd.domain.callbacks import Callback, CallbackId, CallbackState
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from acd.storage.database import Database
from acd.storage.tables import callbacks, open_callback


async def open_callbacks(database: Database, scale: UtcScale) -> tuple[Callback, ...]:
    """Return all that are open, in the order in which they were asked for. Raises DatabaseUnreachable."""
    query = select(callbacks).where(open_callback).order_by(callbacks.c.asked_at_ms, callbacks.c.callback_id)
    async with database.read() as connection:
        found = (await connection.execute(query)).mappings().all()
    return tuple(
        Callback(
            CallbackId(row["callback_id"]),
            TenantId(row["tenant_id"]),
            QueueId(row["queue_id"]),
            row["number"],
            Number(row["shown_number"]),
            None if row["call_id"] is None else CallId(row["call_id"]),
            asked_at=scale.moment(row["asked_at_ms"]),
            rank_at=scale.moment(row["rank_at_ms"]),
            order=row["rank_order"],
            deadline=scale.moment(row["deadline_at_ms"]),
            attempts=row["attempts"],
            retry_at=None if row["retry_at_ms"] is None else scale.moment(row["retry_at_ms"]),
            state=CallbackState(row["state"]),
            changes=row["changes"],
        )
        for row in found
    )
