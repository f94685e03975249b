"""Callers in line and their offers: every way in which an agent is asked, and what comes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import BridgeId, HangUpReason, LegEndCause, LegId, OfferResult, OutcomeClass, OutcomeReason
from acd.domain.commands import CloseBridge, Connect, HangUp, RingAgent, SendToSafetyNet, StartWaiting
from acd.domain.events import (
    CallBroken,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    MusicGone,
    PauseRequested,
    ResumeRequested,
    SignInRequested,
    WrapupEndRequested,
)
from acd.domain.pool import OfferRules
from acd.domain.records import AgentStint, CallConnected, OfferEnded, Segment
from acd.domain.tenants import Tenant
from acd.engine.call import LiveOffer
from acd.engine.call_offer import offer_result
from tests.playbooks import ACME, GREETING, Playbook, agent, arrives, needs, office, opened, queue, some
from tests.unit.engine.scenes import (
    ALICE,
    BOB,
    CALLER,
    LEG,
    LEG2,
    asked,
    connected,
    connecting,
    ended,
    greeted,
    offered,
    ringing,
    waiting,
    whisper_ended,
    whispered,
)


def house(*names: str, **settings: Any) -> Playbook:
    """Return an open house with these agents and one queue."""
    return opened(office(*map(agent, names), queues=[queue(**settings)]))


def state(book: Playbook, name: str = "alice") -> AgentState:
    """Return what an agent does at the end of a playbook."""
    return next(a.state for a in book.engine.agents.agents.values() if a.spec.id == name)


def offers(*results: OfferResult) -> list[OfferEnded]:
    """Return offers that ended so, in order."""
    return [some(OfferEnded, result=result) for result in results]


# the caller leaves


@pytest.mark.parametrize(
    ("instant", "closes"),
    [
        (offered, ["c1-hold1"]),
        (ringing, ["c1-hold1"]),
        (connecting, ["c1-hold1", "c1-talk1"]),
    ],
)
def test_the_caller_hangs_up_during_an_offer(instant: Callable[[Playbook], Playbook], closes: list[str]) -> None:
    """The agent's phone is silenced at once, and the agent is free."""
    book = instant(house("alice")).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), *(some(CloseBridge, bridge_id=bridge) for bridge in closes))
    book.on(LegAnswered(LEG)).asks().on(LegConnected(LEG)).asks().on(LegEnded(LEG)).asks()
    book.keeps(
        *offers(OfferResult.CANCELLED), ended(OutcomeClass.ABANDONED, OutcomeReason.RINGING, agent_id=None)
    ).run()
    assert state(book) is AgentState.AVAILABLE and book.engine.next_deadline() is None


def test_the_caller_hangs_up_while_the_agent_hears_the_whisper() -> None:
    """The same as while the phone rings: the conversation had not begun."""
    book = whispered(opened(office(agent("alice"), whisper="acme"))).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge)).on(whisper_ended()).asks()
    book.keeps(*offers(OfferResult.CANCELLED), ended(OutcomeClass.ABANDONED, OutcomeReason.RINGING)).run()


def test_the_caller_hangs_up_in_line() -> None:
    """The wait is counted, and the waiting room closed."""
    book = waiting(opened(office(agent("alice")), signed_in=())).after(7).on(LegEnded(CALLER))
    book.asks(some(CloseBridge, bridge_id="c1-hold1")).on(LegEnded(CALLER)).asks()
    book.keeps(ended(OutcomeClass.ABANDONED, OutcomeReason.WAITING, wait_ms=7000)).run()


def test_the_caller_hangs_up_in_the_flow() -> None:
    """Nothing is left to do; the call was never in line."""
    book = greeted(opened(office(agent("alice"), before=GREETING))).on(LegEnded(CALLER)).asks()
    book.keeps(ended(OutcomeClass.ABANDONED, OutcomeReason.IN_FLOW, wait_ms=None)).run()


def test_a_lease_that_ran_out_in_line_leaves_the_caller_to_the_safety_net() -> None:
    """The PBX has the call already: nothing is asked for it, and the hang-up that follows is late."""
    book = waiting(opened(office(agent("alice")), signed_in=())).after(7).on(LegEnded(CALLER, LegEndCause.LEFT))
    book.asks(some(CloseBridge, bridge_id="c1-hold1")).on(LegEnded(CALLER)).asks()
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.SAFETY_NET, wait_ms=7000)).run()


def test_a_lease_that_ran_out_during_an_offer_sets_the_agent_free() -> None:
    """The phone is silenced: Asterisk rings agents by itself."""
    book = ringing(house("alice")).on(LegEnded(CALLER, LegEndCause.LEFT)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(*offers(OfferResult.CANCELLED), ended(OutcomeClass.EXITED, OutcomeReason.SAFETY_NET)).run()
    assert state(book) is AgentState.AVAILABLE


def test_a_lease_that_ran_out_in_the_flow() -> None:
    """During a greeting, too."""
    book = greeted(opened(office(agent("alice"), before=GREETING))).on(LegEnded(CALLER, LegEndCause.LEFT)).asks()
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.SAFETY_NET, wait_ms=None)).run()


def test_a_caller_who_is_taken_out_of_a_conversation_ends_it() -> None:
    """Somebody sent the channel into the dialplan: the agent is free."""
    book = connected(house("alice")).on(LegEnded(CALLER, LegEndCause.LEFT)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(ended(OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP)).run()


def test_an_agent_who_lost_the_caller_keeps_the_turn() -> None:
    """Alice was asked first and the caller left: she still is before Bob, who became idle after her."""
    book = ringing(house("alice", "bob")).after(5).on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    offered(book.on(LegEnded(LEG)).asks(), "c2", to=ALICE).run()


# the agent does not take it


def missed(book: Playbook, leg: LegId) -> Playbook:
    """The phone has rung for 20 seconds, and is silent again; what is asked for then is not stated yet."""
    return book.after(20).asks(HangUp(leg, HangUpReason.NO_ANSWER)).on(LegEnded(leg, LegEndCause.NO_ANSWER))


@pytest.mark.parametrize(
    ("cause", "result", "rest_s"),
    [
        (LegEndCause.REFUSED, OfferResult.REFUSED, 5),
        (LegEndCause.BUSY, OfferResult.REFUSED, 5),
        (LegEndCause.NORMAL, OfferResult.REFUSED, 5),
        (LegEndCause.UNREACHABLE, OfferResult.FAILED, 10),
        (LegEndCause.LOST, OfferResult.FAILED, 10),
    ],
)
def test_after_an_offer_that_was_not_taken_the_agent_rests(
    cause: LegEndCause, result: OfferResult, rest_s: float
) -> None:
    """The caller waits on at the same place; the agent is asked again when the rest is over, not before."""
    book = ringing(house("alice")).on(LegEnded(LEG, cause)).asks().on(LegEnded(LEG, cause)).asks()
    book.after(rest_s - 0.1).after(0.1).asks(asked(ALICE)).keeps(*offers(result)).run()
    assert state(book) is AgentState.RESERVED


def test_a_phone_that_says_no_answer_missed_the_call() -> None:
    """Its own timer is the same for us as ours; the agent does not rest."""
    book = ringing(house("alice")).on(LegEnded(LEG, LegEndCause.NO_ANSWER)).asks(asked(ALICE))
    book.keeps(*offers(OfferResult.MISSED)).run()


def test_the_next_agent_is_asked_in_the_same_step() -> None:
    """Alice refuses, Bob is asked at once; the new offer has a leg of its own and no second wait for music."""
    book = (
        ringing(house("alice", "bob"))
        .after(2)
        .on(LegEnded(LEG, LegEndCause.REFUSED))
        .asks(some(RingAgent, lane=LEG2, agent_id=BOB))
    )
    book.on(LegAnswered(LEG2)).asks(Connect(CALLER, LEG2, BridgeId("c1-talk1")))
    book.on(LegConnected(LEG2)).asks(some(CloseBridge))
    book.keeps(
        some(OfferEnded, seq=1, agent_id=ALICE, result=OfferResult.REFUSED, started_ms=1_000_000),
        some(OfferEnded, seq=2, agent_id=BOB, result=OfferResult.ACCEPTED, started_ms=1_002_000),
        some(CallConnected, agent_id=BOB, wait_ms=2000),
    ).run()


def test_a_caller_who_was_refused_keeps_the_place() -> None:
    """The first caller goes before the second, who came later, whatever agents did meanwhile."""
    book = waiting(ringing(house("alice")).after(1), "c2")
    book.on(LegEnded(LEG, LegEndCause.REFUSED)).asks()
    book.after(5).asks(asked(ALICE, "c1")).run()


def test_of_two_agents_the_one_who_missed_is_not_asked_first() -> None:
    """Who let the phone ring goes behind an agent who was idle all the time."""
    book = opened(office(agent("alice"), agent("bob"), queues=[queue(), queue("help", needs(en=1))]), [ALICE])
    ringing(book).on(SignInRequested(BOB)).asks()
    book.after(20).asks(HangUp(LEG, HangUpReason.NO_ANSWER), asked(BOB)).run()


def test_a_phone_that_rings_out_misses_the_call() -> None:
    """Our ring timer decides; a phone that answers after that is told nothing but the hang-up."""
    book = ringing(house("alice", ring_timeout_s=12)).after(11.9).after(0.1)
    book.asks(HangUp(LEG, HangUpReason.NO_ANSWER))
    book.on(LegRinging(LEG)).asks().on(LegAnswered(LEG)).asks().on(LegConnected(LEG)).asks()
    book.on(LegEnded(LEG, LegEndCause.NO_ANSWER)).asks(asked(ALICE)).keeps(*offers(OfferResult.MISSED)).run()
    assert state(book) is AgentState.RESERVED


def test_two_missed_calls_in_a_row_pause_the_agent() -> None:
    """Nobody sits at that phone: the agent is paused with a reason, the caller waits on."""
    book = missed(ringing(house("alice")), LEG).asks(asked(ALICE))
    missed(book.on(LegRinging(LEG2)).asks(), LEG2).asks()
    book.on(ResumeRequested(ALICE)).asks(asked(ALICE)).on(LegRinging(LegId("c1-a3"))).asks()
    missed(book, LegId("c1-a3")).asks(asked(ALICE))  # counted anew
    book.keeps(
        *[some(AgentStint, state=AgentState.OFFLINE), some(AgentStint, state=AgentState.AVAILABLE)],
        *[some(AgentStint, state=s) for s in (AgentState.RESERVED, AgentState.RINGING, AgentState.AVAILABLE)],
        *[some(AgentStint, state=s) for s in (AgentState.RESERVED, AgentState.RINGING)],
        some(AgentStint, state=AgentState.AVAILABLE, next_state=AgentState.PAUSED, next_reason="missed-calls"),
        some(AgentStint, state=AgentState.PAUSED, reason="missed-calls"),
        *[some(AgentStint, state=s) for s in (AgentState.AVAILABLE, AgentState.RESERVED, AgentState.RINGING)],
        some(AgentStint, state=AgentState.AVAILABLE),
    ).run()


def test_missed_calls_with_a_refusal_between_are_not_in_a_row() -> None:
    """Who refuses is there."""
    book = missed(ringing(house("alice")), LEG).asks(asked(ALICE))
    book.on(LegEnded(LEG2, LegEndCause.REFUSED)).asks().after(5).asks(asked(ALICE))
    missed(book.on(LegRinging(LegId("c1-a3"))).asks(), LegId("c1-a3")).asks(asked(ALICE)).run()


def test_a_pause_that_was_asked_for_is_not_overwritten_by_missed_calls() -> None:
    """The agent's own reason stays."""
    book = ringing(opened(office(agent("alice"), rules=OfferRules(missed_limit=1))))
    book.on(PauseRequested(ALICE, "lunch")).asks().after(20).asks(HangUp(LEG, HangUpReason.NO_ANSWER)).run()
    assert book.engine.agents.agents[ALICE].reason == "lunch"


def test_a_phone_that_does_not_even_ring_is_unreachable() -> None:
    """Without a sign of ringing within three seconds the offer fails, long before the ring time is over."""
    book = offered(house("alice")).after(2.9).after(0.1).asks(HangUp(LEG)).keeps(*offers(OfferResult.FAILED))
    book.run()
    assert state(book) is AgentState.AVAILABLE and book.engine.agents.agents[ALICE].resting


def test_a_phone_may_answer_without_having_rung() -> None:
    """Auto-answer: reserved becomes talking, and a late ringing changes nothing."""
    book = offered(house("alice")).on(LegAnswered(LEG)).asks(some(Connect)).on(LegAnswered(LEG)).asks()
    book.on(LegConnected(LEG)).asks(some(CloseBridge)).on(LegRinging(LEG)).asks().after(60).run()
    assert state(book) is AgentState.TALKING


def test_the_agent_hangs_up_during_the_whisper() -> None:
    """The connection broke before the conversation: dropped; the caller still hears music in the same room."""
    book = whispered(opened(office(agent("alice"), whisper="acme"))).on(LegEnded(LEG)).asks()
    book.on(whisper_ended()).asks().keeps(*offers(OfferResult.DROPPED)).run()
    assert book.engine.calls.calls[arrives().call_id].in_line()


def test_the_agent_hangs_up_while_being_connected() -> None:
    """The caller may have left the waiting room already: both bridges go, and a new room is made."""
    book = (
        connecting(house("alice"))
        .on(LegEnded(LEG))
        .asks(
            some(CloseBridge, bridge_id="c1-hold1"),
            some(CloseBridge, bridge_id="c1-talk1"),
            StartWaiting(CALLER, BridgeId("c1-hold2"), "sales-music"),
        )
    )
    book.after(10).asks(asked(ALICE)).on(LegAnswered(LEG2)).asks(some(Connect, bridge_id="c1-talk2"))
    book.keeps(*offers(OfferResult.DROPPED)).run()


@pytest.mark.parametrize(("of_tenant", "heard"), [(None, "sales-music"), ("acme-music", "acme-music")])
def test_the_music_of_the_tenant_counts_more(of_tenant: str | None, heard: str) -> None:
    """Whatever line its caller waits in; without it, that of the line is heard."""
    pool = replace(office(), tenants={ACME: Tenant(ACME, "Acme", music=of_tenant)})
    book = opened(pool).on(arrives()).asks(some(StartWaiting, music=heard))
    book.run()


def test_the_music_of_the_line_is_heard_when_the_tenant_is_gone() -> None:
    """A configuration without the tenant was applied while the caller is under way."""
    pool = replace(office(), tenants={})
    opened(pool).on(arrives()).asks(some(StartWaiting, music="sales-music")).run()


GONE = MusicGone(frozenset({"sales-music"}))


def test_who_waits_with_music_that_is_gone_hears_other_music() -> None:
    """In another room, and in the same place; also while a phone rings. Whoever hears other music stays."""
    pool = office(agent("alice"), queues=[queue()])
    book = waiting(opened(pool, ())).on(MusicGone(frozenset({"other"}))).asks().on(GONE)
    book.asks(some(CloseBridge, bridge_id=BridgeId("c1-hold1")), some(StartWaiting, room_id=BridgeId("c1-hold2"))).run()
    book = ringing(opened(pool)).on(GONE).asks(some(CloseBridge), some(StartWaiting))
    book.on(LegAnswered(LEG)).asks(some(Connect)).on(GONE).asks()
    book.on(LegConnected(LEG)).asks(some(CloseBridge, bridge_id=BridgeId("c1-hold2"))).on(GONE).asks().run()


def test_a_whisper_is_played_to_the_agent_alone() -> None:
    """The caller is connected after it; its end told twice connects once."""
    book = whispered(opened(office(agent("alice"), whisper="acme")))
    book.on(whisper_ended()).asks(some(Connect)).on(whisper_ended()).asks().run()


# who is asked


def test_the_longest_idle_agent_is_asked() -> None:
    """Alice signed in before Bob, but was on a call since: Bob is asked."""
    book = connected(house("alice", "bob")).after(10).on(LegEnded(LEG)).asks(some(HangUp), some(CloseBridge))
    offered(book.after(10), "c2", to=BOB).run()


def test_agents_who_became_idle_at_the_same_moment_are_asked_in_that_order() -> None:
    """The tie is broken by who came first, not by name."""
    book = opened(office(agent("alice"), agent("bob")), [BOB, ALICE])
    offered(book, to=BOB).run()


def test_callers_are_served_in_the_order_of_arrival() -> None:
    """An agent who signs in gets the first caller, the next agent the second."""
    book = waiting(waiting(opened(office(agent("alice"), agent("bob")), ()), "c1").after(1), "c2")
    book.on(SignInRequested(ALICE)).asks(asked(ALICE, "c1"))
    book.on(SignInRequested(BOB)).asks(asked(BOB, "c2")).run()


@pytest.mark.parametrize(("later_s", "first"), [(29.9, "c2"), (30.1, "c1")])
def test_a_head_start_is_counted_in_seconds(later_s: float, first: str) -> None:
    """A caller of a queue with 30 s head start goes before one who came less than 30 s earlier."""
    lines = [queue("sales"), queue("vip", head_start_s=30)]
    book = waiting(opened(office(agent("alice"), queues=lines), ()), "c1")
    waiting(book.after(later_s), "c2", "vip").on(SignInRequested(ALICE)).asks(asked(ALICE, first)).run()


def test_a_caller_whom_nobody_can_serve_does_not_block_the_line() -> None:
    """The one behind is asked of the agent who has the skills."""
    lines = [queue("sales", needs(it=5)), queue("help", needs(en=3))]
    book = waiting(opened(office(agent("alice", en=3), queues=lines)), "c1")
    book.on(arrives("c2", "help")).asks(some(StartWaiting), asked(ALICE, "c2")).run()


def test_skills_decide_who_is_asked() -> None:
    """Bob was idle longer and lacks the skill; a level below the one required is not enough."""
    people = [agent("bob", en=2), agent("alice", en=3)]
    offered(opened(office(*people, queues=[queue(requirement=needs(en=3))])), to=ALICE).run()


def test_an_agent_who_becomes_free_serves_the_first_caller_of_all_queues() -> None:
    """Wrap-up ends early: of two queues the caller who came first is offered."""
    lines = [queue("sales", wrapup_s=60), queue("help")]
    book = connected(opened(office(agent("alice"), queues=lines)))
    waiting(waiting(book.after(1), "c2", "help").after(1), "c3")
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    book.on(WrapupEndRequested(ALICE)).asks(asked(ALICE, "c2")).run()


def test_a_broken_call_frees_the_agent_who_was_asked() -> None:
    """The next caller is offered to the same agent as soon as the phone is silent."""
    book = waiting(ringing(house("alice")), "c2").on(CallBroken(LEG))
    book.asks(HangUp(LEG), SendToSafetyNet(CALLER), some(CloseBridge)).on(LegEnded(LEG)).asks(asked(ALICE, "c2"))
    book.keeps(*offers(OfferResult.CANCELLED), ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)).run()


def test_segments_show_ring_and_queue_in_turn() -> None:
    """Each offer is a stretch of its own, with the agent; between them the caller waits."""
    book = ringing(house("alice")).after(2).on(LegEnded(LEG, LegEndCause.REFUSED)).asks().after(3)
    book.on(LegEnded(CALLER)).asks(some(CloseBridge)).keeps(
        some(Segment, kind="flow", agent_id=None),
        some(Segment, kind="queue", agent_id=None),
        some(Segment, kind="ring", agent_id=ALICE, started_ms=1_000_000, ended_ms=1_002_000),
        some(Segment, kind="queue", agent_id=None, started_ms=1_002_000, ended_ms=1_005_000),
    ).run()


@pytest.mark.parametrize("cause", LegEndCause)
def test_a_phone_that_was_answered_and_is_gone_broke_the_connection(cause: LegEndCause) -> None:
    """Whatever the PBX gives as the cause, the call was dropped."""
    assert offer_result(cause, LiveOffer(1, ALICE, LEG, 0.0, answered=True)) is OfferResult.DROPPED


LATE: list[Event] = [LegRinging(LEG), LegAnswered(LEG), LegConnected(LEG), LegEnded(LEG), CallBroken(LEG)]


@pytest.mark.parametrize("event", LATE)
def test_late_events_of_a_leg_that_was_given_up_change_nothing(event: Event) -> None:
    """Bob is asked meanwhile: what Alice's phone still tells is of no meaning to the call."""
    book = ringing(house("alice", "bob")).on(LegEnded(LEG, LegEndCause.REFUSED)).asks(asked(BOB))
    book.on(event).asks().on(LegAnswered(LEG2)).asks(some(Connect, agent_leg_id=LEG2)).run()
