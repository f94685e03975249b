"""Supervisors on a real Asterisk: whose phones ring, who hears whom, and what is left of it."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState, AssistanceEnd
from acd.domain.events import AssistanceEndRequested, AssistanceRequested, StopRequested
from acd.domain.feature_codes import Sentence
from acd.domain.recordings import RecordingState
from tests.acceptance.agi.test_feature_codes import dials
from tests.acceptance.test_recordings import filed, sound_of
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ
from tests.fixtures.clean import assert_clean
from tests.fixtures.code_sounds import hears
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking
from tests.fixtures.sound_files import heard
from tests.fixtures.supervisors import (
    SUE,
    SUE_HZ,
    TOM,
    Help,
    both_ring,
    document,
    helped,
    nobody_helps,
    rung,
    supervisors,
)

pytestmark = pytest.mark.live


async def test_the_first_who_answers_hears_both_and_is_heard_by_the_agent_alone(tmp_path: Path) -> None:
    """By *64: phones show who calls, the second one shows no missed call; neither caller nor recording notice."""
    async with call_centre(tmp_path, document(tmp_path, recording="always")) as centre:
        phones = await supervisors(centre)
        alice = await centre.agent()
        call, ringing = await talking(centre, phone=alice)
        await centre.wait_for(lambda view: view.calls[0].recording is RecordingState.RUNNING, what="it is recorded")
        await dials(alice, "*64", Sentence.SUPERVISOR_CALLED)
        sue, tom = await both_ring(centre, *phones)
        said = await command.run(centre.app.settings, "status")
        assert "CALLS FOR A SUPERVISOR, rings at sue, tom" in said.out, said.out
        await sue.answer()
        await tom.ended(scaled(5))
        assert tom.end_message is not None
        assert any("26" in reason or "elsewhere" in reason for reason in tom.end_message.values("Reason"))
        await Help(call, ringing, sue).everybody_hears_what_they_should()
        assert (centre.agent_view().helped_by, centre.agent_view().assistance_s) == ((SUE,), None)
        assert (centre.agent_view(SUE).helps, centre.agent_view(SUE).state) == (ALICE, AgentState.AVAILABLE)
        said = await command.run(centre.app.settings, "status")
        assert "talking, helped by sue" in said.out and "helps alice" in said.out, said.out

        sue.hang_up()
        await ringing.media.wait_not_heard(SUE_HZ, scaled(5))
        await hear_each_other(call, ringing)
        await nobody_helps(centre)
        call.hang_up()
        await ringing.ended(scaled(5))
        (row,) = await centre.rows("assistance")
        assert (row["ended_by"], row["supervisor_id"]) == ("acknowledged", SUE)
        (recording,) = await filed(centre)
        sound = sound_of(centre, recording)
        last = sound.length_s - 0.2
        for side, own, others in (
            (sound.left, CALLER_HZ, (AGENT_HZ, SUE_HZ)),
            (sound.right, AGENT_HZ, (CALLER_HZ, SUE_HZ)),
        ):
            assert heard(side, own, 0.3, last) and not any(heard(side, other, 0.3, last) for other in others)
        await assert_clean(centre)


@pytest.mark.parametrize("who", ["caller", "agent", "controller"])
async def test_the_end_of_the_conversation_is_the_end_for_the_supervisor(tmp_path: Path, who: str) -> None:
    """Whoever hung up; Sue is hung up too, and nothing is left of it."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        made = await helped(centre)
        match who:
            case "caller":
                made.caller.hang_up()
            case "agent":
                made.agent.hang_up()
            case _:
                centre.app.controller.submit(StopRequested())
        for end in (made.caller, made.agent, made.supervisor):
            await end.ended(scaled(5))
        await nobody_helps(centre)
        await assert_clean(centre)


async def test_an_agent_in_no_conversation(tmp_path: Path) -> None:
    """Sue hears that somebody needs her, and is hung up; it is acknowledged. The second phone falls silent."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        phones, alice = await supervisors(centre), await centre.agent()
        await dials(alice, "*64", Sentence.SUPERVISOR_CALLED)
        sue, tom = await both_ring(centre, *phones)
        await sue.answer()
        await hears(sue, Sentence.SUPERVISOR_WANTED)
        await sue.ended(scaled(8))
        await tom.ended(scaled(5))
        await nobody_helps(centre)
        (row,) = await centre.rows("assistance")
        assert (row["ended_by"], row["supervisor_id"], row["call_id"]) == ("acknowledged", SUE, None)
        await assert_clean(centre)


@pytest.mark.parametrize("how", [AssistanceEnd.TAKEN_BACK, AssistanceEnd.ACKNOWLEDGED, AssistanceEnd.CALL_ENDED])
async def test_phones_ring_no_longer_than_somebody_calls(tmp_path: Path, how: AssistanceEnd) -> None:
    """Taken back by the code, acknowledged in the terminal, or the caller hung up: both fall silent."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        phones, alice = await supervisors(centre), await centre.agent()
        call, ringing = await talking(centre, phone=alice)
        await dials(alice, "*64", Sentence.SUPERVISOR_CALLED)
        calls = await both_ring(centre, *phones)
        match how:
            case AssistanceEnd.TAKEN_BACK:
                await dials(alice, "*64", Sentence.SUPERVISOR_NOT_NEEDED)
            case AssistanceEnd.ACKNOWLEDGED:
                assert (await command.run(centre.app.settings, "agent", "acknowledge", "alice")).code == 0
            case _:
                call.hang_up()
        for one in calls:
            await one.ended(scaled(5))
        call.hang_up()
        await ringing.ended(scaled(5))
        await nobody_helps(centre)
        (row,) = await centre.rows("assistance")
        assert (row["ended_by"], row["supervisor_id"]) == (how, None)
        await assert_clean(centre)


async def test_nobody_answers(tmp_path: Path) -> None:
    """After the ring time the phones fall silent, and Alice shows as calling; a new call for one rings again."""
    async with call_centre(tmp_path, document(tmp_path, ring_s=1.0)) as centre:
        phones, _ = await supervisors(centre), await centre.agent()
        for _ in range(2):
            assert centre.app.controller.ask(AssistanceRequested(ALICE)) is None
            for phone in phones:
                await (await rung(phone)).ended(scaled(8))
            await nobody_helps(centre)
            assert centre.agent_view().assistance_s is not None
            back = AssistanceEndRequested(ALICE, AssistanceEnd.TAKEN_BACK)
            assert centre.app.controller.ask(back) is None
        await assert_clean(centre)


async def test_a_supervisor_who_declines(tmp_path: Path) -> None:
    """The others are rung on, and one of them may answer."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        phones, _ = await supervisors(centre), await centre.agent()
        assert centre.app.controller.ask(AssistanceRequested(ALICE)) is None
        sue, tom = await both_ring(centre, *phones)
        sue.refuse()
        await centre.wait_for(lambda _: centre.agent_view().supervisors_rung == (TOM,), what="only Tom is rung")
        await tom.answer()
        await hears(tom, Sentence.SUPERVISOR_WANTED)
        await tom.ended(scaled(8))
        await nobody_helps(centre)
        assert [row["supervisor_id"] for row in await centre.rows("assistance")] == [TOM]
        await assert_clean(centre)
