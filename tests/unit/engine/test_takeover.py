"""Calls of an earlier controller are ours again: what they were, since when, and with gap-free accounts."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, CallState, HangUpReason, LegId, PlaybackId, SegmentKind
from acd.domain.commands import (
    AdoptRecording,
    CloseBridge,
    Command,
    Connect,
    HangUp,
    PauseRecording,
    Play,
    Refusal,
    ResumeRecording,
    RingAgent,
    SendToSafetyNet,
    StartRecording,
    StartWaiting,
    StopPlayback,
    StopRecording,
)
from acd.domain.events import (
    CallBroken,
    CommandFailed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegSeen,
    LegUnheld,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
    PoolApplied,
    RecordingAdopted,
    RecordingMuted,
    RecordingPauseRequested,
    RecordingRequested,
    RecordingResumeRequested,
    RecordingSpaceChanged,
    SignInRequested,
    TimerFired,
)
from acd.domain.memo import CallMemo
from acd.domain.pool import Pool
from acd.domain.progress import Phase
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingOutcome, RecordingPolicy, RecordingState
from acd.domain.records import (
    AgentStint,
    CallConnected,
    CallEnded,
    CallMoved,
    CallQueued,
    CallStarted,
    OfferEnded,
    Record,
    RecordingEnded,
    RecordingMark,
    RecordingStarted,
    Segment,
)
from acd.domain.refusals import RECORDING_NOT_ALLOWED
from acd.domain.requests import MoveRequested
from acd.domain.stored import AgentRestored, CallStored, RecordingStored
from acd.engine import live
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.engine.takeover import Takeover
from tests.playbooks import ACME, GREETING, agent, at, number, office, queue

ALICE, PHONE = AgentId("alice"), Endpoint("agent-alice")
C, A = LegId("c1"), LegId("c1-a1")
ROOM, TALK = BridgeId("c1-hold1"), BridgeId("c1-talk1")
NOW = 1000.0
HOUSE = office(agent("alice"), queues=[queue("sales", ring_timeout_s=20, wrapup_s=7, head_start_s=30)], before=GREETING)
FLOW = CallMemo(ACME, 940.0, progress=at(1, Phase.SOUND), playback=PlaybackId("c1-p1"))
LINE = CallMemo(ACME, 940.0, at(2, Phase.ELSEWHERE), None, QueueId("sales"), 950.0, 7)
TOLD = replace(LINE, agent_id=ALICE)
CALLER = LegSeen(C, is_caller=True, answered=True, number=number("sales"), caller=CallerId("+49301"))
WAITS = replace(CALLER, room_id=ROOM, memo=LINE)
TALKS = replace(CALLER, peer=A, bridge_id=TALK, memo=TOLD)
RINGS = LegSeen(A, is_caller=False, endpoint=PHONE, ringing=True, since=990.0)
ON_PHONE = LegSeen(A, is_caller=False, answered=True, endpoint=PHONE, peer=C, bridge_id=TALK, memo=TOLD)
STORED = CallStored(CallId("c1"), ACME, 940.0)
IN_LINE = replace(
    STORED, queue_id=QueueId("sales"), queued_at=950.0, segments=1, last_kind=SegmentKind.FLOW, last_end=950.0
)
ASKED = replace(IN_LINE, segments=2, last_kind=SegmentKind.QUEUE, last_end=980.0)
TALKED = replace(
    IN_LINE, connected_at=990.0, agent_id=ALICE, segments=3, last_kind=SegmentKind.RING, last_end=990.0, offers=1
)


class Successor:
    """A controller that finds what another one left."""

    def __init__(self, *before: Event, pool: Pool = HOUSE) -> None:
        self.engine = Engine("k2")
        self.decision = Decision()
        for event in (PoolApplied(pool), *before):
            self.on(event)

    def on(self, event: Event, now: float = NOW) -> Decision:
        """Something happens."""
        self.decision = self.engine.handle(event, now)
        return self.decision

    def finds(self, *legs: LegSeen, empty: tuple[BridgeId, ...] = ()) -> Decision:
        """The PBX says what it holds."""
        return self.on(PbxConnected(legs, empty_bridges=empty))

    def call(self) -> tuple[CallState, SegmentKind, float]:
        """Where the call stands, and since when."""
        call = self.engine.calls.calls[CallId("c1")]
        return call.state, call.segment, call.segment_since

    def records(self, kind: type) -> list[object]:
        """Those of the last decision."""
        return [record for record in self.decision.records if type(record) is kind]


def at_work(state: AgentState = AgentState.TALKING) -> AgentRestored:
    """What was stored of alice."""
    return AgentRestored(ALICE, state, None, 980.0)


# in the flow


def test_a_greeting_is_played_again_under_a_new_name() -> None:
    """The old one is stopped; the name is none that the dead controller can have used."""
    after = Successor(STORED)
    decision = after.finds(replace(CALLER, memo=FLOW))
    new = PlaybackId("c1~k2-p1")
    assert decision.commands == (StopPlayback(C, PlaybackId("c1-p1")), Play(C, new, decision.commands[1].prompts))  # type: ignore[union-attr]
    assert after.call() == (CallState.IN_FLOW, SegmentKind.FLOW, 940.0)
    after.on(PlaybackEnded(C, new), 1001.0)
    (segment,) = after.records(Segment)
    assert (segment.seq, segment.started_ms, segment.ended_ms) == (1, 940_000, 1_001_000)  # type: ignore[attr-defined]


def test_nothing_was_stored_in_time() -> None:
    """The memo alone is enough; the record of the start is made good."""
    after = Successor()
    after.finds(replace(CALLER, memo=FLOW))
    assert [record.started_ms for record in after.decision.records if isinstance(record, CallStarted)] == [940_000]


def test_a_step_that_is_not_there_any_more() -> None:
    """The caller is given to the safety net, and not hung up."""
    after = Successor(STORED)
    decision = after.finds(replace(CALLER, memo=FLOW, number=number("gone")))
    assert SendToSafetyNet(C) in decision.commands


def test_a_caller_of_whom_the_dead_controller_had_not_heard() -> None:
    """The call has only arrived."""
    after = Successor()
    after.finds(CALLER)
    assert after.call() == (CallState.IN_FLOW, SegmentKind.FLOW, NOW)


def test_a_caller_whom_the_dead_controller_had_just_answered() -> None:
    """The PBX tells of an answer once: the flow goes on without waiting for another."""
    after = Successor()
    play = after.finds(CALLER).commands[-1]
    assert isinstance(play, Play)
    assert play.playback_id == "c1~k2-p1", "what the dead one may have made has another name"


def test_a_number_of_nobody() -> None:
    """It was turned away, and the controller died before it could say so."""
    after = Successor(replace(STORED, tenant_id=None))
    assert after.finds(CALLER).commands == (SendToSafetyNet(C),)


# in line


def test_a_caller_keeps_place_and_wait() -> None:
    """Same rank, same moment in line; nobody tells the PBX anything."""
    after = Successor(IN_LINE)
    assert after.finds(WAITS).commands == ()
    call = after.engine.calls.calls[CallId("c1")]
    assert (call.rank, call.queued_at) == ((920.0, 7), 950.0)
    assert after.call() == (CallState.WAITING, SegmentKind.QUEUE, 950.0)
    assert after.decision.records == ()


def test_the_line_is_the_same_and_newcomers_come_after() -> None:
    """By the moment in line, then by the order in which they came; a number that is not known is a new one."""
    other = replace(WAITS, leg_id=LegId("c2"), memo=replace(LINE, order=3), room_id=BridgeId("c2-hold1"))
    third = replace(CALLER, leg_id=LegId("c3"))
    known = replace(IN_LINE, call_id=CallId("c3"))
    after = Successor(IN_LINE, known, SignInRequested(ALICE))
    after.finds(WAITS, other, third)
    ranks = sorted((call.rank, call.id) for call in after.engine.calls.calls.values())
    assert ranks == [((920.0, 3), "c2"), ((920.0, 7), "c1"), ((920.0, 8), "c3")]
    assert after.engine.calls.calls[CallId("c2")].state is CallState.OFFERED


def test_a_rank_that_is_not_the_queue_s_is_kept() -> None:
    """Whatever put the caller forward or back: the memo says by how much."""
    after = Successor(IN_LINE)
    after.finds(replace(WAITS, memo=replace(LINE, ahead=200.0)))
    assert after.engine.calls.calls[CallId("c1")].rank == (750.0, 7)


def test_a_caller_in_line_by_the_memo_alone() -> None:
    """The records that died with the controller are made good: start, line, and the stretch before it."""
    after = Successor()
    after.finds(WAITS)
    assert [type(record) for record in after.decision.records] == [CallStarted, CallQueued, Segment]
    assert after.call() == (CallState.WAITING, SegmentKind.QUEUE, 950.0)


def test_a_caller_in_line_without_a_room_gets_one() -> None:
    """The command was lost; by the rows alone."""
    after = Successor(IN_LINE)
    (command,) = after.finds(CALLER).commands
    assert command == StartWaiting(C, BridgeId("c1~k2-hold1"), "sales-music")


SERVICE = office(
    *(agent("alice"), agent("bob")), queues=[queue("sales", head_start_s=30), queue("help", head_start_s=5)]
)
MOVED = replace(LINE, queue_id=QueueId("help"), ahead=45.0, asked_ahead=50.0, put_back=10.0, moves=1)
IN_HELP = replace(IN_LINE, queue_id=QueueId("help"), moves=1, segments=2, last_kind=SegmentKind.QUEUE, last_end=970.0)
LEFT_SALES = replace(IN_HELP, last_queue_id=QueueId("sales"))


def test_a_caller_who_was_moved_keeps_place_and_line() -> None:
    """The stretch that was stored last ended with the move, so the caller waits and nobody was asked."""
    after = Successor(LEFT_SALES, pool=SERVICE)
    assert after.finds(replace(WAITS, memo=MOVED)).commands == ()
    call = after.engine.calls.calls[CallId("c1")]
    assert call.queue is not None
    assert (call.queue.id, call.rank, call.asked_ahead, call.put_back) == ("help", (905.0, 7), 50.0, 10.0)
    assert after.call() == (CallState.WAITING, SegmentKind.QUEUE, 970.0)
    assert after.decision.records == ()
    assert after.engine.calls.pace.moments() == {"c1": 960.0}
    (moved,) = [
        one for one in after.on(MoveRequested(CallId("c1"), QueueId("sales"))).records if isinstance(one, CallMoved)
    ]
    assert (moved.seq, moved.from_queue_id) == (2, "help")


def test_a_move_that_the_pbx_was_not_told_of() -> None:
    """The rows know better; head start by the queue, and what else was kept."""
    after = Successor(LEFT_SALES, pool=SERVICE)
    after.finds(replace(WAITS, memo=replace(LINE, ahead=40.0, asked_ahead=10.0)))
    call = after.engine.calls.calls[CallId("c1")]
    assert call.queue is not None and (call.queue.id, call.rank[0]) == ("help", 950.0 - 5 - 10)


@pytest.mark.parametrize(("before", "records"), [("sales", 1), ("help", 0)])
def test_a_move_that_was_not_stored_in_time(before: str, records: int) -> None:
    """It is made good, unless the call came back to where it was."""
    after = Successor(replace(IN_LINE, queue_id=QueueId(before)), pool=SERVICE)
    after.finds(replace(WAITS, memo=replace(MOVED, moves=2)))
    told = [one for one in after.decision.records if isinstance(one, CallMoved)]
    assert [(one.seq, one.from_queue_id, one.queue_id) for one in told] == [(2, "sales", "help")][:records]


def test_a_call_that_was_moved_and_then_offered() -> None:
    """The last stretch that is stored was in the line where it is: it ended with the offer."""
    after = Successor(replace(IN_HELP, last_queue_id=QueueId("help")), pool=SERVICE)
    after.finds(replace(WAITS, memo=MOVED))
    assert [(one.kind, one.ended_ms) for one in after.decision.records if isinstance(one, Segment)] == [
        (SegmentKind.RING, 1_000_000)
    ]


def test_who_was_asked_counts_among_the_callers_of_the_tenant() -> None:
    """The next one is put back behind."""
    after = Successor(ASKED, at_work(AgentState.RINGING))
    after.finds(WAITS, RINGS)
    assert after.engine.calls.pace.moments() == {"c1": 950.0}


def test_a_queue_that_was_removed() -> None:
    """Nobody would ever serve the caller."""
    after = Successor(IN_LINE, pool=office(agent("alice"), queues=[queue("other")]))
    decision = after.finds(WAITS)
    assert SendToSafetyNet(C) in decision.commands


# offered


@pytest.mark.parametrize(
    "restored", [(), (at_work(AgentState.RINGING),), (AgentRestored(ALICE, AgentState.PAUSED, "x"),)]
)
def test_a_phone_rings_on(restored: tuple[Event, ...]) -> None:
    """Until the time that it had from the beginning is over."""
    after = Successor(ASKED, *restored)
    assert after.finds(WAITS, RINGS).commands == ()
    assert after.call() == (CallState.OFFERED, SegmentKind.RING, 980.0)
    assert after.engine.agents.agents[ALICE].state is AgentState.RINGING
    assert after.engine.next_deadline() == NOW
    after.on(LegAnswered(A))
    assert after.decision.commands == (Connect(C, A, BridgeId("c1~k2-talk1")),)


def test_an_offer_of_which_nothing_is_stored() -> None:
    """The stretch of waiting ends when the leg began."""
    after = Successor(IN_LINE)
    after.finds(replace(WAITS, room_id=None), RINGS)
    assert [type(command) for command in after.decision.commands] == [StartWaiting]
    assert after.call() == (CallState.OFFERED, SegmentKind.RING, 990.0)


def test_an_agent_who_answered_is_connected() -> None:
    """What is whispered is cut short."""
    after = Successor(ASKED)
    decision = after.finds(WAITS, replace(RINGS, ringing=False, answered=True))
    assert decision.commands == (
        StopPlayback(A, PlaybackId("c1-a1-p1")),
        Connect(C, A, BridgeId("c1~k2-talk1")),
    )
    after.on(LegConnected(A))
    assert CloseBridge(C, ROOM) in after.decision.commands


@pytest.mark.parametrize(
    "leg",
    [
        replace(RINGS, ringing=False),
        replace(RINGS, endpoint=None),
        replace(RINGS, endpoint=Endpoint("agent-gone")),
    ],
)
def test_an_offer_that_cannot_be_taken_over_is_taken_back(leg: LegSeen) -> None:
    """The phone does not ring on for nobody; the caller waits."""
    after = Successor(ASKED)
    assert after.finds(WAITS, leg).commands == (HangUp(A),)
    assert after.call() == (CallState.WAITING, SegmentKind.QUEUE, NOW)
    (segment,) = after.records(Segment)
    assert (segment.kind, segment.started_ms) == (SegmentKind.RING, 980_000)  # type: ignore[attr-defined]


RINGS_ALL = office(
    agent("alice"), agent("bob"), queues=[queue("sales", head_start_s=30, choice=AgentChoice.RING_ALL)], before=GREETING
)
BOB_RINGS = replace(RINGS, leg_id=LegId("c1-a2"), endpoint=Endpoint("agent-bob"))


def both_at_work() -> tuple[AgentRestored, AgentRestored]:
    """Alice and bob were rung."""
    bob = AgentRestored(AgentId("bob"), AgentState.RINGING, None, 980.0)
    return at_work(AgentState.RINGING), bob


def test_all_phones_ring_on() -> None:
    """Where a queue rings everybody: who answers first still has the call, and the offers keep their numbers."""
    after = Successor(ASKED, *both_at_work(), pool=RINGS_ALL)
    assert after.finds(WAITS, RINGS, BOB_RINGS).commands == ()
    call = after.engine.calls.calls[CallId("c1")]
    assert [(offer.seq, offer.agent_id) for offer in call.offers] == [(1, "alice"), (2, "bob")]
    assert after.on(LegAnswered(BOB_RINGS.leg_id)).commands == (
        HangUp(A, HangUpReason.ANSWERED_ELSEWHERE),
        Connect(C, BOB_RINGS.leg_id, BridgeId("c1~k2-talk1")),
    )


def test_who_was_answered_silences_the_others() -> None:
    """The controller died between the two commands."""
    after = Successor(ASKED, *both_at_work(), pool=RINGS_ALL)
    answered = replace(BOB_RINGS, ringing=False, answered=True)
    asked = after.finds(WAITS, RINGS, answered).commands
    assert Connect(C, answered.leg_id, BridgeId("c1~k2-talk1")) in asked and HangUp(A) in asked


def test_an_offer_whose_number_is_stored_gets_another() -> None:
    """The second of three had ended before the crash: numbers come once."""
    stored = replace(ASKED, offers=2)
    third = replace(BOB_RINGS, leg_id=LegId("c1-a3"))
    after = Successor(stored, *both_at_work(), pool=RINGS_ALL)
    after.finds(WAITS, RINGS, third)
    call = after.engine.calls.calls[CallId("c1")]
    assert sorted((offer.leg_id, offer.seq) for offer in call.offers) == [("c1-a1", 4), ("c1-a3", 3)]


def test_an_offer_of_which_no_end_is_stored_keeps_its_number() -> None:
    """Also where a later one has ended before the crash: so its end and its reasons are found together."""
    stored = replace(ASKED, offers=3, open_offers=(1, 3))
    after = Successor(stored, *both_at_work(), pool=RINGS_ALL)
    after.finds(WAITS, RINGS, BOB_RINGS)
    call = after.engine.calls.calls[CallId("c1")]
    assert sorted((offer.leg_id, offer.seq) for offer in call.offers) == [("c1-a1", 1), ("c1-a2", 4)]


def test_phones_that_ring_for_nobody_any_more_are_hung_up() -> None:
    """In a queue that asks one after the other, and where nobody knows who sits at a phone."""
    after = Successor(ASKED, *both_at_work())
    assert after.finds(WAITS, RINGS, BOB_RINGS).commands == (HangUp(BOB_RINGS.leg_id),)
    after = Successor(ASKED, *both_at_work(), pool=RINGS_ALL)
    stranger = replace(BOB_RINGS, endpoint=Endpoint("agent-nobody"))
    hung_up, rung = after.finds(WAITS, RINGS, stranger).commands  # bob is free, and rings too
    assert hung_up == HangUp(BOB_RINGS.leg_id) and isinstance(rung, RingAgent) and rung.agent_id == "bob"


def test_an_agent_has_one_call() -> None:
    """Two offers at one phone: the second is taken back."""
    second = LegId("c2-a1")
    after = Successor(ASKED, replace(ASKED, call_id=CallId("c2")))
    other = replace(WAITS, leg_id=LegId("c2"))
    assert after.finds(WAITS, RINGS, other, replace(RINGS, leg_id=second)).commands == (HangUp(second),)


# talking


def test_a_conversation_goes_on() -> None:
    """Same agent, same start; the agent's time goes on as well."""
    after = Successor(TALKED, at_work())
    assert after.finds(TALKS, ON_PHONE).commands == ()
    assert after.call() == (CallState.CONNECTED, SegmentKind.TALK, 990.0)
    assert after.records(CallEnded) == []
    ended = after.on(LegEnded(A), 1010.0)
    (end,) = [record for record in ended.records if isinstance(record, CallEnded)]
    assert (end.started_ms, end.wait_ms, end.talk_ms) == (940_000, 40_000, 20_000)
    (stint,) = [record for record in ended.records if isinstance(record, AgentStint)]
    assert (stint.state, stint.started_ms, stint.call_id) == (AgentState.TALKING, 980_000, "c1")
    assert after.engine.agents.agents[ALICE].state is AgentState.WRAPUP


def test_hold_goes_on() -> None:
    """The last stored stretch was talk: what followed is hold."""
    after = Successor(replace(TALKED, last_kind=SegmentKind.TALK, last_end=995.0), at_work(AgentState.HOLDING))
    after.finds(TALKS, ON_PHONE)
    assert after.call() == (CallState.HELD, SegmentKind.HOLD, 995.0)
    after.on(LegUnheld(A))
    assert after.call()[0] is CallState.CONNECTED


def test_a_conversation_that_had_just_begun() -> None:
    """Nothing of it is stored: it counts from now, and its offer is accepted."""
    after = Successor(ASKED)
    after.finds(TALKS, ON_PHONE)
    assert after.call() == (CallState.CONNECTED, SegmentKind.TALK, NOW)
    assert len(after.records(CallConnected)) == len(after.records(OfferEnded)) == 1


@pytest.mark.parametrize("known", [TALKED, ASKED])
def test_an_agent_who_is_not_configured_any_more_talks_on(known: CallStored) -> None:
    """As a stray: the accounts are closed, the two are not disturbed."""
    after = Successor(known, pool=office(queues=[queue("sales")]))
    assert after.finds(TALKS, ON_PHONE).commands == ()
    (end,) = [record for record in after.decision.records if isinstance(record, CallEnded)]
    (segment,) = after.records(Segment)
    assert end.outcome.reason == "controller_lost"
    assert segment.ended_ms == NOW * 1000  # type: ignore[attr-defined]
    assert C in after.engine.calls.strays


def test_an_agent_who_left_meanwhile() -> None:
    """The caller is released, the agent has the time for notes."""
    after = Successor(TALKED, at_work())
    decision = after.finds(replace(TALKS, peer=None))
    assert decision.commands == (HangUp(C), CloseBridge(C, TALK))
    (end,) = [record for record in decision.records if isinstance(record, CallEnded)]
    assert (end.outcome.reason, end.agent_id) == ("agent_hung_up", ALICE)
    assert after.engine.agents.agents[ALICE].state is AgentState.WRAPUP


def test_an_agent_who_left_and_was_rung_for_another() -> None:
    """By a successor that died as well, before anything was stored of it: the notes come first, the phone is freed."""
    after = Successor(TALKED, replace(IN_LINE, call_id=CallId("c2")), at_work())
    other = replace(WAITS, leg_id=LegId("c2"), room_id=BridgeId("c2-hold1"))
    after.finds(replace(TALKS, peer=None), other, replace(RINGS, leg_id=LegId("c2-a1")))
    stints = [record for record in after.decision.records if isinstance(record, AgentStint)]
    assert [(stint.state, stint.next_state) for stint in stints] == [(AgentState.TALKING, AgentState.WRAPUP)]
    assert HangUp(LegId("c2-a1")) in after.decision.commands
    assert after.engine.calls.calls[CallId("c2")].state is CallState.WAITING


def test_an_agent_who_left_without_notes_and_was_rung_for_another() -> None:
    """By a successor that died as well, before anything was stored of it: no state of the agent is skipped."""
    house = office(agent("alice"), queues=[queue("sales", wrapup_s=0)])
    after = Successor(TALKED, replace(IN_LINE, call_id=CallId("c2")), at_work(), pool=house)
    other = replace(WAITS, leg_id=LegId("c2"), room_id=BridgeId("c2-hold1"))
    after.finds(replace(TALKS, peer=None), other, replace(RINGS, leg_id=LegId("c2-a1")))
    stints = [record for record in after.decision.records if isinstance(record, AgentStint)]
    assert [stint.next_state for stint in stints] == [AgentState.WRAPUP, AgentState.AVAILABLE, AgentState.RINGING]
    assert [stint.state for stint in stints[1:]] == [stint.next_state for stint in stints[:-1]]


def test_an_agent_without_their_conversation_is_rung_later() -> None:
    """For a call that the PBX shows at the next connect only: what was stored of the agent counts no more."""
    after = Successor(at_work())
    after.finds()
    after.on(PbxLost())
    after.finds(WAITS, RINGS)
    (stint,) = [record for record in after.decision.records if isinstance(record, AgentStint)]
    assert (stint.state, stint.next_state) == (AgentState.AVAILABLE, AgentState.RINGING)


@pytest.mark.parametrize("agent_id", [ALICE, None])
def test_an_agent_who_had_left_before(agent_id: AgentId | None) -> None:
    """And is free, or is not known: only the caller is released."""
    after = Successor(replace(TALKED, agent_id=agent_id), AgentRestored(ALICE, AgentState.AVAILABLE, None))
    assert HangUp(C) in after.finds(replace(TALKS, peer=None)).commands
    assert after.engine.agents.agents[ALICE].state is AgentState.AVAILABLE


def test_what_had_ended_is_not_begun_again() -> None:
    """Two who talk on without us do so at the next connect as well."""
    after = Successor(replace(TALKED, ended=True))
    for _ in range(2):
        assert after.finds(TALKS, ON_PHONE).commands == ()
        assert not after.engine.calls.calls
        after.on(PbxLost())


def test_two_who_talk_and_of_whom_nothing_is_known() -> None:
    """An operator's own doing: left alone."""
    after = Successor()
    after.finds(replace(TALKS, memo=None), replace(ON_PHONE, memo=None))
    assert C in after.engine.calls.strays


def test_a_stored_call_that_the_pbx_does_not_hold() -> None:
    """Whoever told of it has closed it."""
    after = Successor(TALKED)
    assert after.finds() == Decision()


def test_empty_rooms_are_removed() -> None:
    """But for one to which a caller of ours is on the way."""
    after = Successor(IN_LINE)
    decision = after.finds(WAITS, empty=(ROOM, BridgeId("c9-hold1")))
    assert decision.commands == (CloseBridge(LegId("c9-hold1"), BridgeId("c9-hold1")),)


# an error of ours


class Faulty(Successor):
    """A controller that raises over every call that it takes over, once the call is as it should be."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *before: Event) -> None:
        super().__init__(*before)
        works = Takeover._resume

        def broken(self: Takeover, *arguments: Any) -> bool:
            works(self, *arguments)
            raise RuntimeError("a bug")

        monkeypatch.setattr(Takeover, "_resume", broken)

    def rescues(self, *legs: LegSeen) -> tuple[LegId | None, list[Command], list[Record]]:
        """Find them, raise, and go on as the controller does; returns over which leg it was, and what was decided."""
        with pytest.raises(RuntimeError):
            self.finds(*legs)
        leg_id, half = self.engine.take_fault()
        assert leg_id is not None
        told = [half, self.on(CallBroken(leg_id)), self.finds(*legs)]
        commands = [command for decision in told for command in decision.commands]
        return leg_id, commands, [record for decision in told for record in decision.records]


def ends_of(records: list[Record]) -> list[CallEnded]:
    """The calls that ended."""
    return [record for record in records if isinstance(record, CallEnded)]


def test_who_talks_talks_on_over_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a stray, whose agent is not given another call; the account is closed once, with the time they talked."""
    after = Faulty(monkeypatch, RECORDED, at_work())
    leg_id, commands, records = after.rescues(TALKS, ON_PHONE)
    # nobody could pause it any more
    assert (leg_id, commands) == (C, [ADOPT, StopRecording(C, R1)])
    (end,) = ends_of(records)
    assert (end.outcome.reason, end.agent_id, end.talk_ms) == ("safety_net", ALICE, 10_000)
    assert C in after.engine.calls.strays and not after.engine.calls.calls and not after.engine.calls.legs
    assert after.engine.agents.agents[ALICE].state is AgentState.TALKING


def test_who_is_rung_is_not_rung_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The offer ends, the agent is free, the caller goes to the safety net."""
    after = Faulty(monkeypatch, ASKED, at_work(AgentState.RINGING))
    _, commands, records = after.rescues(WAITS, RINGS)
    assert commands == [SendToSafetyNet(C), HangUp(A), CloseBridge(C, ROOM)]
    assert [record.result for record in records if isinstance(record, OfferEnded)] == ["failed"]
    assert len(ends_of(records)) == 1
    assert after.engine.agents.agents[ALICE].state is AgentState.AVAILABLE
    assert sorted(kind for kind, _ in after.engine.timers.current()) == ["parting", "rest"]


def test_what_is_played_ends_before_the_safety_net(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would hold up the way there; of a call that is not stored the account is opened and closed."""
    after = Faulty(monkeypatch)
    _, commands, records = after.rescues(replace(CALLER, memo=FLOW))
    stop, play, stop_again, net = commands
    assert isinstance(play, Play) and stop_again == StopPlayback(C, play.playback_id)
    assert (stop, net) == (StopPlayback(C, PlaybackId("c1-p1")), SendToSafetyNet(C))
    assert [type(record) for record in records] == [CallStarted, Segment, CallEnded]


def test_a_call_that_cannot_even_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its account stays open for the next start, which closes it; the caller goes to the safety net."""

    def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    after = Successor(IN_LINE)
    monkeypatch.setattr(Takeover, "_rebuild", broken)
    for _ in range(2):  # to take it over, and to write it off
        with pytest.raises(RuntimeError):
            after.finds(WAITS)
        leg_id, _ = after.engine.take_fault()
        assert leg_id == C
        after.on(CallBroken(C))
    assert after.finds(WAITS).commands == (SendToSafetyNet(C), CloseBridge(C, ROOM))


# a recording goes on

R1, R2 = RecordingId("c1-r1"), RecordingId("c1-r2")
RECORDED = replace(TALKED, recordings=1, recording=RecordingStored(R1, 1, QueueId("sales"), ALICE, 990.1, marks=2))
PAUSED = replace(RECORDED, recording=replace(RECORDED.recording, marks=3, paused=True))  # type: ignore[type-var]
PAUSE, RESUME, WISH = (
    kind(CallId("c1")) for kind in (RecordingPauseRequested, RecordingResumeRequested, RecordingRequested)
)


ADOPT = AdoptRecording(C, R1, ACME)


def in_talk(stored: CallStored, policy: RecordingPolicy = RecordingPolicy.ALWAYS, *before: Event) -> Successor:
    """A conversation that was taken over."""
    pool = office(agent("alice"), queues=[queue("sales", recording=policy)])
    after = Successor(at_work(), *before, stored, pool=pool)
    after.finds(TALKS, ON_PHONE)
    return after


def test_a_recording_that_goes_on_can_be_paused() -> None:
    """The PBX tells what it does; marks go on to count, and so does its time."""
    after = in_talk(RECORDED)
    assert after.decision.commands == (ADOPT,)
    assert after.records(RecordingStarted) == [
        RecordingStarted(R1, CallId("c1"), 1, ACME, QueueId("sales"), ALICE, 990_100)
    ]
    assert shown(after) is RecordingState.UNSURE
    assert after.on(RecordingAdopted(C, R1)).commands == ()
    assert shown(after) is RecordingState.RUNNING
    assert after.on(PAUSE, 1001.0).commands == (PauseRecording(C, R1),)
    assert after.records(RecordingMark) == [RecordingMark(R1, 3, RecordingMarkKind.PAUSED, 1_001_000)]
    after.on(LegEnded(C), 1002.0)
    (ended,) = after.records(RecordingEnded)
    assert ended == RecordingEnded(
        R1, CallId("c1"), 1, ACME, QueueId("sales"), ALICE, 990_100, 1_002_000, RecordingOutcome.RECORDED
    )


def test_a_recording_that_was_paused_can_be_resumed() -> None:
    """It is not silent to the end because the controller died."""
    after = in_talk(PAUSED)
    assert after.on(PAUSE).commands == ()
    assert after.on(RecordingAdopted(C, R1, muted=True, since=995.0)).commands == ()
    assert shown(after) is RecordingState.PAUSED
    assert after.on(RESUME, 1001.0).commands == (ResumeRecording(C, R1),)
    assert after.records(RecordingMark) == [RecordingMark(R1, 4, RecordingMarkKind.RESUMED, 1_001_000)]


def test_a_full_disk_ends_recordings_that_were_taken_over_too() -> None:
    """Found full before the takeover, or after it."""
    full = RecordingSpaceChanged(enough=False)
    before = in_talk(RECORDED, RecordingPolicy.ALWAYS, full)
    assert before.decision.commands == (StopRecording(C, R1),)
    after = in_talk(RECORDED)
    assert after.on(full).commands == (StopRecording(C, R1),)


@pytest.mark.parametrize("policy", RecordingPolicy)
def test_what_was_begun_before_anything_was_stored_of_it_goes_on_by_policy(policy: RecordingPolicy) -> None:
    """The controller died right after the connect: one recording, whoever began it; what nobody knows of ends."""
    pool = office(agent("alice"), queues=[queue("sales", recording=policy)])
    after = Successor(at_work(AgentState.RINGING), ASKED, pool=pool)
    commands = [
        command
        for command in after.finds(TALKS, ON_PHONE).commands
        if isinstance(command, StopRecording | StartRecording | AdoptRecording)
    ]
    stop = StopRecording(C, R1)
    by_policy = {RecordingPolicy.ALWAYS: [ADOPT], RecordingPolicy.ON_DEMAND: [stop], RecordingPolicy.NEVER: []}
    assert commands == by_policy[policy]
    assert after.records(RecordingStarted) == []
    if policy is RecordingPolicy.ALWAYS:
        after.on(RecordingAdopted(C, R1, muted=True, since=998.0), 1000.2)
        started = RecordingStarted(R1, CallId("c1"), 1, ACME, QueueId("sales"), ALICE, 998_000)
        assert after.records(RecordingStarted) == [started]
        assert shown(after) is RecordingState.PAUSED
        after.on(LegEnded(C), 1003.0)
        ends = [record for record in after.decision.records if isinstance(record, RecordingEnded)]
        told = [(end.recording_id, end.outcome, end.started_ms) for end in ends]
        assert told == [(R1, RecordingOutcome.RECORDED, 998_000)]


def test_what_the_controller_before_had_stored_and_not_begun_begins_now() -> None:
    """The record says since when there is sound."""
    after = in_talk(RECORDED)
    after.on(RecordingAdopted(C, R1, since=1000.2, begun=True), 1000.5)
    assert shown(after) is RecordingState.RUNNING
    after.on(LegEnded(C), 1002.0)
    ends = [record for record in after.decision.records if isinstance(record, RecordingEnded)]
    assert [(end.started_ms, end.ended_ms) for end in ends] == [(1_000_500, 1_002_000)]


def test_a_recording_of_which_the_pbx_has_not_told_ends_with_its_call() -> None:
    """Also after a wish of somebody's: first that there is one, and then all the rest."""
    pool = office(agent("alice"), queues=[queue("sales", recording=RecordingPolicy.ALWAYS)])
    for wish, kinds in ((None, []), (PAUSE, [RecordingMark])):
        after = Successor(at_work(AgentState.RINGING), ASKED, pool=pool)
        after.finds(TALKS, ON_PHONE)
        records = list(after.on(wish, 1000.5).records) if wish else []
        records += after.on(LegEnded(C), 1001.0).records
        told = [type(one) for one in records if isinstance(one, RecordingStarted | RecordingMark | RecordingEnded)]
        assert told == [RecordingStarted, *kinds, RecordingEnded]


@pytest.mark.parametrize(("stored", "muted", "kind"), [(RECORDED, True, "paused"), (PAUSED, False, "resumed")])
def test_what_was_asked_for_in_the_last_moment_before_the_crash_counts(
    stored: CallStored, muted: bool, kind: str
) -> None:
    """The database had not heard of it: the PBX had, and the mark is made good with its moment."""
    after = in_talk(stored)
    marks = stored.recording.marks if stored.recording else 0
    after.on(RecordingAdopted(C, R1, muted, since=999.5), 1000.2)
    assert after.records(RecordingMark) == [RecordingMark(R1, marks + 1, RecordingMarkKind(kind), 999_500)]
    assert shown(after) is (RecordingState.PAUSED if muted else RecordingState.RUNNING)
    assert after.on(RecordingAdopted(C, R1, not muted, since=999.6), 1000.3).records == (), "told once"


def test_what_somebody_asks_for_meanwhile_counts_more() -> None:
    """The PBX tells what was before it; until it has carried that out nobody knows."""
    after = in_talk(RECORDED)
    assert after.on(PAUSE, 1000.1).commands == (ADOPT, PauseRecording(C, R1))
    after.on(RecordingAdopted(C, R1), 1000.2)
    assert shown(after) is RecordingState.UNSURE
    after.on(RecordingMuted(C, R1, muted=True), 1000.2)
    assert shown(after) is RecordingState.PAUSED
    assert after.on(RESUME, 1001.0).commands == (ResumeRecording(C, R1),)


@pytest.mark.parametrize("refusal", [Refusal.REFUSED, Refusal.UNKNOWN])
def test_a_pbx_that_does_not_tell_is_asked_again(refusal: Refusal) -> None:
    """The manager link may come later than the calls."""
    after = in_talk(PAUSED)
    after.on(CommandFailed(ADOPT, refusal), 1000.0)
    assert shown(after) is RecordingState.UNSURE
    assert after.on(TimerFired(), 1000.9).commands == ()
    assert after.on(TimerFired(), 1001.0).commands == (ADOPT,)
    after.on(RecordingAdopted(C, R1, muted=True, since=990.0), 1001.1)
    assert shown(after) is RecordingState.PAUSED
    assert after.on(CommandFailed(ADOPT, refusal), 1001.2).commands == ()
    assert shown(after) is RecordingState.PAUSED


def shown(after: Successor) -> RecordingState:
    """Return what people see of the recording of the one call."""
    (call,) = live.view(after.engine, NOW).calls
    return call.recording


def test_a_recording_ends_with_an_agent_who_hung_up_while_nobody_was_there() -> None:
    """Its row would be open until the next start. Told as begun first, or whoever finishes the file knows less."""
    pool = office(agent("alice"), queues=[queue("sales", recording=RecordingPolicy.ALWAYS)])
    after = Successor(at_work(), RECORDED, pool=pool)
    assert after.finds(TALKS).commands[0] == HangUp(C)
    queue_id = QueueId("sales")
    assert after.records(RecordingStarted) == [RecordingStarted(R1, CallId("c1"), 1, ACME, queue_id, ALICE, 990_100)]
    assert after.records(RecordingEnded) == [
        RecordingEnded(R1, CallId("c1"), 1, ACME, queue_id, ALICE, 990_100, 1_000_000, RecordingOutcome.RECORDED)
    ]


def test_what_may_be_recorded_is_known_after_a_takeover() -> None:
    """On demand, under a name that was not used before; and never is still never."""
    after = in_talk(replace(TALKED, recordings=1), RecordingPolicy.ON_DEMAND)
    assert after.on(WISH).commands == (StartRecording(C, R2, ACME),)
    assert in_talk(TALKED, RecordingPolicy.NEVER).on(WISH).refusal == RECORDING_NOT_ALLOWED
