"""What is stored of calls whose legs the PBX still holds."""

from dataclasses import replace

import pytest

from acd.clock import Clock, UtcScale
from acd.domain.calls import CallId, SegmentKind
from acd.domain.records import OfferEnded, Record
from acd.domain.stored import CallStored, RecordingStored
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.recall import recall
from acd.storage.rows import (
    AnyRow,
    CallQueuedRow,
    CallStartedRow,
    RecordingEndedRow,
    RecordingFiledRow,
    RecordingMarkRow,
    RecordingStartedRow,
    SegmentRow,
)
from acd.storage.upserts import write_rows
from tests.storage.sample import StandingClock, answered_call, made, moved, of
from tests.storage.sample import started as call_started

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


async def test_a_call_that_was_moved(database: Database) -> None:
    """It stands in the last line, and its last stretch was in the one before."""
    clock = StandingClock()
    async with database.write() as connection:
        await write_rows(connection, Converter(clock).rows(moved()))
    (call,) = await recall(database, [CallId("c1")], UtcScale(clock))
    assert (call.queue_id, call.moves, call.last_queue_id, call.last_kind) == ("vip", 3, "sales", SegmentKind.QUEUE)
    assert call.queued_at == pytest.approx(1.01, abs=0.001)


def started(call_id: str, seq: int = 1) -> list[AnyRow]:
    """A call whose conversation is recorded."""
    return [
        CallStartedRow(
            call_id=call_id, tenant_id="acme", number="1", caller_number="", caller_name="", started_at_ms=AT_MS
        ),
        RecordingStartedRow(
            recording_id=f"{call_id}-r{seq}",
            call_id=call_id,
            seq=seq,
            tenant_id="acme",
            queue_id="sales",
            agent_id="alice",
            started_at_ms=AT_MS + 2000,
        ),
    ]


def marked(call_id: str, *kinds: str) -> list[AnyRow]:
    """What happened to the recording."""
    return [
        RecordingMarkRow(recording_id=f"{call_id}-r1", seq=seq, kind=kind, at_ms=AT_MS + 2000 + seq)
        for seq, kind in enumerate(kinds, start=1)
    ]


# long, because its rows are written out
async def test_a_recording_that_goes_on(database: Database) -> None:
    """Running or paused, as its last mark says; one that is over, or known by its file alone, only counts."""
    over = RecordingEndedRow(
        recording_id="c4-r1",
        call_id="c4",
        seq=1,
        tenant_id="acme",
        queue_id="sales",
        agent_id="alice",
        started_at_ms=AT_MS + 2000,
        ended_at_ms=AT_MS + 3000,
        outcome="cut",
    )
    file_alone = RecordingFiledRow(
        recording_id="c5-r2",
        call_id="c5",
        seq=2,
        tenant_id="acme",
        started_at_ms=AT_MS,
        ended_at_ms=AT_MS + 1000,
        outcome="repaired",
        file="x",
        size_bytes=1,
        sound_ms=1,
    )
    rows = [
        *started("c1"),
        *started("c2"),
        *marked("c2", "paused", "resumed", "resume_failed"),
        *started("c3"),
        *marked("c3", "paused", "pause_failed"),
        *started("c4"),
        over,
        *started("c5"),
        file_alone,
    ]
    async with database.write() as connection:
        await write_rows(connection, rows)
    ids = [CallId(f"c{number}") for number in range(1, 6)]
    known = {call.call_id: call for call in await recall(database, ids, SCALE)}
    going_on = {call_id: call.recording for call_id, call in known.items()}
    one = going_on[CallId("c1")]
    assert one is not None
    assert one == RecordingStored(one.recording_id, 1, one.queue_id, one.agent_id, SCALE.moment(AT_MS + 2000))
    assert (one.recording_id, one.queue_id, one.agent_id) == ("c1-r1", "sales", "alice")
    states = {call_id: (found.paused, found.marks) for call_id, found in going_on.items() if found is not None}
    assert states == {"c1": (False, 0), "c2": (True, 3), "c3": (False, 2)}
    assert {call_id: call.recordings for call_id, call in known.items()} == {
        "c1": 1,
        "c2": 1,
        "c3": 1,
        "c4": 1,
        "c5": 2,
    }


async def test_an_offer_has_its_number_before_it_has_an_end(database: Database) -> None:
    """A controller that died between the two: the next one must not give the number again."""
    clock = StandingClock()
    (ended,) = of(OfferEnded, answered_call("c1"))
    records: list[Record] = [call_started("c1"), made("c1", seq=1), replace(ended, seq=1), made("c1", seq=2)]
    async with database.write() as connection:
        await write_rows(connection, Converter(clock).rows([*records, *answered_call("c2")]))
    stored = await recall(database, [CallId("c1"), CallId("c2")], SCALE)
    assert {call.call_id: (call.offers, call.open_offers) for call in stored} == {"c1": (2, (2,)), "c2": (0, ())}
