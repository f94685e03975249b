"""Sentences on what was compared, and what came of it."""

from typing import Any

import pytest

from acd.domain.calls import OfferResult
from acd.domain.queues import AgentChoice
from acd.explain.words import many, name_of, what_came, why_asked
from tests.unit.explain.scene import ALICE, BOB, DAN, EVE, POOL, made

AMONG = "Of 2 idle agents who could serve the caller, Alice"


def said(**changed: Any) -> str:
    """Return why alice was asked."""
    return why_asked(made(**changed), POOL.agents)


@pytest.mark.parametrize(
    ("choice", "hers", "his", "words"),
    [
        ("longest_idle", 125.0, 40.0, "was idle the longest: 2:05 min; next was Bob: 40 s."),
        ("round_robin", None, 4.0, "had the last offer longest ago: none yet; next was Bob: 4 offers ago."),
        ("round_robin", 4.0, 1.0, "had the last offer longest ago: 4 offers ago; next was Bob: the last one."),
        ("fewest_calls", 0.0, 3.0, "had the fewest conversations since signing in: 0; next was Bob: 3."),
        ("least_talk", 5.0, 90.0, "had spent the least time in conversation since signing in: 5.0 s; "
         "next was Bob: 1:30 min."),
        ("least_occupied", 0.123, 0.5, "was least occupied of late: 12 %; next was Bob: 50 %."),
        ("best_skilled", 9.0, 7.0, "had the highest levels of the skills asked for, added up: 9; next was Bob: 7."),
        ("least_skilled", 1.0, 2.0, "had the fewest skills: 1; next was Bob: 2."),
        ("linear", 10.0, 100.0, "had the lowest place: 10; next was Bob: 100."),
        ("random", 1.0, 1.0, "was drawn by lot, the weight counted: 1; next was Bob: 1."),
        ("ring_all", 5.0, 4.0, "is the first: the queue rings all of them at once."),
        ("by_star_sign", 5.0, 4.0, "came first by by_star_sign."),
    ],
)  # fmt: skip
def test_each_choice_has_its_words(choice: str, hers: float | None, his: float | None, words: str) -> None:
    """With what was compared of both; one of a later release is named as it is."""
    assert said(choice=choice, measure=hers, runner_up_measure=his) == f"{AMONG} {words}"


def test_every_choice_is_known() -> None:
    """A new one needs words."""
    for choice in AgentChoice:
        assert f"by {choice}" not in said(choice=choice)


def test_between_equals_the_idle_time_decides() -> None:
    """And then who was told first; who has no second was the best of all the same."""
    level = {"measure": 7.0, "runner_up_measure": 7.0}
    shorter = said(**level, idle_ms=60_000, runner_up_idle_ms=40_000)
    assert shorter == f"{AMONG} and Bob were level by best_skilled (7): Alice was idle longer, 1:00 min against 40 s."
    at_once = said(**level, idle_ms=60_000, runner_up_idle_ms=60_000)
    assert at_once == f"{AMONG} and Bob were level by best_skilled (7): Alice was told to be idle before."
    unknown = said(runner_up_id=None)
    assert unknown == f"{AMONG} had the highest levels of the skills asked for, added up: 9."


def test_as_many_skills_with_lower_levels() -> None:
    """What else is compared by this choice is known from the configuration; without it the idle time is all."""
    level: dict[str, Any] = {"choice": "least_skilled", "measure": 1.0, "runner_up_measure": 1.0, "runner_up_id": DAN}
    lower = why_asked(made(DAN, **{**level, "runner_up_id": ALICE}), POOL.agents)
    assert lower.endswith("Dan and Alice were level by least_skilled (1): Dan's levels were lower, 5 against 9 in all.")
    assert "Alice was told to be idle before" in said(**{**level, "runner_up_id": "gone"})
    same = why_asked(made(EVE, **{**level, "runner_up_id": EVE}), POOL.agents)
    assert "was told to be idle before" in same


def test_no_comparison_at_all() -> None:
    """The only one, the one who is meant, one of many who ring at once."""
    assert said(idle=1, runner_up_id=None) == "Alice was the only idle agent who could serve the caller."
    meant = "The caller is meant for Alice, who was idle and so was asked before all others."
    assert said(stage="preferred", idle=1) == meant
    assert said(stage="beside", idle=1).startswith("Alice was idle and could serve the caller: the queue rings all")


@pytest.mark.parametrize("result", OfferResult)
def test_what_came_of_it(result: OfferResult) -> None:
    """One sentence for each result."""
    assert what_came(result, "Alice", 3.04, going_on=False).startswith("Alice was asked, and ")
    assert what_came(result, "Alice", 3.04, going_on=False).endswith(" 3.0 s")


def test_what_is_not_known_of_it() -> None:
    """It goes on, was lost, or has a word of a later release."""
    assert what_came(None, "Alice", None, going_on=True) == "Alice is being asked now"
    assert "is not stored: the controller was lost" in what_came(None, "Alice", None, going_on=False)
    assert what_came("danced", "Alice", 3, going_on=False) == "Alice was asked: danced after 3.0 s"


def test_names_and_numbers() -> None:
    """Who is not configured any more has the id alone."""
    assert (name_of(BOB, POOL.agents), name_of(BOB, {})) == ("Bob", "bob")
    assert (many(1, "caller", "callers"), many(0, "caller", "callers")) == ("1 caller", "0 callers")
