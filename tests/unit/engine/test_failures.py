"""Commands that the PBX did not carry out: each with each refusal has its next step."""

from collections.abc import Callable

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import BridgeId, HangUpReason, OfferResult, OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Command,
    Connect,
    HangUp,
    Play,
    Refusal,
    RingAgent,
    SendToSafetyNet,
    StartWaiting,
    StopPlayback,
)
from acd.domain.events import (
    CallBroken,
    CommandFailed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
)
from acd.domain.flows import Prompt
from acd.domain.records import CommandRefused, Hearer, OfferEnded, PlayFailed
from tests.playbooks import ACME, GREETING, Playbook, agent, arrives, office, opened, some
from tests.unit.engine.scenes import (
    ALICE,
    BOB,
    CALLER,
    LEG,
    asked,
    connected,
    connecting,
    ended,
    greeted,
    offered,
    ringing,
    waiting,
    whispered,
)

NOT_DONE = [Refusal.REFUSED, Refusal.UNKNOWN]


def failed(command: Command, refusal: Refusal) -> CommandFailed:
    """Return the event."""
    return CommandFailed(command, refusal, "why")


def kept(command: str, refusal: Refusal) -> CommandRefused:
    """Return what is kept for the operator."""
    return CommandRefused(command, refusal.value, "why")


def in_flow() -> Playbook:
    """The caller is about to be answered."""
    return opened(office(agent("alice"), before=GREETING)).on(arrives()).asks(Answer(CALLER))


def greeting() -> Playbook:
    """The caller hears the greeting."""
    return greeted(opened(office(agent("alice"), before=GREETING)))


def in_line() -> Playbook:
    """The caller waits, nobody is there."""
    return waiting(opened(office(agent("alice"), agent("bob")), ()))


def with_two() -> Playbook:
    """Alice is asked, Bob is there too."""
    return offered(opened(office(agent("alice"), agent("bob"))))


RING = RingAgent(LEG, arrives().call_id, CALLER, ALICE, agent("alice").endpoint, arrives().caller, ACME, 20)


@pytest.mark.parametrize("refusal", NOT_DONE)
def test_a_caller_who_cannot_be_answered_goes_to_the_safety_net(refusal: Refusal) -> None:
    """The controller cannot go on with the call; why is kept."""
    in_flow().on(failed(Answer(CALLER), refusal)).asks(SendToSafetyNet(CALLER)).keeps(
        kept("Answer", refusal), ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)
    ).run()


def test_what_fails_with_the_link_is_asked_for_again() -> None:
    """A PBX that is away may be dead, or have answered the caller: it is asked when it is back."""
    here = LegSeen(CALLER, is_caller=True, answered=False)
    book = in_flow().on(PbxLost()).asks().on(failed(Answer(CALLER), Refusal.UNKNOWN)).asks()
    book.on(PbxConnected((here,))).asks(Answer(CALLER)).run()
    book = in_flow().on(PbxLost()).asks().on(failed(Answer(CALLER), Refusal.UNKNOWN)).asks()
    book.on(PbxConnected(restarted=True)).asks()
    book.keeps(kept("Answer", Refusal.UNKNOWN), ended(OutcomeClass.FAILED, OutcomeReason.PBX_LOST)).run()


def test_an_answer_that_was_given_after_all_is_believed() -> None:
    """No reply came in time, but the event did: the call goes on."""
    book = greeted(opened(office(agent("alice"), before=GREETING)))
    book.on(failed(Answer(CALLER), Refusal.UNKNOWN)).asks().run()
    assert book.engine.calls.calls
    book = in_flow().on(LegEnded(CALLER)).asks().on(failed(Answer(CALLER), Refusal.UNKNOWN)).asks().run()
    assert not book.engine.calls.calls


@pytest.mark.parametrize(
    ("scene", "command"),
    [
        (in_flow, Answer(CALLER)),
        (greeting, Play(CALLER, PlaybackId("c1-p1"), (Prompt("hello"),))),
    ],
)
def test_a_caller_who_is_gone_has_left(scene: Callable[[], Playbook], command: Command) -> None:
    """GONE is as good as the end of the leg: nobody is put in line who is not there."""
    scene().on(failed(command, Refusal.GONE)).asks().on(LegEnded(CALLER)).asks().keeps(
        ended(OutcomeClass.ABANDONED, OutcomeReason.IN_FLOW)
    ).run()


@pytest.mark.parametrize("refusal", NOT_DONE)
def test_a_sound_that_cannot_be_played_is_passed_over(refusal: Refusal) -> None:
    """The caller comes into line without the greeting, behind a tone."""
    book = greeting()
    book.on(failed(Play(CALLER, PlaybackId("c1-p1"), (Prompt("hello"),)), refusal))
    book.asks(some(Play, playback_id="c1-p2", prompts=(Prompt("beep"),)))
    book.on(PlaybackEnded(CALLER, PlaybackId("c1-p2"))).asks(some(StartWaiting), asked(ALICE))
    book.keeps(kept("Play", refusal), PlayFailed(Hearer.CALLER)).run()


def test_a_caller_without_music_still_is_in_line() -> None:
    """Only GONE ends the wait."""
    start = StartWaiting(CALLER, BridgeId("c1-hold1"), "sales-music")
    book = in_line().on(failed(start, Refusal.REFUSED)).asks().keeps(kept("StartWaiting", Refusal.REFUSED)).run()
    assert book.engine.matcher.waiting() == ["c1"]
    in_line().on(failed(start, Refusal.GONE)).asks(some(CloseBridge)).keeps(
        ended(OutcomeClass.ABANDONED, OutcomeReason.WAITING)
    ).run()


@pytest.mark.parametrize("refusal", Refusal)
def test_a_phone_that_cannot_be_rung_is_passed_over(refusal: Refusal) -> None:
    """The leg is hung up all the same, as it may exist; the next agent is asked in the same step."""
    book = with_two().on(failed(RING, refusal)).asks(HangUp(LEG), asked(BOB)).on(LegRinging(LEG)).asks()
    book.keeps(some(OfferEnded, result=OfferResult.FAILED)).on(failed(RING, refusal)).asks().run()
    assert book.engine.agents.agents[ALICE].resting


@pytest.mark.parametrize("refusal", NOT_DONE)
def test_a_whisper_that_cannot_be_played_is_passed_over(refusal: Refusal) -> None:
    """The two are connected."""
    whispered(opened(office(agent("alice"), whisper="acme"))).on(
        failed(Play(LEG, PlaybackId("c1-a1-p1"), (Prompt("acme"),)), refusal)
    ).asks(some(Connect, agent_leg_id=LEG)).run()


def test_an_agent_who_is_gone_at_the_whisper_has_hung_up() -> None:
    """The caller waits on."""
    book = whispered(opened(office(agent("alice"), whisper="acme")))
    book.on(failed(Play(LEG, PlaybackId("c1-a1-p1"), (Prompt("acme"),)), Refusal.GONE)).asks()
    book.keeps(some(OfferEnded, result=OfferResult.DROPPED)).run()


@pytest.mark.parametrize("refusal", Refusal)
def test_two_who_cannot_be_connected_part(refusal: Refusal) -> None:
    """The agent is hung up, the caller gets a new waiting room and the old place."""
    command = Connect(CALLER, LEG, BridgeId("c1-talk1"))
    book = (
        connecting(opened(office(agent("alice"), agent("bob"))))
        .on(failed(command, refusal))
        .asks(
            HangUp(LEG),
            some(CloseBridge, bridge_id="c1-hold1"),
            some(CloseBridge, bridge_id="c1-talk1"),
            some(StartWaiting, room_id="c1-hold2"),
            asked(BOB),
        )
    )
    book.on(LegConnected(LEG)).asks().on(failed(command, refusal)).asks()
    book.keeps(some(OfferEnded, result=OfferResult.DROPPED, agent_id=ALICE)).run()


def test_two_who_are_connected_after_all_talk_on() -> None:
    """No reply came in time, but the event did."""
    book = connected(opened(office(agent("alice"))))
    book.on(failed(Connect(CALLER, LEG, BridgeId("c1-talk1")), Refusal.UNKNOWN)).asks().run()
    assert book.engine.agents.agents[ALICE].state is AgentState.TALKING


@pytest.mark.parametrize("refusal", NOT_DONE)
def test_a_caller_whom_the_dialplan_does_not_take_is_hung_up(refusal: Refusal) -> None:
    """Nobody is left in silence."""
    book = in_line().on(CallBroken(CALLER)).asks(SendToSafetyNet(CALLER), some(CloseBridge))
    book.on(failed(SendToSafetyNet(CALLER), refusal)).asks(HangUp(CALLER))
    book.keeps(kept("SendToSafetyNet", refusal)).run()


def test_a_caller_who_left_needs_no_safety_net() -> None:
    """GONE is what was wanted."""
    book = in_line().on(CallBroken(CALLER)).asks(SendToSafetyNet(CALLER), some(CloseBridge))
    book.on(failed(SendToSafetyNet(CALLER), Refusal.GONE)).asks().run()
    assert not any(isinstance(record, CommandRefused) for record in book.records)


@pytest.mark.parametrize(
    "command",
    [
        HangUp(LEG, HangUpReason.NO_ANSWER),
        CloseBridge(CALLER, BridgeId("c1-hold1")),
        StopPlayback(CALLER, PlaybackId("c1-p1")),
    ],
)
@pytest.mark.parametrize("refusal", NOT_DONE)
def test_what_could_not_be_removed_is_kept_for_the_operator(command: Command, refusal: Refusal) -> None:
    """The call goes on; what is left over is found by reconciling."""
    book = ringing(opened(office(agent("alice")))).on(failed(command, refusal)).asks()
    book.keeps(kept(type(command).__name__, refusal)).on(LegAnswered(LEG)).asks(some(Connect)).run()


def test_a_party_of_a_conversation_who_is_gone_has_hung_up() -> None:
    """A hang-up that finds nobody says that the leg has ended."""
    book = connected(opened(office(agent("alice")))).on(CallBroken(CALLER)).asks()
    book.on(failed(HangUp(CALLER), Refusal.GONE)).asks(HangUp(LEG), some(CloseBridge)).run()
