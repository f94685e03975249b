"""The link between controller and Asterisk fails while calls are up: nobody who calls or talks may notice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.simulator.sip import Answer, IncomingCall, OutgoingCall
from tests.fixtures.call_centre import ALICE, BOB, CAROL, CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.linked_app import LinkedApp
from tests.fixtures.patience import scaled
from tests.fixtures.private_settings import lasting_port
from tests.fixtures.scenes import hear_each_other, talking, waiting
from tests.fixtures.tcp_proxy import TcpProxy, Way

pytestmark = pytest.mark.live

DOCUMENT = configuration(agents=("alice", "bob", "carol"), queues=[{"id": "support", "ring_timeout_s": 60.0}])
RECONNECTED_WITHIN_S = 1.0
FOUND_DEAD_WITHIN_S = 5.0
PBX_SAYS = ("Error reading from web socket", "not active", "doesn't exist")
"""Asterisk's own words for a link that was lost."""


@dataclass
class Scene:
    """alice talks, bob's phone rings, a third caller waits."""

    centre: CallCentre
    proxy: TcpProxy
    talking: tuple[OutgoingCall, IncomingCall]
    ringing: tuple[OutgoingCall, IncomingCall]
    waiting: OutgoingCall

    async def everybody_is_where_they_were(self) -> None:
        """By what they hear and by what the controller says."""
        await hear_each_other(*self.talking)
        await hears_music(self.ringing[0])
        await hears_music(self.waiting)
        assert self.states() == {ALICE: "talking", BOB: "ringing", CAROL: "offline"}
        calls = sorted(call.state.value for call in self.centre.view().calls)
        assert calls == ["connected", "offered", "waiting"]
        assert [end.media.received.lost for end in self.talking] == [0, 0]

    def states(self) -> dict[str, str]:
        """Return every agent's state."""
        return {agent.agent_id: agent.state.value for agent in self.centre.view().agents}

    async def lost(self, within_s: float = FOUND_DEAD_WITHIN_S) -> None:
        """Wait until the controller knows."""
        await self.centre.wait_for(lambda view: not view.pbx_connected, within_s, "the loss is noticed")

    async def back(self) -> None:
        """Wait until the controller knows what happened meanwhile."""
        await self.centre.wait_for(lambda view: view.pbx_connected, 10, "the link is back")

    async def all_go_home(self) -> None:
        """bob takes the caller who rang for him, carol the one who waited; then all hang up."""
        call, ringing = self.ringing
        await ringing.answer()
        await hear_each_other(call, ringing)
        carol = await self.centre.agent(CAROL, policy=Answer())
        await hear_each_other(self.waiting, await carol.next_call(scaled(5)))
        self.hang_up()
        await self.centre.wait_quiet()

    def hang_up(self) -> None:
        """Let all three callers leave."""
        for each in (self.talking[0], self.ringing[0], self.waiting):
            each.hang_up()


@asynccontextmanager
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Make one, with a proxy in the link."""
    ari_port = lasting_port()
    async with TcpProxy(ari_port) as proxy:
        make = partial(LinkedApp, link_port=proxy.port)
        async with call_centre(tmp_path, DOCUMENT, make=make, ari_port=ari_port) as centre:
            centre.ports.add(proxy.port)
            talks = await talking(centre, ALICE)
            bob = await centre.agent(BOB)
            call = centre.call()
            ringing = await bob.next_call(scaled(5))
            ringing.ring()
            await centre.wait_for_agent(BOB, AgentState.RINGING)
            now = Scene(centre, proxy, talks, (call, ringing), await waiting(centre))
            yield now


async def test_a_reset_link_is_back_at_once_and_harms_nobody(tmp_path: Path) -> None:
    """Talking, ringing and waiting go on; the state is right after the reconnect, and all calls end well."""
    async with scene(tmp_path) as now:
        for _ in range(3):
            cut_at = time.monotonic()
            now.proxy.reset()
            await now.lost()
            await now.back()
            assert time.monotonic() - cut_at < scaled(RECONNECTED_WITHIN_S)
            await now.everybody_is_where_they_were()
        await now.all_go_home()
        await assert_clean(now.centre, pbx_may_log=PBX_SAYS)


async def test_a_dead_cable_is_found_within_five_seconds(tmp_path: Path) -> None:
    """No byte and no error comes: our own questions find it. Then all is as it was."""
    async with scene(tmp_path) as now:
        now.proxy.turn(Way.SILENT)
        await now.lost(FOUND_DEAD_WITHIN_S)
        await hear_each_other(*now.talking)
        now.proxy.turn(Way.OPEN)
        await now.back()
        await now.everybody_is_where_they_were()
        await now.all_go_home()
        await assert_clean(now.centre, pbx_may_log=PBX_SAYS)


async def test_who_hung_up_while_the_link_was_down_is_noticed_when_it_is_back(tmp_path: Path) -> None:
    """The other party is released, the phone stops ringing, the place in line is free: each ends once."""
    async with scene(tmp_path) as now:
        now.proxy.turn(Way.REFUSED)
        await now.lost()
        now.hang_up()
        for each in (now.talking[0], now.ringing[0], now.waiting):
            await each.ended(scaled(5))
        now.proxy.turn(Way.OPEN)
        await now.back()
        for phone in (now.talking[1], now.ringing[1]):
            await phone.ended(scaled(5))
        await now.centre.wait_quiet()
        assert now.states() == {ALICE: "available", BOB: "available", CAROL: "offline"}
        rows = await now.centre.rows("calls")
        assert [(row["outcome_class"], row["outcome_reason"]) for row in rows] == [
            ("answered", "caller_hung_up"),
            ("abandoned", "ringing"),
            ("abandoned", "waiting"),
        ]
        await assert_clean(now.centre, pbx_may_log=PBX_SAYS)


async def test_an_agent_who_hung_up_while_the_link_was_down(tmp_path: Path) -> None:
    """The caller is released as soon as the link is back."""
    async with scene(tmp_path) as now:
        now.proxy.turn(Way.REFUSED)
        await now.lost()
        now.talking[1].hang_up()
        await now.talking[1].ended(scaled(5))
        now.proxy.turn(Way.OPEN)
        await now.talking[0].ended(scaled(10))
        now.hang_up()
        await now.centre.wait_quiet()
        reasons = [row["outcome_reason"] for row in await now.centre.rows("calls")]
        assert reasons[0] == "agent_hung_up"
        await assert_clean(now.centre, pbx_may_log=PBX_SAYS)


async def test_an_answer_while_the_link_was_down_leads_to_a_conversation(tmp_path: Path) -> None:
    """The agent lifted the receiver into silence; when the link is back, the two are connected."""
    async with scene(tmp_path) as now:
        now.proxy.turn(Way.REFUSED)
        await now.lost()
        await now.ringing[1].answer()
        now.proxy.turn(Way.OPEN)
        await now.back()
        await hear_each_other(*now.ringing)
        assert now.states()[BOB] == "talking"
        now.hang_up()
        await assert_clean(now.centre, pbx_may_log=PBX_SAYS)


async def test_a_caller_who_comes_while_the_link_is_down_is_not_left_alone(tmp_path: Path) -> None:
    """Asterisk's own queue takes the call; nothing of it confuses the controller afterwards."""
    async with scene(tmp_path) as now:
        now.proxy.turn(Way.REFUSED)
        await now.lost()
        call = now.centre.call()
        await call.answered(scaled(10))
        now.proxy.turn(Way.OPEN)
        await now.back()
        assert now.talking[0].media.heard(AGENT_HZ) and now.talking[1].media.heard(CALLER_HZ)
        assert len(now.centre.view().calls) == 3
        call.hang_up()
        now.hang_up()
        await now.centre.wait_quiet()
        await assert_clean(now.centre, pbx_may_log=PBX_SAYS)


async def test_the_link_may_fail_at_every_step_of_a_call(tmp_path: Path) -> None:
    """Reset at 24 moments from arrival to conversation: each call ends as one or the other, nothing is left."""
    ari_port = lasting_port()
    async with TcpProxy(ari_port) as proxy:
        make = partial(LinkedApp, link_port=proxy.port)
        document = configuration(agents=["alice"], whisper=True, offers={"failed_rest_s": 0.0, "refused_rest_s": 0.0})
        async with call_centre(tmp_path, document, make=make, ari_port=ari_port) as centre:
            centre.ports.add(proxy.port)
            await centre.agent(ALICE, policy=Answer(after_s=0.1))
            for step in range(24):
                call = centre.call()
                asyncio.get_running_loop().call_later(step * 0.05, proxy.reset)
                await _connected_or_over(centre, call)
                call.hang_up()
                await call.ended(scaled(10))
                await centre.wait_for(lambda view: view.pbx_connected and not view.calls, 15, "over")
                await centre.wait_for_agent(ALICE, AgentState.AVAILABLE, 15)
            await assert_clean(centre, pbx_may_log=PBX_SAYS)


async def _connected_or_over(centre: CallCentre, call: OutgoingCall) -> None:
    heard = asyncio.ensure_future(call.media.wait_heard(AGENT_HZ, scaled(15)))
    over = asyncio.ensure_future(call.ended(scaled(15)))
    try:
        await asyncio.wait({heard, over}, return_when=asyncio.FIRST_COMPLETED)
        assert any(each.done() and each.exception() is None for each in (heard, over)), centre.view()
    finally:
        for each in (heard, over):
            each.cancel()
        await asyncio.gather(heard, over, return_exceptions=True)
