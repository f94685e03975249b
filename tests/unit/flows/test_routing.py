"""Steps that take no time."""

import pytest

from acd.domain.calls import CallerId
from acd.domain.conditions import (
    CallerIs,
    Comparison,
    Condition,
    NumberIs,
    QueueFigure,
    QueueIs,
    Test,
    TimeIs,
    ValueIs,
)
from acd.domain.hours import HoursId, Opening
from acd.domain.progress import LONGEST_VALUE, MOST_TAGS, MOST_VALUES, Progress
from acd.domain.queues import QueueId
from acd.domain.steps import BranchStep, HoursStep, SetStep, TagStep
from acd.domain.tenants import Number
from acd.flows.routing import holds
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import HERE, LATE, Walker

PRACTICE, SALES = HoursId("a/practice"), QueueId("sales")


@pytest.mark.parametrize("opening", Opening)
def test_hours_have_an_exit_each(opening: Opening) -> None:
    """Where none is written for holidays, they are closed."""
    step = HoursStep(PRACTICE)
    assert Walker(step, Told(open=opening)).gone == opening.value
    assert Walker(step, Told(open=Opening.HOLIDAY), exits=["closed"]).gone == "closed"


def test_values_are_noted_with_what_was_known() -> None:
    """What is not known is empty, and nothing is too long."""
    step = SetStep({"greeting": "Hello {caller.name}{nobody}", "long": "x" * 999})
    walker = Walker(step, Told(known={"caller.name": "Ann"}))
    assert walker.at.values == {"greeting": "Hello Ann", "long": "x" * LONGEST_VALUE} and walker.gone == "next"


def test_there_are_not_more_values_than_may_be() -> None:
    """Those that are known may change."""
    walker = Walker(SetStep({f"v{number}": "1" for number in range(MOST_VALUES + 3)}))
    assert len(walker.at.values) == MOST_VALUES


def test_tags_are_kept_once() -> None:
    """And not without end."""
    assert Walker(TagStep(("a", "b", "a"))).at.tags == ("a", "b")
    assert len(Walker(TagStep(tuple(map(str, range(99))))).at.tags) == MOST_TAGS


def number(comparison: Comparison, *values: str) -> Test:
    """A comparison."""
    return Test(comparison, values)


@pytest.mark.parametrize(
    ("condition", "told", "expected"),
    [
        (CallerIs(frozenset({"4930123"})), Told(), True),
        (CallerIs(frozenset({"4930"}), ("4940",)), Told(), False),
        (CallerIs(beginnings=("49",)), Told(), True),
        (CallerIs(withheld=True), Told(), False),
        (CallerIs(frozenset({"1"}), ("",), withheld=True), Told(caller=CallerId("anonymous")), True),
        (CallerIs(beginnings=("49",)), Told(caller=CallerId("")), False),
        (NumberIs(frozenset({Number("+49301")})), Told(), True),
        (NumberIs(frozenset({Number("+1")})), Told(), False),
        (TimeIs(PRACTICE), Told(), True),
        (TimeIs(PRACTICE, frozenset({Opening.HOLIDAY})), Told(), False),
        (ValueIs("tier", number(Comparison.IS, "gold")), Told(known={"tier": "gold"}), True),
        (ValueIs("tier", number(Comparison.IS, "gold")), Told(), False),
        (
            QueueIs(SALES, QueueFigure.AGENTS, number(Comparison.LESS, "1")),
            Told(figures={QueueFigure.AGENTS: 0.0}),
            True,
        ),
        (QueueIs(SALES, QueueFigure.WAIT_S, number(Comparison.MORE, "60")), Told(), False),
    ],
)
def test_conditions(condition: Condition, told: Told, expected: bool) -> None:
    """Each by itself."""
    assert holds(condition, Progress(HERE), told) is expected


def test_the_first_case_of_which_all_holds_is_taken() -> None:
    """Else the way straight on; what happens meanwhile does not matter, as there is no meanwhile."""
    mine, never = CallerIs(beginnings=("49",)), NumberIs(frozenset())
    assert Walker(BranchStep(((mine, never), (mine,)))).gone == "case 2"
    assert Walker(BranchStep(((never,),))).gone == "next"
    assert Walker(BranchStep(((never,),)), exits=[]).hears(LATE, "1").gone == ""
