"""Customers are called back: by a real trunk, with a real agent, and told apart from callers in all accounts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acd.client.errors import Refused
from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.simulator.sip import Manual, OutgoingCall, Refuse
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, TRUNK, Fields, configuration, write
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.patience import scaled

pytestmark = pytest.mark.live

MINE = "+15551234567"


def calls_back(**callback: Any) -> Fields:
    """Return a configuration whose queue calls back."""
    rules = {"trunk": TRUNK, "retry_after_s": 10, "gap_s": 1, **callback}
    return configuration(queues=[{"id": "support", "callback": rules}], whisper=True)


async def called_back(centre: CallCentre) -> OutgoingCall:
    """Let a caller wait, and be called back instead."""
    centre.line.policy = Manual()
    await centre.line.register()
    call = centre.call(caller=MINE)
    await call.answered(scaled(5))
    waiting = await centre.wait_for_call(CallState.WAITING)
    made = await centre.in_thread(centre.client.call_back_instead, waiting.call_id)
    assert (made.number, made.state, made.call, made.attempts) == (MINE, "waiting", waiting.call_id, 0)
    await call.ended(scaled(5))
    return call


async def test_the_agent_first(tmp_path: Path) -> None:
    """The agent hears whose customer it is, the customer sees the number that they had called, and the two talk."""
    async with call_centre(tmp_path, calls_back()) as centre:
        await called_back(centre)
        assert 'acd_queue_callbacks{queue="support"} 1.0' in await centre.metrics()
        with pytest.raises(Refused, match="may not be dialled"):
            await centre.in_thread(centre.client.add_callback, "acme", "support", "+15559999999")

        alice = await centre.agent(ALICE)
        ringing = await alice.next_call(scaled(5))
        assert ringing.caller_number == MINE
        ringing.ring()
        await ringing.answer()
        customer = await centre.line.next_call(scaled(10))
        assert customer.invite.uri.partition("@")[0] == f"sip:{MINE}"
        assert customer.caller_number == "+15550100"
        customer.ring()
        await customer.answer()
        await customer.media.wait_heard(AGENT_HZ, scaled(5))
        await ringing.media.wait_heard(CALLER_HZ, scaled(5))
        assert centre.agent_view().state is AgentState.TALKING
        [talk] = await centre.in_thread(centre.client.live_calls)
        assert (talk.state, talk.caller.number) == ("connected", MINE)
        customer.hang_up()
        await ringing.ended(scaled(5))

        await centre.wait_quiet()
        assert await centre.in_thread(centre.client.callbacks) == ()
        waited, called = await centre.rows("calls")
        assert (waited["direction"], waited["outcome_reason"]) == (None, "callback")
        assert (called["direction"], called["outcome_class"], called["agent_id"]) == ("callback", "answered", ALICE)
        [kept] = await centre.rows("callbacks")
        assert (kept["state"], kept["attempts"], kept["call_id"]) == ("connected", 1, waited["call_id"])
        assert called["call_id"] == f"{kept['callback_id']}-t1"
        text = await centre.metrics()
        for line in (
            'acd_callbacks_asked_total{queue="support",tenant="acme"} 1.0',
            'acd_callback_attempts_total{queue="support",result="connected",tenant="acme"} 1.0',
            'acd_callbacks_ended_total{queue="support",state="connected",tenant="acme"} 1.0',
        ):
            assert line in text
        await assert_clean(centre)


async def test_the_customer_first_and_not_at_once(tmp_path: Path) -> None:
    """Busy: the agent hears nothing of it, and the customer is called later; then music until the agent is there."""
    async with call_centre(tmp_path, calls_back(order="caller_first")) as centre:
        await called_back(centre)
        centre.line.policy = Refuse(486)
        alice = await centre.agent(ALICE)
        assert await (await centre.line.next_call(scaled(10))).ended(scaled(5)) == 486
        await centre.wait_for(lambda view: view.callbacks and view.callbacks[0].retry_s, what="not reached")
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        assert not alice.calls and centre.view().callbacks[0].attempts == 1
        centre.line.policy = Manual()

        customer = await centre.line.next_call(scaled(15))
        await centre.wait_for_agent(ALICE, AgentState.RESERVED)
        customer.ring()
        await customer.answer()
        ringing = await alice.next_call(scaled(5))
        ringing.ring()
        await hears_music(customer)
        await ringing.answer()
        await customer.media.wait_heard(AGENT_HZ, scaled(5))
        ringing.hang_up()
        await customer.ended(scaled(5))
        await centre.wait_quiet()
        [kept] = await centre.rows("callbacks")
        assert (kept["state"], kept["attempts"]) == ("connected", 2)
        assert [row["outcome_reason"] for row in await centre.rows("calls")] == [
            "callback",
            "not_reached",
            "agent_hung_up",
        ]
        assert [row["result"] for row in await centre.rows("offers")] == ["unreached", "accepted"]
        await assert_clean(centre)


async def test_who_calls_again_has_the_place(tmp_path: Path) -> None:
    """And is not called back."""
    async with call_centre(tmp_path, calls_back()) as centre:
        await called_back(centre)
        other = centre.call(caller="+15550000002")
        await other.answered(scaled(5))
        await centre.wait_for_call(CallState.WAITING)
        again = centre.call(caller=MINE)
        await again.answered(scaled(5))
        await centre.wait_for(lambda view: {call.position for call in view.calls} == {1, 2}, what="two in line")
        assert [call.position for call in centre.view().calls if call.caller.number == MINE] == [1]
        assert centre.view().callbacks == ()
        for call in (other, again):
            call.hang_up()
        await centre.wait_quiet()
        [kept] = await centre.rows("callbacks")
        assert kept["state"] == "returned"
        await assert_clean(centre)


def hours_from_now(since: int, until: int) -> str:
    """Return hours of the day in UTC, so many from now; within this day, or as long as it is."""
    now = datetime.now(UTC)
    start, end = now + timedelta(hours=since), now + timedelta(hours=until)
    first = start if start.date() == now.date() else now.replace(hour=0, minute=0)
    last = f"{end:%H:%M}" if end.date() == now.date() else "24:00"
    return f"{first:%H:%M}-{last}"


async def test_quiet_hours(tmp_path: Path) -> None:
    """The agent is there, and nobody is called; when it is day for the customer, the phone rings."""
    by_day = {"zone": "Etc/UTC", "allowed": ["030"], "deadline_s": 172_800}
    is_late = datetime.now(UTC).hour >= 12
    quiet = hours_from_now(-4, -2) if is_late else hours_from_now(2, 4)
    async with call_centre(tmp_path, calls_back(**by_day, calling_hours=quiet)) as centre:
        centre.line.policy = Manual()
        await centre.line.register()
        alice = await centre.agent(ALICE)
        made = await centre.in_thread(centre.client.add_callback, "acme", "support", "030123456")
        assert made.quiet and made.retry_at is not None and made.retry_at.strftime("%H:%M") == quiet[:5]
        assert centre.agent_view().state is AgentState.AVAILABLE and not alice.calls
        day = write(calls_back(**by_day, calling_hours=hours_from_now(-3, 3)), tmp_path)
        ended = await command.run(centre.app.settings, "apply", str(day))
        assert ended.code == 0, ended
        ringing = await alice.next_call(scaled(5))
        ringing.ring()
        await ringing.answer()
        customer = await centre.line.next_call(scaled(10))
        customer.ring()
        await customer.answer()
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        customer.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_quiet()
        await assert_clean(centre)
