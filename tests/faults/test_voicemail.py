"""No controller and nobody who answers: the caller leaves a message, and the next controller has it, once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.centre_configuration import CALLER_HZ, NUMBER, configuration
from tests.fixtures.messages import files, leave, sound
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.sound_files import heard

pytestmark = pytest.mark.live

DOCUMENT = configuration()
CALLER = "+15551234567"
BUFFERED_BYTES = 32768
"""What Asterisk keeps of a file in memory."""


@asynccontextmanager
async def without_controller(folder: Path) -> AsyncIterator[Outside]:
    """Give a call centre in which nobody is signed in, and whose controller was killed."""
    shorten(folder / "var")
    async with outside(folder, DOCUMENT) as centre:
        await centre.kill()
        yield centre


async def collected(centre: Outside, count: int = 1) -> list[dict[str, Any]]:
    """Wait until so many messages are in the store and no file is left; return their rows."""

    async def there() -> bool:
        rows = await centre.rows("voicemails")
        return len(rows) == count and not files(centre)

    await until_true(there, f"{count} messages are collected", 20)
    return await centre.rows("voicemails")


async def only_call(centre: Outside) -> dict[str, Any]:
    """Wait for the one record of the one call."""

    async def there() -> bool:
        return [bool(row["outcome_reason"]) for row in await centre.rows("calls")] == [True]

    await until_true(there, "one call has its end", 20)
    return (await centre.rows("calls"))[0]


async def test_a_message_is_left_and_collected(tmp_path: Path) -> None:
    """The tone is in it; who called, what was dialled and when; one record of the call; heard by the API."""
    async with without_controller(tmp_path) as centre:
        call = await leave(centre, 2 * BUFFERED_BYTES)
        call.hang_up()
        await centre.start()
        (row,) = await collected(centre)
        assert (row["tenant_id"], row["number"], row["caller_number"]) == ("acme", NUMBER, CALLER)
        record = await only_call(centre)
        assert (record["outcome_class"], record["outcome_reason"]) == ("exited", "safety_net")
        assert (record["call_id"], record["number"]) == (row["call_id"], NUMBER)
        assert abs(record["ended_at_ms"] - row["left_at_ms"] - row["sound_ms"]) < 300
        listed = await asyncio.to_thread(centre.client.voicemails, "acme", unheard=True)
        assert [one.id for one in listed.items] == [row["voicemail_id"]]
        data = await asyncio.to_thread(centre.client.voicemail_sound, row["voicemail_id"])
        samples = sound(data)
        assert abs(len(samples) / 8 - row["sound_ms"]) < 1 and row["sound_ms"] > 4000
        assert heard(samples, CALLER_HZ, 0.3, row["sound_ms"] / 1000 - 0.3)
        await asyncio.to_thread(centre.client.mark_heard, row["voicemail_id"])
        assert not (await asyncio.to_thread(centre.client.voicemails, unheard=True)).items
        segments = [(one["kind"], one["duration_ms"] > 0) for one in await centre.rows("segments")]
        assert segments == [("queue", True), ("flow", True)]
        await stopped_well(centre)


async def test_asterisk_is_killed_while_it_records(tmp_path: Path) -> None:
    """What was on the disk is a whole file, of a call that has its one end."""
    async with without_controller(tmp_path) as centre:
        await leave(centre, 3 * BUFFERED_BYTES)
        os.kill(centre.pbx_pid(), signal.SIGKILL)
        await centre.start()
        (row,) = await collected(centre)
        data = await asyncio.to_thread(centre.client.voicemail_sound, row["voicemail_id"])
        assert heard(sound(data), CALLER_HZ, 0.3, row["sound_ms"] / 1000) and row["sound_ms"] > 5000
        record = await only_call(centre)
        assert (record["call_id"], record["outcome_reason"]) == (row["call_id"], "safety_net")
        await stopped_well(centre)


async def test_who_says_nothing_leaves_a_record_and_no_message(tmp_path: Path) -> None:
    """Gone with the beep, or before; also at a number that nobody owns."""
    async with without_controller(tmp_path) as centre:
        waits_s = []
        for number in (NUMBER, "4711"):
            began = asyncio.get_running_loop().time()
            call = centre.call(number)
            await call.answered(scaled(5))
            waits_s.append(asyncio.get_running_loop().time() - began)
            call.hang_up()
            await call.ended(scaled(5))
        # a claim was waited for; the first one shows that nobody makes it
        assert min(waits_s) > 0.4 and waits_s[1] < 1.4, waits_s
        await centre.start()

        async def told() -> bool:
            return len(await centre.rows("calls")) == 2

        await until_true(told, "both calls are told", 20)
        rows = await centre.rows("calls")
        assert [(row["number"], row["tenant_id"], row["outcome_reason"]) for row in rows] == [
            (NUMBER, "acme", "safety_net"),
            ("4711", None, "safety_net"),
        ]
        assert all(0 < row["ended_at_ms"] - row["started_at_ms"] < scaled(5000) for row in rows)
        assert await centre.rows("voicemails") == []
        await stopped_well(centre)


async def test_a_collector_that_is_killed_again_and_again(tmp_path: Path) -> None:
    """Whatever it had done: each message is there once, and its sound is whole."""
    async with without_controller(tmp_path) as centre:
        calls = [await leave(centre, 2 * BUFFERED_BYTES, number) for number in (NUMBER, "4711", NUMBER)]
        for call in calls:
            call.hang_up()
        await until(lambda: len(files(centre)) == 3, "three messages")
        for _ in range(3):
            await centre.start()
            await centre.kill()  # ready means that collecting has just begun
        await centre.start()
        rows = await collected(centre, 3)
        assert sorted(row["tenant_id"] or "" for row in rows) == ["", "acme", "acme"]
        for row in rows:
            data = await asyncio.to_thread(centre.client.voicemail_sound, row["voicemail_id"])
            assert len(sound(data)) * 2 + 44 == row["size_bytes"]
        assert len(list((centre.settings.var / "recordings").rglob("*.wav"))) == 3
        await stopped_well(centre)


async def stopped_well(centre: Outside) -> None:
    """Stop; nothing went wrong."""
    centre.close_phones()
    assert await centre.stop() == 0
    assert '"level": "error"' not in centre.said()
    assert "Traceback" not in centre.said()
