"""The simulated PBX, stepped by hand. What it has in common with the real one is in tests/contract."""

from dataclasses import replace
from typing import get_args

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, LegEndCause, LegId, PlaybackId
from acd.domain.commands import (
    AdoptRecording,
    Answer,
    Command,
    Connect,
    HangUp,
    ListenIn,
    PauseRecording,
    Play,
    ResumeRecording,
    RingAgent,
    RingSupervisor,
    StartRecording,
    StartWaiting,
    StopRecording,
)
from acd.domain.errors import CommandRejected, TransportError
from acd.domain.events import (
    CallArrived,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
    RecordingAdopted,
    RecordingBegan,
    RecordingMuted,
)
from acd.domain.flows import Prompt
from acd.domain.recordings import RecordingId
from acd.domain.tenants import TenantId
from acd.simulator.scripted_phones import Answers, RingsOn, ScriptedPhone, Silent
from acd.simulator.telephony import _HANDLERS, FakeTelephony

AGENT, PHONE = LegId("a1"), Endpoint("agent-a")


def run(fake: FakeTelephony, until: float = 1000.0) -> list[tuple[float, Event]]:
    """Step from deadline to deadline, as a virtual clock does."""
    told: list[tuple[float, Event]] = []
    while (deadline := fake.next_deadline()) is not None and deadline <= until:
        told += [(round(deadline, 3), event) for event in fake.advance(deadline)]
    return told


def ring(caller: LegId, timeout_s: float = 20.0) -> RingAgent:
    """An offer."""
    return RingAgent(AGENT, CallId(caller), caller, AgentId("a"), PHONE, CallerId(), TenantId("t"), timeout_s)


def fake_with(phone: ScriptedPhone) -> tuple[FakeTelephony, LegId]:
    """A PBX with one phone and a caller who arrived."""
    fake = FakeTelephony(lambda prompt: 0.0 if prompt == "missing" else 2.0, latency_s=0.0)
    fake.phones[PHONE] = phone
    caller = fake.arrive("+49", CallerId("1"), 10.0)
    return fake, caller


def test_nothing_happens_by_itself() -> None:
    """No deadline, no event."""
    fake = FakeTelephony()
    assert fake.next_deadline() is None
    assert fake.advance(1e9) == []


def test_a_call_by_the_virtual_clock() -> None:
    """Every time is exact."""
    fake, caller = fake_with(Answers(after_s=3.0, rings_after_s=0.5))
    assert run(fake) == [(10.0, CallArrived(CallId(caller), caller, "+49", CallerId("1")))]  # type: ignore[arg-type]
    fake.apply(Answer(caller), 11.0)
    fake.apply(StartWaiting(caller, BridgeId("h"), "default"), 11.0)
    fake.apply(ring(caller), 12.0)
    assert run(fake, 20.0) == [(11.0, LegAnswered(caller)), (12.5, LegRinging(AGENT)), (15.0, LegAnswered(AGENT))]
    fake.apply(Connect(caller, AGENT, BridgeId("t")), 20.0)
    fake.hang_up(caller, 30.0)
    assert run(fake, 40.0) == [(20.0, LegConnected(AGENT)), (30.0, LegEnded(caller))]
    assert fake.legs() == (LegSeen(AGENT, False, True, PHONE),)
    assert [type(command) for command in fake.commands] == [Answer, StartWaiting, RingAgent, Connect]


def test_an_ear_that_exists_is_refused() -> None:
    """And listens on; two legs do not share a name."""
    fake, caller = fake_with(Answers(after_s=0.0))
    fake.apply(ring(caller), 12.0)
    run(fake)
    for supervisor in ("s1", "s2"):
        fake.apply(RingSupervisor(LegId(supervisor), AgentId("s"), PHONE, CallerId(), 20.0), 13.0)
    run(fake)
    fake.apply(ListenIn(LegId("s1"), AGENT, LegId("ear"), BridgeId("r1")), 14.0)
    with pytest.raises(CommandRejected):
        fake.apply(ListenIn(LegId("s2"), AGENT, LegId("ear"), BridgeId("r2")), 14.0)
    assert {leg.leg_id: leg.peer for leg in fake.legs()}[LegId("ear")] == "s1"


def test_latency_is_the_same_for_every_event() -> None:
    """So order is kept."""
    fake = FakeTelephony(latency_s=0.25)
    fake.arrive("+49", CallerId(), 1.0)
    assert fake.next_deadline() == 1.25


def test_sounds_take_their_time_one_after_the_other() -> None:
    """A second playback waits for the first; what is missing takes none."""
    fake, caller = fake_with(RingsOn())
    run(fake)
    for name, prompts in (("p1", ("x", "missing")), ("p2", ("x",))):
        fake.apply(Play(caller, PlaybackId(name), tuple(Prompt(each) for each in prompts)), 20.0)
    assert [(at, getattr(event, "playback_id", None)) for at, event in run(fake)] == [(22.0, "p1"), (24.0, "p2")]


def test_a_sound_that_is_cut_off_ends_after_the_leg() -> None:
    """In the order in which Asterisk tells it, and once."""
    fake, caller = fake_with(RingsOn())
    run(fake)
    fake.apply(Play(caller, PlaybackId("p"), (Prompt("x"),)), 20.0)
    fake.hang_up(caller, 21.0)
    fake.hang_up(caller, 21.0)
    assert run(fake) == [(21.0, LegEnded(caller)), (21.0, PlaybackEnded(caller, PlaybackId("p")))]


@pytest.mark.parametrize(
    ("phone", "cause"), [(RingsOn(0.0), LegEndCause.NO_ANSWER), (Silent(), LegEndCause.UNREACHABLE)]
)
def test_the_pbx_gives_up_after_the_engine_would_have(phone: ScriptedPhone, cause: LegEndCause) -> None:
    """Two seconds later."""
    fake, caller = fake_with(phone)
    run(fake)
    fake.apply(ring(caller, 5.0), 20.0)
    assert run(fake)[-1] == (27.0, LegEnded(AGENT, cause))


def test_a_phone_that_was_hung_up_does_nothing_more() -> None:
    """Neither rings nor answers nor times out."""
    fake, caller = fake_with(Answers(after_s=3.0, rings_after_s=1.0))
    run(fake)
    fake.apply(ring(caller), 20.0)
    fake.apply(HangUp(AGENT), 20.5)
    assert run(fake) == [(20.5, LegEnded(AGENT))]


def test_a_key_is_told() -> None:
    """Of a leg that is there."""
    fake, caller = fake_with(RingsOn())
    run(fake)
    fake.press(caller, "5", 20.0)
    fake.press(AGENT, "5", 20.0)
    assert run(fake) == [(20.0, DigitPressed(caller, "5"))]


def test_while_the_link_is_lost_nothing_is_told() -> None:
    """And nothing can be asked for; then all that is left is told."""
    fake, caller = fake_with(Answers(after_s=3.0))
    run(fake)
    fake.apply(ring(caller), 20.0)
    fake.lose_link(21.0)
    assert run(fake, 22.0)[-1] == (21.0, PbxLost())
    with pytest.raises(TransportError):
        fake.apply(HangUp(AGENT), 22.0)
    fake.hang_up(caller, 22.5)
    fake.restore_link(30.0)
    assert run(fake, 35.0) == [(30.0, PbxConnected((LegSeen(AGENT, False, True, PHONE),)))]
    fake.apply(HangUp(AGENT), 36.0)


def test_a_pbx_that_began_anew_holds_nothing() -> None:
    """Ids may come again then."""
    fake, caller = fake_with(RingsOn())
    run(fake)
    fake.lose_link(21.0)
    fake.restore_link(22.0, restarted=True)
    assert run(fake)[-1] == (22.0, PbxConnected((), restarted=True))
    with pytest.raises(CommandRejected):
        fake.apply(Answer(caller), 23.0)


def test_a_recording_begins_and_is_of_a_leg_that_is_there() -> None:
    """As on the real one; there is no file, as there is no sound."""
    fake, caller = fake_with(RingsOn())
    run(fake)
    name = RecordingId(f"{caller}-r1")
    fake.apply(StartRecording(caller, name, TenantId("t")), 20.0)
    assert run(fake) == [(20.0, RecordingBegan(caller, name))]
    for command in (PauseRecording(caller, name), ResumeRecording(caller, name), StopRecording(caller, name)):
        fake.apply(command, 21.0)
        with pytest.raises(CommandRejected):
            fake.apply(replace(command, lane=AGENT), 21.0)
    assert run(fake) == [(21.0, RecordingMuted(caller, name, True)), (21.0, RecordingMuted(caller, name, False))]
    fake.apply(AdoptRecording(caller, name, TenantId("t")), 22.0)
    assert run(fake) == [(22.0, RecordingAdopted(caller, name))]


def test_every_command_is_known() -> None:
    """One that is added to the vocabulary must be added to the simulation."""
    assert set(_HANDLERS) == set(get_args(Command))
