"""The controller dies at any moment, or is restarted on purpose: its calls are its successor's, and nothing is lost."""

import asyncio
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from acd.client.shapes import Call, Status
from acd.simulator.sip import IncomingCall, OutgoingCall
from acd.storage import migrate
from tests.fixtures.call_centre import ALICE, BOB
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.hearing import hears_music
from tests.fixtures.ledger import assert_complete
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

DOCUMENT = configuration(
    agents=("alice", "bob"),
    greeting=True,
    queues=[{"id": "support", "ring_timeout_s": 60.0}],
    offers={"failed_rest_s": 0.0, "refused_rest_s": 0.0},
)
IN_HAND_WITHIN_S = 5.0
LONGEST_PAUSE_S = 0.3


async def test_all_phases_at_once_are_in_hand_within_five_seconds(tmp_path: Path) -> None:
    """One holds, one is rung, two wait: same calls, agents, places and waits; all end as if nothing had been."""
    async with outside(tmp_path, DOCUMENT) as centre:
        held = await _talking(centre)
        held[1].hold()
        await _states(centre, "held")
        bob = await centre.agent(BOB)
        rung = centre.call(caller="+15550002")
        ringing = await bob.next_call(scaled(10))
        ringing.ring()
        await _states(centre, "held", "offered")
        waiting = [await _waits(centre, place) for place in (1, 2)]
        greeted = centre.call(caller="+15550005")
        await _states(centre, "held", "in_flow", "offered", "waiting", "waiting")
        await asyncio.sleep(0.3)  # a batch of records is on its way for a tenth of a second
        before = await _status(centre)

        took = [await _die_and_start(centre) for _ in range(3)]
        after = await _status(centre)
        print(f"\nall in hand after {sorted(took)} s")
        assert max(took) < scaled(IN_HAND_WITHIN_S)
        for was in before.calls:
            now = next(call for call in after.calls if call.id == was.id)
            assert _kept(now) == _kept(was)
            assert abs((now.started_at - was.started_at).total_seconds()) < 0.01
            assert now.wait_s is None or was.wait_s is None or now.wait_s >= was.wait_s - 0.01
        assert {agent.id: agent.state for agent in after.agents} == {ALICE: "holding", BOB: "ringing"}

        for call in waiting:
            await hears_music(call)
        held[1].unhold()
        await hear_each_other(*held)
        await ringing.answer()
        await hear_each_other(rung, ringing)
        await _states(centre, "connected", "connected", "waiting", "waiting", "waiting")
        for call in (*waiting, greeted):
            call.hang_up()
        await _states(centre, "connected", "connected")
        for call in (rung, held[0]):
            call.hang_up()
        await _closed(centre, ["caller_hung_up"] * 2 + ["waiting"] * 3)
        kinds = [row["kind"] for row in await centre.rows("segments") if row["agent_id"] == ALICE]
        assert kinds == ["ring", "talk", "hold", "talk"]


async def test_an_upgrade_that_changes_the_tables_hands_over(tmp_path: Path) -> None:
    """SIGTERM with `hand_over`, then a release that migrates: nobody is ended, no record is missing.

    Ctrl-C still ends everything.
    """
    async with outside(tmp_path, DOCUMENT, hand_over=True) as centre:
        talk = await _talking(centre)
        await _waits(centre, 1)
        assert await centre.stop() == 0
        assert centre.pbx_runs()
        # what the release before left
        await migrate.downgrade(centre.settings.database_url, "-1")
        assert await migrate.current(centre.settings.database_url) != migrate.newest()
        await hear_each_other(*talk)
        await centre.start()
        assert await migrate.current(centre.settings.database_url) == migrate.newest()
        await _states(centre, "connected", "waiting")
        await centre.wait_for_agent(ALICE, "talking")
        assert [gap for gap in talk[1].media.received.gaps if gap.length_s > scaled(LONGEST_PAUSE_S)] == []
        assert await centre.stop(signal.SIGINT) == 0
        assert not centre.pbx_runs()
        calls = await centre.rows("calls")
        assert [call["outcome_reason"] for call in calls] == ["controller_stopped", "safety_net"], calls
        assert_complete(calls, await centre.rows("segments"))


async def _die_and_start(centre: Outside) -> float:
    """Return the seconds from the start of the process until it has all in hand."""
    await centre.kill()
    began = time.monotonic()
    await centre.start()
    return round(time.monotonic() - began, 2)


async def _talking(centre: Outside) -> tuple[OutgoingCall, IncomingCall]:
    alice = await centre.agent(ALICE)
    call = centre.call()
    ringing = await alice.next_call(scaled(10))
    ringing.ring()
    await ringing.answer()
    await hear_each_other(call, ringing)
    await centre.wait_for_agent(ALICE, "talking")
    return call, ringing


async def _waits(centre: Outside, place: int) -> OutgoingCall:
    call = centre.call(caller=f"+1555100{place}")
    await centre.wait_for(
        lambda status: any(each.position == place and each.wait_s for each in status.calls), "in line"
    )
    return call


async def _states(centre: Outside, *states: str) -> None:
    def there(status: Status) -> bool:
        return sorted(call.state for call in status.calls) == sorted(states)

    await centre.wait_for(there, f"calls that are {states}")


async def _status(centre: Outside) -> Status:
    return await asyncio.to_thread(centre.client.status)


def _kept(call: Call) -> tuple[object, ...]:
    return call.state, call.tenant, call.number, call.caller, call.queue, call.agent, call.position


async def _closed(centre: Outside, reasons: list[str]) -> None:
    """Wait until all calls have ended; the accounts are complete, and Asterisk holds nothing."""

    async def closed() -> bool:
        return all(row["outcome_class"] for row in await centre.rows("calls"))

    async def empty() -> bool:
        return not await centre.ari("channels") and not await centre.ari("bridges")

    await until_true(closed, "all calls are closed", 20)
    await until_true(empty, "nothing is left in Asterisk", 20)
    calls = await centre.rows("calls")
    assert sorted(row["outcome_reason"] for row in calls) == sorted(reasons)
    assert_complete(calls, await centre.rows("segments"))
    with suppress(FileNotFoundError):
        assert "Traceback" not in centre.said()
