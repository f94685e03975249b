"""What is told of the reasons when an agent is asked."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId
from acd.domain.calls import LegEndCause
from acd.domain.commands import CloseBridge, HangUp, Remember
from acd.domain.events import LegEnded
from acd.domain.offers import Contender, OfferStage
from acd.domain.queues import AgentChoice, Skill
from acd.domain.recipes import Raise, Recipe, Recipes, RecipeStep, Relax
from acd.domain.records import OfferMade
from acd.engine.call import LiveOffer
from acd.engine.matching import Pick
from acd.engine.offer_reason import why_asked
from tests.playbooks import Playbook, agent, arrives, needs, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, asked, connected, offered, waiting

CAROL = AgentId("carol")


def reasons(book: Playbook) -> list[OfferMade]:
    """Play it and return what was told."""
    return [record for record in book.run().records if isinstance(record, OfferMade)]


def after_one_more(book: Playbook, caller: str = "c1") -> list[OfferMade]:
    """Play it, let one more caller come, and return what is told of their offers."""
    decision = book.run().engine.handle(arrives(caller), book.now)
    return [record for record in decision.records if isinstance(record, OfferMade)]


def house(choice: AgentChoice, **queue_settings: Any) -> Playbook:
    """Return an open house of three, each with another place, weight and skills."""
    agents = [
        replace(agent("alice", en=5), place=2, weight=3),
        replace(agent("bob", en=8, de=1), place=1, weight=2),
        agent("carol", fr=1),
    ]
    return opened(office(*agents, queues=[queue(requirement=needs(en=3), choice=choice, **queue_settings)]))


def test_the_whole_record() -> None:
    """Who was asked for what, since when the caller waits and counts as waiting, and who would have been next."""
    book = house(AgentChoice.BEST_SKILLED, head_start_s=30.0).after(7)
    (made,) = reasons(offered(book, to=BOB))
    at_ms = 1_007_000
    assert made == OfferMade(
        call_id=arrives().call_id,
        seq=1,
        queue_id=queue().id,
        at_ms=at_ms,
        stage=OfferStage.ORDINARY,
        choice=AgentChoice.BEST_SKILLED,
        requirement=needs(en=3),
        queued_ms=at_ms,
        ranked_ms=at_ms - 30_000,
        idle=2,
        chosen=Contender(BOB, 8, 7_000),
        runner_up=Contender(ALICE, 5, 7_000),
    )


@pytest.mark.parametrize(
    ("choice", "chosen", "second"),
    [
        (AgentChoice.LONGEST_IDLE, (ALICE, 7.0), (BOB, 7.0)),
        (AgentChoice.ROUND_ROBIN, (ALICE, None), (BOB, None)),
        (AgentChoice.FEWEST_CALLS, (ALICE, 0), (BOB, 0)),
        (AgentChoice.LEAST_TALK, (ALICE, 0.0), (BOB, 0.0)),
        (AgentChoice.LEAST_OCCUPIED, (ALICE, 0.0), (BOB, 0.0)),
        (AgentChoice.BEST_SKILLED, (BOB, 8), (ALICE, 5)),
        (AgentChoice.LEAST_SKILLED, (ALICE, 1), (BOB, 2)),
        (AgentChoice.LINEAR, (BOB, 1), (ALICE, 2)),
    ],
)
def test_what_each_choice_compares_at_first(
    choice: AgentChoice, chosen: tuple[AgentId, Any], second: tuple[AgentId, Any]
) -> None:
    """Nobody has worked yet."""
    (made,) = reasons(offered(house(choice).after(7), to=chosen[0]))
    assert made.runner_up is not None and made.choice is choice
    assert [one[:2] for one in (made.chosen, made.runner_up)] == [chosen, second]


def test_a_lot_is_told_by_its_weight() -> None:
    """The lot itself says nothing to anybody."""
    (made,) = after_one_more(house(AgentChoice.RANDOM))
    weights = {ALICE: 3, BOB: 2}
    assert made.runner_up is not None
    assert {one.agent_id: one.measure for one in (made.chosen, made.runner_up)} == weights


@pytest.mark.parametrize(
    ("choice", "alice", "bob"),
    [
        (AgentChoice.LONGEST_IDLE, 4.0, 14.0),
        (AgentChoice.ROUND_ROBIN, 1, None),
        (AgentChoice.FEWEST_CALLS, 1, 0),
        (AgentChoice.LEAST_TALK, 10.0, 0.0),
        (AgentChoice.LEAST_OCCUPIED, pytest.approx(10 / 1800, rel=0.01), 0.0),
    ],
)
def test_what_each_choice_compares_after_a_conversation(choice: AgentChoice, alice: Any, bob: Any) -> None:
    """Alice talked for 10 s and has been idle for 4 s; so bob is next."""
    book = connected(house(choice)).after(10).on(LegEnded(CALLER)).asks(some(HangUp), some(CloseBridge))
    (made,) = after_one_more(book.after(4), "c2")
    assert made.runner_up is not None
    assert [one[:2] for one in (made.chosen, made.runner_up)] == [(BOB, bob), (ALICE, alice)]


def test_each_offer_is_told_with_a_number_of_its_own() -> None:
    """The second agent was the only one left; the caller counts as come when they came."""
    book = offered(house(AgentChoice.LONGEST_IDLE)).after(2)
    book.on(LegEnded(LEG, LegEndCause.REFUSED)).asks(asked(BOB))
    first, second = reasons(book)
    assert [one.seq for one in (first, second)] == [1, 2]
    assert (second.chosen.agent_id, second.idle, second.runner_up) == (BOB, 1, None)
    assert (second.queued_ms, second.ranked_ms, second.at_ms) == (1_000_000, 1_000_000, 1_002_000)


def test_a_caller_who_waits_for_an_agent_was_meant_for_them() -> None:
    """The stage says so, and the queue's requirement stands for what was asked."""
    line = queue(requirement=needs(en=3))
    engine = waiting(opened(office(agent("alice"), queues=[line]))).run().engine
    (call,) = engine.calls.calls.values()
    made = why_asked(call, LiveOffer(3, ALICE, LEG, 1000.0), Pick(call.id, ALICE), engine.agents, 1000.0)
    assert (made.stage, made.requirement, made.runner_up) == (OfferStage.PREFERRED, needs(en=3), None)


def test_phones_that_ring_beside_the_first_say_so() -> None:
    """One record for each phone."""
    first, beside = after_one_more(house(AgentChoice.RING_ALL))
    assert (first.stage, first.chosen.agent_id, first.idle) == (OfferStage.ORDINARY, ALICE, 2)
    assert (beside.stage, beside.chosen.agent_id, beside.idle) == (OfferStage.BESIDE, BOB, 1)


def test_what_a_recipe_made_of_the_requirement() -> None:
    """What was asked for at the moment of the offer, and not what the queue asks for at first."""
    line = queue(requirement=needs(en=5))
    steps = (
        RecipeStep(after_s=30, action=Relax(frozenset({(Skill("en"), 2)}))),
        RecipeStep(after_s=30, action=Raise(60)),
    )
    pool = replace(office(agent("alice", en=2), queues=[line]), recipes={line.id: Recipes(Recipe(steps, ()))})
    (made,) = reasons(waiting(opened(pool)).after(30).asks(some(Remember), asked(ALICE)))
    assert (made.requirement, made.at_ms - made.queued_ms, made.queued_ms - made.ranked_ms) == (
        needs(en=2),
        30_000,
        60_000,
    )
