"""Recordings on a real Asterisk: who is on which side, pauses, crashes, a full disk."""

import asyncio
import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acd.domain.calls import CallId, CallState
from acd.domain.events import RecordingPauseRequested, RecordingRequested, RecordingResumeRequested
from acd.domain.recordings import RecordingState
from tests.fixtures import sound_files
from tests.fixtures.call_centre import CallCentre, Rows, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, NUMBER, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.own_process import OwnProcess, own_process
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.scenes import hear_each_other, talking
from tests.fixtures.sound_files import Stereo, heard, silent

pytestmark = pytest.mark.live


def recorded_centre(recording: str = "always", **changed: Any) -> Fields:
    """Return a document whose only queue is recorded as wanted."""
    return configuration(queues=[{"id": "support", "recording": recording}], **changed)


async def running(centre: CallCentre) -> CallId:
    """Wait until the call in progress is recorded."""
    await centre.wait_for(lambda view: view.calls[0].recording is RecordingState.RUNNING, what="a running recording")
    return centre.only_call().call_id


async def filed(centre: CallCentre, count: int = 1) -> Rows:
    """Wait until so many recordings are finished, and return their rows."""
    async with asyncio.timeout(scaled(15)):
        while True:
            rows = await centre.rows("recordings")
            if len(rows) >= count and all(row["size_bytes"] is not None for row in rows):
                return rows
            await asyncio.sleep(0.05)


def sound_of(centre: CallCentre, row: dict[str, Any]) -> Stereo:
    """Return what a recording holds."""
    return sound_files.read(centre.app.settings.var / "recordings" / row["file"])


async def test_left_is_the_caller_and_right_what_the_caller_hears(tmp_path: Path) -> None:
    """Each side holds one voice only, from the first second to the last; the row fits the file."""
    async with call_centre(tmp_path, recorded_centre()) as centre:
        call, ringing = await talking(centre)
        await running(centre)
        await asyncio.sleep(2)
        call.hang_up()
        await ringing.ended(scaled(5))
        (row,) = await filed(centre)
        sound = sound_of(centre, row)
        last = sound.length_s - 0.2
        for side, own, other in ((sound.left, CALLER_HZ, AGENT_HZ), (sound.right, AGENT_HZ, CALLER_HZ)):
            assert heard(side, own, 0.3, last) and not heard(side, other, 0.3, last)
        assert row["outcome"] == "kept" and row["agent_id"] == "alice"
        assert abs(row["ended_at_ms"] - row["started_at_ms"] - sound.length_s * 1000) < 250, (row, sound.length_s)
        assert abs(row["sound_ms"] - sound.length_s * 1000) < 2
        await assert_clean(centre)


async def test_a_pause_is_silence_and_time_goes_on(tmp_path: Path) -> None:
    """Both sides are silent from the mark to the mark, and as long as that; before and after they are heard."""
    async with call_centre(tmp_path, recorded_centre()) as centre:
        call, ringing = await talking(centre)
        call_id = await running(centre)
        await asyncio.sleep(1.5)
        assert centre.app.controller.ask(RecordingPauseRequested(call_id)) is None
        await asyncio.sleep(2)
        assert centre.only_call().recording is RecordingState.PAUSED
        assert centre.app.controller.ask(RecordingResumeRequested(call_id)) is None
        await asyncio.sleep(1.5)
        call.hang_up()
        await ringing.ended(scaled(5))
        (row,) = await filed(centre)
        sound = sound_of(centre, row)
        paused, resumed = [
            (mark["at_ms"] - row["started_at_ms"]) / 1000 for mark in await centre.rows("recording_marks")
        ]
        slack = 0.25
        for side, pitch_hz in ((sound.left, CALLER_HZ), (sound.right, AGENT_HZ)):
            assert heard(side, pitch_hz, slack, paused - slack)
            assert silent(side, paused + slack, resumed - slack)
            assert heard(side, pitch_hz, resumed + slack, sound.length_s - slack)
        assert abs(sound.length_s - (row["ended_at_ms"] - row["started_at_ms"]) / 1000) < slack
        await assert_clean(centre)


async def test_on_demand_begins_when_somebody_asks(tmp_path: Path) -> None:
    """Over the API; the call says so, and the WAV comes over the API too."""
    async with call_centre(tmp_path, recorded_centre("on_demand")) as centre:
        call, ringing = await talking(centre)
        call_id = centre.only_call().call_id
        await asyncio.sleep(1)
        assert centre.only_call().recording is RecordingState.OFF and await centre.rows("recordings") == []
        assert await post(centre, f"calls/{call_id}/recording/pause") == 409
        assert await post(centre, f"calls/{call_id}/recording/start") == 200
        await running(centre)
        await asyncio.sleep(1)
        ringing.hang_up()
        await call.ended(scaled(5))
        (row,) = await filed(centre)
        assert 600 < row["sound_ms"] < 1600
        answer = await fetch(centre, f"recordings/{row['recording_id']}")
        assert answer == (centre.app.settings.var / "recordings" / row["file"]).read_bytes()
        assert heard(sound_files.read(answer).left, CALLER_HZ, 0.2)
        await assert_clean(centre)


async def test_never_leaves_nothing(tmp_path: Path) -> None:
    """No file, no row, and nobody can ask for one; the tenant's word counts more than the queue's."""
    document = recorded_centre("always")
    document["tenants"][0]["recording"] = "never"
    async with call_centre(tmp_path, document) as centre:
        call, ringing = await talking(centre)
        wish = RecordingRequested(centre.only_call().call_id)
        assert centre.app.controller.ask(wish) == "conversations like this one are never recorded"
        call.hang_up()
        await ringing.ended(scaled(5))
        assert await centre.rows("recordings") == []
        assert not list((centre.app.settings.var / "recordings").rglob("*.*"))
        await assert_clean(centre)


async def test_music_on_hold_is_on_the_side_of_what_the_caller_hears(tmp_path: Path) -> None:
    """The agent's voice is gone meanwhile, and the caller's goes on alone."""
    async with call_centre(tmp_path, recorded_centre()) as centre:
        call, ringing = await talking(centre)
        await running(centre)
        began = centre.app.clock.now()
        await asyncio.sleep(1)
        await ringing.hold()
        await centre.wait_for_call(CallState.HELD)
        held_at = centre.app.clock.now() - began
        await asyncio.sleep(2)
        call.hang_up()
        await ringing.ended(scaled(5))
        (row,) = await filed(centre)
        sound, since = sound_of(centre, row), held_at + 0.5
        assert heard(sound.right, AGENT_HZ, 0.2, held_at - 0.3)
        assert not heard(sound.right, AGENT_HZ, since) and not silent(sound.right, since, sound.length_s - 0.2)
        assert heard(sound.left, CALLER_HZ, 0.2, sound.length_s - 0.2)
        await assert_clean(centre)


async def post(centre: CallCentre, path: str) -> int:
    """Ask the API for something; returns the status."""
    request = urllib.request.Request(f"{centre.client.address}/api/v1/{path}", method="POST", headers=token(centre))

    def ask() -> int:
        try:
            with urllib.request.urlopen(request, timeout=scaled(5)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    return await centre.in_thread(ask)


async def fetch(centre: CallCentre, path: str) -> bytes:
    """Return what the API gives."""
    request = urllib.request.Request(f"{centre.client.address}/api/v1/{path}", headers=token(centre))

    def read() -> bytes:
        with urllib.request.urlopen(request, timeout=scaled(5)) as answer:
            return bytes(answer.read())

    return await centre.in_thread(read)


def token(centre: CallCentre) -> dict[str, str]:
    """Return the header that opens the API."""
    return {"Authorization": f"Bearer {centre.app.credentials.api_token()}"}


async def test_after_a_crash_of_asterisk_the_recording_can_be_played(tmp_path: Path) -> None:
    """The call is lost, and of its sound no more than the last two seconds."""
    async with call_centre(tmp_path, recorded_centre()) as centre:
        call, _ = await talking(centre)
        await running(centre)
        began = centre.app.clock.now()
        await asyncio.sleep(6)
        os.kill(centre.pbx_pid(), signal.SIGKILL)
        talked_s = centre.app.clock.now() - began
        (row,) = await filed(centre)
        sound = sound_of(centre, row)
        assert row["outcome"] == "repaired"
        assert talked_s - 2.1 < sound.length_s < talked_s + 0.5, (talked_s, sound.length_s)
        assert heard(sound.left, CALLER_HZ, 0.2, sound.length_s) and heard(sound.right, AGENT_HZ, 0.2, sound.length_s)
        await centre.wait_quiet(30)
        assert "acd_recordings_total" in await centre.metrics()
        call.abandon()


async def test_after_a_crash_of_the_controller_talk_and_recording_go_on(tmp_path: Path) -> None:
    """The next controller has the recording in hand: it pauses it, and finishes the file after the good-bye."""
    async with own_process(tmp_path, recorded_centre()) as stage:
        line, alice = await stage.line(), await stage.agent()
        call = line.call(NUMBER, caller_number="+15551234567")
        ringing = await alice.next_call(scaled(10))
        ringing.ring()
        await ringing.answer()
        began = asyncio.get_running_loop().time()
        await hear_each_other(call, ringing)
        await asyncio.sleep(2)
        await stage.kill()
        await asyncio.sleep(1)
        await stage.start()
        await hear_each_other(call, ringing)
        (view,) = (await asyncio.to_thread(stage.client.status)).calls
        await asyncio.to_thread(_post, stage, f"calls/{view.id}/recording/pause")
        await asyncio.sleep(6)  # longer than between two looks for leftovers
        await asyncio.to_thread(_post, stage, f"calls/{view.id}/recording/resume")
        await asyncio.sleep(1)
        call.hang_up()
        await ringing.ended(scaled(5))
        talked_s = asyncio.get_running_loop().time() - began

        async def done() -> bool:
            return [row["size_bytes"] is not None for row in await stage.rows("recordings")] == [True]

        await until_true(done, "a recording that was finished", 20)
        (row,) = await stage.rows("recordings")
        sound = sound_files.read(stage.settings.var / "recordings" / row["file"])
        assert (row["outcome"], row["agent_id"]) == ("kept", "alice")
        assert abs(sound.length_s - talked_s) < 1, (sound.length_s, talked_s)
        paused, resumed = [
            (mark["at_ms"] - row["started_at_ms"]) / 1000 for mark in await stage.rows("recording_marks")
        ]
        slack = 0.4
        for side, pitch_hz in ((sound.left, CALLER_HZ), (sound.right, AGENT_HZ)):
            assert heard(side, pitch_hz, slack, paused - slack)
            assert silent(side, paused + slack, resumed - slack)
            assert heard(side, pitch_hz, resumed + slack, sound.length_s - slack)


def _post(stage: OwnProcess, path: str) -> None:
    url = f"{stage.client.address}/api/v1/{path}"
    headers = {"Authorization": f"Bearer {stage.credentials.api_token()}"}
    request = urllib.request.Request(url, method="POST", headers=headers)
    urllib.request.urlopen(request, timeout=scaled(5)).close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB for recordings; only root may mount one."""
    folder = tmp_path / "var" / "recordings"
    folder.mkdir(parents=True)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "acd", folder]).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_recordings_stop_before_calls_do(tmp_path: Path, small_disk: Path) -> None:
    """On a disk that fills up the call goes on and the next one comes through; with room again it is recorded."""
    async with call_centre(tmp_path, recorded_centre(), recording_reserve_mb=4, voicemail_reserve_mb=1) as centre:
        phone = await centre.agent()
        call, ringing = await talking(centre, phone=phone)
        await running(centre)
        filler = small_disk / "filler"
        filler.write_bytes(bytes(13 * 1024 * 1024))
        await centre.wait_for(lambda view: view.calls[0].recording is RecordingState.OFF, what="no recording")
        await hear_each_other(call, ringing)
        assert "recordings" in centre.app.condition.problems()
        assert await post(centre, f"calls/{centre.only_call().call_id}/recording/start") == 409
        call.hang_up()
        await ringing.ended(scaled(5))
        call, ringing = await talking(centre, phone=phone)
        call.hang_up()
        await ringing.ended(scaled(5))
        filler.unlink()
        await until(lambda: not centre.app.condition.problems(), "ready again")
        call, ringing = await talking(centre, phone=phone)
        await running(centre)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_quiet()
        await until(lambda: centre.app.recordings.finisher.unfinished == 0, "files finished")
        assert [row["outcome"] for row in await centre.rows("recordings")] == ["cut", "no_space", "kept"]
        metrics = await centre.metrics()
        assert 'acd_recording_missing_total{outcome="no_space",tenant="acme"} 1.0' in metrics
        assert "acd_recordings_reserve_bytes 4.194304e+06" in metrics
        await assert_clean(centre, may_log=("the disk is nearly full", "fills up"))
