"""What changes while a caller waits, heard and pressed on real phones."""

from pathlib import Path
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.events import PauseRequested, SignOutRequested
from acd.simulator.sip import OutgoingCall
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import GREETING_HZ, Fields, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.messages import files
from tests.fixtures.net_prompts import shorten
from tests.fixtures.outside import outside
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.scenes import hear_each_other, waiting

pytestmark = pytest.mark.live

TONE = {"file": "greeting.wav"}


def house(*recipe: Fields, **queue: Any) -> Fields:
    """Return a document whose one queue, for who speaks German well, has this recipe."""
    return configuration(
        agents={"alice": {"german": 8}, "bob": {"german": 2, "english": 5}},
        queues=[
            {"id": "support", "requires": {"german": 5}, **({"recipe": list(recipe)} if recipe else {}), **queue},
            {"id": "second", "requires": {"english": 1}},
        ],
    )


async def outcome(centre: CallCentre) -> tuple[str, str]:
    """Return how the only call ended."""
    await centre.wait_quiet()
    (row,) = await centre.rows("calls")
    return row["outcome_class"], row["outcome_reason"]


async def hears_tone(call: OutgoingCall) -> None:
    """Wait until the caller hears what the recipe says."""
    await call.media.wait_heard(GREETING_HZ, scaled(5))


async def test_what_is_said_over_the_music_delays_no_agent(tmp_path: Path) -> None:
    """Again and again, with music in between; the agent who answers in the middle of it is heard at once."""
    document = house({"after_s": 0.5, "every_s": 5, "announce": [TONE, TONE, TONE]})
    async with call_centre(tmp_path, document) as centre:
        call = await waiting(centre)
        await hears_music(call)
        await hears_tone(call)
        phone = await centre.agent(ALICE)
        ringing = await phone.next_call(scaled(5))
        await hears_tone(call)  # said again; rung meanwhile as ever
        await ringing.answer()
        await hear_each_other(call, ringing)
        call.hang_up()
        await centre.wait_quiet()
        await assert_clean(centre)


async def test_levels_are_relaxed_while_the_caller_waits(tmp_path: Path) -> None:
    """Bob is not good enough, and then he is: his phone rings in that moment."""
    async with call_centre(tmp_path, house({"after_s": 1, "relax": {"german": 2}})) as centre:
        phone = await centre.agent(BOB)
        call = await waiting(centre)
        assert centre.agent_view(BOB).state is AgentState.AVAILABLE
        ringing = await phone.next_call(scaled(5))
        await ringing.answer()
        await hear_each_other(call, ringing)
        call.hang_up()
        await centre.wait_quiet()
        (row,) = await centre.rows("calls")
        assert row["wait_ms"] >= 1000
        await assert_clean(centre)


async def test_a_key_leads_to_a_message(tmp_path: Path) -> None:
    """The caller presses it while the offer is still being said, and is asked in the PBX's own words."""
    shorten(tmp_path / "var")
    document = house({"announce": [TONE, TONE, TONE], "key": "1", "voicemail": True})
    async with outside(tmp_path, document) as centre:
        call = centre.call()
        await call.answered(scaled(10))
        await hears_tone(call)
        await call.send_dtmf("1")
        await until(lambda: any(path.stat().st_size > 2 * 16000 for path in files(centre)), "a message is recorded", 20)
        call.hang_up()

        async def collected() -> bool:
            return len(await centre.rows("voicemails")) == 1

        await until_true(collected, "the message is collected", 20)
        (left,), (ended,) = await centre.rows("voicemails"), await centre.rows("calls")
        assert (left["tenant_id"], left["call_id"]) == ("acme", ended["call_id"])
        assert (ended["outcome_class"], ended["outcome_reason"]) == ("exited", "voicemail")
        assert await centre.stop() == 0


async def test_a_recipe_goes_on_over_a_crash(tmp_path: Path) -> None:
    """What was done is not done again; what comes due in the hands of the next controller is done there."""
    document = house({"after_s": 0.5, "raise_s": 60}, {"after_s": 8, "relax": {"german": 2}})
    async with outside(tmp_path, document) as centre:
        phone = await centre.agent(BOB)
        call = centre.call()
        await call.answered(scaled(10))

        async def raised() -> bool:
            bridges = await centre.ari("bridges")
            return any('"e":60000' in str(bridge.get("bridgevars")) for bridge in bridges)

        await until_true(raised, "Asterisk knows how far the caller is")
        await centre.kill()
        await centre.start()
        ringing = await phone.next_call(scaled(15))
        await ringing.answer()
        await hear_each_other(call, ringing)
        call.hang_up()

        async def ended() -> bool:
            return (await centre.rows("calls"))[0]["outcome_reason"] is not None

        await until_true(ended, "the call has its end")
        (row,) = await centre.rows("calls")
        assert row["wait_ms"] >= 8000 and row["outcome_class"] == "answered"
        assert await centre.stop() == 0


async def test_overflow_and_a_polite_end(tmp_path: Path) -> None:
    """The other queue's agent has the caller, whose wait is counted from the first line; else they are told."""
    document = house({"after_s": 0.5, "overflow": "second"})
    async with call_centre(tmp_path, document) as centre:
        phone = await centre.agent(BOB)
        call = await waiting(centre)
        ringing = await phone.next_call(scaled(5))
        await ringing.answer()
        await hear_each_other(call, ringing)
        call.hang_up()
        await centre.wait_quiet()
        (row,) = await centre.rows("calls")
        assert (row["queue_id"], row["outcome_class"]) == ("second", "answered")
        assert row["wait_ms"] >= 500
        parts = [(part["kind"], part["queue_id"]) for part in await centre.rows("segments")]
        assert parts[1:3] == [("queue", "support"), ("queue", "second")]
        await assert_clean(centre)


@pytest.mark.parametrize("signed_in", [True, False])
async def test_nobody_is_signed_in(tmp_path: Path, signed_in: bool) -> None:
    """Who comes then hears why, and is let go; as does who waits when the last agent leaves."""
    document = house(when_nobody=[{"announce": TONE, "hang_up": True}])
    async with call_centre(tmp_path, document) as centre:
        if signed_in:
            await centre.agent(ALICE)
            assert centre.app.controller.ask(PauseRequested(ALICE, "lunch")) is None
        call = centre.call()
        await call.answered(scaled(10))
        if signed_in:
            await hears_music(call)
            assert centre.app.controller.ask(SignOutRequested(ALICE)) is None
        await hears_tone(call)
        await call.ended(scaled(5))
        assert await outcome(centre) == ("exited", "turned_away")
        await assert_clean(centre)
