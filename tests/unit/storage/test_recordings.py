"""Recordings in the database."""

from collections.abc import Sequence

import pytest

from acd.domain.calls import CallId
from acd.domain.recordings import RecordingId, RecordingOutcome
from acd.domain.records import Record, RecordingEnded, RecordingFiled, RecordingMark, RecordingStarted
from acd.storage import queries
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.recordings import recording, unfiled_recordings
from acd.storage.stored import StoredRecording
from acd.storage.upserts import write_rows
from tests.storage.sample import ALICE, QUEUE, TENANT, UTC_MS, StandingClock, answered_call, of, recorded

ID = RecordingId("c1-r1")


async def _write(database: Database, records: Sequence[Record]) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


async def test_a_recording_with_its_marks(database: Database) -> None:
    """The engine knows the moments, the file its sound."""
    await _write(database, [*answered_call(), *recorded()])
    found = await queries.call_detail(database, CallId("c1"))
    assert found is not None
    assert found.recordings == (await recording(database, ID),)
    assert found.recordings == (
        StoredRecording(
            recording_id=ID,
            call_id=CallId("c1"),
            seq=1,
            tenant_id=TENANT,
            queue_id=QUEUE,
            agent_id=ALICE,
            started_at_ms=UTC_MS + 1042,
            ended_at_ms=UTC_MS + 1100,
            outcome="kept",
            file="acme/2026/11/21/c1-r1.wav",
            size_bytes=1900,
            sound_ms=58,
        ),
    )
    assert [(mark.kind, mark.at_ms - UTC_MS) for mark in found.marks] == [("paused", 1060), ("resumed", 1070)]
    assert await recording(database, RecordingId("c1-r2")) is None


@pytest.mark.parametrize("first", [RecordingStarted, RecordingFiled, RecordingEnded])
async def test_in_any_order(database: Database, first: type[Record]) -> None:
    """A file that was found may be told of before the spool of the controller that made it."""
    records = [one for one in recorded() if not isinstance(one, RecordingMark)]
    for one in sorted(records, key=lambda one: not isinstance(one, first)):
        await _write(database, [one])
    found = await recording(database, ID)
    assert found is not None
    assert (found.outcome, found.queue_id, found.started_at_ms) == ("kept", QUEUE, UTC_MS + 1042)


async def test_a_file_that_was_found_counts_more_than_one_that_was_not(database: Database) -> None:
    """Whatever was told first, and told twice."""
    (filed,) = of(RecordingFiled, recorded())
    missing = RecordingFiled(ID, CallId("c1"), 1, TENANT, RecordingOutcome.MISSING, "", 0, 0, 1, 2)
    for told in (missing, filed, missing, filed):
        await _write(database, [told])
    found = await recording(database, ID)
    assert found is not None and (found.outcome, found.size_bytes) == ("kept", 1900)


async def test_recordings_whose_files_are_to_come(database: Database) -> None:
    """Those that go on or ended, and not those that never began or are filed."""
    (started,) = of(RecordingStarted, recorded("going-on"))
    (ended,) = of(RecordingEnded, recorded("ended"))
    failed = [
        RecordingEnded(RecordingId(f"{word}-r1"), CallId(word), 1, TENANT, QUEUE, ALICE, 1, 2, word)
        for word in (RecordingOutcome.FAILED, RecordingOutcome.NO_SPACE, RecordingOutcome.TOO_SHORT)
    ]
    await _write(database, [*recorded("filed"), started, ended, *failed])
    assert {one.recording_id for one in await unfiled_recordings(database)} == {"going-on-r1", "ended-r1"}
