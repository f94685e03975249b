"""Cases of a branch: one condition or several, each with what it compares."""

from typing import Any

import pytest

from acd.configuration.branches import Case, Compared
from tests.unit.configuration.flow_documents import refusal


def case(**written: Any) -> Case:
    return Case.model_validate({"go": "desk", **written})


def test_one_text_is_a_list_of_one() -> None:
    """Texts, callers and numbers."""
    assert case(value="city", equals="Bonn").equals == ("Bonn",)
    assert case(caller="withheld").caller == ("withheld",)
    assert case(caller=["+4930*", "withheld"]).caller == ("+4930*", "withheld")
    assert case(number="+15550100").number == ("+15550100",)


def test_several_conditions_may_stand_together() -> None:
    """All of them must hold."""
    both = case(hours="shop", state="closed", queue="support", agents={"at_least": 2}, caller="+4930*")
    assert (both.hours, both.state, both.agents) == ("shop", "closed", Compared(at_least=2))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({}, "says no condition; write one of caller, number, hours, time, value, queue"),
        ({"state": "closed"}, "says no condition; write one of caller, number, hours, time, value, queue"),
        ({"caller": "withheld", "state": "closed"}, '"closed" as state belongs to hours; write which'),
        ({"hours": "shop", "state": "shut"}, 'state: "shut" does not fit; use open, closed or holiday'),
        ({"caller": "withheld", "equals": "x"}, "equals belongs to value; write which"),
        (
            {"value": "city"},
            "nothing with value; write one of equals, differs, begins, less, at_most, more, at_least",
        ),
        (
            {"value": "age", "more": 3, "less": 9},
            "less and more with value; write one of equals, differs, begins, less, at_most, more, at_least",
        ),
        ({"value": "age", "more": -1}, "more: -1 is too small; use a number of 0 to 1000000"),
        ({"caller": "withheld", "idle": {"less": 1}}, "idle belongs to queue; write which"),
        ({"queue": "support"}, "nothing with queue; write one of agents, idle, waiting, wait_s"),
        (
            {"queue": "support", "idle": {"less": 1, "more": 3}},
            "idle: less and more given; write one of less, at_most, more and at_least",
        ),
        ({"queue": "support", "idle": {}}, "idle: nothing given; write one of less, at_most, more and at_least"),
    ],
)
def test_what_does_not_go_together_is_told(written: dict[str, Any], sentence: str) -> None:
    """With what to write instead."""
    assert refusal(Case, {"go": "desk", **written}) == sentence


@pytest.mark.parametrize("name", ["less", "at_most", "more", "at_least"])
def test_a_comparison_is_known_by_its_word(name: str) -> None:
    """And its figure; 0 is one."""
    assert Compared.model_validate({name: 0}).test == (name, 0)
