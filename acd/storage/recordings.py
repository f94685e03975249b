"""Questions about recordings that were stored."""

from collections.abc import Collection, Iterable

from sqlalchemy import RowMapping, and_, or_, select

from acd.clock import UtcScale
from acd.domain.calls import CallId
from acd.domain.events import RecordingStored
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingOutcome, recording_id
from acd.storage.database import Database
from acd.storage.stored import StoredRecording
from acd.storage.tables import recording_marks as marks
from acd.storage.tables import recordings, unfiled

_SILENT = (RecordingMarkKind.PAUSED.value, RecordingMarkKind.RESUME_FAILED.value)
_WITH_FILE = (RecordingOutcome.RECORDED.value, RecordingOutcome.CUT.value, RecordingOutcome.PBX_LOST.value)


async def recording(database: Database, recording_id: RecordingId) -> StoredRecording | None:
    """Return one recording; None when there is no such one. Raises DatabaseUnreachable."""
    query = select(recordings).where(recordings.c.recording_id == recording_id)
    async with database.read() as connection:
        found = (await connection.execute(query)).mappings().first()
        return None if found is None else StoredRecording(**found)


async def recall_recordings(
    database: Database, call_ids: Collection[CallId], files: Iterable[tuple[CallId, int]], scale: UtcScale
) -> tuple[RecordingStored, ...]:
    """Return the last recording of each of these calls that has any, by its row or by the PBX's file.

    `files` are the calls and numbers of recordings of which there is a file. Raises DatabaseUnreachable.
    """
    query = select(recordings).where(recordings.c.call_id.in_(call_ids)).order_by(recordings.c.seq)
    on_disk = set(files)
    async with database.read() as connection:
        # the last of each call, as the order is by number
        rows = {row["call_id"]: row for row in (await connection.execute(query)).mappings()}
        ids = [row["recording_id"] for row in rows.values()]
        told = select(marks).where(marks.c.recording_id.in_(ids)).order_by(marks.c.seq)
        last_mark = {row["recording_id"]: row for row in (await connection.execute(told)).mappings()}
    found = {
        call_id: _stored(row, (call_id, row["seq"]) in on_disk, last_mark.get(row["recording_id"]), scale)
        for call_id, row in rows.items()
    }
    for call_id, seq in sorted(on_disk):
        if call_id in call_ids and (call_id not in found or found[call_id].seq < seq):
            found[call_id] = RecordingStored(call_id, recording_id(call_id, seq), seq, goes_on=True)
    return tuple(found.values())


def _stored(row: RowMapping, has_file: bool, last_mark: RowMapping | None, scale: UtcScale) -> RecordingStored:
    ended = row["ended_at_ms"] is not None
    return RecordingStored(
        call_id=row["call_id"],
        recording_id=row["recording_id"],
        seq=row["seq"],
        goes_on=has_file and not ended,
        ended=ended,
        queue_id=row["queue_id"],
        agent_id=row["agent_id"],
        started=scale.moment(row["started_at_ms"]),
        paused=last_mark is not None and last_mark["kind"] in _SILENT,
        marks=last_mark["seq"] if last_mark is not None else 0,
    )


async def unfiled_recordings(database: Database) -> tuple[StoredRecording, ...]:
    """Return the recordings whose files should be there and were not finished. Raises DatabaseUnreachable."""
    wanted = or_(recordings.c.outcome.is_(None), recordings.c.outcome.in_(_WITH_FILE))
    query = select(recordings).where(and_(unfiled, wanted)).order_by(recordings.c.started_at_ms)
    async with database.read() as connection:
        return tuple(StoredRecording(**row) for row in (await connection.execute(query)).mappings())
