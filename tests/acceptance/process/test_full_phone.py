"""A softphone of another make: PJSIP registers with a printed account, is called, and both sides hear each other."""

import array
import asyncio
import contextlib
import json
import math
import sys
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.simulator.sip.tone import SAMPLE_RATE_HZ, amplitude, overall
from tests.fixtures.patience import scaled
from tests.fixtures.processes import Account, Running, softphone

pytestmark = pytest.mark.live

CALLER_HZ, AGENT_HZ = 440, 660
WINDOW = SAMPLE_RATE_HZ // 5
SCRIPT = Path(__file__).with_name("full_phone.py")


@contextlib.asynccontextmanager
async def full_phone(account: Account, play: Path, record: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The script with an account; it ends by itself when its input ends, and is killed when it does not."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SCRIPT), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    host, port = account.server
    wanted = {"host": host, "port": port, "username": account.username, "password": account.password}
    try:
        process.stdin.write(json.dumps({**wanted, "play": str(play), "record": str(record)}).encode() + b"\n")
        await process.stdin.drain()
        yield process
        process.stdin.close()
        async with asyncio.timeout(scaled(20)):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def says(process: asyncio.subprocess.Process, word: str) -> None:
    """The next word of the script."""
    assert process.stdout is not None
    async with asyncio.timeout(scaled(20)):
        assert (await process.stdout.readline()).decode().strip() == word


async def test_a_softphone_of_another_make_is_rung_and_talks(centre: Running, tmp_path: Path) -> None:
    """Each side hears the tone of the other; the record says how it was."""
    place = centre.place
    write_tone(tmp_path / "agent.wav", AGENT_HZ)
    recorded = tmp_path / "heard.wav"
    async with (
        full_phone(centre.accounts["agent-alice"], tmp_path / "agent.wav", recorded) as agent,
        softphone(centre.accounts["trunk-demo"], tone_hz=CALLER_HZ, registered=False) as line,
    ):
        await says(agent, "registered")
        await asyncio.to_thread(place.did, "agent", "sign-in", "alice")
        call = line.call("+15550100")
        await says(agent, "ringing")
        await says(agent, "talking")
        await call.media.wait_heard(AGENT_HZ, scaled(20))
        await asyncio.sleep(1)  # so much is to be on the recording
        assert call.media.heard(AGENT_HZ)
        call.hang_up()
        await says(agent, "ended")
    heard = windows_with(recorded, CALLER_HZ)
    assert heard >= 3, "the caller's tone is on the recording"
    assert windows_with(recorded, AGENT_HZ) == 0, "nobody hears himself"
    assert place.metric('acd_calls_answered_total{queue="support",tenant="acme"}') == 1


def write_tone(path: Path, frequency_hz: int) -> None:
    """A second of a sine, which repeats without a seam."""
    step = 2 * math.pi * frequency_hz / SAMPLE_RATE_HZ
    samples = array.array("h", (round(8192 * math.sin(step * index)) for index in range(SAMPLE_RATE_HZ)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(samples.tobytes())


def windows_with(path: Path, frequency_hz: int) -> int:
    """In how many pieces of 200 ms the tone is clear: half of the energy and more."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (SAMPLE_RATE_HZ, 2, 1)
        samples = array.array("h", file.readframes(file.getnframes()))
    pieces = [samples[start : start + WINDOW] for start in range(0, len(samples) - WINDOW, WINDOW)]
    return sum(amplitude(piece, frequency_hz) ** 2 > 0.5 * max(overall(piece), 300.0) ** 2 for piece in pieces)
