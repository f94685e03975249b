"""The controller or its link dies while supervisors are rung or listen: the conversation goes on, nothing is left."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from acd.simulator.sip import IncomingCall, Phone
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.clean import assert_clean
from tests.fixtures.linked_app import LinkedApp
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.private_settings import lasting_port
from tests.fixtures.scenes import hear_each_other
from tests.fixtures.supervisors import SUE, SUE_HZ, TOM, Help, document, helped, nobody_helps, rung
from tests.fixtures.tcp_proxy import TcpProxy, Way

pytestmark = pytest.mark.live

PBX_SAYS = ("Error reading from web socket", "not active", "doesn't exist")
"""Asterisk's own words for a link that was lost."""


@pytest.mark.parametrize("way", ["killed", "handed over"])
async def test_the_next_controller_hangs_supervisors_up(tmp_path: Path, way: str) -> None:
    """Sue listened, Tom was rung for a second call; the conversation notices nothing, and Sue can be rung again."""
    async with outside(tmp_path, document(tmp_path), hand_over=True) as centre:
        sue, tom = await _supervisors(centre)
        made, tom_rings = await _helped(centre, sue, tom)
        await asyncio.to_thread(centre.client.call_supervisor, ALICE)
        again = await tom.next_call(scaled(8))
        again.ring()
        await centre.wait_for(lambda status: status.agents[0].supervisors_rung == ("tom",), "Tom is rung")
        if way == "killed":
            await centre.kill()
        else:
            assert await centre.stop() == 0
        await made.everybody_hears_what_they_should()
        await centre.start()
        for call in (made.supervisor, again, tom_rings):
            await call.ended(scaled(10))
        await centre.wait_for_agent(ALICE, "talking")
        await made.agent.media.wait_not_heard(SUE_HZ, scaled(5))
        await hear_each_other(made.caller, made.agent)
        assert [end.media.received.lost for end in (made.caller, made.agent)] == [0, 0]
        await _only_the_conversation(centre)

        await asyncio.to_thread(centre.client.call_supervisor, ALICE)
        made.supervisor = await rung(sue)
        await made.supervisor.answer()
        await made.everybody_hears_what_they_should()
        made.caller.hang_up()
        await made.supervisor.ended(scaled(5))
        await _ends_well(centre)


async def test_a_conversation_that_ends_without_any_controller(tmp_path: Path) -> None:
    """Its ear ends with it; the next controller hangs Sue up, who heard nothing any more."""
    async with outside(tmp_path, document(tmp_path)) as centre:
        made, _ = await _helped(centre, *await _supervisors(centre))
        await centre.kill()
        made.agent.hang_up()
        await made.agent.ended(scaled(5))
        await centre.start()
        for end in (made.caller, made.supervisor):
            await end.ended(scaled(10))
        await _ends_well(centre)


@pytest.mark.parametrize("who", ["nobody", "supervisor", "agent"])
async def test_who_listens_listens_on_over_a_lost_link(tmp_path: Path, who: str) -> None:
    """Nobody hears a difference; who hung up meanwhile is noticed when it is back, and what was theirs is gone."""
    ari_port = lasting_port()
    async with TcpProxy(ari_port) as proxy:
        make = partial(LinkedApp, link_port=proxy.port)
        async with call_centre(tmp_path, document(tmp_path), make=make, ari_port=ari_port) as centre:
            centre.ports.add(proxy.port)
            made = await helped(centre)
            proxy.turn(Way.REFUSED)
            await centre.wait_for(lambda view: not view.pbx_connected, 10, "the loss is noticed")
            await made.everybody_hears_what_they_should()
            if who == "supervisor":
                made.supervisor.hang_up()
            elif who == "agent":
                made.agent.hang_up()
            proxy.turn(Way.OPEN)
            await centre.wait_for(lambda view: view.pbx_connected, 10, "the link is back")
            if who == "nobody":
                await made.everybody_hears_what_they_should()
                assert centre.agent_view().helped_by == (SUE,)
                made.supervisor.hang_up()
            await made.supervisor.ended(scaled(5))
            await nobody_helps(centre)
            made.caller.hang_up()
            await made.agent.ended(scaled(5))
            await assert_clean(centre, pbx_may_log=PBX_SAYS)


async def _supervisors(centre: Outside) -> tuple[Phone, Phone]:
    """Sue is at work, and Tom's phone is there."""
    phones = await centre.registered(SUE, tone_hz=SUE_HZ), await centre.registered(TOM, tone_hz=None)
    await centre.sign_in(SUE)
    return phones


async def _helped(centre: Outside, sue: Phone, tom: Phone) -> tuple[Help, IncomingCall]:
    """Alice talks, and Sue listens; with the call that rang at Tom's phone till then."""
    alice = await centre.agent()
    call = centre.call()
    ringing = await alice.next_call(scaled(10))
    await ringing.answer()
    await centre.wait_for_agent(ALICE, "talking")
    await asyncio.to_thread(centre.client.call_supervisor, ALICE)
    for_sue, for_tom = await rung(sue), await rung(tom)
    await for_sue.answer()
    await for_tom.ended(scaled(5))
    made = Help(call, ringing, for_sue)
    await made.everybody_hears_what_they_should()
    await centre.calls_stored()
    return made, for_tom


async def _only_the_conversation(centre: Outside) -> None:
    async def alone() -> bool:
        return len(await centre.ari("channels")) == 2 and len(await centre.ari("bridges")) == 1

    await until_true(alone, "only the two who talk are left in Asterisk")


async def _ends_well(centre: Outside) -> None:
    async def empty() -> bool:
        return not await centre.ari("channels") and not await centre.ari("bridges")

    await until_true(empty, "no channel and no bridge is left in Asterisk", 10)
    await centre.wait_for(lambda status: not status.calls, "the call has ended")
    centre.close_phones()
    await centre.stop()
    assert '"level": "error"' not in centre.said()
    assert "Traceback" not in centre.said()
