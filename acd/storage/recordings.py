"""Questions about recordings that were stored."""

from sqlalchemy import and_, or_, select

from acd.domain.recordings import RecordingId, RecordingOutcome
from acd.storage.database import Database
from acd.storage.stored import StoredRecording
from acd.storage.tables import recordings, unfiled

_WITH_FILE = (RecordingOutcome.RECORDED.value, RecordingOutcome.CUT.value, RecordingOutcome.PBX_LOST.value)


async def recording(database: Database, recording_id: RecordingId) -> StoredRecording | None:
    """Return one recording; None when there is no such one. Raises DatabaseUnreachable."""
    query = select(recordings).where(recordings.c.recording_id == recording_id)
    async with database.read() as connection:
        found = (await connection.execute(query)).mappings().first()
        return None if found is None else StoredRecording(**found)


async def unfiled_recordings(database: Database) -> tuple[StoredRecording, ...]:
    """Return the recordings whose files should be there and were not finished. Raises DatabaseUnreachable."""
    wanted = or_(recordings.c.outcome.is_(None), recordings.c.outcome.in_(_WITH_FILE))
    query = select(recordings).where(and_(unfiled, wanted)).order_by(recordings.c.started_at_ms)
    async with database.read() as connection:
        return tuple(StoredRecording(**row) for row in (await connection.execute(query)).mappings())
