"""Queues that ring everybody: one winner, and the others fall silent at once."""

from typing import Any

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import HangUpReason, LegEndCause, LegId, OfferResult, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.commands import CloseBridge, Connect, HangUp, Play, RingAgent, StartWaiting
from acd.domain.demands import Preference
from acd.domain.events import (
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PbxLost,
    ResumeRequested,
    SignInRequested,
)
from acd.domain.queues import AgentChoice
from acd.domain.records import CallConnected, OfferEnded, Segment
from acd.engine.ring_all import AT_MOST
from acd.engine.timers import TimerKind
from tests.playbooks import Playbook, agent, arrives, needs, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, LEG2, asked, ended, waiting

LEG3 = LegId("c1-a3")


def house(*names: str, whisper: str = "", **settings: Any) -> Playbook:
    """Return an open house whose one queue rings all."""
    line = queue(choice=AgentChoice.RING_ALL, **settings)
    return opened(office(*map(agent, names), queues=[line], whisper=whisper))


def both_ring(book: Playbook | None = None) -> Playbook:
    """Alice's and bob's phones ring for the same caller."""
    book = (book or house("alice", "bob")).on(arrives()).asks(some(StartWaiting), asked(ALICE), asked(BOB))
    return book.on(LegRinging(LEG)).asks().on(LegRinging(LEG2)).asks()


def states(book: Playbook) -> list[AgentState]:
    """Return what everybody does at the end, in the order of the configuration."""
    return [known.state for known in book.engine.agents.agents.values()]


def test_who_answers_first_has_the_call() -> None:
    """The other phone is told that somebody else answered, so it shows no missed call; its agent keeps the turn."""
    book = both_ring().on(LegAnswered(LEG2))
    book.asks(HangUp(LEG, HangUpReason.ANSWERED_ELSEWHERE), some(Connect, lane=CALLER, agent_leg_id=LEG2))
    book.on(LegAnswered(LEG)).asks().on(LegConnected(LEG2)).asks(some(CloseBridge))
    book.keeps(
        some(OfferEnded, agent_id=ALICE, seq=1, result=OfferResult.ELSEWHERE),
        some(OfferEnded, agent_id=BOB, seq=2, result=OfferResult.ACCEPTED),
        some(CallConnected, agent_id=BOB),
    ).run()
    assert states(book) == [AgentState.AVAILABLE, AgentState.TALKING]
    assert book.engine.timers.current() == [("parting", LEG)]


def test_the_whisper_is_for_the_winner_alone() -> None:
    """The others are silent before it begins."""
    book = both_ring(house("alice", "bob", whisper="acme")).on(LegAnswered(LEG))
    book.asks(HangUp(LEG2, HangUpReason.ANSWERED_ELSEWHERE), some(Play, lane=LEG)).run()


def test_one_who_declines_leaves_the_others_ringing() -> None:
    """The call is not offered anew, and its ringing counts for who still rings."""
    book = both_ring().after(4).on(LegEnded(LEG, LegEndCause.REFUSED)).asks()
    book.after(2).on(LegAnswered(LEG2)).asks(some(Connect, agent_leg_id=LEG2))
    book.keeps(
        some(Segment, kind=SegmentKind.FLOW),
        some(Segment, kind=SegmentKind.QUEUE, ended_ms=1000_000),
        some(Segment, kind=SegmentKind.RING, agent_id=ALICE, ended_ms=1004_000),
    ).run()


def test_one_beside_who_declines_changes_nothing() -> None:
    """Who rang first rings on."""
    book = both_ring().on(LegEnded(LEG2, LegEndCause.BUSY)).asks()
    book.on(LegAnswered(LEG)).asks(some(Connect, agent_leg_id=LEG))
    book.keeps(some(OfferEnded, agent_id=BOB, result=OfferResult.REFUSED)).run()


def test_when_nobody_answers_all_of_them_missed_it() -> None:
    """All are asked again at once, as long as they are not paused for it."""
    book = both_ring(house("alice", "bob", ring_timeout_s=20)).after(20)
    book.asks(
        HangUp(LEG, HangUpReason.NO_ANSWER),
        HangUp(LEG2, HangUpReason.NO_ANSWER),
    )
    book.on(LegEnded(LEG)).asks(asked(ALICE)).on(LegEnded(LEG2)).asks(asked(BOB))
    book.keeps(*[some(OfferEnded, result=OfferResult.MISSED)] * 2).run()


def test_the_caller_hangs_up_while_all_ring() -> None:
    """Every phone is silenced."""
    book = both_ring().on(LegEnded(CALLER)).asks(HangUp(LEG), HangUp(LEG2), some(CloseBridge))
    book.keeps(
        *[some(OfferEnded, result=OfferResult.CANCELLED)] * 2,
        ended(OutcomeClass.ABANDONED, OutcomeReason.RINGING),
    ).run()
    assert states(book) == [AgentState.AVAILABLE] * 2


def test_who_becomes_idle_meanwhile_rings_too() -> None:
    """For the full time of the queue, from then on."""
    book = opened(office(agent("alice"), agent("bob"), queues=[queue(choice=AgentChoice.RING_ALL)]), [ALICE])
    book.on(arrives()).asks(some(StartWaiting), asked(ALICE)).on(LegRinging(LEG)).asks().after(10)
    book.on(SignInRequested(BOB)).asks(some(RingAgent, lane=LEG2, agent_id=BOB, timeout_s=20.0))
    book.on(LegRinging(LEG2)).asks().after(10).asks(HangUp(LEG, HangUpReason.NO_ANSWER))
    book.on(LegEnded(LEG)).asks(some(RingAgent, lane=LEG3, agent_id=ALICE)).run()


def test_nobody_joins_a_call_that_somebody_has_answered() -> None:
    """The whisper is heard, and a third agent signs in."""
    pool = office(agent("alice"), agent("bob"), queues=[queue(choice=AgentChoice.RING_ALL)], whisper="acme")
    book = opened(pool, [ALICE]).on(arrives()).asks(some(StartWaiting), asked(ALICE))
    book.on(LegAnswered(LEG)).asks(some(Play)).on(SignInRequested(BOB)).asks().run()


def test_every_caller_gets_one_phone_before_any_gets_two() -> None:
    """Two wait and three become free: the third rings for who came first."""
    pool = office(*map(agent, ("alice", "bob", "carol")), queues=[queue(choice=AgentChoice.RING_ALL)])
    book = waiting(waiting(opened(pool, ()), "c1"), "c2").on(PbxLost()).asks()
    for name in ("alice", "bob", "carol"):
        book.on(SignInRequested(agent(name).id)).asks()
    seen = [LegSeen(LegId(name), is_caller=True) for name in ("c1", "c2")]
    book.on(PbxConnected(tuple(seen)))
    book.asks(asked(ALICE, "c1"), asked(BOB, "c2"), asked(agent("carol").id, "c1")).run()


def test_only_those_ring_who_may_serve_the_caller() -> None:
    """Skills count as ever, for who is there and for who comes."""
    line = queue("help", needs(en=3), choice=AgentChoice.RING_ALL)
    pool = office(agent("alice", en=5), agent("bob"), agent("carol", en=3), queues=[line])
    book = opened(pool, [ALICE]).on(arrives("c1", "help")).asks(some(StartWaiting), asked(ALICE))
    book.on(SignInRequested(BOB)).asks().on(SignInRequested(agent("carol").id)).asks(asked(agent("carol").id)).run()


def test_there_is_a_bound_to_the_phones_of_one_call() -> None:
    """The rest is free for others."""
    book = house(*(f"a{number}" for number in range(AT_MOST + 2)))
    book.on(arrives()).asks(some(StartWaiting), *[some(RingAgent)] * AT_MOST)
    book.on(PauseRequested(agent("a31").id, "lunch")).asks().run()
    assert states(book).count(AgentState.RESERVED) == AT_MOST


# the link to the PBX


@pytest.mark.parametrize("answered", [LEG, LEG2])
def test_one_answered_while_the_link_was_down(answered: LegId) -> None:
    """Who answered has the call; the others are silenced, those that are gone are taken off."""
    legs = [LegSeen(leg, False, answered=leg == answered, ringing=leg != answered) for leg in (LEG, LEG2)]
    other = LEG2 if answered == LEG else LEG
    book = both_ring().on(PbxLost()).asks()
    book.on(PbxConnected((LegSeen(CALLER, is_caller=True), *legs)))
    book.asks(HangUp(other, HangUpReason.ANSWERED_ELSEWHERE), some(Connect, agent_leg_id=answered)).run()


def test_one_was_lost_while_the_link_was_down() -> None:
    """The other rings on."""
    book = both_ring().on(PbxLost()).asks()
    seen = LegSeen(CALLER, is_caller=True), LegSeen(LEG2, is_caller=False, ringing=True)
    book.on(PbxConnected(seen)).asks(HangUp(LEG))
    book.keeps(some(OfferEnded, agent_id=ALICE, result=OfferResult.FAILED)).run()


def test_those_whom_a_caller_prefers_ring_alone() -> None:
    """All who are idle; who declines is not rung again, who comes back rings beside, and then anyone will do."""
    people = ("alice", "bob", "carol", "dan")
    carol, dan = AgentId("carol"), AgentId("dan")
    book = house(*people, prefers=Preference((ALICE, BOB, dan), 60.0))
    book.on(PauseRequested(dan, "lunch")).asks()
    book.on(arrives()).asks(some(StartWaiting), asked(ALICE), asked(BOB)).on(LegRinging(LEG)).asks()
    book.on(LegRinging(LEG2)).asks().on(LegEnded(LEG2, LegEndCause.REFUSED)).asks().after(5)  # Bob's rest is over
    book.on(ResumeRequested(dan)).asks(asked(dan))
    book.on(LegEnded(LEG3, LegEndCause.REFUSED)).asks()
    book.on(LegEnded(LEG, LegEndCause.REFUSED)).asks(asked(carol), asked(BOB)).run()
    assert book.engine.timers.deadline(TimerKind.PREFERENCE, "c1") is None
