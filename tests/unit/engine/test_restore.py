"""After every connect the engine is held against what the PBX says it holds."""

from collections.abc import Callable

import pytest

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import (
    BridgeId,
    HangUpReason,
    LegEndCause,
    LegId,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
)
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Connect,
    HangUp,
    Play,
    Refusal,
    SendToSafetyNet,
    StartRecording,
    StartWaiting,
    StopPlayback,
)
from acd.domain.events import (
    CallBroken,
    CommandFailed,
    LegConnected,
    LegEnded,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PoolApplied,
    RecordingBegan,
)
from acd.domain.recordings import RecordingId, RecordingPolicy
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallQueued, OfferEnded, RecordingEnded, Segment
from acd.domain.steps import AnswerStep
from acd.domain.stored import AgentRestored
from tests.playbooks import GREETING, Playbook, agent, arrives, office, opened, queue, some
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
    ringing,
    waiting,
    whispered,
)

X, Y = LegId("x"), LegId("y")
"""Legs that no call of ours knows."""


def house() -> Playbook:
    """One agent is there."""
    return opened(office(agent("alice")))


def caller(
    leg: LegId = CALLER,
    *,
    answered: bool = True,
    peer: LegId | None = None,
    room: str | None = None,
    bridge: str | None = None,
) -> LegSeen:
    """A caller's leg that the PBX holds."""
    return LegSeen(leg, True, answered, peer=peer, room_id=_bridge(room), bridge_id=_bridge(bridge))


def phone(
    leg: LegId = LEG,
    name: str = "alice",
    *,
    answered: bool = False,
    peer: LegId | None = None,
    bridge: str | None = None,
) -> LegSeen:
    """An agent's leg that the PBX holds."""
    return LegSeen(leg, False, answered, Endpoint(f"agent-{name}"), peer, bridge_id=_bridge(bridge))


def _bridge(name: str | None) -> BridgeId | None:
    return BridgeId(name) if name else None


def back(*legs: LegSeen, restarted: bool = False, empty: tuple[str, ...] = ()) -> PbxConnected:
    """The link is up again."""
    return PbxConnected(legs, restarted, tuple(map(BridgeId, empty)))


def state(book: Playbook, agent_id: AgentId = ALICE) -> AgentState:
    """Return what an agent does at the end of a playbook."""
    return book.engine.agents.agents[agent_id].state


# calls of ours


@pytest.mark.parametrize(
    ("scene", "hangs_up", "cls", "reason"),
    [
        (waiting, False, OutcomeClass.ABANDONED, OutcomeReason.WAITING),
        (ringing, True, OutcomeClass.ABANDONED, OutcomeReason.RINGING),
        (connected, True, OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP),
    ],
)
def test_a_caller_who_is_not_there_any_more_has_left(
    scene: Callable[[Playbook], Playbook], hangs_up: bool, cls: OutcomeClass, reason: OutcomeReason
) -> None:
    """The end is dated now, as nobody knows better; the agent's leg is hung up once."""
    book = scene(opened(office(agent("alice")), [ALICE] * hangs_up)).on(PbxLost()).asks().after(3)
    book.on(back(phone()) if hangs_up else back()).asks(*[HangUp(LEG)] * hangs_up, some(CloseBridge))
    book.keeps(ended(cls, reason, ended_ms=1_003_000)).run()


def test_an_agent_who_is_not_there_any_more_has_hung_up() -> None:
    """The caller is hung up by the call, and not given to the dialplan besides."""
    book = connected(house()).on(PbxLost()).asks().on(back(caller()))
    book.asks(HangUp(CALLER), some(CloseBridge)).keeps(ended(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP)).run()


def test_a_conversation_that_goes_on_is_left_alone() -> None:
    """Losing sight of it changes nothing."""
    book = connected(house()).on(PbxLost()).asks().after(30)
    book.on(back(caller(peer=LEG), phone(answered=True, peer=CALLER))).asks()
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).run()


def test_a_phone_that_rings_on_is_left_alone() -> None:
    """The ring time goes on from where it began."""
    book = ringing(house()).after(5).on(PbxLost()).asks().after(5).on(back(caller(), phone())).asks()
    book.after(10).asks(HangUp(LEG, HangUpReason.NO_ANSWER)).on(LegEnded(LEG)).asks(asked(ALICE)).run()


def test_an_answer_that_was_missed_leads_on() -> None:
    """The agent picked up while nobody listened: the two are connected now."""
    book = ringing(house()).on(PbxLost()).asks().on(back(caller(), phone(answered=True)))
    book.asks(some(Connect, agent_leg_id=LEG)).run()


def test_a_connection_that_was_missed_is_a_conversation() -> None:
    """The wait ends now."""
    book = connecting(house()).on(PbxLost()).asks().after(2)
    book.on(back(caller(peer=LEG), phone(answered=True, peer=CALLER))).asks(some(CloseBridge))
    book.keeps(some(CallConnected, wait_ms=2000)).run()


def test_a_connection_that_never_came_is_made_again() -> None:
    """The command may have been lost with the link: another bridge, and the first is closed."""
    book = connecting(house()).on(PbxLost()).asks().on(back(caller(), phone(answered=True)))
    book.asks(some(CloseBridge, bridge_id="c1-talk1"), some(Connect, bridge_id="c1-talk2"))
    book.on(LegConnected(LEG)).asks(some(CloseBridge, bridge_id="c1-hold1")).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge, bridge_id="c1-talk2")).run()


def test_a_whisper_whose_end_was_missed_is_over() -> None:
    """It is stopped, as it may still play."""
    book = whispered(opened(office(agent("alice"), whisper="acme"))).on(PbxLost()).asks()
    book.on(back(caller(), phone(answered=True))).asks(StopPlayback(LEG, PlaybackId("c1-a1-p1")), some(Connect)).run()


def test_a_phone_that_is_not_there_is_passed_over() -> None:
    """It is hung up all the same: the command to ring may still be under way."""
    book = ringing(opened(office(agent("alice"), agent("bob")))).on(PbxLost()).asks().on(back(caller()))
    book.asks(HangUp(LEG), asked(BOB)).keeps(some(OfferEnded, result=OfferResult.FAILED)).run()


def test_a_greeting_is_played_again() -> None:
    """Its end may have been missed; the old one is stopped, and its end is of no meaning."""
    book = greeted(opened(office(agent("alice"), before=GREETING))).on(PbxLost()).asks().on(back(caller()))
    book.asks(some(StopPlayback, playback_id="c1-p1"), some(Play, playback_id="c1-p2")).run()


def test_an_answer_that_was_missed_leads_into_the_line_now() -> None:
    """Nobody waited in line while nobody knew that the leg is up."""
    book = opened(office(before=(AnswerStep(),))).on(arrives()).asks(Answer(CALLER)).on(PbxLost()).asks()
    book.after(9).on(back(caller())).asks(some(StartWaiting, lane=CALLER)).run()
    (queued,) = [record for record in book.records if isinstance(record, CallQueued)]
    assert queued.at_ms == round(book.now * 1000)


# a PBX that began anew


@pytest.mark.parametrize(("scene", "commands"), [(waiting, []), (ringing, [HangUp(LEG)]), (connected, [])])
def test_a_pbx_that_began_anew_has_lost_every_call(
    scene: Callable[[Playbook], Playbook], commands: list[HangUp]
) -> None:
    """Each is closed with this reason, once. A phone is hung up, as the command to ring may be under way."""
    book = scene(opened(office(agent("alice")), [] if scene is waiting else [ALICE])).on(PbxLost()).asks()
    book.after(9).on(back(restarted=True)).asks(*commands).on(back(restarted=True)).asks()
    book.keeps(ended(OutcomeClass.FAILED, OutcomeReason.PBX_LOST)).run()
    assert not book.engine.calls.legs and book.engine.next_deadline() is None


@pytest.mark.parametrize(("scene", "commands"), [(waiting, []), (ringing, [HangUp(LEG)]), (connected, [])])
def test_a_call_that_a_pbx_took_with_it_ended_when_the_link_broke(
    scene: Callable[[Playbook], Playbook], commands: list[HangUp]
) -> None:
    """Not when the next PBX was there: nobody waited, rang or talked until then, and the agent is free since then."""
    book = scene(opened(office(agent("alice")), [] if scene is waiting else [ALICE])).after(4).on(PbxLost()).asks()
    book.after(9).on(back(restarted=True)).asks(*commands).run()
    (end,) = [record for record in book.records if isinstance(record, CallEnded)]
    assert end.ended_ms == round((book.now - 9) * 1000)
    last = [record for record in book.records if isinstance(record, Segment)][-1]
    assert last.ended_ms == end.ended_ms
    assert scene is not ringing or any(
        isinstance(record, OfferEnded) and record.ended_ms == end.ended_ms for record in book.records
    )


def test_what_was_over_before_the_next_pbx_came_is_not_undone() -> None:
    """The phone rang out after the link broke: the caller was in line again, and the call ends then."""
    book = ringing(opened(office(agent("alice")), [ALICE])).on(PbxLost()).asks()
    book.after(60).asks(HangUp(LEG)).on(back(restarted=True)).asks().run()
    lengths = [record.ended_ms - record.started_ms for record in book.records if isinstance(record, Segment)]
    (offer,) = [record for record in book.records if isinstance(record, OfferEnded)]
    (end,) = [record for record in book.records if isinstance(record, CallEnded)]
    assert min(lengths) >= 0 and end.ended_ms == offer.ended_ms


@pytest.mark.parametrize(("scene", "commands"), [(ringing, [HangUp(LEG)]), (connected, [])])
def test_what_an_agent_asked_for_before_the_next_pbx_came_is_not_undone(
    scene: Callable[[Playbook], Playbook], commands: list[HangUp]
) -> None:
    """The wish is noted at its moment, and the call ends then: nobody's time runs backwards."""
    book = scene(opened(office(agent("alice")), [ALICE])).on(PbxLost()).asks().after(3)
    book.on(PauseRequested(ALICE, "lunch")).asks().after(6).on(back(restarted=True)).asks(*commands).run()
    lengths = [record.ended_ms - record.started_ms for record in book.records if isinstance(record, AgentStint)]
    (end,) = [record for record in book.records if isinstance(record, CallEnded)]
    assert min(lengths) >= 0 and end.ended_ms == round((book.now - 6) * 1000)


def test_a_recording_that_was_told_after_the_link_broke_does_not_end_before_it_began() -> None:
    """The manager link of a dying PBX may tell for longer than the other: the call ends with what was noted last."""
    book = connecting(opened(office(agent("alice"), queues=[queue(recording=RecordingPolicy.ALWAYS)])))
    book.on(LegConnected(LEG)).asks(some(CloseBridge), some(StartRecording))
    book.on(PbxLost()).asks().after(3).on(RecordingBegan(CALLER, RecordingId("c1-r1"))).asks()
    book.after(6).on(back(restarted=True)).asks().run()
    (end,) = [record for record in book.records if isinstance(record, CallEnded)]
    (recording,) = [record for record in book.records if isinstance(record, RecordingEnded)]
    assert recording.started_ms == recording.ended_ms == end.ended_ms == round((book.now - 6) * 1000)


# what no call of ours knows


def test_a_caller_of_nobody_goes_to_the_dialplan() -> None:
    """Left by a controller before us."""
    house().on(back(caller(X))).asks(SendToSafetyNet(X)).run()


def test_a_phone_of_nobody_is_hung_up() -> None:
    """Left by an offer that is forgotten."""
    house().on(back(phone(X))).asks(HangUp(X)).run()


@pytest.mark.parametrize(("first", "other"), [(X, Y), (Y, X)])
def test_a_conversation_of_nobody_goes_on(first: LegId, other: LegId) -> None:
    """The agent is busy with it, whatever state was stored; when one leaves, the other is hung up."""
    book = waiting(house().on(back(caller(X, peer=Y), phone(Y, peer=X))).asks(), "c1")
    book.on(back(caller(X, peer=Y), phone(Y, peer=X), caller())).asks()  # told again, adopted once
    if first == Y:
        book.on(LegEnded(Y)).asks(HangUp(X), asked(ALICE)).on(LegEnded(X)).asks().run()
    else:  # the agent's phone must have done with the one before
        book.on(LegEnded(X)).asks(HangUp(Y)).on(LegEnded(Y)).asks(asked(ALICE)).run()


def test_a_conversation_of_nobody_without_an_agent_we_know() -> None:
    """Two legs talk, the phone is not in the configuration: they go on, and are cleared away in the end."""
    book = house().on(back(caller(X, peer=Y), phone(Y, "zoe", peer=X))).asks()
    book.on(LegEnded(Y)).asks(HangUp(X)).run()
    assert state(book) is AgentState.AVAILABLE


def test_one_agent_in_two_conversations_of_nobody() -> None:
    """The first counts; the end of the second does not free the agent."""
    legs = caller(X, peer=Y), phone(Y, peer=X), caller(LegId("v"), peer=LegId("w")), phone(LegId("w"), peer=LegId("v"))
    book = house().on(back(*legs)).asks().on(LegEnded(LegId("v"))).asks(HangUp(LegId("w"))).run()
    assert state(book) is AgentState.TALKING


def test_an_agent_with_a_call_of_ours_is_not_freed_by_another_conversation() -> None:
    """The phone has two lines; the call in hand is what counts."""
    book = connected(house())
    book.on(back(caller(peer=LEG), phone(answered=True, peer=CALLER), caller(X, peer=Y), phone(Y, peer=X))).asks()
    book.on(LegEnded(X)).asks(HangUp(Y)).run()
    assert state(book) is AgentState.TALKING and book.engine.calls.calls


def test_a_phone_that_talks_to_a_caller_of_ours_without_our_knowledge_is_hung_up() -> None:
    """The offer was given up when the link broke, and had been connected after all: one agent per caller."""
    book = connecting(opened(office(agent("alice"), agent("bob")))).on(PbxLost()).asks()
    book.on(LegEnded(LEG, LegEndCause.LOST)).asks(some(CloseBridge), some(CloseBridge), some(StartWaiting))
    book.on(back(caller(peer=LEG), phone(answered=True, peer=CALLER))).asks(HangUp(LEG), asked(BOB)).run()


def test_a_stray_conversation_that_ended_unseen() -> None:
    """Both are gone, or one is: the one left is hung up once, and the agent is free."""
    book = connected(house()).on(CallBroken(CALLER)).asks().on(PbxLost()).asks()
    book.on(back(caller())).asks(HangUp(CALLER), some(CloseBridge, bridge_id="c1-talk1")).run()
    assert state(book) is AgentState.AVAILABLE


# bridges that a controller before us made


def test_the_bridge_of_a_conversation_of_nobody_is_closed_when_it_ends() -> None:
    """Not before: the two talk in it."""
    book = house().on(back(caller(X, peer=Y, bridge="x-talk1"), phone(Y, peer=X, bridge="x-talk1"))).asks()
    book.on(LegEnded(X)).asks(HangUp(Y), CloseBridge(Y, BridgeId("x-talk1"))).run()


def test_a_bridge_that_nobody_is_in_is_closed() -> None:
    """Asterisk never removes one by itself."""
    house().on(back(empty=("old-talk1",))).asks(CloseBridge(LegId("old-talk1"), BridgeId("old-talk1"))).run()


def test_the_room_of_a_caller_whom_nobody_knows_is_closed_behind_them() -> None:
    """In the caller's lane: first to the safety net, then the room goes."""
    book = house().on(back(caller(X, room="x-hold1")))
    book.asks(SendToSafetyNet(X), CloseBridge(X, BridgeId("x-hold1"))).run()


def test_bridges_of_our_calls_are_left_alone() -> None:
    """The room of who waits, also while they are on their way to it, and the bridge of who talks."""
    book = waiting(opened(office(agent("alice")), [])).on(PbxLost()).asks()
    book.on(back(caller(room="c1-hold1"))).asks().on(back(caller(), empty=("c1-hold1",))).asks().run()
    book = connected(house()).on(PbxLost()).asks()
    talk = "c1-talk1"
    book.on(back(caller(peer=LEG, bridge=talk), phone(answered=True, peer=CALLER, bridge=talk))).asks().run()


# music that may never have begun


def test_a_caller_whose_music_was_not_confirmed_gets_it_again_after_a_link_loss() -> None:
    """The command may have been lost with the link: another room, and the first is closed."""
    lost = CommandFailed(StartWaiting(CALLER, BridgeId("c1-hold1"), "default"), Refusal.UNKNOWN)
    book = waiting(opened(office(agent("alice")), [])).on(lost).asks().on(PbxLost()).asks()
    book.on(back(caller())).asks(
        CloseBridge(CALLER, BridgeId("c1-hold1")), some(StartWaiting, room_id="c1-hold2")
    ).run()


def test_a_caller_without_music_gets_it_after_an_offer_that_came_to_nothing() -> None:
    """No link loss is needed to try again."""
    refused = CommandFailed(StartWaiting(CALLER, BridgeId("c1-hold1"), "default"), Refusal.REFUSED)
    book = ringing(house()).on(refused).asks().on(LegEnded(LEG, LegEndCause.BUSY))
    book.asks(CloseBridge(CALLER, BridgeId("c1-hold1")), some(StartWaiting, room_id="c1-hold2")).run()


def test_a_late_word_about_an_earlier_room_changes_nothing() -> None:
    """Only the present room counts, and only a call that goes on."""
    late = CommandFailed(StartWaiting(CALLER, BridgeId("c1-hold0"), "default"), Refusal.UNKNOWN)
    nobody = CommandFailed(StartWaiting(X, BridgeId("x-hold1"), "default"), Refusal.UNKNOWN)
    book = waiting(opened(office(agent("alice")), [])).on(late).asks().on(nobody).asks().on(PbxLost()).asks()
    book.on(back(caller())).asks().run()


# agents whose state was stored


@pytest.mark.parametrize(
    ("stored", "now_is", "after"),
    [
        (AgentState.OFFLINE, AgentState.OFFLINE, AgentState.OFFLINE),
        (AgentState.AVAILABLE, AgentState.AVAILABLE, AgentState.AVAILABLE),
        (AgentState.PAUSED, AgentState.PAUSED, AgentState.PAUSED),
        (AgentState.WRAPUP, AgentState.AVAILABLE, AgentState.AVAILABLE),
        (AgentState.RESERVED, AgentState.TALKING, AgentState.AVAILABLE),
        (AgentState.RINGING, AgentState.TALKING, AgentState.AVAILABLE),
        (AgentState.TALKING, AgentState.TALKING, AgentState.AVAILABLE),
        (AgentState.HOLDING, AgentState.TALKING, AgentState.AVAILABLE),
    ],
)
def test_stored_states(stored: AgentState, now_is: AgentState, after: AgentState) -> None:
    """Who was on a call counts as talking until the PBX says what it holds; then all are as they can be."""
    reason = "lunch" if stored is AgentState.PAUSED else None
    setup = PoolApplied(office(agent("alice"))), AgentRestored(ALICE, stored, reason)
    book = Playbook(*setup).run()
    assert state(book) is now_is
    book = Playbook(*setup).on(back()).asks().run()
    assert state(book) is after and book.engine.agents.agents[ALICE].reason == reason


def test_a_stored_conversation_is_waited_for() -> None:
    """The PBX still holds it: the agent is busy until it ends, and is not offered anything."""
    book = Playbook(PoolApplied(office(agent("alice"))), AgentRestored(ALICE, AgentState.TALKING, None))
    book.on(back(caller(X, peer=Y), phone(Y, peer=X))).asks()
    waiting(book).on(LegEnded(X)).asks(HangUp(Y)).on(LegEnded(Y)).asks(asked(ALICE)).run()


@pytest.mark.parametrize(
    ("stored", "reason", "after"),
    [
        (AgentState.OFFLINE, None, AgentState.OFFLINE),
        (AgentState.PAUSED, "lunch", AgentState.PAUSED),
        (AgentState.PAUSED, None, AgentState.PAUSED),
        (AgentState.AVAILABLE, None, AgentState.AVAILABLE),
    ],
)
def test_who_was_not_at_work_is_not_after_a_conversation_either(
    stored: AgentState, reason: str | None, after: AgentState
) -> None:
    """An agent found talking is busy; the state before comes back."""
    book = Playbook(PoolApplied(office(agent("alice"))), AgentRestored(ALICE, stored, reason))
    book.on(back(caller(X, peer=Y), phone(Y, peer=X))).asks()
    assert state(book.run()) is AgentState.TALKING
    book.on(LegEnded(Y)).asks(HangUp(X)).run()
    assert state(book) is after and (book.engine.agents.agents[ALICE].reason or None) == reason


def test_an_agent_found_talking_in_wrapup_is_done_with_the_call_before() -> None:
    """The wrap-up ends, its timer too."""
    book = connected(opened(office(agent("alice"), queues=[queue(wrapup_s=30)]))).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge)).on(back(caller(X, peer=Y), phone(Y, peer=X))).asks().run()
    assert book.engine.next_deadline() is None and book.engine.agents.agents[ALICE].hand is None


def test_an_agent_found_talking_while_resting_is_not_asked_when_the_rest_is_over() -> None:
    """But is as soon as the conversation ends."""
    book = ringing(house()).on(LegEnded(LEG, LegEndCause.REFUSED)).asks()
    book.on(back(caller(), caller(X, peer=Y), phone(Y, peer=X))).asks().after(60)
    book.on(LegEnded(X)).asks(HangUp(Y)).on(LegEnded(Y)).asks(asked(ALICE)).run()


@pytest.mark.parametrize("agent_id", [ALICE, BOB])
def test_what_happened_since_the_start_counts_more_than_what_was_stored(agent_id: AgentId) -> None:
    """A late restore changes nothing, and one of somebody unknown neither."""
    book = house().on(AgentRestored(agent_id, AgentState.PAUSED, "lunch")).asks().run()
    assert state(book) is AgentState.AVAILABLE
