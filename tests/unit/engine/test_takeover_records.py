"""What is kept of a call that was taken over: every record whole, and each number, moment and name goes on."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import (
    BridgeId,
    CallerId,
    CallId,
    CallState,
    LegEndCause,
    LegId,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import (
    AdoptRecording,
    Answer,
    CloseBridge,
    HangUp,
    Play,
    RingAgent,
    SendToSafetyNet,
)
from acd.domain.events import LegAnswered, LegConnected, LegEnded, SignInRequested
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingId, RecordingPolicy
from acd.domain.records import (
    AgentStint,
    CallEnded,
    CallQueued,
    CallStarted,
    OfferEnded,
    Record,
    Segment,
)
from acd.domain.steps import AnswerStep
from acd.domain.stored import AgentRestored, CallStored
from tests.playbooks import ACME, agent, at, number, office, queue
from tests.unit.engine.test_takeover import (
    ALICE,
    ASKED,
    CALLER,
    FLOW,
    HOUSE,
    IN_LINE,
    LINE,
    NOW,
    ON_PHONE,
    RINGS,
    ROOM,
    STORED,
    TALK,
    TALKED,
    TALKS,
    WAITS,
    A,
    C,
    Faulty,
    Successor,
    at_work,
    ends_of,
)

C1, SALES = CallId("c1"), QueueId("sales")
FAILED, ANSWERED = OutcomeClass.FAILED, OutcomeClass.ANSWERED
OWN_RULES = replace(HOUSE, tenants={ACME: replace(HOUSE.tenants[ACME], recording=RecordingPolicy.ALWAYS)})
"""The tenant's conversations are recorded, whatever the queue says."""


def stretch(seq: int, kind: SegmentKind, started: float, ended: float, agent_id: AgentId | None = None) -> Segment:
    """Return a stretch of the one call; moments in seconds."""
    queue_id = None if kind is SegmentKind.FLOW else SALES
    return Segment(C1, seq, kind, ACME, queue_id, agent_id, round(started * 1000), round(ended * 1000))


def lost(at: float, agent_id: AgentId | None, wait_s: float, talk_s: float = 0) -> CallEnded:
    """Return the end of an account that nobody can go on with."""
    outcome = Outcome(FAILED, OutcomeReason.CONTROLLER_LOST)
    ended = round(at * 1000)
    return CallEnded(C1, ACME, SALES, agent_id, 940_000, ended, outcome, round(wait_s * 1000), round(talk_s * 1000))


# in the flow


def test_an_arrival_that_nobody_had_heard_of_is_kept_as_any_other() -> None:
    """The caller is answered, and the record of the start says who it is."""
    after = Successor()
    assert after.finds(replace(CALLER, answered=False)).commands == (Answer(C),)
    started = CallStarted(C1, ACME, number("sales"), CallerId("+49301"), 1_000_000)
    assert after.decision.records == (started,)


def test_a_flow_goes_on_without_a_word_in_the_records() -> None:
    """What is stored is not told again."""
    after = Successor(STORED)
    assert after.finds(replace(CALLER, memo=FLOW)).records == ()


@pytest.mark.parametrize(("answered", "command"), [(True, Play), (False, Answer)])
def test_a_caller_is_answered_once(answered: bool, command: type) -> None:
    """The leg says whether that was done; the flow goes on behind it."""
    after = Successor(STORED)
    before_answer = replace(FLOW, progress=at(0), playback=None)
    assert [type(one) for one in after.finds(replace(CALLER, answered=answered, memo=before_answer)).commands] == [
        command
    ]


def test_a_caller_who_was_answered_and_hears_no_greeting_comes_into_line_now() -> None:
    """The controller died with the answer."""
    after = Successor(STORED, pool=office(queues=[queue()], before=(AnswerStep(),)))
    after.finds(replace(CALLER, memo=replace(FLOW, progress=at(0), playback=None)))
    assert after.records(CallQueued) == [CallQueued(C1, ACME, SALES, 1_000_000)]


def test_a_caller_whose_greeting_is_over_comes_into_line_now() -> None:
    """The step is the queue: the controller died in between."""
    after = Successor(STORED)
    after.finds(replace(CALLER, memo=replace(FLOW, progress=at(2), playback=None)))
    assert after.decision.records == (
        CallQueued(C1, ACME, SALES, 1_000_000),
        stretch(1, SegmentKind.FLOW, 940, NOW),
    )
    assert after.call() == (CallState.WAITING, SegmentKind.QUEUE, NOW)


@pytest.mark.parametrize("pool", [replace(HOUSE, flows={}), HOUSE])
def test_a_flow_that_is_gone_or_shorter_now_ends_in_the_safety_net(pool: Pool) -> None:
    """The step behind the last one is none."""
    after = Successor(STORED, pool=pool)
    decision = after.finds(replace(CALLER, memo=replace(FLOW, progress=at(3))))
    assert SendToSafetyNet(C) in decision.commands
    assert [record for record in decision.records if isinstance(record, CallStarted)] == []


# in line


def test_what_died_with_the_controller_is_made_good_whole() -> None:
    """By the memo alone: who called whom, since when, in which line."""
    after = Successor()
    after.finds(WAITS)
    assert after.decision.records == (
        CallStarted(C1, ACME, number("sales"), CallerId("+49301"), 940_000),
        CallQueued(C1, ACME, SALES, 950_000),
        stretch(1, SegmentKind.FLOW, 940, 950),
    )


def test_a_moment_in_line_that_nobody_knows_is_now() -> None:
    """By a row that names the queue alone."""
    after = Successor(replace(IN_LINE, queued_at=None))
    after.finds(CALLER)
    assert after.decision.records == (CallQueued(C1, ACME, SALES, 1_000_000),)


def test_numbers_and_names_go_on_where_they_were() -> None:
    """A fourth stretch follows three, a second offer one; nothing that is stored is written over."""
    known = replace(ASKED, segments=3, last_kind=SegmentKind.RING, offers=1)
    after = Successor(known, SignInRequested(ALICE))
    (ring,) = after.finds(WAITS).commands
    assert isinstance(ring, RingAgent) and ring.lane == LegId("c1~k2-a2")
    assert after.records(Segment) == [stretch(4, SegmentKind.QUEUE, 980, NOW)]
    after.on(LegEnded(LegId("c1~k2-a2"), LegEndCause.REFUSED))
    (ended,) = after.records(OfferEnded)
    assert ended == OfferEnded(C1, 2, ACME, SALES, ALICE, OfferResult.REFUSED, 1_000_000, 1_000_000)


def test_a_number_of_which_nothing_is_stored_does_not_come_again() -> None:
    """A leg is there that does not ring yet: of an offer that died with the controller. It is given up."""
    after = Successor(IN_LINE, SignInRequested(ALICE))
    commands = after.finds(WAITS, replace(RINGS, ringing=False)).commands
    assert HangUp(A) in commands
    after.on(LegEnded(A))
    assert after.engine.calls.calls[C1].counts["offer"] == 2


# offered


def test_an_offer_that_was_taken_over_is_kept_whole() -> None:
    """It began when the phone was asked, is numbered, and is of the agent who is asked."""
    after = Successor(ASKED, at_work(AgentState.RINGING))
    assert after.finds(WAITS, RINGS).records == ()
    after.on(LegAnswered(A), 1001.0)
    after.on(LegConnected(A), 1002.0)
    assert after.records(OfferEnded) == [
        OfferEnded(C1, 1, ACME, SALES, ALICE, OfferResult.ACCEPTED, 980_000, 1_002_000)
    ]
    assert after.records(Segment) == [stretch(3, SegmentKind.RING, 980, 1002, ALICE)]
    (stint,) = after.records(AgentStint)
    assert isinstance(stint, AgentStint)
    assert (stint.call_id, stint.queue_id, stint.tenant_id) == (C1, SALES, ACME)


def test_a_phone_of_which_nothing_is_stored_rings_as_long_as_any() -> None:
    """From when its leg began, by the PBX's clock."""
    after = Successor(IN_LINE)
    after.finds(WAITS, RINGS)
    assert after.records(Segment) == [stretch(2, SegmentKind.QUEUE, 950, 990)]
    assert after.engine.next_deadline() == 1010.0


def test_who_had_answered_and_hangs_up_has_not_refused() -> None:
    """The connection came to nothing."""
    after = Successor(ASKED, at_work(AgentState.RINGING))
    after.finds(WAITS, replace(RINGS, ringing=False, answered=True))
    after.on(LegEnded(A, LegEndCause.REFUSED), 1001.0)
    (ended,) = after.records(OfferEnded)
    assert ended == OfferEnded(C1, 1, ACME, SALES, ALICE, OfferResult.DROPPED, 980_000, 1_001_000)


# talking


def test_a_conversation_is_kept_whole() -> None:
    """To its end, as if there had been one controller."""
    after = Successor(TALKED, at_work())
    assert after.finds(TALKS, ON_PHONE).records == ()
    after.on(LegEnded(A), 1010.0)
    stint, outcome = after.records(AgentStint)[0], Outcome(ANSWERED, OutcomeReason.AGENT_HUNG_UP)
    assert isinstance(stint, AgentStint)
    assert (stint.call_id, stint.queue_id, stint.tenant_id) == (C1, SALES, ACME)
    assert after.records(Segment) == [stretch(4, SegmentKind.TALK, 990, 1010, ALICE)]
    assert after.records(CallEnded) == [
        CallEnded(C1, ACME, SALES, ALICE, 940_000, 1_010_000, outcome, wait_ms=40_000, talk_ms=20_000)
    ]


def test_an_agent_of_whom_another_state_is_stored_holds_from_now() -> None:
    """The calls tell more than what was stored of agents."""
    after = Successor(replace(TALKED, last_kind=SegmentKind.TALK, last_end=995.0), at_work())
    after.finds(TALKS, ON_PHONE)
    (stint,) = after.records(AgentStint)
    assert isinstance(stint, AgentStint)
    assert (stint.state, stint.ended_ms, stint.next_state) == (AgentState.TALKING, 1_000_000, AgentState.HOLDING)


def test_a_conversation_of_which_nothing_is_stored_has_not_ended() -> None:
    """It counts from now, and is one call."""
    after = Successor(ASKED)
    decision = after.finds(TALKS, ON_PHONE)
    assert not [record for record in decision.records if isinstance(record, CallStarted | CallQueued | CallEnded)]
    assert after.records(Segment) == [stretch(3, SegmentKind.RING, 980, NOW, ALICE)]


@pytest.mark.parametrize("known", [TALKED, ASKED])
def test_the_memo_says_best_who_talks(known: CallStored) -> None:
    """Somebody else may sit at that phone by now, or nobody whom we know."""
    after = Successor(known, at_work())
    after.finds(TALKS, replace(ON_PHONE, endpoint=None))
    assert after.engine.calls.calls[C1].agent_id == ALICE


def test_who_sits_at_the_phone_talks_when_the_memo_does_not_say() -> None:
    """It was kept before the offer."""
    after = Successor(TALKED, at_work())
    after.finds(replace(TALKS, memo=LINE), ON_PHONE)
    assert after.engine.calls.calls[C1].agent_id == ALICE


def test_a_conversation_of_a_queue_that_was_removed_is_kept_under_its_name() -> None:
    """The two talk on."""
    after = Successor(TALKED, at_work(), pool=office(agent("alice"), queues=[queue("other")]))
    after.finds(TALKS, ON_PHONE)
    after.on(LegEnded(A), 1010.0)
    (end,) = after.records(CallEnded)
    assert isinstance(end, CallEnded) and end.queue_id == SALES


@pytest.mark.parametrize(
    ("known", "state"),
    [(TALKED, AgentState.TALKING), (replace(TALKED, last_kind=SegmentKind.TALK), AgentState.HOLDING)],
)
def test_an_agent_who_left_meanwhile_has_ended_the_call(known: CallStored, state: AgentState) -> None:
    """The accounts of both are whole; the stint in which the agent was, and the notes, are for that call."""
    after = Successor(known, at_work(state))
    after.finds(replace(TALKS, peer=None))
    outcome = Outcome(ANSWERED, OutcomeReason.AGENT_HUNG_UP)
    kind = SegmentKind.TALK if state is AgentState.TALKING else SegmentKind.HOLD
    assert after.decision.records == (
        stretch(4, kind, 990, NOW, ALICE),
        CallEnded(C1, ACME, SALES, ALICE, 940_000, 1_000_000, outcome, wait_ms=40_000, talk_ms=10_000),
        AgentStint(
            *(ALICE, 1, state, None, C1, SALES, ACME, 980_000, 1_000_000, AgentState.WRAPUP, None),
            next_until_ms=1_007_000,
        ),
    )


def test_who_was_free_again_gets_no_time_for_notes_a_second_time() -> None:
    """The caller alone was left."""
    after = Successor(TALKED, AgentRestored(ALICE, AgentState.AVAILABLE, None))
    after.finds(replace(TALKS, peer=None))
    assert after.engine.next_deadline() is None
    assert after.records(AgentStint) == []


# nobody's business any more


@pytest.mark.parametrize(
    ("known", "records"),
    [
        (TALKED, [stretch(4, SegmentKind.TALK, 990, NOW, ALICE), lost(NOW, ALICE, wait_s=40, talk_s=10)]),
        (
            replace(TALKED, last_kind=SegmentKind.TALK, last_end=995.0),
            [stretch(4, SegmentKind.HOLD, 995, NOW, ALICE), lost(NOW, ALICE, wait_s=40, talk_s=10)],
        ),
        (replace(ASKED, agent_id=ALICE), [stretch(3, SegmentKind.RING, 980, NOW), lost(NOW, ALICE, wait_s=50)]),
        (replace(TALKED, ended=True), []),
    ],
)
def test_accounts_that_nobody_can_go_on_with_are_closed_whole(known: CallStored, records: list[Record]) -> None:
    """What the call was in goes on until now; an account that is closed stays closed. Others are not touched."""
    other = replace(WAITS, leg_id=LegId("c2"), room_id=BridgeId("c2-hold1"))
    after = Successor(known, pool=office(queues=[queue("sales")]))
    after.finds(TALKS, ON_PHONE, other)
    mine = [record for record in after.decision.records if not isinstance(record, AgentStint)]
    assert [record for record in mine if getattr(record, "call_id", C1) == C1] == records
    assert [type(record) for record in mine if getattr(record, "call_id", C1) != C1] == [
        CallStarted,
        CallQueued,
        Segment,
    ]


def test_who_talked_without_us_is_never_a_new_caller() -> None:
    """Whom we could not hang up when the other had left is not greeted at the next look."""
    after = Successor()
    nobody, phone = replace(TALKS, memo=None), replace(ON_PHONE, memo=None)
    after.finds(nobody, phone)
    left = replace(nobody, peer=None)
    assert HangUp(C) in after.finds(left).commands
    assert after.finds(left).commands == (SendToSafetyNet(C), CloseBridge(C, TALK))


def test_the_agents_leg_may_be_told_before_the_callers() -> None:
    """Whoever is named first: the caller left, so it is the agent's phone that is hung up."""
    after = Successor(pool=HOUSE)
    after.finds(replace(ON_PHONE, memo=None), replace(TALKS, memo=None))
    assert after.engine.calls.strays.phone_of(ALICE) == A
    assert after.on(LegEnded(C)).commands[0] == HangUp(A)
    assert after.engine.agents.parting.holds(ALICE)


# an error of ours


def test_no_line_holds_a_call_over_which_we_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signs in afterwards is not rung for it; its account says where the caller went."""
    after = Faulty(monkeypatch, IN_LINE)
    _, _, records = after.rescues(WAITS)
    outcome = Outcome(FAILED, OutcomeReason.SAFETY_NET)
    assert ends_of(records) == [CallEnded(C1, ACME, SALES, None, 940_000, 1_000_000, outcome, wait_ms=50_000)]
    assert after.on(SignInRequested(ALICE)).commands == ()


# recordings go on


def test_the_tenants_own_rule_for_recordings_counts_after_a_takeover() -> None:
    """In a conversation that had just begun, in one that goes on, and whatever the queue says."""
    first = RecordingId("c1-r1")
    fresh = Successor(ASKED, at_work(AgentState.RINGING), pool=OWN_RULES)
    assert AdoptRecording(C, first, ACME) in fresh.finds(TALKS, ON_PHONE).commands
    going = Successor(TALKED, at_work(), pool=OWN_RULES)
    going.finds(TALKS, ON_PHONE)
    assert going.engine.calls.calls[C1].recording_policy is RecordingPolicy.ALWAYS


# several calls


def test_who_talks_comes_first() -> None:
    """That decides who is free: an offer to the same agent is taken back, whichever the PBX names first."""
    second, leg = LegId("c2"), LegId("c2-a1")
    talks = replace(TALKS, leg_id=second, peer=leg, bridge_id=BridgeId("c2-talk1"))
    after = Successor(ASKED, replace(TALKED, call_id=CallId("c2")), at_work())
    decision = after.finds(WAITS, RINGS, talks, replace(ON_PHONE, leg_id=leg, peer=second, bridge_id=talks.bridge_id))
    assert decision.commands == (HangUp(A),)
    assert after.engine.calls.calls[CallId("c2")].state is CallState.CONNECTED


def test_no_room_is_removed_to_which_one_of_several_callers_is_on_the_way() -> None:
    """Each of them needs their own."""
    other = replace(WAITS, leg_id=LegId("c2"), room_id=BridgeId("c2-hold1"))
    after = Successor(IN_LINE, replace(IN_LINE, call_id=CallId("c2")))
    assert after.finds(WAITS, other, empty=(ROOM, BridgeId("c2-hold1"))).commands == ()
