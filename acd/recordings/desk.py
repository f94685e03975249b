"""All parts that recordings need, put together for the app. Decides nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.clock import Clock
from acd.domain.events import Event
from acd.domain.records import Record
from acd.ports import Recorder, RecordingStore
from acd.recordings.finish import Finisher
from acd.recordings.local import LocalStore
from acd.recordings.raw_folder import RawFolder
from acd.recordings.s3 import S3Store
from acd.recordings.space import SpaceWatch
from acd.recordings.telephony import RecordingTelephony

RAW = "raw"
"""Folder within the one for recordings where the PBX writes; no tenant's, as it holds files and not years."""


@dataclass(frozen=True, slots=True)
class RecordingSettings:
    """Where recordings are and how much they leave."""

    folder: Path
    reserve_bytes: int
    url: str | None = None
    """s3://BUCKET/FOLDER; None: they stay in the folder."""

    @property
    def raw(self) -> Path:
        """Where the PBX writes."""
        return self.folder / RAW


class RecordingDesk:
    """Recordings of one controller."""

    def __init__(
        self,
        settings: RecordingSettings,
        recorder: Recorder,
        clock: Clock,
        submit: Callable[[Event], None],
        keep: Callable[[Sequence[Record]], None],
    ) -> None:
        """`submit` takes events, `keep` what becomes of files. Raises StoreError for a store that cannot be used."""
        raw = RawFolder(settings.raw, clock)
        self.store: RecordingStore = LocalStore(settings.folder) if settings.url is None else S3Store(settings.url)
        self.finisher = Finisher(raw, self.store, clock, keep)
        self.space = SpaceWatch(raw.path, settings.reserve_bytes, submit)
        self.telephony = RecordingTelephony(recorder, raw, submit)

    async def run(self) -> None:
        """Finish files and watch the disk, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.finisher.run(), name="recordings-finish")
            group.create_task(self.space.run(), name="recordings-disk")
