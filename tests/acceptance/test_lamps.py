"""Busy lamps on keys of phones, seen by phones: they tell the truth, soon, and to nobody else."""

import asyncio
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.pbx import pidfile
from acd.simulator.sip import Answer, Phone, RequestRefused, Subscription
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import NUMBER, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.own_process import OwnProcess, own_process
from tests.fixtures.patience import scaled, until_true

pytestmark = pytest.mark.live

SOON_S = 1.0
DOCUMENT = configuration(agents=("alice", "bob"), queues=[{"id": "support"}, {"id": "sales"}])
IN, PAUSE, QUEUE = "*45*alice", "*46*alice", "*47*support"


async def lamp(phone: Phone, name: str, event: str = "dialog") -> Subscription:
    """Return a lamp that the server granted."""
    watched = phone.watch(name, event)
    await watched.accepted(scaled(5))
    return watched


async def all_show(lamps: dict[Subscription, bool]) -> None:
    """Wait until every lamp is as it should be."""
    for watched, lit in lamps.items():
        await watched.shows(lit, scaled(SOON_S))


async def test_lamps_follow_agents_and_queues(tmp_path: Path) -> None:
    """Within a second: signed in, pause, a caller who waits; as dialog and as presence."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        alice = await centre.agent()
        here, pause, queue, other = [await lamp(alice, name) for name in (IN, PAUSE, QUEUE, "*47*sales")]
        shown = await lamp(alice, PAUSE, "presence")
        await all_show({here: True, pause: False, shown: False, queue: False, other: False})
        await centre.in_thread(centre.client.pause, ALICE, "lunch")
        await all_show({pause: True, shown: True, here: True})
        call = centre.call()
        await all_show({queue: True})
        assert other.lit is False
        call.hang_up()
        await all_show({queue: False})
        await centre.in_thread(centre.client.resume, ALICE)
        await all_show({pause: False, shown: False})
        await centre.in_thread(centre.client.sign_out, ALICE)
        await all_show({here: False})
        await assert_clean(centre)


async def test_a_pause_that_was_asked_for_in_a_call_shows_at_once(tmp_path: Path) -> None:
    """The key was heard: the lamp says so, and stays on when the pause begins."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        alice = await centre.agent(policy=Answer())
        pause = await lamp(alice, PAUSE)
        call = centre.call()
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        await centre.in_thread(centre.client.pause, ALICE, "lunch")
        await pause.shows(True, scaled(SOON_S))
        call.hang_up()
        await centre.wait_for_agent(ALICE, AgentState.PAUSED)
        assert pause.lit is True
        await assert_clean(centre)


async def test_a_key_dials_what_it_watches(tmp_path: Path) -> None:
    """By the code that is configured: pressed, the lamp is on; pressed again, off. A code that is off has no lamps."""
    codes = {"pause": "*9", "waiting": "off"}
    async with call_centre(tmp_path, {**DOCUMENT, "feature_codes": codes}) as centre:
        alice = await centre.agent()
        pause = await lamp(alice, "*9*alice")
        await all_show({pause: False})
        for lit in (True, False):
            pressed = alice.call("*9*alice")
            await pause.shows(lit, scaled(5))
            pressed.hang_up()
        for name in (PAUSE, QUEUE):
            with pytest.raises(RequestRefused):
                await lamp(alice, name)


async def test_who_may_not_see_a_lamp_is_refused(tmp_path: Path) -> None:
    """A trunk sees nothing, and nobody sees what is not there: neither a name nor a pattern nor an extension."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        alice = await centre.agent()
        with pytest.raises(RequestRefused) as refused:
            await lamp(centre.line, PAUSE)
        assert refused.value.status in (403, 603)
        for name in ("*46*mallory", "*46*", "*46", "*47*alice", "*46*alice&PJSIP/trunk-test", "_X.", "s", "h", "%00"):
            with pytest.raises(RequestRefused) as refused:
                await lamp(alice, name)
            assert refused.value.status == 404, name
        stranger = await centre.phone("agent-stranger", tone_hz=None)
        with pytest.raises(RequestRefused):
            await lamp(stranger, PAUSE)


async def test_lamps_are_right_again_after_controller_and_asterisk_died(tmp_path: Path) -> None:
    """What changed meanwhile is shown afterwards, on the subscriptions that the phone already has."""
    async with own_process(tmp_path, DOCUMENT) as centre:
        alice, line = await centre.agent(), await centre.line()
        await asyncio.to_thread(centre.client.pause, ALICE, "lunch")
        pause, queue = await lamp(alice, PAUSE), await lamp(alice, QUEUE)
        call = line.call(NUMBER)
        await all_show({pause: True, queue: True})
        await until_true(partial(_pause_is_stored, centre), "the pause is stored")  # the lamp may be quicker
        await centre.kill()
        call.hang_up()
        await call.ended(scaled(5))
        assert queue.lit is True
        await centre.start()
        await all_show({queue: False, pause: True})

        told = len(pause.bodies)
        asterisk = pidfile.recall(centre.plan)
        assert asterisk is not None
        os.kill(asterisk[0].pid, signal.SIGKILL)
        await until_true(partial(_away, centre), "the loss is noticed")
        await asyncio.to_thread(centre.client.resume, ALICE)
        await pause.shows(False, scaled(20))
        assert len(pause.bodies) > told


async def _pause_is_stored(centre: OwnProcess) -> bool:
    return [row["state"] for row in await centre.rows("agent_states") if row["agent_id"] == ALICE] == ["paused"]


async def _away(centre: OwnProcess) -> bool:
    return not (await asyncio.to_thread(centre.client.status)).pbx_connected
