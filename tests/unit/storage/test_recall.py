"""What is stored of calls whose legs the PBX still holds."""

from acd.clock import Clock, UtcScale
from acd.domain.calls import CallId, SegmentKind
from acd.domain.events import CallStored
from acd.storage.database import Database
from acd.storage.recall import recall
from acd.storage.rows import AnyRow, CallQueuedRow, CallStartedRow, SegmentRow
from acd.storage.upserts import write_rows

SCALE = UtcScale(Clock())
AT_MS = 1_795_300_000_000


async def test_how_far_the_accounts_have_come(database: Database) -> None:
    """The last stretch and its end; a call of which only the start is stored; nothing of one that is unknown."""
    rows: list[AnyRow] = [
        *(
            CallStartedRow(
                call_id=name, tenant_id="acme", number="1", caller_number="", caller_name="", started_at_ms=AT_MS
            )
            for name in ("c1", "c2")
        ),
        CallQueuedRow(call_id="c1", tenant_id="acme", queue_id="sales", queued_at_ms=AT_MS + 500),
        *(
            SegmentRow(
                call_id="c1",
                seq=seq,
                kind=kind,
                tenant_id="acme",
                queue_id=None,
                agent_id=None,
                started_at_ms=AT_MS + seq * 1000,
                duration_ms=1000,
            )
            for seq, kind in ((1, "flow"), (2, "queue"))
        ),
    ]
    async with database.write() as connection:
        await write_rows(connection, rows)
    one, two = sorted(
        await recall(database, [CallId("c1"), CallId("c2"), CallId("c3")], SCALE), key=lambda c: c.call_id
    )
    assert (one.segments, one.last_kind, one.last_end) == (2, SegmentKind.QUEUE, SCALE.moment(AT_MS + 3000))
    assert (one.queue_id, one.queued_at, one.offers, one.ended) == ("sales", SCALE.moment(AT_MS + 500), 0, False)
    assert two == CallStored(CallId("c2"), two.tenant_id, SCALE.moment(AT_MS))
