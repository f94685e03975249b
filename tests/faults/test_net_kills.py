"""Twenty controllers are killed at any moment while the safety net has callers: each is served on, and told once."""

import asyncio
import os
import random
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from acd.domain.agents import AgentId
from acd.simulator.sip import Answer, CallState, EndedBy, IncomingCall, OutgoingCall
from tests.fixtures.both_sides import both_sides
from tests.fixtures.call_centre import ALICE, BOB, CAROL, Rows
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.invariants import Stored, violations
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.scenes import hear_each_other
from tests.fixtures.witness import Witness

pytestmark = pytest.mark.live

DOCUMENT = configuration(agents=("alice", "bob", "carol"))
KILLS = 20
ENOUGH_CALLERS = 4
"""In the net at once: two talk, the others wait. From then on somebody leaves in nearly every turn."""
LOOKS = 6
"""So many controllers are asked whom they hold, and killed within the second after that."""
READY_AFTER_S = 2.5
"""Any other is killed before, while, and after it takes all in hand."""
APART_S = 0.3
"""Between a phone's account and ours: of the answer, the time that Asterisk takes to connect the two is in between."""
SEED = int(os.environ.get("ACD_TEST_SEED", "20261122"))


async def test_the_net_serves_its_callers_whatever_controllers_do(tmp_path: Path) -> None:
    """Two talk and some wait while twenty controllers start and die: nobody is cut off, and the accounts are exact."""
    print(f"\nACD_TEST_SEED={SEED}")  # to see the same moments again
    shorten(tmp_path / "var")
    async with outside(tmp_path, DOCUMENT, safety_net_wait_s=300) as centre:
        net = Net(centre)
        ours = await net.set_up()
        ready = [True] * LOOKS + [False] * (KILLS - LOOKS)
        net.chance.shuffle(ready)
        for look in ready:
            await net.turn(look)
        await centre.start()
        await net.look()
        await net.those_who_talk_hear_each_other()
        await hear_each_other(*ours)
        stored = await net.over()
        history = net.phones.seen(set())
        found = violations(stored, history) + net.phones.wrongly_closed(stored.calls, scaled(APART_S))
        found += net.differences(stored.calls)
        assert found == [], f"ACD_TEST_SEED={SEED}: {found}"
        _enough_happened(net, stored)
        centre.close_phones()
        assert await centre.stop() == 0
        assert '"level": "error"' not in centre.said() and "Traceback" not in centre.said()


class Net:
    """Callers who come while no controller runs, and leave at any time."""

    def __init__(self, centre: Outside) -> None:
        self.centre, self.chance = centre, random.Random(SEED)
        self.phones = Witness(centre)
        self.ours: set[str] = set()
        """Callers whom a controller had."""

    async def set_up(self) -> tuple[OutgoingCall, IncomingCall]:
        """Return a conversation of the controller's own; afterwards it is dead, and two agents are in the net."""
        await self._agent(CAROL)
        call = self.phones.call()
        await call.answered(scaled(10))
        await self.centre.wait_for_agent(CAROL, "talking")
        self.ours |= self.phones.calls.keys()
        for agent_id in (ALICE, BOB):
            await self._agent(agent_id)
            await self.centre.in_net(agent_id)
        await self.centre.calls_stored()
        await self.centre.kill()
        return call, self.phones.rung[0][1]

    async def _agent(self, agent_id: AgentId) -> None:
        await self.centre.agent(agent_id, policy=self.phones.noting(agent_id, Answer(after_s=0.3)))

    def in_net(self) -> list[OutgoingCall]:
        """Return the callers who are there and never were a controller's."""
        calls = self.phones.calls.items()
        return [call for caller, call in calls if caller not in self.ours and call.state is CallState.ANSWERED]

    async def turn(self, look: bool) -> None:
        """One comes; a controller starts, and is killed at any moment; somebody leaves before that or meanwhile."""
        await self.phones.call().answered(scaled(5))
        leaves_s = self.chance.uniform(-1.0, READY_AFTER_S)
        if leaves_s < 0:
            self.leave()
        if look:
            await self.centre.start()
            await self.look()
            lives_s = self.chance.uniform(0.0, 1.0)
        else:
            await self.centre.launch()
            lives_s = self.chance.uniform(0.0, READY_AFTER_S)
        if 0 <= leaves_s < lives_s:
            await asyncio.sleep(leaves_s)
            self.leave()
            lives_s -= leaves_s
        await asyncio.sleep(lives_s)  # the moment is what it is about
        await self.centre.kill()
        thrown_out = [call for call in self.phones.calls.values() if call.ended_by not in (None, EndedBy.LOCAL)]
        assert not thrown_out, f"ACD_TEST_SEED={SEED}"

    def leave(self) -> None:
        """Somebody in the net hangs up, once there are enough; rather one who talks, so that the line moves."""
        there = self.in_net()
        talk = {ringing.caller_number for _, ringing in self.phones.rung if ringing.state is CallState.ANSWERED}
        talking = [call for caller, call in self.phones.calls.items() if call in there and caller in talk]
        if len(there) >= ENOUGH_CALLERS:
            self.chance.choice(talking if talking and self.chance.random() < 0.7 else there).hang_up()

    async def look(self) -> None:
        """Those in the net are Asterisk's own, and no call of the controller's."""

        async def calls() -> set[str]:
            return {call.id for call in (await asyncio.to_thread(self.centre.client.status)).calls}

        self.phones.history.looks.append(await both_sides(partial(self.centre.ari, "channels"), calls))

    async def those_who_talk_hear_each_other(self) -> None:
        """The controller that came last has not touched them."""
        talking = [
            (self.phones.calls[ringing.caller_number], ringing)
            for _, ringing in self.phones.rung[1:]
            if ringing.state is CallState.ANSWERED
        ]
        assert talking
        for pair in talking:
            await hear_each_other(*pair)

    async def over(self) -> Stored:
        """All leave; return what was stored when all is told."""
        for call in self.phones.live():
            call.hang_up()
        await self.phones.all_ended()

        async def told() -> bool:
            ended = [row for row in await self.centre.rows("calls") if row["ended_at_ms"]]
            return len(ended) >= len(self.phones.calls)

        with suppress(AssertionError):  # the history tells it
            await until_true(told, "all calls are told", 25)
        self.phones.history.left += [f"channel {one['id']}" for one in await self.centre.ari("channels")]
        self.phones.history.left += [f"bridge {one['id']}" for one in await self.centre.ari("bridges")]
        await self.centre.wait_for_agent(CAROL, "available")
        tables = ("calls", "segments", "offers", "agent_states")
        return Stored(*[await self.centre.rows(table) for table in tables])

    def differences(self, calls: Rows) -> list[str]:
        """Tell what is not as the phones saw it: who served the caller, wait, talk."""
        return [told for row in calls if (told := self._difference(row, row["caller_number"]))]

    def _difference(self, row: dict[str, Any], caller: str) -> str:
        if caller in self.ours:
            return "" if row["outcome_class"] == "answered" else f"{caller}: {row['outcome_class']}"
        if (row["outcome_class"], row["outcome_reason"]) != ("exited", "safety_net"):
            return f"{caller}: {row['outcome_class']}, {row['outcome_reason']}"
        marks = self.phones.calls[caller].marks
        served = [(who, ringing) for who, ringing in self.phones.rung if _answered(ringing, caller)]
        agent_id = served[0][0] if served else None
        connected = served[0][1].marks["ok_sent"] if served else marks["ended"]
        seen = connected - marks["ok_received"], marks["ended"] - connected
        told = row["wait_ms"] / 1000, row["talk_ms"] / 1000
        if row["agent_id"] != agent_id or any(
            abs(one - other) > scaled(APART_S) for one, other in zip(seen, told, strict=True)
        ):
            return f"{caller}: with {row['agent_id']} after {told}, and not with {agent_id} after {seen}"
        return ""


def _answered(ringing: IncomingCall, caller: str) -> bool:
    return ringing.caller_number == caller and "ok_sent" in ringing.marks


def _enough_happened(net: Net, stored: Stored) -> None:
    """The history must be worth a check: some talked, some only waited, and controllers were asked at some moments."""
    talked = [row for row in stored.calls if row["talk_ms"]]
    looks = net.phones.history.looks
    print(f"{len(stored.calls)} calls, {len(talked)} with an agent; {len(looks)} looks")
    assert (
        len(stored.calls) == KILLS + 1
        and len(talked) > 4
        and len(talked) < len(stored.calls)
        and len(looks) == LOOKS + 1
    )
