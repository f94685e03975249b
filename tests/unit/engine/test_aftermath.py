"""What comes of an offer without a conversation: each cause by its own rule."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import LegEndCause, LegId, OfferResult
from acd.domain.commands import CloseBridge, Connect, HangUp
from acd.domain.events import LegAnswered, LegConnected, LegEnded, LegRinging, ResumeRequested
from acd.domain.pool import OfferRules
from acd.engine.aftermath import count
from acd.engine.agent import LiveAgent
from tests.playbooks import Playbook, agent, office, opened, some
from tests.unit.engine.scenes import ALICE, CALLER, LEG, LEG2, asked, offered

R = OfferResult
RULES = OfferRules(refused_rest_s=1, missed_rest_s=2, failed_rest_s=3, dropped_rest_s=4)


@pytest.mark.parametrize(
    ("result", "seconds"), [(R.REFUSED, 1), (R.MISSED, 2), (R.FAILED, 3), (R.DROPPED, 4), (R.CANCELLED, 0)]
)
def test_each_cause_has_a_rest_of_its_own(result: OfferResult, seconds: float) -> None:
    """Who lost a caller through no doing of theirs needs none."""
    assert RULES.rest_s(result) == seconds


def test_a_dropped_call_is_as_a_failed_one_unless_it_is_said_otherwise() -> None:
    """One wish of an operator for both."""
    assert replace(RULES, dropped_rest_s=None).rest_s(R.DROPPED) == 3


@pytest.mark.parametrize(
    ("result", "limit", "reason"),
    [
        (R.MISSED, "missed_limit", "missed-calls"),
        (R.REFUSED, "refused_limit", "refused-calls"),
        (R.FAILED, "failed_limit", "unreachable"),
        (R.DROPPED, "dropped_limit", "dropped-calls"),
    ],
)
def test_each_cause_has_a_limit_of_its_own(result: OfferResult, limit: str, reason: str) -> None:
    """Without one nobody is paused; other causes between do not count, nor do they start the count anew."""
    off = OfferRules(missed_limit=None)
    limited = replace(off, **{limit: 3})
    alice = LiveAgent(agent("alice"))
    assert [count(alice, result, off) for _ in range(9)] == [None] * 9
    alice = LiveAgent(agent("alice"))
    other = R.FAILED if result is R.MISSED else R.MISSED
    told = [count(alice, each, limited) for each in (result, R.CANCELLED, other, result, result)]
    assert told == [None, None, None, None, reason]


def test_who_refuses_is_there_and_can_be_reached() -> None:
    """What was before does not count any more."""
    alice, rules = LiveAgent(agent("alice")), OfferRules(failed_limit=2, refused_limit=3)
    told = [count(alice, each, rules) for each in (R.REFUSED, R.FAILED, R.MISSED, R.REFUSED, R.FAILED, R.MISSED)]
    assert told == [None] * 6
    assert count(alice, R.REFUSED, rules) == "refused-calls"


def _refused(book: Playbook, leg_id: LegId) -> Playbook:
    return book.on(LegRinging(leg_id)).asks().on(LegEnded(leg_id, LegEndCause.REFUSED))


def test_who_refuses_too_often_is_paused() -> None:
    """The reason says why; who comes back starts anew."""
    book = opened(office(agent("alice"), rules=OfferRules(refused_limit=2, refused_rest_s=0)))
    _refused(_refused(offered(book), LEG).asks(asked(ALICE)), LEG2).asks().run()
    alice = book.engine.agents.agents[ALICE]
    assert (alice.state, alice.reason) == (AgentState.PAUSED, "refused-calls")
    third = LegId("c1-a3")
    book.on(ResumeRequested(ALICE)).asks(asked(ALICE))
    _refused(book, third).asks(asked(ALICE)).run()


def test_a_conversation_starts_the_count_anew() -> None:
    """The agent works."""
    book = opened(office(agent("alice"), rules=OfferRules(refused_limit=2, refused_rest_s=0)))
    _refused(offered(book), LEG).asks(asked(ALICE)).on(LegAnswered(LEG2)).asks(some(Connect))
    book.on(LegConnected(LEG2)).asks(some(CloseBridge)).on(LegEnded(CALLER)).asks(some(HangUp), some(CloseBridge))
    _refused(offered(book.on(LegEnded(LEG2)).asks(), "c2"), LegId("c2-a1")).asks(asked(ALICE, "c2")).run()


def test_who_missed_a_call_may_rest() -> None:
    """Where the configuration wants it so."""
    book = offered(opened(office(agent("alice"), rules=OfferRules(missed_rest_s=7))))
    book.on(LegRinging(LEG)).asks().on(LegEnded(LEG, LegEndCause.NO_ANSWER)).asks().after(6.9).after(0.1)
    book.asks(asked(ALICE)).run()
