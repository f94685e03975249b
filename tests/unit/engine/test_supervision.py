"""Supervisors are rung for an agent who calls for one; the first who answers listens, or hears who called."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId, AgentState, AssistanceEnd, Endpoint, Seat
from acd.domain.calls import BridgeId, CallerId, HangUpReason, LegEndCause, LegId, PlaybackId
from acd.domain.commands import (
    CloseBridge,
    Command,
    HangUp,
    ListenIn,
    Play,
    Refusal,
    RingSupervisor,
    StopListening,
)
from acd.domain.events import (
    AssistanceEndRequested,
    AssistanceRequested,
    CallBroken,
    CommandFailed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PhoneReachable,
    PhoneUnreachable,
    PlaybackEnded,
    PoolApplied,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    StopRequested,
    TimerFired,
    WrapupEndRequested,
)
from acd.domain.flows import Prompt
from acd.domain.outside import outside_endpoint
from acd.domain.pool import Pool, SupervisorRules
from acd.domain.queues import Skill
from acd.domain.records import AssistanceEnded, Hearer, PlayFailed
from acd.engine.supervisor_legs import is_supervision
from tests.playbooks import Playbook, agent, needs, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, asked, connected, offered, ringing, waiting
from tests.unit.engine.test_restore import caller, phone

SUE, TOM = AgentId("sue"), AgentId("tom")
ASK, BACK = AssistanceRequested(ALICE), AssistanceEndRequested(ALICE, AssistanceEnd.TAKEN_BACK)
WANTED = Prompt("supervisor-wanted")
DESK = Endpoint("phone-1")
FIRST, SECOND, THIRD = (LegId(f"supervisor~-{number}") for number in (1, 2, 3))
"""Legs to supervisors in the order in which they are rung."""


def house(**settings: Any) -> Pool:
    """Alice and Bob answer callers; Sue and Tom are supervisors who could not, and Tom is at home."""
    able, helpers = [agent(name, en=1) for name in ("alice", "bob")], [agent(name) for name in ("sue", "tom")]
    alice, bob = replace(able[0], number="7001"), able[1]
    people = alice, bob, *(replace(one, supervisor=True) for one in helpers)
    pool = office(*people, queues=[queue(requirement=needs(en=1), wrapup_s=20)])
    rules = SupervisorRules(wanted={SUE: WANTED, TOM: WANTED})
    return replace(pool, desks=frozenset({DESK}), supervisor_rules=rules, **settings)


def day(pool: Pool | None = None, *at_work: AgentId) -> Playbook:
    """Alice, Bob and Sue are at work."""
    return opened(pool or house(), at_work or (ALICE, BOB, SUE))


def talking(pool: Pool | None = None, *at_work: AgentId) -> Playbook:
    """Alice talks to a caller."""
    return connected(day(pool, *at_work))


def ring(leg_id: LegId, supervisor_id: AgentId, phone: str = "") -> RingSupervisor:
    """A supervisor is asked by Alice."""
    where = Endpoint(phone or f"agent-{supervisor_id}")
    return RingSupervisor(leg_id, supervisor_id, where, CallerId("7001", "Alice"), 30.0)


def called(book: Playbook) -> Playbook:
    """Alice asks, and both are rung."""
    return book.on(ASK).asks(ring(FIRST, SUE), ring(SECOND, TOM)).on(LegRinging(FIRST)).asks()


def listen(leg_id: LegId = FIRST, to: LegId = LEG) -> ListenIn:
    """A supervisor is to hear a conversation."""
    return ListenIn(leg_id, to, LegId(f"{leg_id}-ear"), BridgeId(f"{leg_id}-room"))


def stop(leg_id: LegId = FIRST) -> StopListening:
    """The ear is to go."""
    return StopListening(leg_id, LegId(f"{leg_id}-ear"), BridgeId(f"{leg_id}-room"))


def elsewhere(leg_id: LegId) -> HangUp:
    """Another one was quicker."""
    return HangUp(leg_id, HangUpReason.ANSWERED_ELSEWHERE)


def heard(book: Playbook) -> Playbook:
    """Sue listens to Alice's conversation."""
    book = called(book).on(LegAnswered(FIRST)).asks(listen(), elsewhere(SECOND))
    return book.on(LegEnded(SECOND)).asks().on(LegConnected(FIRST)).asks()


def told(book: Playbook) -> Playbook:
    """Alice is in no conversation, and Sue hears that she called."""
    play = Play(FIRST, PlaybackId(f"{FIRST}-p1"), (WANTED,))
    return called(book).on(LegAnswered(FIRST)).asks(play, elsewhere(SECOND)).on(LegEnded(SECOND)).asks()


def nobody_helps(book: Playbook) -> None:
    """Nothing is left of it, and Sue may be offered calls again."""
    engine = book.engine
    assert not engine.supervision.legs and not engine.supervision.searches
    assert engine.agents.may_be_offered(engine.agents.agents[SUE])
    assert engine.matcher.is_idle(SUE)


# who is rung


def test_all_supervisors_are_rung_at_once() -> None:
    """Who is at work, where they sit, and who is at home; the phones show who calls. Not Bob, who is none."""
    book = day().on(SignInRequested(SUE, DESK)).asks()
    book.on(ASK).asks(ring(FIRST, SUE, DESK), ring(SECOND, TOM)).on(ASK).asks().run()


def test_an_agent_without_a_number_is_known_by_the_id() -> None:
    """Some phones show the name, some the number."""
    book = day(None, BOB, SUE).on(PhoneUnreachable(Endpoint("agent-tom"))).asks()
    book.on(AssistanceRequested(BOB)).asks(some(RingSupervisor, agent_id=SUE, caller=CallerId("bob", "Bob"))).run()


def test_who_cannot_be_rung_is_not() -> None:
    """The asking agent, who has a call in hand, whose phone is gone, and whose own phone is another one's now."""
    pool = house()
    pool = replace(pool, agents={**pool.agents, ALICE: replace(pool.agents[ALICE], supervisor=True)})
    book = talking(pool, ALICE, SUE, TOM).on(PhoneUnreachable(Endpoint("agent-sue"))).asks()
    book.on(SignOutRequested(TOM)).asks().on(SignInRequested(BOB, Endpoint("agent-tom"))).asks().on(ASK).asks()
    # Bob does not get through to Alice either, as she talks
    book.on(AssistanceRequested(BOB)).asks().run()


def test_who_can_be_rung_later_is_rung_then() -> None:
    """As long as the others are: when the phone is back, or a call is over; each is rung once."""
    book = talking(None, ALICE, SUE, TOM).on(PhoneUnreachable(Endpoint("agent-sue"))).asks()
    book.on(ASK).asks(ring(FIRST, TOM)).on(PhoneReachable(Endpoint("agent-sue"))).asks(ring(SECOND, SUE))
    book.on(PauseRequested(SUE, "tea")).asks().on(LegEnded(SECOND, LegEndCause.REFUSED)).asks()
    book.on(ResumeRequested(SUE)).asks().on(LegEnded(FIRST, LegEndCause.BUSY)).asks().run()


def test_a_supervisor_who_is_at_work_on_calls() -> None:
    """Is not rung with a call in hand, wrap-up included; and is offered none while the phone rings for help."""
    pool = house()
    sue = replace(pool.agents[SUE], profile=pool.agents[ALICE].profile)
    pool = replace(pool, agents={ALICE: pool.agents[ALICE], SUE: sue})
    book = offered(day(pool, ALICE, SUE)).on(ASK).asks(ring(FIRST, SUE))
    waiting(book, "c2").on(LegEnded(FIRST, LegEndCause.REFUSED)).asks(asked(SUE, "c2"))
    book.on(BACK).asks().on(ASK).asks().on(LegConnected(LegId("c2-a1"))).asks(some(CloseBridge))
    book.on(LegEnded(LegId("c2"))).asks(HangUp(LegId("c2-a1")))
    book.on(LegEnded(LegId("c2-a1"))).asks().on(WrapupEndRequested(SUE)).asks(ring(SECOND, SUE)).run()


def test_a_supervisor_who_needs_one() -> None:
    """Is not rung for themselves."""
    day().on(AssistanceRequested(SUE)).asks(some(RingSupervisor, lane=FIRST, agent_id=TOM)).run()


def test_who_is_rung_is_offered_no_call_whatever_they_ask_for() -> None:
    """A pause that ends makes them idle, and no more than that."""
    book = called(day()).on(PauseRequested(SUE, "tea")).asks().on(ResumeRequested(SUE)).asks().run()
    assert not book.engine.matcher.is_idle(SUE)


def test_help_goes_before_a_call() -> None:
    """Of a supervisor who becomes free while an agent calls and a caller waits."""
    pool = house()
    sue = replace(pool.agents[SUE], profile=frozenset({(Skill("en"), 1)}))
    pool = replace(pool, agents={ALICE: pool.agents[ALICE], SUE: sue})
    book = connected(day(pool, ALICE)).on(PhoneUnreachable(Endpoint("agent-sue"))).asks().on(ASK).asks()
    waiting(book, "c2").on(SignInRequested(SUE)).asks().on(PhoneReachable(Endpoint("agent-sue"))).asks(ring(FIRST, SUE))
    book.run()


def test_nobody_is_rung_whose_phone_has_not_hung_up() -> None:
    """The INVITE must not pass the CANCEL of the call before."""
    book = called(talking()).on(BACK).asks(HangUp(FIRST), HangUp(SECOND)).on(ASK).asks()
    book.on(LegEnded(FIRST)).asks(ring(THIRD, SUE)).run()


# how long


def test_after_the_ring_time_the_flag_stays() -> None:
    """Nobody is rung any more, and who becomes free is not either; a new call for one rings anew."""
    book = called(talking()).on(LegEnded(SECOND, LegEndCause.REFUSED)).asks().after(29.9).after(0.1)
    book.asks(HangUp(FIRST, HangUpReason.NO_ANSWER)).on(LegEnded(FIRST)).asks().run()
    assert book.engine.agents.agents[ALICE].assistance is not None
    nobody_helps(book)
    book.on(BACK).asks().on(ASK).asks(some(RingSupervisor, lane=THIRD), some(RingSupervisor)).run()


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (BACK, HangUpReason.NORMAL),
        (AssistanceEndRequested(ALICE, AssistanceEnd.ACKNOWLEDGED), HangUpReason.ANSWERED_ELSEWHERE),
        (SignOutRequested(ALICE), HangUpReason.NORMAL),
        (StopRequested(), HangUpReason.NORMAL),
        (PoolApplied(replace(house(), agents={one: house().agents[one] for one in (SUE, TOM)})), HangUpReason.NORMAL),
    ],
)
def test_the_end_of_the_flag_ends_the_ringing(event: Event, reason: HangUpReason) -> None:
    """Only where somebody took care no call is shown as missed."""
    book = called(day()).on(event).asks(HangUp(FIRST, reason), HangUp(SECOND, reason))
    book.on(LegAnswered(FIRST)).asks().on(LegEnded(FIRST)).asks().on(LegEnded(SECOND)).asks().run()
    nobody_helps(book)


def test_the_end_of_the_call_ends_the_ringing() -> None:
    """The caller hung up."""
    book = called(talking()).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge), HangUp(FIRST), HangUp(SECOND)).run()


@pytest.mark.parametrize(
    "event", [SignInRequested(SUE, DESK), SignInRequested(BOB, Endpoint("agent-sue")), SignOutRequested(SUE)]
)
def test_who_leaves_the_phone_is_rung_there_no_more(event: Event) -> None:
    """Another one sits there, or nobody; who signs out at their own phone is rung on."""
    book = called(talking()).on(event)
    if event == SignOutRequested(SUE):
        book.asks().run()
        return
    book.asks(HangUp(FIRST)).on(LegEnded(FIRST))
    book.asks(*([ring(THIRD, SUE, DESK)] if event == SignInRequested(SUE, DESK) else [])).run()


def test_who_is_no_supervisor_any_more_is_hung_up() -> None:
    """Rung or listening; so is one who was removed."""
    pool = house()
    plain = replace(pool, agents={**pool.agents, SUE: replace(pool.agents[SUE], supervisor=False)})
    gone = replace(pool, agents={one: spec for one, spec in pool.agents.items() if one != SUE})
    called(talking()).on(PoolApplied(plain)).asks(HangUp(FIRST)).run()
    called(talking()).on(PoolApplied(gone)).asks(HangUp(FIRST)).on(LegEnded(FIRST)).asks().run()
    heard(talking()).on(PoolApplied(gone)).asks(HangUp(FIRST), stop()).run()


# who answers


def test_the_first_who_answers_listens() -> None:
    """The flag is lowered with who it was; the others are told that somebody answered."""
    book = heard(talking()).keeps(
        some(AssistanceEnded, agent_id=ALICE, supervisor_id=SUE, how=AssistanceEnd.ACKNOWLEDGED, started_ms=1_000_000)
    )
    book.on(LegAnswered(FIRST)).asks().on(LegAnswered(SECOND)).asks().run()
    assert book.engine.agents.agents[ALICE].assistance is None
    assert book.engine.agents.agents[SUE].state is AgentState.AVAILABLE and not book.engine.matcher.is_idle(SUE)


def test_the_supervisor_hangs_up() -> None:
    """The conversation goes on, and the supervisor may be offered calls at once."""
    book = heard(talking()).on(LegEnded(FIRST)).asks(stop()).on(LegEnded(LegId(f"{FIRST}-ear"))).asks().run()
    nobody_helps(book)
    assert book.engine.agents.agents[ALICE].state is AgentState.TALKING


def test_a_caller_on_hold_is_a_conversation() -> None:
    """The supervisor is there when the caller is taken back."""
    book = called(talking()).on(LegHeld(LEG)).asks().on(LegAnswered(FIRST)).asks(listen(), elsewhere(SECOND)).run()
    assert book.engine.agents.agents[ALICE].state is AgentState.HOLDING


@pytest.mark.parametrize(
    ("event", "commands"),
    [
        (LegEnded(LEG), (HangUp(CALLER), some(CloseBridge))),
        (LegEnded(CALLER), (HangUp(LEG), some(CloseBridge))),
        (LegEnded(LegId(f"{FIRST}-ear")), ()),
        (StopRequested(), (HangUp(CALLER), HangUp(LEG), some(CloseBridge))),
        (PbxConnected((), restarted=True), ()),
    ],
)
def test_the_end_of_the_conversation_hangs_the_supervisor_up(event: Event, commands: tuple[Command, ...]) -> None:
    """Whoever ended it, and whatever is heard of it first."""
    book = heard(talking()).on(event).asks(*commands, HangUp(FIRST), stop()).on(LegEnded(FIRST)).asks().run()
    nobody_helps(book)


def test_two_who_are_set_free_are_listened_to_until_they_end() -> None:
    """An error over their call: they talk on, and whoever listens listens on; another one can be called."""
    book = heard(talking()).on(CallBroken(CALLER)).asks().on(ASK).asks(ring(THIRD, TOM)).on(LegAnswered(THIRD))
    book.asks(listen(THIRD)).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge), HangUp(FIRST), stop(), HangUp(THIRD), stop(THIRD)).run()


def test_an_agent_in_no_conversation() -> None:
    """The supervisor hears that somebody called, and is hung up; the display says who."""
    book = told(day()).on(PlaybackEnded(FIRST, PlaybackId("other"))).asks()
    book.on(PlaybackEnded(FIRST, PlaybackId(f"{FIRST}-p1"))).asks(HangUp(FIRST)).on(LegEnded(FIRST)).asks()
    book.on(PlaybackEnded(FIRST, PlaybackId(f"{FIRST}-p1"))).asks().run()
    nobody_helps(book)


def test_a_call_that_only_rings_is_no_conversation() -> None:
    """There is nobody to be heard yet."""
    pool = house()
    pool = replace(pool, agents={one: pool.agents[one] for one in (ALICE, SUE)}, supervisor_rules=SupervisorRules())
    book = ringing(day(pool, ALICE, SUE)).on(ASK).asks(ring(FIRST, SUE)).on(LegAnswered(FIRST))
    book.asks(HangUp(FIRST)).run()  # without a sound at once


def test_the_stop_of_the_controller_cuts_the_sentence_short() -> None:
    """Nobody would be there for its end."""
    told(day()).on(StopRequested()).asks(HangUp(FIRST)).run()


# trouble


@pytest.mark.parametrize("refusal", [Refusal.REFUSED, Refusal.UNKNOWN, Refusal.GONE])
def test_a_phone_that_cannot_be_asked(refusal: Refusal) -> None:
    """The others ring; it is hung up all the same, and not asked again."""
    failed = CommandFailed(ring(FIRST, SUE), refusal, "no such phone")
    book = called(talking()).on(failed).asks(HangUp(FIRST)).on(CommandFailed(HangUp(FIRST), Refusal.GONE)).asks()
    book.on(failed).asks().run()
    assert book.engine.matcher.is_idle(SUE) and [leg.id for leg in book.engine.supervision.legs] == [SECOND]


def test_a_conversation_that_cannot_be_heard() -> None:
    """The supervisor is hung up; what was begun is taken away."""
    heard(talking()).on(CommandFailed(listen(), Refusal.REFUSED, "no")).asks(HangUp(FIRST), stop()).run()


@pytest.mark.parametrize(("refusal", "commands"), [(Refusal.REFUSED, (HangUp(FIRST),)), (Refusal.GONE, ())])
def test_a_sentence_that_cannot_be_said(refusal: Refusal, commands: tuple[Command, ...]) -> None:
    """It is passed over; or the supervisor hung up."""
    failed = CommandFailed(Play(FIRST, PlaybackId(f"{FIRST}-p1"), (WANTED,)), refusal)
    told(day()).on(failed).asks(*commands).run()


def test_a_sentence_that_was_lost() -> None:
    """The supervisor is let go as after it, and it is counted; the end of another sound is not."""
    end = PlaybackEnded(FIRST, PlaybackId(f"{FIRST}-p1"), failed=True)
    other = PlaybackEnded(FIRST, PlaybackId("other"), failed=True)
    told(day()).on(other).asks().on(end).asks(HangUp(FIRST)).keeps(PlayFailed(Hearer.SUPERVISOR)).run()


def test_an_error_over_one_who_helps_is_raised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is let go of, as every other call would pay for it in each step; over one that is gone there is no more."""
    for book, kept in (heard(talking()), [HangUp(FIRST), stop()]), (heard(talking()), []):
        engine = book.run().engine
        with monkeypatch.context() as broken:
            broken.setattr(engine.supervision, "_may_go_on", _raises)
            with pytest.raises(ZeroDivisionError):
                engine.handle(TimerFired(), book.now)
            engine.take_fault()
        if not kept:
            engine.supervision.stop(book.now)
            engine.out.take()
        assert [*engine.handle(TimerFired(), book.now).commands] == kept
        assert [*engine.handle(TimerFired(), book.now).commands] == []


def test_an_error_over_who_is_to_be_rung_is_raised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flag stays up; nobody is rung any more."""
    book = called(day()).run()
    with monkeypatch.context() as broken:
        broken.setattr(book.engine.supervision, "_ring_whom_we_can", _raises)
        with pytest.raises(ZeroDivisionError):
            book.engine.handle(TimerFired(), book.now)
        book.engine.take_fault()
    assert [*book.engine.handle(TimerFired(), book.now).commands] == [HangUp(FIRST), HangUp(SECOND)]
    assert book.engine.agents.agents[ALICE].assistance is not None and not book.engine.supervision.searches


def _raises(*args: object) -> None:
    raise ZeroDivisionError


def test_while_the_pbx_is_away_nobody_is_rung() -> None:
    """When it is back they are, for what is left of the time."""
    book = talking().on(PbxLost()).asks().on(ASK).asks().after(10)
    held = caller(CALLER, peer=LEG), phone(LEG, peer=CALLER)
    book.on(PbxConnected(held)).asks(ring(FIRST, SUE), ring(SECOND, TOM))
    book.after(20).asks(HangUp(FIRST, HangUpReason.NO_ANSWER), HangUp(SECOND, HangUpReason.NO_ANSWER)).run()


def back(*legs: LegSeen) -> PbxConnected:
    """The link is back; the conversation is there, and these legs."""
    return PbxConnected((caller(CALLER, peer=LEG), phone(LEG, peer=CALLER), *legs))


def test_who_listens_listens_on_after_a_lost_link() -> None:
    """The supervisor and the ear are in their bridge; it is nobody's conversation."""
    ear = LegSeen(LegId(f"{FIRST}-ear"), False, True, None, peer=FIRST, bridge_id=BridgeId(f"{FIRST}-room"))
    supervisor = LegSeen(FIRST, False, True, Endpoint("agent-sue"), ear.leg_id, bridge_id=ear.bridge_id)
    book = heard(talking()).on(PbxLost()).asks().on(back(supervisor, ear)).asks()
    book.run()
    assert book.engine.supervision.legs.knows(ear.leg_id)


@pytest.mark.parametrize("there", [True, False])
def test_who_listens_to_nobody_after_a_lost_link_is_hung_up(there: bool) -> None:
    """The ear or the supervisor is gone."""
    legs = [phone(FIRST, "sue", answered=True)] if there else []
    heard(talking()).on(PbxLost()).asks().on(back(*legs)).asks(HangUp(FIRST), stop()).run()


def test_an_answer_that_was_missed_counts_from_now() -> None:
    """Who rings on rings on; who is gone is hung up all the same: the command to ring may be under way."""
    sue, tom = (phone(leg, who) for leg, who in ((FIRST, SUE), (SECOND, TOM)))
    book = called(talking()).on(PbxLost()).asks().on(back(sue, tom)).asks()
    book.on(back(sue)).asks(HangUp(SECOND)).on(back(replace(sue, answered=True))).asks(listen()).run()


def test_an_answer_to_what_is_over_is_none() -> None:
    """The conversation ended while the link was down: the flag was lowered a moment before the answer is seen."""
    sue = replace(phone(FIRST, "sue"), answered=True)
    over = HangUp(LEG), some(CloseBridge), HangUp(SECOND), HangUp(FIRST)
    book = called(talking()).on(PbxLost()).asks().on(PbxConnected((sue,))).asks(*over)
    book.keeps(some(AssistanceEnded, supervisor_id=None, how=AssistanceEnd.CALL_ENDED)).run()

    pool = house()  # without wrap-up, and then without Alice
    pool = replace(pool, queues={name: replace(line, wrapup_s=0) for name, line in pool.queues.items()})
    without = replace(pool, agents={one: pool.agents[one] for one in (SUE, TOM)})
    book = called(talking(pool)).on(PoolApplied(without)).asks().on(PbxLost()).asks()
    book.on(PbxConnected((sue,))).asks(*over).run()
    assert ALICE not in book.engine.agents.agents


def test_a_sentence_is_not_said_to_its_end_over_a_lost_link() -> None:
    """Its end may have been missed."""
    supervisor = phone(FIRST, "sue", answered=True)
    told(day()).on(PbxLost()).asks().on(PbxConnected((supervisor,))).asks(HangUp(FIRST)).run()


def test_what_an_earlier_controller_left_is_taken_away() -> None:
    """Phones that ring, who listens, ears and bridges; the conversation is taken over, and nobody's call is touched."""
    left = LegId("supervisor~old-4")
    ear, room = LegId(f"{left}-ear"), BridgeId(f"{left}-room")
    legs = (
        LegSeen(ear, False, True, None, peer=left, bridge_id=room),
        LegSeen(left, False, True, Endpoint("agent-sue"), peer=ear, bridge_id=room),
        LegSeen(LegId("supervisor~old-5"), False, False, Endpoint("agent-nobody"), ringing=True),
    )
    book = talking().on(back(*legs)).asks(*(HangUp(leg.leg_id) for leg in legs), CloseBridge(ear, room)).run()
    assert not book.engine.agents.may_be_offered(book.engine.agents.agents[SUE])
    assert all(is_supervision(leg.leg_id) for leg in legs)
    book.on(LegEnded(left)).asks().run()
    nobody_helps(book)


def test_no_deadline_is_left_of_a_search_that_is_over() -> None:
    """The agent took it back, and the phones have hung up."""
    book = called(talking()).on(BACK).asks(HangUp(FIRST), HangUp(SECOND)).on(LegEnded(FIRST)).asks()
    assert book.on(LegEnded(SECOND)).asks().run().engine.next_deadline() is None


def test_a_conversation_that_is_no_call_of_ours_can_be_listened_to() -> None:
    """Found after a restart: there is a leg, and whoever calls for help needs it."""
    theirs, own = LegId("x"), LegId("y")
    legs = caller(theirs, peer=own, bridge="talk"), phone(own, answered=True, peer=theirs, bridge="talk")
    book = called(day().on(PbxConnected(legs)).asks())
    book.on(LegAnswered(FIRST)).asks(listen(to=own), elsewhere(SECOND)).run()


def test_a_supervisor_outside_is_not_rung() -> None:
    """A voicemail there would be the one who came."""
    pool = house()
    sue = replace(pool.agents[SUE], outside=outside_endpoint("+15550123", Endpoint("trunk-a")))
    book = opened(replace(pool, agents={**pool.agents, SUE: sue}), (ALICE,))
    book.on(SignInRequested(SUE, seat=Seat.OUTSIDE)).asks().on(ASK).asks(ring(FIRST, TOM))
    book.on(SignInRequested(SUE, seat=Seat.OWN)).asks(ring(SECOND, SUE)).run()
