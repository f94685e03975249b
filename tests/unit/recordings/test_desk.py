"""The parts that recordings need, together."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from acd.clock import Clock
from acd.domain.events import Event
from acd.domain.records import Record, RecordingFiled
from acd.recordings.desk import RecordingDesk, RecordingSettings
from acd.recordings.errors import StoreError
from acd.recordings.raw_folder import RawFolder
from acd.runtime.tasks import Tasks
from tests.unit.recordings.clips import raw
from tests.unit.recordings.test_telephony import Tape


async def test_what_an_earlier_controller_left_is_kept(tmp_path: Path) -> None:
    """Within a moment of the start; the disk is looked at."""
    settings = RecordingSettings(tmp_path / "recordings", 1)
    raw(RawFolder(settings.raw, Clock()))
    kept: list[Record] = []
    desk = RecordingDesk(settings, Tape(), Clock(), list[Event]().append, kept.extend)
    tasks = Tasks()
    running = tasks.spawn(desk.run(), "recordings")
    async with asyncio.timeout(5):
        while not kept:
            await asyncio.sleep(0.01)
    (filed,) = kept
    assert isinstance(filed, RecordingFiled) and (tmp_path / "recordings" / filed.file).is_file()
    assert desk.space.free_bytes > 0
    await tasks.cancel()
    with suppress(asyncio.CancelledError):
        await running


def test_a_store_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    """Better now than at the end of the first call."""
    settings = RecordingSettings(tmp_path, 1, url="nonsense")
    with pytest.raises(StoreError):
        RecordingDesk(settings, Tape(), Clock(), list[Event]().append, list[Record]().extend)
