"""What it takes until an agent hears the caller: a phone that picks up by itself, or a key that is pressed."""

import json
from pathlib import Path
from typing import Any

import pytest

from acd.ari.from_domain import PICK_UP
from acd.domain.agents import AgentState
from acd.domain.events import DigitPressed
from acd.domain.feature_codes import Sentence
from acd.domain.recordings import RecordingState
from acd.simulator.sip import Answer, IncomingCall, OutgoingCall, Policy, RingForever
from acd.simulator.sip.auto_answer import by_alert_info, by_call_info
from tests.fixtures import code_sounds
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, WHISPER_HZ, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.code_sounds import hears
from tests.fixtures.hearing import hears_music
from tests.fixtures.outside import outside
from tests.fixtures.patience import scaled, until
from tests.fixtures.scenes import hear_each_other

pytestmark = pytest.mark.live


def document(folder: Path, answering: str, **offers: Any) -> Fields:
    """Alice answers in this way, Bob by hand; every sound is a tone of its own."""
    made = configuration(agents=("alice", "bob"), whisper=True, offers=offers)
    made["agents"][0]["answering"] = answering
    made["feature_codes"] = {"voices": {"en": code_sounds.write(folder)}}
    return made


async def told_to_press(centre: CallCentre) -> tuple[OutgoingCall, IncomingCall]:
    """Alice has picked up, and hears whose call it is and what to do; the caller hears music, and neither the other."""
    alice = await centre.agent(ALICE)
    call = centre.call()
    ringing = await alice.next_call(scaled(10))
    ringing.ring()
    await centre.wait_for_agent(ALICE, AgentState.RINGING)
    await ringing.answer()
    await ringing.media.wait_heard(WHISPER_HZ, scaled(5))
    await hears(ringing, Sentence.PRESS_TO_ACCEPT)
    await hears_music(call)
    assert not ringing.media.heard(CALLER_HZ)
    assert centre.agent_view(ALICE).state is AgentState.RINGING
    return call, ringing


@pytest.mark.parametrize("policy", [by_call_info, by_alert_info], ids=["Call-Info", "Alert-Info"])
async def test_a_phone_picks_up_by_itself(tmp_path: Path, policy: Policy) -> None:
    """Asked in the words of its maker; the agent hears the whisper, and then the caller."""
    async with call_centre(tmp_path, document(tmp_path, "auto")) as centre:
        alice = await centre.agent(ALICE, policy=policy)
        call = centre.call()
        answered = await alice.next_call(scaled(10))
        await answered.media.wait_heard(WHISPER_HZ, scaled(5))
        await hear_each_other(call, answered)
        call.hang_up()
        await answered.ended(scaled(5))
        assert [offer["result"] for offer in await centre.rows("offers")] == ["accepted"]
        await assert_clean(centre)


async def test_a_phone_that_does_not_pick_up_by_itself_rings(tmp_path: Path) -> None:
    """As every other; a phone of an agent who answers by hand is not asked to pick up."""
    async with call_centre(tmp_path, document(tmp_path, "auto")) as centre:
        alice = await centre.agent(ALICE, policy=RingForever())
        call = centre.call()
        ringing = await alice.next_call(scaled(10))
        for header, value in PICK_UP.items():
            name = header.removeprefix("PJSIP_HEADER(add,").removesuffix(")")
            assert ringing.invite.values(name) == (value,)
        await centre.wait_for_agent(ALICE, AgentState.RINGING)
        await ringing.answer()
        await hear_each_other(call, ringing)

        bob = await centre.agent(BOB)
        second = centre.call()
        at_bob = await bob.next_call(scaled(10))
        assert at_bob.invite.values("Call-Info") == at_bob.invite.values("Alert-Info") == ()
        at_bob.refuse()
        for one in (call, second):
            one.hang_up()
        await assert_clean(centre)


async def test_the_key_connects(tmp_path: Path) -> None:
    """It is said until then what to do, and no longer."""
    async with call_centre(tmp_path, document(tmp_path, "press")) as centre:
        call, ringing = await told_to_press(centre)
        await ringing.media.wait_heard(WHISPER_HZ, scaled(5))  # once more
        ringing.send_dtmf("1")
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        assert [offer["result"] for offer in await centre.rows("offers")] == ["accepted"]
        await assert_clean(centre)


async def test_keys_of_a_conversation_are_on_no_tape(tmp_path: Path) -> None:
    """They may be those of a card; the one that accepted the call is there."""
    made = document(tmp_path, "press")
    made["queues"][0]["recording"] = "always"  # else Asterisk tells of no key in a conversation
    async with call_centre(tmp_path, made) as centre:
        call, ringing = await told_to_press(centre)
        ringing.send_dtmf("1")
        await hear_each_other(call, ringing)
        await centre.wait_for(lambda view: view.calls[0].recording is RecordingState.RUNNING, what="it is recorded")
        told = centre.decisions()
        call.send_dtmf("4929")

        def pressed() -> str:
            return "".join(event.digit for event, _ in told if isinstance(event, DigitPressed))

        await until(lambda: pressed() == "4929", "the keys are told")
        call.hang_up()
        await ringing.ended(scaled(5))
        await assert_clean(centre)
        tape = [json.loads(line) for line in (centre.app.settings.var / "tape.jsonl").read_text().splitlines()]
        events = [line["event"] for line in tape if "event" in line]
        assert [event["digit"] for event in events if event["_class"] == "DigitPressed"] == ["1"]
        frames = {line["in"]["type"] for line in tape if "in" in line}
        assert "StasisStart" in frames and "ChannelDtmfReceived" not in frames


@pytest.mark.parametrize(("deed", "result"), [("2", "refused"), ("#", "refused"), ("", "refused"), (None, "missed")])
async def test_without_the_key_the_next_agent_is_asked(tmp_path: Path, deed: str | None, result: str) -> None:
    """Another key, a hang-up, or nothing at all, as of a voicemail: the caller heard music all the while."""
    async with call_centre(tmp_path, document(tmp_path, "press", accept_within_s=3)) as centre:
        bob = await centre.registered(BOB, policy=Answer())
        call, ringing = await told_to_press(centre)
        await centre.in_thread(centre.client.sign_in, BOB)
        if deed:
            ringing.send_dtmf(deed)
        elif deed is not None:
            ringing.hang_up()
        assert not call.media.heard(AGENT_HZ)
        await ringing.ended(scaled(8))
        await hear_each_other(call, await bob.next_call(scaled(5)))
        call.hang_up()
        await centre.wait_quiet()
        offers = [(offer["agent_id"], offer["result"]) for offer in await centre.rows("offers")]
        assert offers == [("alice", result), ("bob", "accepted")]
        await assert_clean(centre)


async def test_the_next_controller_asks_again(tmp_path: Path) -> None:
    """Whether the key was pressed in the last moment of the one before is not known: the caller waits with music."""
    async with outside(tmp_path, document(tmp_path, "press", accept_within_s=20)) as centre:
        alice = await centre.agent(ALICE)
        call = centre.call()
        ringing = await alice.next_call(scaled(10))
        ringing.ring()
        await centre.wait_for_agent(ALICE, "ringing")
        await ringing.answer()
        await hears(ringing, Sentence.PRESS_TO_ACCEPT)
        await centre.kill()
        ringing.send_dtmf("1")
        await centre.start()
        await centre.wait_for_agent(ALICE, "ringing")
        await hears_music(call)
        await ringing.media.wait_heard(WHISPER_HZ, scaled(8))
        ringing.send_dtmf("1")
        await centre.wait_for_agent(ALICE, "talking")
        await hear_each_other(call, ringing)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, "available")
        assert await centre.stop() == 0  # every record is written
        assert [row["result"] for row in await centre.rows("offers")] == ["accepted"]
