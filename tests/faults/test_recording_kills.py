"""Twenty crashes of the controller at any moment of recorded conversations: one recording each, and it is true.

Truth is what people were told: where the call said `paused` both sides are silent, where it said `running` both are
heard, and the length is what the phones saw.
"""

import asyncio
import json
import os
import random
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from acd.credentials import Credentials
from acd.simulator.sip import IncomingCall, OutgoingCall, Phone
from tests.fixtures import sound_files
from tests.fixtures.call_centre import ALICE, Rows
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, NUMBER, configuration
from tests.fixtures.open_files import is_open
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.scenes import hear_each_other
from tests.fixtures.sound_files import heard, silent

pytestmark = pytest.mark.live

DOCUMENT = configuration(
    queues=[{"id": "support", "recording": "always", "ring_timeout_s": 60.0}],
    offers={"failed_rest_s": 0.0, "refused_rest_s": 0.0},
)
CALLS = 5
"""Each with four crashes: as it begins, as it is paused and resumed, and as it ends."""
SOON_S = 0.3
"""A crash comes at most so long after what it is to disturb: records are a tenth of a second under way."""
AT_ONCE_S = 0.02
STRETCH_S = 1.0
"""Of sound or silence, so that there is something to be heard between two crashes."""
SLACK_S = 0.35
"""Between the moments of phones and API and those in the file."""
SEED = int(os.environ.get("ACD_TEST_SEED", "20261130"))


@dataclass
class Told:
    """What was told of one conversation, in seconds since 1970."""

    caller: str
    stretches: list[tuple[str, float, float]] = field(default_factory=list)
    """State, told since, told until."""
    answered: float = 0.0
    ended: float = 0.0


class Conversation:
    """One that is recorded, under fire."""

    def __init__(self, centre: Outside, chance: random.Random, caller: str) -> None:
        self.centre, self.chance, self.told = centre, chance, Told(caller)
        self.token = Credentials.load(centre.settings.var / "secrets").api_token()

    async def live(self, phone: Phone) -> Told:
        """Talk, pause, go on, and part, with a crash at each."""
        call = self.centre.call(NUMBER, caller=self.told.caller)
        ringing = await phone.next_call(scaled(10))
        ringing.ring()
        await ringing.answer()
        self.told.answered = time.time()
        await self.crash()
        await self.reaches("running")
        await hear_each_other(call, ringing)
        for wish, state in (("pause", "paused"), ("resume", "running")):
            await asyncio.sleep(STRETCH_S)
            await self.ends_stretch(wish)
            await self.crash()
            await self.reaches(state, wish)
        await asyncio.sleep(STRETCH_S)
        await self.part(call, ringing)
        return self.told

    async def crash(self) -> None:
        """Kill the controller a moment later, and start the next one."""
        # half of them within milliseconds, where commands and not records are under way
        await asyncio.sleep(self.chance.uniform(0.0, self.chance.choice((AT_ONCE_S, SOON_S))))
        await self.centre.kill()
        await self.centre.start()

    async def ends_stretch(self, wish: str) -> None:
        """Ask for the other state: what was told does not hold from now on."""
        state, since, _ = self.told.stretches.pop()
        self.told.stretches.append((state, since, time.time()))
        await self.ask(wish)

    async def reaches(self, state: str, wish: str = "") -> None:
        """Wait until the call is told to be in this state; what was asked for and never got there is asked again."""
        deadline = time.monotonic() + scaled(15)
        while (now := await self.state()) != state:
            assert time.monotonic() < deadline, (state, now, self.centre.said()[-3000:])
            if wish and now in ("paused", "running"):
                await self.ask(wish)
            await asyncio.sleep(0.02)
        self.told.stretches.append((state, time.time(), 0.0))

    async def part(self, call: OutgoingCall, ringing: IncomingCall) -> None:
        """One hangs up, a moment before the crash or while no controller lives."""
        leaver = self.chance.choice((call, ringing))
        unseen = self.chance.random() < 0.5
        state, since, _ = self.told.stretches.pop()
        self.told.stretches.append((state, since, time.time()))
        if not unseen:
            leaver.hang_up()
            await self.crash()
        else:
            await self.centre.kill()
            leaver.hang_up()
            await asyncio.sleep(self.chance.uniform(0.0, SOON_S))
            await self.centre.start()
        for end in (call, ringing):
            await end.ended(scaled(10))
        self.told.ended = time.time() - time.monotonic() + call.marks["ended"]

    async def state(self) -> str:
        """Return what the API tells of the one call's recording."""
        calls = (await self.api("GET", "status"))["calls"]
        return str(calls[0]["recording"]) if len(calls) == 1 else f"{len(calls)} calls"

    async def ask(self, wish: str) -> None:
        """Ask for a pause, or for its end."""
        (call,) = (await self.api("GET", "status"))["calls"]
        await self.api("POST", f"calls/{call['id']}/recording/{wish}")

    async def api(self, method: str, path: str) -> Any:
        """Return what the API answers."""
        url = f"{self.centre.client.address}/api/v1/{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(url, method=method, headers=headers)

        def answer() -> Any:
            with urllib.request.urlopen(request, timeout=scaled(5)) as told:
                return json.load(told)

        return await asyncio.to_thread(answer)


async def test_twenty_crashes_of_recorded_conversations(tmp_path: Path) -> None:
    """One row and one whole file for each conversation; tones on their sides; silent where it was told to be."""
    chance = random.Random(SEED)
    print(f"\nACD_TEST_SEED={SEED}")  # to see the same moments again
    async with outside(tmp_path, DOCUMENT) as centre:
        phone = await centre.agent()
        await centre.copied(ALICE, "available")
        told = []
        for number in range(CALLS):
            told.append(await Conversation(centre, chance, f"+1555{number:07d}").live(phone))
            await centre.wait_for_agent(ALICE, "available")
        rows = await _filed(centre)
        calls = {row["call_id"]: row["caller_number"] for row in await centre.rows("calls")}
        wrong = [fault for one in told for fault in _faults(centre, one, rows, calls)]
        assert wrong == [], f"ACD_TEST_SEED={SEED}: {wrong}: {rows}"
        assert list((centre.settings.var / "recordings" / "raw").iterdir()) == []
        assert len(list((centre.settings.var / "recordings").rglob("*.wav"))) == CALLS
        assert "Traceback" not in centre.said()


@pytest.mark.parametrize("asked", [False, True])
async def test_killed_in_the_moment_in_which_it_begins(tmp_path: Path, asked: bool) -> None:
    """Right after Asterisk was asked, it records meanwhile; right before, the next controller begins: one recording."""
    async with outside(tmp_path, DOCUMENT) as centre:
        phone = await centre.agent()
        await centre.copied(ALICE, "available")
        one = Conversation(centre, random.Random(SEED), "+15550000000")
        call = centre.call(NUMBER, caller=one.told.caller)
        ringing = await phone.next_call(scaled(10))
        await ringing.answer()
        one.told.answered = time.time()
        raw = centre.settings.var / "recordings" / "raw"
        pbx = centre.pbx_pid()

        def begins() -> bool:
            if not raw.is_dir() or not (made := list(raw.iterdir())):
                return False
            return not asked or is_open(pbx, made[0])

        await until(begins, "a recording that begins", every_s=0.0005)
        await centre.kill()
        await centre.start()
        await one.reaches("running")
        await hear_each_other(call, ringing)
        await asyncio.sleep(STRETCH_S)
        await one.part(call, ringing)
        rows = await _filed(centre, 1)
        calls = {row["call_id"]: row["caller_number"] for row in await centre.rows("calls")}
        assert _faults(centre, one.told, rows, calls) == []
        (row,) = rows
        assert abs(row["ended_at_ms"] - row["started_at_ms"] - row["sound_ms"]) < SLACK_S * 1000
        if asked:
            assert row["sound_ms"] / 1000 > one.told.ended - one.told.answered - SLACK_S
        assert len(list((centre.settings.var / "recordings").rglob("*.wav"))) == len(rows) == 1
        assert "Traceback" not in centre.said()


async def _filed(centre: Outside, count: int = CALLS) -> Rows:
    async def there() -> bool:
        rows = await centre.rows("recordings")
        return len(rows) >= count and all(row["size_bytes"] is not None for row in rows)

    await until_true(there, "all recordings are finished", 20)
    return await centre.rows("recordings")


def _faults(centre: Outside, told: Told, rows: Rows, calls: dict[str, str]) -> list[str]:
    """Return what is not true of the recording of one conversation."""
    mine = [row for row in rows if calls.get(row["call_id"]) == told.caller]
    if len(mine) != 1 or mine[0]["outcome"] not in ("kept", "repaired"):
        return [f"{told.caller}: {[(row['recording_id'], row['outcome']) for row in mine]}"]
    (row,) = mine
    sound = sound_files.read(centre.settings.var / "recordings" / row["file"])
    began = row["started_at_ms"] / 1000
    faults = []
    running = told.stretches[0][1]
    print(
        f"{told.caller}: {row['outcome']}, {sound.length_s:.2f} s; phones: {told.ended - told.answered:.2f} s; "
        f"end {row['ended_at_ms'] / 1000 - told.ended:+.2f} s, begin {began - told.answered:+.2f} s"
    )
    if not told.ended - running - SLACK_S < sound.length_s < told.ended - told.answered + SLACK_S:
        faults.append(f"{told.caller}: length {sound.length_s}")
    if abs(row["ended_at_ms"] / 1000 - began - sound.length_s) > SLACK_S:
        faults.append(f"{told.caller}: {sound.length_s} s from {began} to {row['ended_at_ms'] / 1000}")
    if abs(row["ended_at_ms"] / 1000 - told.ended) > SLACK_S:
        faults.append(f"{told.caller}: end {row['ended_at_ms'] / 1000} and not {told.ended}")
    for state, since, to in told.stretches:
        stretch = (since - began + SLACK_S, to - began - SLACK_S)
        for side, pitch_hz in ((sound.left, CALLER_HZ), (sound.right, AGENT_HZ)):
            true = silent(side, *stretch) if state == "paused" else heard(side, pitch_hz, *stretch)
            if not true or (state == "running" and heard(side, CALLER_HZ + AGENT_HZ - pitch_hz, *stretch)):
                faults.append(f"{told.caller}: {state} {stretch} of {sound.length_s}, {pitch_hz}")
    return faults
