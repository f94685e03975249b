"""Files become recordings: after the end, after a crash, and when the store is away."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from acd.domain.recordings import RecordingOutcome
from acd.domain.records import Record, RecordingEnded, RecordingFiled, RecordingStarted
from acd.recordings.errors import StoreError
from acd.recordings.finish import RETRY_S, Finisher
from acd.recordings.memory import MemoryStore
from acd.recordings.raw_folder import RawFolder
from acd.recordings.repair import left_by_crash
from tests.storage.sample import UTC_MS, StandingClock, of, recorded
from tests.unit.recordings.clips import ACME, SECOND, name, put_back, raw

KEY = "acme/2026/11/18/1.1-r1.wav"
KIND = RecordingOutcome


class Stage:
    """A finisher with everything around it."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock()
        self.raw = RawFolder(folder / "raw", self.clock)
        self.store = MemoryStore()
        self.kept: list[RecordingFiled] = []
        self.finisher = Finisher(self.raw, self.store, self.clock, self._keep)

    def _keep(self, records: Sequence[Record]) -> None:
        self.kept += of(RecordingFiled, records)

    def start(self, call_id: str = "1.1") -> None:
        """The engine records a call."""
        self.finisher.put(of(RecordingStarted, recorded(call_id)))

    def end(self, outcome: RecordingOutcome = KIND.RECORDED, call_id: str = "1.1") -> None:
        """The engine's recording is over."""
        (ended,) = of(RecordingEnded, recorded(call_id))
        self.finisher.put([replace(ended, outcome=outcome)])

    async def look(self) -> list[tuple[str, RecordingOutcome]]:
        """Let it look once, and return what it told so far."""
        await self.finisher.sweep()
        await self.finisher.finish_all()
        return [(filed.recording_id, filed.outcome) for filed in self.kept]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.mark.parametrize(
    ("ended", "becomes"), [(KIND.RECORDED, KIND.KEPT), (KIND.CUT, KIND.CUT), (KIND.PBX_LOST, KIND.REPAIRED)]
)
async def test_a_recording_that_ended_reaches_the_store(
    stage: Stage, ended: RecordingOutcome, becomes: RecordingOutcome
) -> None:
    """With its size, its length and its moments; nothing is left behind."""
    stage.start()
    path = raw(stage.raw, sound=bytes(SECOND * 2))
    assert await stage.look() == [], "it goes on"
    put_back(path, stage.clock, 1)
    stage.end(ended)
    assert stage.finisher.unfinished == 1
    assert await stage.look() == [("1.1-r1", becomes)]
    (filed,) = stage.kept
    assert (filed.file, filed.size_bytes, filed.sound_ms) == (KEY, SECOND * 2 + 44, 2000)
    assert (filed.started_ms, filed.ended_ms) == (-3000, -1000)
    assert stage.store.kept[KEY][:4] == b"RIFF" and not path.exists() and stage.finisher.unfinished == 0
    assert await stage.look() == [("1.1-r1", becomes)], "told once"


async def test_a_file_that_is_still_written_waits(stage: Stage) -> None:
    """The PBX closes it a moment after the end; others do not wait for it."""
    stage.start("1.1")
    stage.start("2.2")
    path = raw(stage.raw, "1.1")
    raw(stage.raw, "2.2")
    stage.end(call_id="1.1")
    stage.end(call_id="2.2")
    with path.open("ab"):
        assert await stage.look() == [("2.2-r1", KIND.KEPT)]
    assert await stage.look() == [("2.2-r1", KIND.KEPT), ("1.1-r1", KIND.KEPT)]


@pytest.mark.parametrize("there", [True, False])
async def test_a_recording_without_sound_is_missing(stage: Stage, there: bool) -> None:
    """An empty file, or none: somebody must be told."""
    stage.start()
    if there:
        raw(stage.raw, sound=b"")
    stage.end()
    assert await stage.look() == [("1.1-r1", KIND.MISSING)]
    assert (stage.kept[0].file, stage.kept[0].size_bytes, stage.kept[0].sound_ms) == ("", 0, 0)
    assert not list(stage.raw.files())


@pytest.mark.parametrize("outcome", [KIND.FAILED, KIND.NO_SPACE, KIND.TOO_SHORT])
async def test_what_never_began_is_not_waited_for(stage: Stage, outcome: RecordingOutcome) -> None:
    """The engine's record told of it already."""
    stage.start()
    stage.end(outcome)
    assert stage.finisher.unfinished == 0 and await stage.look() == []


async def test_what_a_crash_left_is_repaired(stage: Stage) -> None:
    """Nobody in this process knows of it; its name tells the rest."""
    raw(stage.raw)
    assert await stage.look() == [("1.1-r1", KIND.REPAIRED)]
    assert stage.kept[0].call_id == "1.1" and stage.kept[0].tenant_id == ACME and KEY in stage.store.kept


async def test_a_talk_that_went_on_over_the_crash_is_left_alone(stage: Stage) -> None:
    """The PBX still writes: it is finished when it ends."""
    path = raw(stage.raw)
    with path.open("ab"):
        assert await stage.look() == [] == await stage.look()
    assert await stage.look() == [("1.1-r1", KIND.REPAIRED)]


async def test_a_recording_that_is_taken_over_is_no_leftover(stage: Stage) -> None:
    """It was found in the folder before the engine said that it goes on: it is finished when it is over."""
    path = raw(stage.raw)
    with path.open("ab"):
        assert await stage.look() == []
        stage.start()
    assert stage.finisher.unfinished == 0
    assert await stage.look() == []
    stage.end()
    assert await stage.look() == [("1.1-r1", KIND.KEPT)]


async def test_a_leftover_without_sound_is_nobodys_business(stage: Stage) -> None:
    """The start of a recording that failed; its end was told."""
    raw(stage.raw, sound=b"")
    assert await stage.look() == [] and not list(stage.raw.files())


async def test_a_crash_between_the_store_and_the_record(stage: Stage) -> None:
    """The file is in the store, and nobody was told: the next controller does."""
    stage.store.kept[KEY] = bytes(44 + SECOND)
    stage.finisher.complete([left_by_crash(name(), ACME, UTC_MS)])
    assert await stage.look() == [("1.1-r1", KIND.REPAIRED)]
    assert (stage.kept[0].sound_ms, stage.kept[0].started_ms, stage.kept[0].ended_ms) == (1000, 0, 1000)


@pytest.mark.parametrize("key", ["acme/2026/11/17/1.1-r1.wav", "acme/2026/11/19/1.1-r1.wav"])
async def test_such_a_crash_of_a_recording_over_midnight(stage: Stage, key: str) -> None:
    """The file has the day of the moment at which it was made, which may not be that of the row."""
    stage.store.kept[key] = bytes(44 + SECOND)
    stage.finisher.complete([left_by_crash(name(), ACME, UTC_MS)])
    assert await stage.look() == [("1.1-r1", KIND.REPAIRED)]
    assert (stage.kept[0].file, stage.kept[0].sound_ms) == (key, 1000)


async def test_a_row_whose_file_is_nowhere(stage: Stage) -> None:
    """It is missing, and the row is completed; a spoilt row is passed over."""
    stage.finisher.complete([left_by_crash(name(), ACME, UTC_MS), None])
    assert await stage.look() == [("1.1-r1", KIND.MISSING)]


async def test_a_store_that_is_away_is_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file stays where it is; nothing is told before it is kept."""
    path = raw(stage.raw)

    def refuse(key: str, path: Path) -> None:
        raise StoreError

    with monkeypatch.context() as broken:
        broken.setattr(stage.store, "put", refuse)
        assert await stage.look() == [] and path.exists() and stage.finisher.unfinished == 1
    assert await stage.look() == [], "not at once"
    stage.clock.advance(round(RETRY_S * 1000))
    assert await stage.look() == [("1.1-r1", KIND.REPAIRED)]


async def test_moments_do_not_shift_while_the_store_is_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a file ended is known by when it was written last: writing its header must not count."""
    put_back(raw(stage.raw, sound=bytes(SECOND)), stage.clock, 3600)

    def refuse(key: str, path: Path) -> None:
        raise StoreError

    with monkeypatch.context() as broken:
        broken.setattr(stage.store, "put", refuse)
        assert await stage.look() == []
    stage.clock.advance(round(RETRY_S * 1000))
    assert await stage.look() == [("1.1-r1", KIND.REPAIRED)]
    assert (stage.kept[0].started_ms, stage.kept[0].ended_ms) == (-3_601_000, -3_600_000)


async def test_one_that_cannot_be_kept_holds_up_no_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be the file: others go first the next time."""
    for call_id in ("1.1", "2.2", "3.3"):
        raw(stage.raw, call_id)
    works = stage.store.put

    def choosy(key: str, path: Path) -> None:
        if "1.1-r1" in key:
            raise StoreError
        works(key, path)

    monkeypatch.setattr(stage.store, "put", choosy)
    assert await stage.look() == []
    stage.clock.advance(round(RETRY_S * 1000))
    assert await stage.look() == [("2.2-r1", KIND.REPAIRED), ("3.3-r1", KIND.REPAIRED)]
    assert stage.finisher.unfinished == 1


async def test_at_the_end_it_waits_for_what_can_be_finished(stage: Stage) -> None:
    """And leaves the rest to the next start."""
    stage.start()
    path = raw(stage.raw)
    stage.end()
    with path.open("ab"):
        await stage.finisher.drain(0.05)
        assert stage.finisher.unfinished == 1 and not stage.kept
    await stage.finisher.drain(5)
    assert [filed.outcome for filed in stage.kept] == [KIND.KEPT]


async def test_a_cancelled_thread_is_waited_for_and_what_it_did_is_told(stage: Stage) -> None:
    """The worker is stopped while the store takes a file: the drain neither touches it beside that, nor twice."""
    stage.start()
    put_back(raw(stage.raw, sound=bytes(SECOND)), stage.clock, 1)
    stage.end()
    entered, may_go_on = threading.Event(), threading.Event()
    puts: list[str] = []
    works = stage.store.put

    def slow(key: str, path: Path) -> None:
        puts.append(key)
        entered.set()
        assert may_go_on.wait(10)
        works(key, path)

    stage.store.put = slow  # type: ignore[method-assign]
    worker = asyncio.get_running_loop().create_task(stage.finisher.run())
    await asyncio.to_thread(entered.wait, 10)
    worker.cancel()
    await asyncio.wait({worker})
    drain = asyncio.get_running_loop().create_task(stage.finisher.drain(10))
    for _ in range(20):  # long enough for a second thread to begin
        await asyncio.sleep(0.005)
    may_go_on.set()
    await drain
    assert puts == [KEY]
    assert [(filed.outcome, filed.sound_ms, filed.ended_ms) for filed in stage.kept] == [(KIND.KEPT, 1000, -1000)]
