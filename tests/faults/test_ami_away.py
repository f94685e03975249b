"""The manager link to Asterisk is away: calls go on, recordings begin and pause late, and nobody is told otherwise."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from acd.domain.agents import Reach
from acd.domain.recordings import RecordingState
from tests.fixtures import sound_files
from tests.fixtures.call_centre import ALICE, CallCentre, Rows, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.linked_app import ManagedApp
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.private_settings import lasting_port
from tests.fixtures.scenes import hear_each_other, talking
from tests.fixtures.sound_files import Stereo, heard, silent
from tests.fixtures.tcp_proxy import TcpProxy, Way

pytestmark = pytest.mark.live

DOCUMENT: Fields = configuration(queues=[{"id": "support", "recording": "always"}])
SLACK_S = 0.3
"""Between a moment that is told and the same moment in the file."""
MAY_LOG = ("no_ami_link", "AMI", "lease", "manager")


@asynccontextmanager
async def managed(folder: Path) -> AsyncIterator[tuple[CallCentre, TcpProxy]]:
    """Give a centre whose calls are recorded, and what its manager link goes through."""
    ami_port = lasting_port()
    async with TcpProxy(ami_port) as proxy:
        make = partial(ManagedApp, ami_port=proxy.port)
        async with call_centre(folder, DOCUMENT, make=make, ami_port=ami_port) as centre:
            centre.ports.add(proxy.port)
            yield centre, proxy


def state(centre: CallCentre) -> RecordingState:
    """Return what people are told of the recording of the one call."""
    return centre.only_call().recording


async def becomes(centre: CallCentre, wanted: RecordingState, timeout_s: float = 10.0) -> float:
    """Wait until this is told; returns when, in milliseconds of UTC."""
    await centre.wait_for(lambda view: view.calls[0].recording is wanted, timeout_s, f"a recording that is {wanted}")
    return centre.utc_ms(centre.app.clock.now())


async def away(centre: CallCentre, proxy: TcpProxy) -> None:
    """Cut the link; new ones are refused."""
    proxy.turn(Way.REFUSED)
    await until(lambda: not centre.app.ami.connected, "the manager link is away")


async def ask(centre: CallCentre, what: str) -> str:
    """Ask over the API; returns what the answer says of the recording."""
    url = f"{centre.client.address}/api/v1/calls/{centre.only_call().call_id}/recording/{what}"
    headers = {"Authorization": f"Bearer {centre.app.credentials.api_token()}"}
    request = urllib.request.Request(url, method="POST", headers=headers)

    def answer() -> str:
        with urllib.request.urlopen(request, timeout=scaled(5)) as told:
            return str(json.load(told)["recording"])

    return await centre.in_thread(answer)


async def filed(centre: CallCentre) -> tuple[dict[str, Any], Stereo, Rows]:
    """Wait until the one recording is finished; returns its row, its sound, and its marks."""

    async def there() -> bool:
        return [row["size_bytes"] is not None for row in await centre.rows("recordings")] == [True]

    await until_true(there, "a recording that is finished", 20)
    (row,) = await centre.rows("recordings")
    sound = sound_files.read(centre.app.settings.var / "recordings" / row["file"])
    return row, sound, await centre.rows("recording_marks")


def both(sound: Stereo, since_s: float, until_s: float) -> bool:
    """Tell whether both are heard, each on their side."""
    return heard(sound.left, CALLER_HZ, since_s, until_s) and heard(sound.right, AGENT_HZ, since_s, until_s)


def neither(sound: Stereo, since_s: float, until_s: float) -> bool:
    """Tell whether both sides are silent."""
    return silent(sound.left, since_s, until_s) and silent(sound.right, since_s, until_s)


async def test_a_recording_begins_when_the_link_is_back(tmp_path: Path) -> None:
    """Meanwhile the call says so, and people are offered and talk; the record says since when there is sound."""
    async with managed(tmp_path) as (centre, proxy):
        phone = await centre.agent()
        await away(centre, proxy)
        await centre.wait_for_phone(ALICE, Reach.UNKNOWN)
        call, ringing = await talking(centre, phone=phone)
        began_ms = centre.utc_ms(centre.app.clock.now())
        assert await becomes(centre, RecordingState.UNSTARTED) and "ami" in centre.app.condition.problems()
        proxy.turn(Way.OPEN)
        running_ms = await becomes(centre, RecordingState.RUNNING)
        await centre.wait_for_phone(ALICE, Reach.REACHABLE)
        await asyncio.sleep(1)  # what is recorded must have a length
        await hear_each_other(call, ringing)
        assert call.media.received.lost == ringing.media.received.lost == 0
        call.hang_up()
        await ringing.ended(scaled(5))
        row, sound, _ = await filed(centre)
        assert row["outcome"] == "kept" and row["started_at_ms"] > began_ms + 500
        assert abs(row["started_at_ms"] - running_ms) < SLACK_S * 1000
        assert abs(row["ended_at_ms"] - row["started_at_ms"] - sound.length_s * 1000) < SLACK_S * 1000
        assert both(sound, 0.1, sound.length_s - 0.2)
        await assert_clean(centre, may_log=MAY_LOG)


@pytest.mark.parametrize("way", [Way.REFUSED, Way.SILENT])
async def test_a_pause_is_told_when_it_is_made_and_not_before(tmp_path: Path, way: Way) -> None:
    """Asked for while the link is away, or carries nothing: what is told as paused is silent in the file."""
    async with managed(tmp_path) as (centre, proxy):
        call, ringing = await talking(centre)
        await becomes(centre, RecordingState.RUNNING)
        told = states_told(centre)
        if way is Way.REFUSED:
            await away(centre, proxy)
        proxy.turn(way)
        assert await ask(centre, "pause") == RecordingState.UNSURE
        await until_true(partial(marked, centre, "pause_failed"), "the failure is marked", 15)
        assert RecordingState.PAUSED not in told
        proxy.turn(Way.OPEN)
        paused_ms = await becomes(centre, RecordingState.PAUSED, 20)
        await asyncio.sleep(1)  # of silence
        resumed_ms = centre.utc_ms(centre.app.clock.now())
        await ask(centre, "resume")
        await becomes(centre, RecordingState.RUNNING)
        await asyncio.sleep(1)  # of sound
        await hear_each_other(call, ringing)
        assert call.media.received.lost == ringing.media.received.lost == 0
        call.hang_up()
        await ringing.ended(scaled(5))
        row, sound, marks = await filed(centre)
        paused_s, resumed_s = ((at - row["started_at_ms"]) / 1000 for at in (paused_ms, resumed_ms))
        assert neither(sound, paused_s + SLACK_S, resumed_s - SLACK_S), (paused_s, resumed_s, marks)
        assert both(sound, resumed_s + SLACK_S, sound.length_s - SLACK_S)
        kinds = [mark["kind"] for mark in marks]
        assert kinds[:2] == ["paused", "pause_failed"] and kinds[-2:] == ["paused", "resumed"]
        # the proof holds: from the last mark `paused` on there is silence
        proof_s = (marks[-2]["at_ms"] - row["started_at_ms"]) / 1000
        assert neither(sound, proof_s + SLACK_S, resumed_s - SLACK_S)
        await assert_clean(centre, may_log=MAY_LOG)


async def test_a_resume_is_told_when_it_is_made_and_not_before(tmp_path: Path) -> None:
    """The file is silent until then, and whoever looks knows that it may be."""
    async with managed(tmp_path) as (centre, proxy):
        call, ringing = await talking(centre)
        await becomes(centre, RecordingState.RUNNING)
        await ask(centre, "pause")
        paused_ms = await becomes(centre, RecordingState.PAUSED)
        await away(centre, proxy)
        assert await ask(centre, "resume") == RecordingState.UNSURE
        await until_true(partial(marked, centre, "resume_failed"), "the failure is marked")
        proxy.turn(Way.OPEN)
        running_ms = await becomes(centre, RecordingState.RUNNING)
        await asyncio.sleep(1)  # of sound
        call.hang_up()
        await ringing.ended(scaled(5))
        row, sound, marks = await filed(centre)
        paused_s, running_s = ((at - row["started_at_ms"]) / 1000 for at in (paused_ms, running_ms))
        assert neither(sound, paused_s + SLACK_S, running_s - SLACK_S), (paused_s, running_s, marks)
        assert both(sound, running_s + SLACK_S, sound.length_s - 0.2)
        await assert_clean(centre, may_log=MAY_LOG)


def states_told(centre: CallCentre) -> list[RecordingState]:
    """Return a list that gets what is told of the recording after each event from now on."""
    told: list[RecordingState] = []
    calls = centre.app.engine.calls.calls
    centre.app.controller.tap(
        lambda _event, _decision: told.extend(
            call.recording.shown for call in calls.values() if call.recording is not None
        )
    )
    return told


async def marked(centre: CallCentre, kind: str) -> bool:
    """Tell whether there is such a mark."""
    return any(mark["kind"] == kind for mark in await centre.rows("recording_marks"))
