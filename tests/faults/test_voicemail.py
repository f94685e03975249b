"""No controller and nobody who answers: the caller leaves a message, and the next controller has it, once."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.centre_configuration import CALLER_HZ, NUMBER, configuration
from tests.fixtures.invariants import History, Stored, violations
from tests.fixtures.messages import files, leave, sound
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.sound_files import heard

pytestmark = pytest.mark.live

DOCUMENT = configuration()
CALLER = "+15551234567"
KILLS = 20
MESSAGES_A_TURN = 3
SEED = int(os.environ.get("ACD_TEST_SEED", "20261122"))
BUFFERED_BYTES = 32768
"""What Asterisk keeps of a file in memory."""
SPOKEN_BYTES = BUFFERED_BYTES - 1
"""Two seconds."""


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
    """Twenty times at any moment, with new messages each time: each is there once, and its sound is whole.

    Those of a turn are still being spoken when its controller starts, which finds the ones of the turn before, too.
    """
    print(f"\nACD_TEST_SEED={SEED}")  # to see the same moments again
    chance = random.Random(SEED)
    async with without_controller(tmp_path) as centre:
        left: dict[str, str] = {}
        seen = []
        for turn in range(KILLS):
            # at a number of ours, or at one that nobody owns
            fresh = {f"+1555{turn:04}{one}": chance.choice((NUMBER, NUMBER, "4711")) for one in range(MESSAGES_A_TURN)}
            await _leave_messages(centre, fresh)
            left |= fresh
            await centre.ready()
            await asyncio.sleep(chance.uniform(0.0, 1.0))  # the moment is what it is about
            await centre.kill()
            seen.append((len(files(centre)), len(await centre.rows("voicemails"))))
        await centre.start()
        rows = await collected(centre, len(left))
        print(f"files left and messages told after each kill: {seen}")
        assert any(files_left for files_left, _ in seen) and seen[-1][1] > len(left) // 2
        assert {row["caller_number"]: row["number"] for row in rows} == left
        assert all(row["tenant_id"] == ("acme" if row["number"] == NUMBER else None) for row in rows)
        for row in rows:
            data = await asyncio.to_thread(centre.client.voicemail_sound, row["voicemail_id"])
            samples = sound(data)
            assert len(samples) * 2 + 44 == row["size_bytes"]
            assert row["sound_ms"] > SPOKEN_BYTES / 16 and heard(samples, CALLER_HZ, 0.3, row["sound_ms"] / 1000 - 0.3)
        assert len(list((centre.settings.var / "recordings").rglob("*.wav"))) == len(left)
        await _each_is_told(centre, {row["call_id"]: row["caller_number"] for row in rows})
        await stopped_well(centre)


async def _leave_messages(centre: Outside, numbers: dict[str, str]) -> None:
    """Each of these callers dials a number that no controller takes, speaks for a while and hangs up.

    A controller is launched as soon as none of them can get to it.
    """
    before = set(files(centre))
    calls = [centre.call(number, caller=caller) for caller, number in numbers.items()]

    def recorded(more_than_bytes: int) -> bool:
        fresh = [path.stat().st_size for path in files(centre) if path not in before]
        return sum(size > more_than_bytes for size in fresh) == len(calls)

    await until(lambda: recorded(0), "the messages begin", 15)
    await centre.launch()
    await until(lambda: recorded(SPOKEN_BYTES), "the messages are recorded", 15)
    for call in calls:
        call.hang_up()
    for call in calls:
        await call.ended(scaled(5))


async def _each_is_told(centre: Outside, callers: dict[str, str]) -> None:
    """Each call of these has one final record, of the safety net, and there are no others."""

    async def there() -> bool:
        return len([row for row in await centre.rows("calls") if row["ended_at_ms"]]) >= len(callers)

    await until_true(there, "all calls are told", 20)
    rows = await centre.rows("calls")
    assert {row["call_id"]: row["caller_number"] for row in rows} == callers and len(rows) == len(callers)
    assert {(row["outcome_class"], row["outcome_reason"]) for row in rows} == {("exited", "safety_net")}
    # a call at nobody's number has no stretches, which belong to a tenant
    ours = [row for row in rows if row["tenant_id"] is not None]
    tables = [await centre.rows(table) for table in ("segments", "offers", "agent_states")]
    assert violations(Stored(ours, *tables), History([row["caller_number"] for row in ours])) == []


async def stopped_well(centre: Outside) -> None:
    """Stop; nothing went wrong."""
    centre.close_phones()
    assert await centre.stop() == 0
    assert '"level": "error"' not in centre.said()
    assert "Traceback" not in centre.said()
