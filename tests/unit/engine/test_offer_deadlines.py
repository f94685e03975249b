"""Deadlines of offers, and what a caller hears and stands for in line."""

from dataclasses import replace

from acd.domain.calls import BridgeId, CallId, Outcome, OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Connect,
    HangUp,
    SendToSafetyNet,
    StartWaiting,
    StopPlayback,
)
from acd.domain.events import (
    CallBroken,
    LegAnswered,
    LegEnded,
    MusicGone,
    PbxLost,
    PoolApplied,
    StopRequested,
)
from acd.domain.queues import AgentChoice
from acd.domain.records import CallEnded, CallQueued, CallStarted
from acd.domain.steps import AnswerStep
from tests.playbooks import ACME, GREETING, agent, arrives, number, office, opened, queue, some
from tests.unit.engine.scenes import (
    BOB,
    CALLER,
    LEG,
    connected,
    connecting,
    greeted,
    offered,
    ringing,
    waiting,
    whispered,
)
from tests.unit.engine.test_restore import back, caller, phone
from tests.unit.engine.test_takeover import IN_LINE, WAITS, Successor

ROOM = BridgeId("c1-hold1")
OFFICE = office(agent("alice"))


def test_who_has_answered_is_not_taken_back() -> None:
    """However long the whisper is."""
    whispered(opened(office(agent("alice"), whisper="acme"))).after(60).run()


def test_who_is_found_connected_has_no_time_left_to_answer() -> None:
    """The answer was told to nobody, as the link was down."""
    book = ringing(opened(OFFICE)).on(PbxLost()).asks()
    book.on(back(caller(peer=LEG, bridge="c1-talk1"), phone(answered=True, peer=CALLER, bridge="c1-talk1")))
    book.asks(CloseBridge(CALLER, ROOM)).run()
    assert book.engine.next_deadline() is None


def test_a_connection_is_tried_again_in_another_bridge() -> None:
    """The first one is removed in the caller's lane, so that it is gone before."""
    book = connecting(opened(OFFICE)).on(PbxLost()).asks().on(back(caller(), phone(answered=True)))
    book.asks(CloseBridge(CALLER, BridgeId("c1-talk1")), Connect(CALLER, LEG, BridgeId("c1-talk2"))).run()


def test_a_queues_choice_is_that_of_its_callers() -> None:
    """The lowest place goes first, whoever has been idle longer."""
    agents = [replace(agent("alice"), place=2), replace(agent("bob"), place=1)]
    offered(opened(office(*agents, queues=[queue(choice=AgentChoice.LINEAR)])), to=BOB).run()


def test_callers_hear_what_they_were_given_whatever_the_configuration_says_by_now() -> None:
    """Music that is gone is missed by those alone who hear it."""
    book = waiting(opened(office()))
    pool = office()
    other = replace(pool, tenants={ACME: replace(pool.tenants[ACME], music="other")})
    book.on(PoolApplied(other)).asks().on(MusicGone(frozenset({"other"}))).asks()
    again = some(StartWaiting, room_id=BridgeId("c1-hold2"), music="other")
    book.on(MusicGone(frozenset({"sales-music"}))).asks(CloseBridge(CALLER, ROOM), again)
    book.run()


def test_a_caller_of_an_earlier_controller_hears_what_the_line_plays() -> None:
    """What that one chose is not known, and was the same as far as anybody knows."""
    after = Successor(IN_LINE)
    after.finds(WAITS)
    assert after.on(MusicGone(frozenset({"other"}))).commands == ()
    assert after.on(MusicGone(frozenset({"sales-music"}))).commands == (
        CloseBridge(CALLER, ROOM),
        StartWaiting(CALLER, BridgeId("c1~k2-hold1"), "sales-music"),
    )


def test_an_answer_leads_into_the_line_at_its_moment() -> None:
    """A flow without a greeting."""
    book = opened(office(before=(AnswerStep(),))).on(arrives()).asks(Answer(CALLER)).after(2).on(LegAnswered(CALLER))
    book.asks(some(StartWaiting)).keeps(some(CallQueued, at_ms=1_002_000)).run()


def test_what_is_played_is_stopped_on_the_way_to_the_safety_net() -> None:
    """It would hold it up."""
    book = greeted(opened(office(before=GREETING))).on(CallBroken(CALLER))
    book.asks(StopPlayback(CALLER, PlaybackId("c1-p1")), SendToSafetyNet(CALLER)).run()


def test_notes_after_a_call_of_a_tenant_that_was_removed_are_those_of_the_queue() -> None:
    """The call ends with what it began with."""
    pool = office(agent("alice"), queues=[queue(wrapup_s=30)])
    book = connected(opened(pool)).on(PoolApplied(replace(pool, tenants={}))).asks()
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).run()
    assert book.engine.next_deadline() == book.now + 30


def test_who_is_turned_away_has_a_whole_record() -> None:
    """Started and ended in one moment, of the tenant whose number was dialled."""
    book = opened(OFFICE).on(StopRequested()).asks().after(3).on(arrives()).asks(SendToSafetyNet(CALLER))
    outcome = Outcome(OutcomeClass.REJECTED, OutcomeReason.DRAINING)
    book.keeps(
        CallStarted(CallId("c1"), ACME, number("sales"), arrives().caller, 1_003_000),
        CallEnded(CallId("c1"), ACME, None, None, 1_003_000, 1_003_000, outcome),
    ).run()
