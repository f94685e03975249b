"""A caller leaves a message, and an agent hears exactly that: with keys, over hang-ups, closed by people."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.simulator.sip import IncomingCall, Manual
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import CALLER_HZ, TRUNK, WHISPER_HZ, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.net_prompts import shorten
from tests.fixtures.patience import scaled, until, until_true

pytestmark = pytest.mark.live

MINE = "+15551234567"
SECONDS = 4
"""Of a message."""


def house(*agents: str, **voicemails: Any) -> Fields:
    """Return a configuration whose callers are asked for a message, and whose agents hear them."""
    line = {
        "id": "support",
        "voicemails": {"behind_s": 0, "retry_after_s": 10, **voicemails},
        "when_nobody": [{"after_s": 0, "voicemail": True}],
        "callback": {"trunk": TRUNK, "gap_s": 1},
        "wrapup_s": 1,
    }
    return configuration(agents=agents or ("alice",), queues=[line], whisper=True)


async def left(centre: CallCentre, caller: str = MINE) -> str:
    """Let a caller leave a message; return its id when agents can hear it."""
    folder = centre.app.plan.messages_folder
    before = set(folder.glob("*.wav"))
    call = centre.call(caller=caller)
    await call.answered(scaled(5))
    await until(
        lambda: any(path.stat().st_size > SECONDS * 16000 for path in set(folder.glob("*.wav")) - before),
        "the message is recorded",
        30,
    )
    call.hang_up()
    known = {one.voicemail_id for one in centre.view().voicemails}
    view = await centre.wait_for(
        lambda view: any(one.is_fetched and one.voicemail_id not in known for one in view.voicemails),
        30,
        "the message is in line",
    )
    await centre.wait_quiet()
    return next(one.voicemail_id for one in view.voicemails if one.voicemail_id not in known)


async def picked_up(centre: CallCentre, phone: Any) -> IncomingCall:
    """Let an agent pick up for a message, and hear whose it is."""
    ringing: IncomingCall = await phone.next_call(scaled(15))
    assert ringing.caller_number == MINE
    ringing.ring()
    await ringing.answer()
    await ringing.media.wait_heard(WHISPER_HZ, scaled(15))
    return ringing


async def told(centre: CallCentre, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until the one message is as wanted in the database."""

    async def there() -> bool:
        rows = await centre.rows("voicemail_items")
        return len(rows) == 1 and wanted(rows[0])

    await until_true(there, "the message is stored as wanted", 15)
    return (await centre.rows("voicemail_items"))[0]


async def test_an_agent_hears_a_message_and_has_done_with_it(tmp_path: Path) -> None:
    """The tone that the caller spoke, as long as it was; then the keys; accounts tell of it, and of no call."""
    shorten(tmp_path / "var")
    async with call_centre(tmp_path, house()) as centre:
        name = await left(centre)
        assert 'acd_queue_voicemails{queue="support"} 1.0' in await centre.metrics()
        alice = await centre.agent(ALICE)
        ringing = await picked_up(centre, alice)
        await ringing.media.wait_heard(CALLER_HZ, scaled(10))
        began = asyncio.get_running_loop().time()
        [call] = await centre.in_thread(centre.client.live_calls)
        assert (call.direction, call.state, call.agent, call.caller.number) == ("voicemail", "connected", ALICE, MINE)
        assert centre.agent_view().state is AgentState.TALKING
        await ringing.media.wait_not_heard(CALLER_HZ, scaled(15))
        assert SECONDS - 1 < asyncio.get_running_loop().time() - began < SECONDS + 4
        await ringing.send_dtmf("1")
        await ringing.media.wait_heard(CALLER_HZ, scaled(10))
        await ringing.send_dtmf("2")
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.WRAPUP)

        row = await told(centre, lambda row: row["state"] == "handled")
        assert (row["voicemail_id"], row["agent_id"], row["in_target"], row["plays"]) == (name, ALICE, True, 0)
        [listed] = (await centre.in_thread(centre.client.voicemails)).items
        assert (listed.id, listed.state, listed.agent, listed.queue) == (name, "handled", ALICE, "support")
        assert listed.heard_at is not None
        calls = await centre.rows("calls")
        assert [(one["direction"], one["outcome_reason"]) for one in calls] == [
            (None, "voicemail"),
            ("voicemail", "message_heard"),
        ]
        kinds = [one["kind"] for one in await centre.rows("segments") if one["call_id"] == calls[1]["call_id"]]
        assert kinds == ["queue", "ring", "voicemail"]
        text = await centre.metrics()
        for line in (
            'acd_voicemails_queued_total{queue="support",tenant="acme"} 1.0',
            'acd_voicemails_in_target_total{queue="support",tenant="acme"} 1.0',
            'acd_voicemails_ended_total{queue="support",state="handled",tenant="acme"} 1.0',
            'acd_calls_arrived_total{tenant="acme"} 1.0',
        ):
            assert line in text
        assert 'acd_calls_answered_total{queue="support",tenant="acme"} 0.0' in text
        await until(lambda: not list((centre.app.settings.var / "voicemails").iterdir()), "no copy is left")
        await assert_clean(centre)


async def test_left_to_another_agent_who_has_the_caller_called_back(tmp_path: Path) -> None:
    """Key 9: the next one is rung at once. Key 3: a callback by the same agents."""
    shorten(tmp_path / "var")
    async with call_centre(tmp_path, house("alice", "bob")) as centre:
        centre.line.policy = Manual()
        await centre.line.register()
        await left(centre)
        alice = await centre.agent(ALICE)
        first = await picked_up(centre, alice)
        await first.media.wait_heard(CALLER_HZ, scaled(10))
        bob = await centre.agent(BOB)
        await first.send_dtmf("9")
        second = await picked_up(centre, bob)
        await second.media.wait_heard(CALLER_HZ, scaled(10))
        await second.send_dtmf("3")
        await second.ended(scaled(5))
        row = await told(centre, lambda row: row["state"] == "callback")
        assert (row["plays"], row["offers"], row["agent_id"]) == (1, 2, BOB)
        [callback] = await centre.in_thread(centre.client.callbacks)
        assert callback.number == MINE
        await centre.in_thread(centre.client.cancel_callback, callback.id)
        for phone in (alice, bob):
            for ringing in phone.calls:
                ringing.hang_up()
        await centre.wait_quiet()


async def test_hanging_up_early_and_late(tmp_path: Path) -> None:
    """Before the end: in line again, and offered again when its time has come. After it: done."""
    shorten(tmp_path / "var")
    async with call_centre(tmp_path, house()) as centre:
        await left(centre)
        alice = await centre.agent(ALICE)
        ringing = await picked_up(centre, alice)
        await ringing.media.wait_heard(CALLER_HZ, scaled(10))
        ringing.hang_up()
        row = await told(centre, lambda row: row["state"] == "open" and row["plays"] == 1)
        assert row["spared_agent_id"] == ALICE
        again = await picked_up(centre, alice)
        await again.media.wait_heard(CALLER_HZ, scaled(10))
        await again.media.wait_not_heard(CALLER_HZ, scaled(15))
        again.hang_up()
        await told(centre, lambda row: row["state"] == "handled")
        await assert_clean(centre)


async def test_a_live_caller_goes_first_and_people_close_messages(tmp_path: Path) -> None:
    """The agent is rung for the caller; who heard a message by other means takes it out of line."""
    shorten(tmp_path / "var")
    document = house(behind_s=1000)
    document["queues"][0]["when_nobody"] = [{"after_s": 2, "voicemail": True}]
    async with call_centre(tmp_path, document) as centre:
        name = await left(centre)
        caller = centre.call(caller="+15550000002")
        await caller.answered(scaled(5))
        await centre.wait_for_call(CallState.WAITING)
        alice = await centre.agent(ALICE)
        ringing = await alice.next_call(scaled(10))
        assert ringing.caller_number == "+15550000002"
        heard = await centre.in_thread(centre.client.mark_heard, name)
        assert heard.heard_at is not None
        caller.hang_up()
        row = await told(centre, lambda row: row["state"] == "closed")
        assert row["offers"] == 0 and centre.view().voicemails == ()
        await centre.wait_quiet()


async def test_a_sound_that_is_gone_is_told_and_tried_again(tmp_path: Path) -> None:
    """Nobody is rung for it meanwhile; it stays in line."""
    shorten(tmp_path / "var")
    async with call_centre(tmp_path, house()) as centre:
        name = await left(centre)
        [copy] = (centre.app.settings.var / "voicemails").glob("*.wav")
        copy.unlink()  # between fetching and playing
        [kept] = [path for path in (centre.app.settings.var / "recordings").rglob(f"{name}.wav")]
        hidden = kept.rename(kept.with_suffix(".away"))
        alice = await centre.agent(ALICE)
        ringing = await picked_up(centre, alice)
        await ringing.ended(scaled(10))  # by us: there is nothing to hear
        row = await told(centre, lambda row: row["state"] == "open")
        assert row["plays"] == 1

        async def failed() -> bool:
            return "acd_voicemail_fetch_failures_total 0.0" not in await centre.metrics()

        await until_true(failed, "it is told that it cannot be fetched", 15)
        assert "acd_voicemails_unfetched 1.0" in await centre.metrics()
        hidden.rename(kept)
        again = await picked_up(centre, alice)
        await again.media.wait_heard(CALLER_HZ, scaled(10))
        await again.send_dtmf("2")
        await told(centre, lambda row: row["state"] == "handled")
        await centre.wait_quiet()
