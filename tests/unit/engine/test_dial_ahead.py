"""Agents who are rung while their notes run out."""

from typing import Any

from acd.domain.agents import AgentState
from acd.domain.calls import LegEndCause, LegId, OfferResult
from acd.domain.commands import CloseBridge, Connect, HangUp, StartWaiting
from acd.domain.events import (
    AssistanceRequested,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    PauseRequested,
    PhoneReachable,
    PhoneUnreachable,
    SignInRequested,
    WrapupEndRequested,
    WrapupExtensionRequested,
)
from acd.domain.pool import OfferRules
from acd.domain.queues import AgentChoice
from acd.domain.records import AgentStint, OfferEnded
from tests.playbooks import Playbook, agent, arrives, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, asked, connected, waiting

NEXT = LegId("c2-a1")


def house(*names: str, ahead_s: float = 4.0, **settings: Any) -> Playbook:
    """Return an open house with half a minute for notes, in which alice is signed in."""
    rules = OfferRules(dial_ahead_s=ahead_s)
    line = queue(wrapup_s=30, **settings)
    return opened(office(*map(agent, names or ("alice",)), queues=[line], rules=rules), [ALICE])


def noting(book: Playbook) -> Playbook:
    """Alice has talked, and writes her notes for half a minute."""
    book = connected(book).on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    return book.on(LegEnded(LEG)).asks()


def state(book: Playbook, name: str = "alice") -> AgentState:
    """Return what an agent does at the end."""
    return next(known.state for known in book.engine.agents.agents.values() if known.spec.id == name)


def test_the_phone_rings_in_the_last_seconds_of_the_notes() -> None:
    """Not before; who answers early has ended the notes by it."""
    book = waiting(noting(house()), "c2").after(25.9).after(0.1).asks(asked(ALICE, "c2"))
    book.on(LegRinging(NEXT)).asks().after(2).on(LegAnswered(NEXT)).asks(some(Connect))
    book.on(LegConnected(NEXT)).asks(some(CloseBridge))
    book.keeps(
        *[some(AgentStint)] * 5,
        some(AgentStint, state=AgentState.WRAPUP, next_state=AgentState.RESERVED, ended_ms=1026_000, call_id="c1"),
        some(AgentStint, state=AgentState.RESERVED, call_id="c2"),
        some(AgentStint, state=AgentState.RINGING, next_state=AgentState.TALKING),
    ).run()
    assert [kind for kind, _ in book.engine.timers.current()] == []


def test_it_is_off_by_default() -> None:
    """The notes are the agent's to the end."""
    book = waiting(noting(house(ahead_s=0.0)), "c2").after(29.9).after(0.1).asks(asked(ALICE, "c2"))
    book.run()


def test_nobody_waits_and_the_notes_run_out() -> None:
    """Then the agent is idle as ever."""
    book = noting(house()).after(27).on(arrives("c2")).asks(some(StartWaiting), asked(ALICE, "c2")).run()
    assert state(book) is AgentState.RESERVED
    book = noting(house()).after(30).run()
    assert state(book) is AgentState.AVAILABLE and book.engine.timers.current() == []


def test_who_is_idle_goes_before_who_still_has_notes() -> None:
    """However short a time that is: the turn counts from the end of the notes."""
    book = noting(house("alice", "bob")).after(29).on(SignInRequested(BOB)).asks()
    book.on(arrives("c2")).asks(some(StartWaiting), asked(BOB, "c2")).run()


def test_the_caller_leaves_before_the_notes_are_over() -> None:
    """The rest of them is given back, with the call that they are about; the next caller may ring again."""
    book = waiting(noting(house()), "c2").after(26).asks(asked(ALICE, "c2")).on(LegRinging(NEXT)).asks().after(1)
    book.on(LegEnded(LegId("c2"))).asks(HangUp(NEXT), some(CloseBridge)).on(LegEnded(NEXT)).asks()
    book.run()
    assert state(book) is AgentState.WRAPUP
    hand = book.engine.agents.agents[ALICE].hand
    assert hand is not None and hand.call_id == "c1"
    book.after(0).on(arrives("c3")).asks(some(StartWaiting), asked(ALICE, "c3")).run()
    book = waiting(noting(house()), "c2").after(26).asks(asked(ALICE, "c2")).on(LegEnded(LegId("c2")))
    book.asks(HangUp(NEXT), some(CloseBridge)).on(LegEnded(NEXT)).asks().after(4).run()
    assert state(book) is AgentState.AVAILABLE


def test_who_declines_is_left_in_peace_until_the_end() -> None:
    """And rests afterwards as long as the rules say."""
    book = waiting(noting(house()), "c2").after(26).asks(asked(ALICE, "c2"))
    book.on(LegEnded(NEXT, LegEndCause.REFUSED)).asks().after(4).after(0.9)
    book.after(0.1).asks(asked(ALICE, "c2"))
    book.keeps(some(OfferEnded, result=OfferResult.ACCEPTED), some(OfferEnded, result=OfferResult.REFUSED)).run()


def test_an_offer_that_ends_after_the_notes() -> None:
    """Leaves the agent idle: nothing is left to be given back."""
    book = waiting(noting(house(ring_timeout_s=20)), "c2").after(26).asks(asked(ALICE, "c2"))
    book.on(LegRinging(NEXT)).asks().after(5).on(LegEnded(LegId("c2"))).asks(HangUp(NEXT), some(CloseBridge)).run()
    assert state(book) is AgentState.AVAILABLE


def test_more_time_for_notes_is_more_time_in_peace() -> None:
    """Asked for before the phone may ring, or after: it may not until the last seconds of that."""
    for moment in (10, 27):
        book = noting(house()).after(moment).on(WrapupExtensionRequested(ALICE, 60.0)).asks()
        book = waiting(book, "c2").after(85.9 - moment).after(0.1).asks(asked(ALICE, "c2")).run()
        assert state(book) is AgentState.RESERVED


def test_who_is_about_to_leave_is_not_rung() -> None:
    """A wish is granted when the notes are over."""
    book = connected(house()).on(PauseRequested(ALICE, "lunch")).asks()
    book = book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).on(LegEnded(LEG)).asks()
    book = waiting(book, "c2").after(30).run()
    assert state(book) is AgentState.PAUSED


def test_a_pause_in_the_last_seconds() -> None:
    """Nobody is rung any more."""
    book = waiting(noting(house()).after(27).on(PauseRequested(ALICE, "lunch")).asks(), "c2").after(10).run()
    assert state(book) is AgentState.PAUSED and book.engine.timers.current() == []


def test_who_calls_for_a_supervisor_over_the_notes_is_not_rung() -> None:
    """Before the last seconds or in them: they need the rest."""
    for moment in (10, 27):
        book = noting(house()).after(moment).on(AssistanceRequested(ALICE)).asks()
        waiting(book, "c2").after(29.9 - moment).after(0.1).asks(asked(ALICE, "c2")).run()


def test_a_phone_that_is_gone_in_the_last_seconds_is_not_rung() -> None:
    """And is again when it is back."""
    phone = agent("alice").endpoint
    book = noting(house()).after(27).on(PhoneUnreachable(phone)).asks()
    waiting(book, "c2").on(PhoneReachable(phone)).asks(asked(ALICE, "c2")).run()


def test_notes_are_given_back_where_another_phone_was_quicker() -> None:
    """Of a queue that rings everybody: it is no doing of the agent's either."""
    book = noting(house("alice", "bob", choice=AgentChoice.RING_ALL)).after(27).on(SignInRequested(BOB)).asks()
    book.on(arrives("c2")).asks(some(StartWaiting), asked(BOB, "c2"), asked(ALICE, "c2"))
    book.on(LegAnswered(NEXT)).asks(some(HangUp, lane=LegId("c2-a2")), some(Connect)).run()
    assert state(book) is AgentState.WRAPUP


def test_the_notes_so_far_count_as_occupation() -> None:
    """Who is idle and was busy for less time goes before who has talked for less and is still at the notes."""
    book = connected(house("alice", "bob", choice=AgentChoice.LEAST_OCCUPIED)).after(20)
    book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).on(LegEnded(LEG)).asks()
    book.on(SignInRequested(BOB)).asks().on(arrives("c2")).asks(some(StartWaiting), asked(BOB, "c2"))
    book.on(LegRinging(NEXT)).asks().on(LegAnswered(NEXT)).asks(some(Connect))
    book.on(LegConnected(NEXT)).asks(some(CloseBridge)).after(24)
    book.on(LegEnded(LegId("c2"))).asks(HangUp(NEXT), some(CloseBridge)).on(LegEnded(NEXT)).asks()
    book.on(WrapupEndRequested(BOB)).asks().after(3)
    book.on(arrives("c3")).asks(some(StartWaiting), asked(BOB, "c3")).run()
    assert state(book) is AgentState.WRAPUP
