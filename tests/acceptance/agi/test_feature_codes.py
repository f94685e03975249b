"""Feature codes with the whole call centre: phones dial, the engine acts, each answer is heard."""

from pathlib import Path
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.domain.feature_codes import Sentence
from acd.domain.recordings import RecordingState
from acd.simulator.sip import OutgoingCall, Phone
from tests.fixtures import code_sounds, command
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.code_sounds import hears
from tests.fixtures.patience import scaled, until
from tests.fixtures.scenes import hear_each_other, waiting

pytestmark = pytest.mark.live

DESK = "phone-front"
NUMBERS = {"alice": "7001", "bob": "7002"}


def document(folder: Path, **queue: Any) -> dict[str, Any]:
    """Alice and Bob, a desk that is nobody's, every code, and a voice of tones."""
    made = configuration(agents=("alice", "bob"), queues=[{"id": "support", "number": "5", **queue}])
    for agent in made["agents"]:
        agent["number"] = NUMBERS[agent["id"]]
    made["phones"] = [{"id": "front", "name": "Front desk"}]
    reasons = [
        {"digit": digit, "reason": reason, "prompt": {"sound": "beep"}}
        for digit, reason in (("1", "lunch"), ("2", "training"))
    ]
    made["feature_codes"] = {"voices": {"en": code_sounds.write(folder)}, "pause_reasons": reasons}
    return made


async def dials(phone: Phone, code: str, *said: Sentence) -> OutgoingCall:
    """Dial a code and hear every sentence of the answer; then it is over."""
    call = phone.call(code)
    for sentence in said:
        await hears(call, sentence)
    assert await call.ended(scaled(8)) == 200
    return call


def presses(call: OutgoingCall, keys: str) -> None:
    """Press keys as fast as a phone's memory does."""
    call.send_dtmf(keys, digit_s=0.06, pause_s=0.06)


async def signs_in(phone: Phone, number: str, pin: str, *said: Sentence) -> None:
    """Dial *11, then number and PIN."""
    call = phone.call("*11")
    await hears(call, Sentence.ENTER_NUMBER)
    presses(call, f"{number}#")
    await hears(call, Sentence.ENTER_PIN)
    presses(call, f"{pin}#")
    for sentence in said:
        await hears(call, sentence)
    assert await call.ended(scaled(8)) == 200


async def desk_phone(centre: CallCentre) -> Phone:
    """The phone at the desk, registered."""
    phone = await centre.phone(DESK, tone_hz=AGENT_HZ)
    await phone.register()
    return phone


async def test_an_agents_own_phone_without_a_call(tmp_path: Path) -> None:
    """In, a pause with a reason asked for or dialled, how many wait, out; and what is refused is said."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        alice = await centre.agent(ALICE, sign_in=False)
        await dials(alice, "*46", Sentence.NOT_SIGNED_IN)
        await dials(alice, "*45", Sentence.SIGNED_IN)
        assert centre.agent_view().state is AgentState.AVAILABLE
        call = alice.call("*46")
        await hears(call, Sentence.CHOOSE_REASON)
        call.send_dtmf("1")
        await hears(call, Sentence.PAUSED)
        assert (centre.agent_view().state, centre.agent_view().reason) == (AgentState.PAUSED, "lunch")
        await call.ended(scaled(8))
        await dials(alice, "*462", Sentence.PAUSED)
        assert centre.agent_view().reason == "training"
        await dials(alice, "*463", Sentence.NO_SUCH_REASON)
        caller = await waiting(centre)
        for code in ("*47", "*47*5"):
            heard = alice.call(code)
            await hears(heard, Sentence.CALLERS_WAITING)
            await until(lambda call=heard: _speaks(call), "a number is said")  # type: ignore[misc]  # a bound default
            assert await heard.ended(scaled(8)) == 200
        await dials(alice, "*47*9", Sentence.NO_SUCH_QUEUE)
        await dials(alice, "*61", Sentence.NO_WRAPUP)
        await dials(alice, "*63", Sentence.NO_CALL)
        caller.hang_up()
        await centre.wait_quiet()
        await dials(alice, "*46", Sentence.TAKING_CALLS)
        assert centre.agent_view().state is AgentState.AVAILABLE
        await dials(alice, "*45*alice", Sentence.SIGNED_OUT)  # as a key with a lamp does
        assert centre.agent_view().state is AgentState.OFFLINE
        assert await alice.call("*99").ended(scaled(5)) == 503
        assert 'acd_feature_codes_total{code="pause",result="done"} 3.0' in await centre.metrics()
        await assert_clean(centre)


async def test_codes_beside_a_call(tmp_path: Path) -> None:
    """Recording on demand, a supervisor who is called and comes, wishes, and the wrap-up: from a second line."""
    settings = document(tmp_path, recording="on_demand", wrapup_s=2.0)
    async with call_centre(tmp_path, settings) as centre:
        alice = await centre.agent(ALICE)
        call = centre.call()
        ringing = await alice.next_call(scaled(10))
        await ringing.answer()
        await centre.wait_for_call(CallState.CONNECTED)
        for said, state in (
            (Sentence.RECORDING_STARTED, RecordingState.RUNNING),
            (Sentence.RECORDING_PAUSED, RecordingState.PAUSED),
            (Sentence.RECORDING_RESUMED, RecordingState.RUNNING),
        ):
            await dials(alice, "*63", said)
            assert centre.only_call().recording is state
        await dials(alice, "*64", Sentence.SUPERVISOR_CALLED)
        status = await command.run(centre.app.settings, "status")
        assert "CALLS FOR A SUPERVISOR" in status.out.replace("\n", " "), status.out
        assert "acd_agents_calling_supervisor 1.0" in await centre.metrics()
        came = await command.run(centre.app.settings, "agent", "acknowledge", "alice")
        assert came.code == 0 and centre.agent_view().assistance_s is None
        await dials(alice, "*64", Sentence.SUPERVISOR_CALLED)
        await dials(alice, "*64", Sentence.SUPERVISOR_NOT_NEEDED)
        await dials(alice, "*64", Sentence.SUPERVISOR_CALLED)
        await dials(alice, "*12", Sentence.SIGN_OUT_LATER)
        assert centre.agent_view().wish is AgentState.OFFLINE
        await dials(alice, "*45", Sentence.SIGNED_IN)
        await hear_each_other(call, ringing)
        call.hang_up()
        await centre.wait_for_agent(ALICE, AgentState.WRAPUP)
        assert centre.agent_view().assistance_s is None
        await dials(alice, "*62", Sentence.WRAPUP_EXTENDED)
        await dials(alice, "*61", Sentence.TAKING_CALLS)
        assert centre.agent_view().state is AgentState.AVAILABLE
        ends = [row["ended_by"] for row in await centre.rows("assistance")]
        assert ends == ["acknowledged", "taken_back", "call_ended"]
        await assert_clean(centre)


async def test_a_hot_desk(tmp_path: Path) -> None:
    """Rung at the desk, also after a restart of the controller; who sat there idle is out, who talks stays."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        pins = centre.app.credentials.pin
        front = await desk_phone(centre)
        await dials(front, "*45", Sentence.NO_OWNER)
        await signs_in(front, NUMBERS["bob"], pins(BOB), Sentence.SIGNED_IN)
        await signs_in(front, NUMBERS["alice"], pins(ALICE), Sentence.SIGNED_IN)
        assert centre.agent_view(BOB).state is AgentState.OFFLINE
        assert (centre.agent_view(ALICE).state, centre.agent_view(ALICE).endpoint) == (AgentState.AVAILABLE, DESK)
        await assert_clean(centre)
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        front = await desk_phone(centre)
        call = centre.call()
        ringing = await front.next_call(scaled(10))
        await ringing.answer()
        await ringing.media.wait_heard(CALLER_HZ, scaled(5))
        assert centre.only_call().agent_id == ALICE
        await signs_in(front, NUMBERS["bob"], centre.app.credentials.pin(BOB), Sentence.PHONE_IN_CALL)
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        members = centre.app.plan.etc / "queues_members.conf"
        await until(lambda: f"PJSIP/{DESK}\n" in members.read_text(), "the safety net rings at the desk")
        await dials(front, "*12", Sentence.SIGNED_OUT)
        assert centre.agent_view(ALICE).endpoint == "agent-alice"
        await assert_clean(centre, same_run=False)


async def test_pins_cannot_be_guessed(tmp_path: Path) -> None:
    """Five at a phone, then none, not even the right one; endless digits are refused; the log says who guessed."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        right = centre.app.credentials.pin(ALICE)
        wrong = f"{(int(right) + 1) % 1_000_000:06d}"
        front = await desk_phone(centre)
        call = front.call("*11")
        await hears(call, Sentence.ENTER_NUMBER)
        presses(call, "7" * 300)
        await hears(call, Sentence.TOO_LONG)
        assert await call.ended(scaled(8)) == 200
        await signs_in(front, NUMBERS["alice"], "1" * 300, Sentence.TOO_LONG)
        await signs_in(front, "999", right, Sentence.WRONG_PIN)
        for _ in range(3):
            await signs_in(front, NUMBERS["alice"], wrong, Sentence.WRONG_PIN)
        call = front.call("*11")
        await hears(call, Sentence.ENTER_NUMBER)
        presses(call, f"{NUMBERS['alice']}#")
        await hears(call, Sentence.TOO_MANY_GUESSES)
        assert await call.ended(scaled(8)) == 200
        assert centre.agent_view().state is AgentState.OFFLINE
        assert len(centre.log.with_action("pin_refused")) == 5
        (blocked,) = centre.log.with_action("pin_blocked")
        assert (blocked["phone"], blocked["number"]) == (DESK, NUMBERS["alice"])
        assert right not in centre.log.text() and wrong not in centre.log.text()
        assert 'acd_feature_codes_total{code="sign_in",result="blocked"} 1.0' in await centre.metrics()
        await assert_clean(centre)


async def test_a_caller_who_dials_a_code_and_an_agent_who_hangs_up(tmp_path: Path) -> None:
    """From the trunk a code is an unknown number; half a sign-in is none."""
    async with call_centre(tmp_path, document(tmp_path)) as centre:
        alice = await centre.agent(ALICE)
        for code in ("*11", "*45", "*12", "*64"):
            assert await centre.call(code).ended(scaled(5)) == 404
        assert centre.agent_view().state is AgentState.AVAILABLE
        assert not centre.log.with_action("code")
        call = alice.call("*11")
        await hears(call, Sentence.ENTER_NUMBER)
        call.send_dtmf(f"{NUMBERS['bob']}#")
        await hears(call, Sentence.ENTER_PIN)
        call.send_dtmf(centre.app.credentials.pin(BOB))
        call.hang_up()
        await until(lambda: bool(centre.log.with_action("code")), "the code is over")
        assert centre.log.with_action("code")[0]["outcome"] == "hung_up"
        assert {BOB: centre.agent_view(BOB).state, ALICE: centre.agent_view(ALICE).state} == {
            BOB: AgentState.OFFLINE,
            ALICE: AgentState.AVAILABLE,
        }
        await assert_clean(centre)


def _speaks(call: OutgoingCall) -> bool:
    """Tell whether there is sound that is no sentence of ours."""
    loud = call.media.overall_db() > -50
    return loud and not any(call.media.heard(pitch) for pitch in code_sounds.PITCH_HZ.values())
