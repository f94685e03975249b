"""A controller comes back while the safety net still has callers: its agents are not rung beside them."""

from pathlib import Path

import pytest

from acd.simulator.sip import Answer, IncomingCall
from acd.simulator.sip.policy import Behaviour
from tests.fixtures.call_centre import ALICE
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

NETS, OURS, THIRD = "+15550001", "+15550002", "+15550003"


class Desk:
    """An agent's phone that answers, and notes who rang."""

    def __init__(self) -> None:
        self.rung: list[IncomingCall] = []

    def policy(self, ringing: IncomingCall) -> Behaviour:
        """Answer soon."""
        self.rung.append(ringing)
        return Answer(after_s=0.2)

    def at_once(self) -> list[tuple[str, str]]:
        """Return who was there while somebody else was."""
        spans = [(each.caller_number, each.marks["invite_received"], each.marks["ended"]) for each in self.rung]
        return [(one[0], other[0]) for one in spans for other in spans if one[1] < other[1] < one[2]]


async def test_who_talks_in_the_net_is_not_rung_by_a_controller_that_comes_back(tmp_path: Path) -> None:
    """The next caller waits until the net's conversation is over, and is offered then; the same the other way round."""
    shorten(tmp_path / "var")
    async with outside(tmp_path, configuration(), safety_net_wait_s=120) as centre:
        desk = Desk()
        phone = await centre.agent(ALICE, policy=desk.policy)
        await centre.in_net(ALICE)
        await centre.kill()
        nets = centre.call(caller=NETS)
        await hear_each_other(nets, await phone.next_call(scaled(15)))
        waits = centre.call(caller=THIRD)  # for the same agent, in the net
        await waits.answered(scaled(10))

        await centre.start()
        ours = centre.call(caller=OURS)
        await centre.wait_for(lambda status: [call.state for call in status.calls] == ["waiting"], "ours in line")
        await centre.wait_for(lambda status: status.agents[0].state == "available", "the agent is the net's")
        await hear_each_other(nets, desk.rung[0])
        assert [ringing.caller_number for ringing in desk.rung] == [NETS]

        nets.hang_up()  # now both the net and the controller have somebody for her
        await _served(centre, desk, 2)
        assert desk.rung[1].caller_number in (OURS, THIRD)
        second, third = (ours, waits) if desk.rung[1].caller_number == OURS else (waits, ours)
        await hear_each_other(second, desk.rung[1])
        assert len(desk.rung) == 2
        second.hang_up()
        await _served(centre, desk, 3)
        await hear_each_other(third, desk.rung[2])
        third.hang_up()
        await desk.rung[2].ended(scaled(5))
        await centre.wait_for(lambda status: not status.calls, "all calls are over")
        assert desk.at_once() == []
        centre.close_phones()
        assert await centre.stop() == 0
        assert "Traceback" not in centre.said()


async def _served(centre: Outside, desk: Desk, count: int) -> None:
    """Wait until so many callers have come to the phone."""
    await centre.wait_for(lambda _: len(desk.rung) == count, f"caller number {count} at the phone", 20)
