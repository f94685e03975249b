"""Recordings on a real Asterisk: who is on which side, pauses, crashes, a full disk."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from acd.domain.calls import CallId
from acd.domain.recordings import RecordingState
from tests.fixtures import sound_files
from tests.fixtures.call_centre import CallCentre, Rows, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import talking
from tests.fixtures.sound_files import Stereo, heard

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
