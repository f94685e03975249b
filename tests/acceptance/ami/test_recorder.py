"""Recordings of a real Asterisk: who is on which side, that muting keeps the time, what a crash costs."""

import asyncio
import os
import time
from pathlib import Path

import numpy as np
import pytest

from acd.ami.recorder import BYTES_PER_S, Recorder
from acd.domain.calls import LegId
from acd.simulator.sip.tone import amplitude
from tests.fixtures.conversation import AGENT_HZ, CALLER_HZ, office
from tests.fixtures.patience import until

pytestmark = pytest.mark.live

LOUD, SILENT = 2000, 50
RATE = 8000


def heard(path: Path, side: int, hz: int, start_s: float, length_s: float = 0.2) -> float:
    """Amplitude of a tone on a side (0 left, 1 right) of a recording, from `start_s` on."""
    sound = np.fromfile(path, dtype="<i2")[: path.stat().st_size // 4 * 2].reshape(-1, 2)
    part = sound[round(start_s * RATE) : round((start_s + length_s) * RATE), side]
    return amplitude([int(sample) for sample in part], hz)


async def test_left_is_the_leg_and_right_is_what_it_hears(tmp_path: Path) -> None:
    """For the leg of either party; the length is the time."""
    async with office(tmp_path) as at:
        recorder = Recorder(at.watch.link, tmp_path / "rec")
        caller, agent = await at.talk()
        started = time.monotonic()
        ids = [await recorder.start(leg, f"day/{name}.raw") for leg, name in ((caller, "caller"), (agent, "agent"))]
        await asyncio.sleep(2)
        for leg, recording in zip((caller, agent), ids, strict=True):
            await recorder.stop(leg, recording)
        length_s = time.monotonic() - started
        paths = [recorder.path_of(f"day/{name}.raw") for name in ("caller", "agent")]
        await until(lambda: all(path.stat().st_size > 1.8 * BYTES_PER_S for path in paths), "whole files")
        for path, own, other in ((paths[0], CALLER_HZ, AGENT_HZ), (paths[1], AGENT_HZ, CALLER_HZ)):
            assert abs(path.stat().st_size / BYTES_PER_S - length_s) < 0.3
            assert heard(path, 0, own, 1) > LOUD and heard(path, 1, other, 1) > LOUD
            assert heard(path, 0, other, 1) < SILENT and heard(path, 1, own, 1) < SILENT


async def test_muting_writes_silence_and_keeps_the_time(tmp_path: Path) -> None:
    """Nothing is heard of either party, and what follows stands where it was said; the other recording goes on."""
    async with office(tmp_path) as at:
        recorder = Recorder(at.watch.link, tmp_path / "rec")
        caller, _ = await at.talk()
        began = time.monotonic()
        muted = await recorder.start(caller, "muted.raw")
        whole = await recorder.start(caller, "whole.raw")
        await asyncio.sleep(1)
        await recorder.mute(caller, muted, True)
        silent_from = time.monotonic() - began
        await asyncio.sleep(1)
        await recorder.mute(caller, muted, False)
        silent_to = time.monotonic() - began
        await asyncio.sleep(1)
        await recorder.stop(caller, muted)
        length_s = time.monotonic() - began
        await recorder.stop(caller, whole)
        paths = [recorder.path_of(name) for name in ("muted.raw", "whole.raw")]
        await until(lambda: all(path.stat().st_size > 2.7 * BYTES_PER_S for path in paths), "whole files")
        assert abs(paths[0].stat().st_size / BYTES_PER_S - length_s) < 0.3
        middle = (silent_from + silent_to) / 2
        for side, hz in ((0, CALLER_HZ), (1, AGENT_HZ)):
            assert heard(paths[0], side, hz, silent_from - 0.5) > LOUD
            assert heard(paths[0], side, hz, middle) < SILENT
            assert heard(paths[0], side, hz, silent_to + 0.3) > LOUD
            assert heard(paths[1], side, hz, middle) > LOUD


async def test_a_recording_goes_on_without_the_controller_and_survives_asterisks_death(tmp_path: Path) -> None:
    """The link is cut, later Asterisk is killed: what is missing is what was not written yet, at most 32 KiB."""
    async with office(tmp_path) as at:
        recorder = Recorder(at.watch.link, tmp_path / "rec")
        caller, agent = await at.talk()
        await recorder.start(agent, "x.raw")
        began = time.monotonic()
        connection = at.watch.link._connection
        assert connection is not None
        connection.close()
        await asyncio.sleep(5)
        os.kill(at.pbx.process.pid, 9)
        length_s = time.monotonic() - began
        await at.pbx.process.wait_end()
        path = recorder.path_of("x.raw")
        lost_s = length_s - path.stat().st_size / BYTES_PER_S
        assert -0.3 < lost_s < 32 * 1024 / BYTES_PER_S + 0.3
        assert heard(path, 0, AGENT_HZ, 1) > LOUD and heard(path, 1, CALLER_HZ, 1) > LOUD
        assert at.calls[caller] is not None


async def test_nothing_is_written_before_the_conversation(tmp_path: Path) -> None:
    """A recording that is started while the caller waits begins with the two."""
    async with office(tmp_path) as at:
        recorder = Recorder(at.watch.link, tmp_path / "rec")

        async def start_and_wait(leg_id: LegId) -> None:
            await recorder.start(leg_id, "x.raw")
            await asyncio.sleep(1)

        caller, _ = await at.talk(start_and_wait)
        connected = time.monotonic()
        await asyncio.sleep(1)
        at.calls[caller].hang_up()
        length_s = time.monotonic() - connected
        path = recorder.path_of("x.raw")
        await until(lambda: path.stat().st_size > 0.7 * BYTES_PER_S, "the file")
        await asyncio.sleep(0.2)
        assert path.stat().st_size / BYTES_PER_S < length_s + 0.5
