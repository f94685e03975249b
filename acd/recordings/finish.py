"""Finishes the files of recordings that ended, in threads, and tells what became of each; see also repair.py."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence

from acd import logs
from acd.clock import Clock
from acd.domain.recordings import RecordingId, RecordingOutcome
from acd.domain.records import Record, RecordingEnded, RecordingFiled, RecordingStarted
from acd.ports import RecordingStore
from acd.recordings import repair, wav
from acd.recordings.errors import StoreError
from acd.recordings.names import RecordingName
from acd.recordings.raw_folder import RawFile, RawFolder
from acd.recordings.repair import Wanted

log = logs.get("recordings")

LOOK_EVERY_S = 0.25
"""The PBX closes a file some hundredths of a second after the end of its leg."""
SWEEP_EVERY_S = 5.0
RETRY_S = 10.0

_OUTCOMES = {
    RecordingOutcome.RECORDED: RecordingOutcome.KEPT,
    RecordingOutcome.CUT: RecordingOutcome.CUT,
    RecordingOutcome.PBX_LOST: RecordingOutcome.REPAIRED,
}


class Finisher:
    """A `ports.RecordSink` that waits for recordings to end. One worker: `run`."""

    def __init__(
        self, folder: RawFolder, store: RecordingStore, clock: Clock, keep: Callable[[Sequence[Record]], None]
    ) -> None:
        self._folder = folder
        self._store = store
        self._clock = clock
        self._keep = keep
        self._active: set[RecordingId] = set()
        """Recordings of this engine that go on."""
        self._wanted: dict[RecordingId, Wanted] = {}
        # a task that is cancelled leaves its thread at work: nobody may touch the same file beside it, and what it did
        # must be told by whoever comes next
        self._alone = threading.Lock()
        self._done: dict[RecordingId, RecordingFiled] = {}
        self._news = asyncio.Event()
        self._retry_at = 0.0

    @property
    def unfinished(self) -> int:
        """How many are over and not in the store yet."""
        return len(self._wanted)

    def put(self, records: Sequence[Record]) -> None:
        """Note what begins and ends."""
        for record in records:
            if isinstance(record, RecordingStarted):
                self._active.add(record.recording_id)
                self._wanted.pop(record.recording_id, None)  # found in the folder, and taken over just now
            elif isinstance(record, RecordingEnded):
                self._active.discard(record.recording_id)
                if record.outcome in _OUTCOMES:
                    self._want(repair.wanted_of(record, _OUTCOMES[record.outcome], self._clock))

    def complete(self, left: Iterable[Wanted | None]) -> None:
        """Take up what an earlier controller left unfinished, as its rows tell."""
        for wanted in left:
            self._want(wanted)

    async def run(self) -> None:
        """Finish files until cancelled."""
        sweep_at = 0.0
        while True:
            if self._clock.now() >= sweep_at:
                await self.sweep()
                sweep_at = self._clock.now() + SWEEP_EVERY_S
            await self.finish_all()
            try:
                async with asyncio.timeout(LOOK_EVERY_S if self._wanted else SWEEP_EVERY_S):
                    await self._news.wait()
                # what has just ended is still open for a moment
                await asyncio.sleep(LOOK_EVERY_S)
            except TimeoutError:
                pass

    async def drain(self, within_s: float) -> None:
        """Finish what can be finished in time; the next controller finds the rest."""
        try:
            async with asyncio.timeout(within_s):
                while self._wanted:
                    await self.finish_all()
                    await asyncio.sleep(LOOK_EVERY_S if self._wanted else 0)
        except TimeoutError:
            log.warning("recordings are left to be finished at the next start", action="recordings_left")

    async def sweep(self) -> None:
        """Find files that no recording of this engine writes: a crash left them."""
        for file in await asyncio.to_thread(list, self._folder.files()):
            name = file.name
            if name.recording_id not in self._active and name.recording_id not in self._wanted:
                self._wanted[name.recording_id] = Wanted(name, RecordingOutcome.REPAIRED, is_expected=False)

    async def finish_all(self) -> None:
        """Finish every file that is not written to any more."""
        self._news.clear()
        if self._clock.now() < self._retry_at:
            return
        for recording_id, wanted in list(self._wanted.items()):
            try:
                filed = await asyncio.to_thread(self._finish, wanted)
            except (StoreError, OSError) as error:
                log.warning("a recording cannot be kept; it is tried again", action="recording_stuck", error=str(error))
                self._retry_at = self._clock.now() + RETRY_S
                # perhaps it is not the store but this file: the next time, others go first
                self._wanted[recording_id] = self._wanted.pop(recording_id, wanted)
                return
            if filed is not None:
                self._wanted.pop(recording_id, None)
                del self._done[recording_id]
                if filed.size_bytes or wanted.is_expected:
                    self._keep((filed,))

    def _want(self, wanted: Wanted | None) -> None:
        if wanted is None or wanted.name.recording_id in self._active:
            return
        self._wanted[wanted.name.recording_id] = wanted
        self._news.set()

    def _finish(self, wanted: Wanted) -> RecordingFiled | None:
        """Return what became of a recording; None while it is written. In a thread; one at a time."""
        recording_id = wanted.name.recording_id
        with self._alone:
            filed = self._done.get(recording_id) or self._file(wanted)
            if filed is not None:
                self._done[recording_id] = filed
            return filed

    def _file(self, wanted: Wanted) -> RecordingFiled | None:
        file = self._folder.find(wanted.name)
        if file is None:
            return self._without_file(wanted)
        if self._folder.is_written(file.path):
            return None
        ended_ms = file.path.stat().st_mtime_ns // 1_000_000
        sound_bytes = wav.seal(file.path)
        if sound_bytes == 0:
            file.path.unlink()
            return self._filed(wanted.name, RecordingOutcome.MISSING, 0, ended_ms)
        return self._bring(file, wanted.outcome, sound_bytes, ended_ms)

    def _bring(self, file: RawFile, outcome: RecordingOutcome, sound_bytes: int, ended_ms: int) -> RecordingFiled:
        self._store.put(file.name.key, file.path)
        return self._filed(file.name, outcome, sound_bytes, ended_ms)

    def _without_file(self, wanted: Wanted) -> RecordingFiled:
        """The controller may have died after the file was in the store and before anybody was told."""
        for name in wanted.name.possible():
            sound_bytes = max(0, (self._store.size(name.key) or 0) - wav.HEADER_BYTES)
            if sound_bytes:
                ended_ms = wanted.started_at_ms + wav.sound_ms(sound_bytes)
                return self._filed(name, wanted.outcome, sound_bytes, ended_ms)
        return self._filed(wanted.name, RecordingOutcome.MISSING, 0, wanted.started_at_ms)

    def _filed(
        self, name: RecordingName, outcome: RecordingOutcome, sound_bytes: int, ended_at_ms: int
    ) -> RecordingFiled:
        # records count in the monotonic time of this process
        ended_ms = ended_at_ms - self._clock.utc_ms(0)
        return RecordingFiled(
            recording_id=name.recording_id,
            call_id=name.call_id,
            seq=name.seq,
            tenant_id=name.tenant_id,
            outcome=outcome,
            file=name.key if sound_bytes else "",
            size_bytes=sound_bytes + wav.HEADER_BYTES if sound_bytes else 0,
            sound_ms=wav.sound_ms(sound_bytes),
            started_ms=ended_ms - wav.sound_ms(sound_bytes),
            ended_ms=ended_ms,
        )
