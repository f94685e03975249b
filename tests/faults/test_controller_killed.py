"""The controller dies with calls up: Asterisk carries them on, and the next controller cares for what it finds."""

from pathlib import Path

import pytest

from acd.simulator.sip import Answer, IncomingCall, OutgoingCall
from tests.fixtures.call_centre import ALICE, BOB
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, configuration
from tests.fixtures.hearing import hears_music
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live

DOCUMENT = configuration(agents=("alice", "bob"), queues=[{"id": "support", "ring_timeout_s": 60.0}])
LONGEST_PAUSE_S = 0.3
SIGN_OF_LIFE_S = 5
"""Without one for so long, Asterisk cares for callers whose agent leaves."""


async def test_who_talks_talks_on_and_is_cared_for_by_the_next_controller(tmp_path: Path) -> None:
    """No gap in the conversation; when one leaves, the other is released, and the agent is free again."""
    async with outside(tmp_path, DOCUMENT) as centre:
        call, ringing = await _talking(centre)
        pbx_pid = centre.pbx_pid()
        await centre.kill()
        await hear_each_other(call, ringing)
        await centre.start()
        assert centre.pbx_pid() == pbx_pid
        await centre.wait_for_agent(ALICE, "talking")
        await hear_each_other(call, ringing)
        _no_gap(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, "available")
        await _nothing_left(centre)
        await centre.wait_for(lambda status: not status.calls, "the call has ended")
        assert await _outcomes(centre) == [("answered", "caller_hung_up")]

        again, with_alice = await _answered(centre)
        again.hang_up()
        await with_alice.ended(scaled(5))
        await _stopped_well(centre)


async def test_a_party_who_left_while_nobody_was_there_does_not_leave_the_other_in_silence(tmp_path: Path) -> None:
    """The next controller finds one alone in a conversation, and ends it; the agent is free."""
    async with outside(tmp_path, DOCUMENT) as centre:
        call, ringing = await _talking(centre)
        await centre.kill()
        call.hang_up()
        await call.ended(scaled(5))
        await centre.start()
        await ringing.ended(scaled(10))
        await centre.wait_for_agent(ALICE, "available")
        await _nothing_left(centre)
        await _stopped_well(centre)


async def test_a_caller_whose_agent_leaves_is_not_left_in_silence(tmp_path: Path) -> None:
    """Without any controller: Asterisk ends the call, and the record is closed by the next one."""
    async with outside(tmp_path, DOCUMENT) as centre:
        call, ringing = await _talking(centre)
        await centre.kill()
        with pytest.raises(TimeoutError):
            await call.ended(SIGN_OF_LIFE_S + 1)
        await hear_each_other(call, ringing)
        ringing.hang_up()
        await call.ended(scaled(3))
        await centre.start()
        assert len(await _outcomes(centre)) == 1
        await _nothing_left(centre)
        await _stopped_well(centre)


async def test_who_waited_waits_on_and_is_served(tmp_path: Path) -> None:
    """Music goes on without a controller; the next one has the caller in line, for the next agent who is free."""
    async with outside(tmp_path, DOCUMENT) as centre:
        call = centre.call()
        await centre.wait_for(lambda status: [each.state for each in status.calls] == ["waiting"], "in line")
        await hears_music(call)
        await centre.calls_stored()
        await centre.kill()
        await hears_music(call)
        await centre.start()
        await centre.wait_for(lambda status: [each.position for each in status.calls] == [1], "in line again")
        bob = await centre.agent(BOB, policy=Answer())
        ringing = await bob.next_call(scaled(30))
        assert ringing.caller_number == "+15551234567"
        await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for(lambda status: not status.calls, "the call has ended")
        assert await _outcomes(centre) == [("answered", "caller_hung_up")]
        await _nothing_left(centre)
        await _stopped_well(centre)


async def test_a_phone_that_rang_rings_on_and_the_two_are_connected(tmp_path: Path) -> None:
    """The next controller takes the offer over."""
    async with outside(tmp_path, DOCUMENT) as centre:
        alice = await centre.agent(ALICE)
        call = centre.call()
        first = await alice.next_call(scaled(5))
        first.ring()
        await centre.wait_for_agent(ALICE, "ringing")
        await centre.kill()
        await centre.start()
        await centre.wait_for_agent(ALICE, "ringing")
        await first.answer()
        await hear_each_other(call, first)
        call.hang_up()
        await first.ended(scaled(5))
        await _nothing_left(centre)
        await _stopped_well(centre)


async def test_without_any_controller_a_new_caller_hears_so_and_reaches_an_agent(tmp_path: Path) -> None:
    """Answered at once, an apology, Asterisk's own queue, a conversation; the next controller finds nothing amiss."""
    async with outside(tmp_path, DOCUMENT) as centre:
        alice = await centre.agent(ALICE)
        await centre.in_net(ALICE)
        await centre.kill()
        call = centre.call()
        await call.answered(scaled(5))
        await until(lambda: call.media.overall_db() > -50, "the apology is heard")
        ringing = await alice.next_call(scaled(30))
        ringing.ring()
        await ringing.answer()
        await hear_each_other(call, ringing)
        await centre.start()
        await hear_each_other(call, ringing)
        assert await centre.rows("calls") == []
        call.hang_up()
        await ringing.ended(scaled(5))
        await _nothing_left(centre)
        await _stopped_well(centre)


async def test_a_controller_may_be_killed_again_and_again(tmp_path: Path) -> None:
    """Four controllers, one conversation: it is never disturbed, and has one end in the records."""
    async with outside(tmp_path, DOCUMENT) as centre:
        call, ringing = await _talking(centre)
        for _ in range(3):
            await centre.kill()
            await centre.start()
            await centre.wait_for_agent(ALICE, "talking")
        await hear_each_other(call, ringing)
        _no_gap(call, ringing)
        ringing.hang_up()
        await call.ended(scaled(5))
        await centre.wait_for_agent(ALICE, "available")
        await centre.wait_for(lambda status: not status.calls, "the call has ended")
        assert await _outcomes(centre) == [("answered", "agent_hung_up")]
        await _nothing_left(centre)
        await _stopped_well(centre)


async def _talking(centre: Outside) -> tuple[OutgoingCall, IncomingCall]:
    alice = await centre.agent(ALICE)
    call = centre.call()
    ringing = await alice.next_call(scaled(10))
    ringing.ring()
    await ringing.answer()
    await centre.wait_for_agent(ALICE, "talking")
    await hear_each_other(call, ringing)
    await centre.calls_stored()
    return call, ringing


async def _answered(centre: Outside) -> tuple[OutgoingCall, IncomingCall]:
    call = centre.call()
    ringing = await centre.phones[-1].next_call(scaled(10))
    await ringing.answer()
    await hear_each_other(call, ringing)
    return call, ringing


async def _outcomes(centre: Outside) -> list[tuple[str | None, str | None]]:
    async def closed() -> bool:
        return all(row["outcome_class"] for row in await centre.rows("calls"))

    await until_true(closed, "all calls are closed", 10)
    return [(row["outcome_class"], row["outcome_reason"]) for row in await centre.rows("calls")]


def _no_gap(call: OutgoingCall, ringing: IncomingCall) -> None:
    assert call.media.heard(AGENT_HZ) and ringing.media.heard(CALLER_HZ)
    for heard in (call.media.received, ringing.media.received):
        assert [gap for gap in heard.gaps if gap.length_s > scaled(LONGEST_PAUSE_S)] == []
        assert heard.lost == 0


async def _nothing_left(centre: Outside) -> None:
    async def empty() -> bool:
        return not await centre.ari("channels") and not await centre.ari("bridges")

    await until_true(empty, "no channel and no bridge is left in Asterisk", 10)


async def _stopped_well(centre: Outside) -> None:
    centre.close_phones()
    assert await centre.stop() == 0
    assert not centre.pbx_runs()
    assert '"level": "error"' not in centre.said()
    assert "Traceback" not in centre.said()
