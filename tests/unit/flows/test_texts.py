"""Texts with names in them."""

from acd.domain.flows import StepName
from acd.domain.progress import Progress
from acd.flows.texts import filled, value_of, with_values
from tests.unit.flows.facts import Told

AT = Progress(StepName("s"), values={"tier": "gold", "caller": "mine"})
TOLD = Told(known={"caller": "+4930", "caller.name": "{tier}"})


def test_what_a_step_has_set_counts_first() -> None:
    """Then what is known of the call."""
    assert [value_of(name, AT, TOLD) for name in ("tier", "caller", "caller.name", "x")] == [
        "gold",
        "mine",
        "{tier}",
        None,
    ]


def test_names_are_filled_once() -> None:
    """What a caller calls themselves is text, whatever is in it."""
    assert filled("{caller.name}-{x}-{Tier}-{{tier}}", AT, TOLD) == "{tier}--{Tier}-{gold}"


def test_values_are_added() -> None:
    """Those that were there may change."""
    assert with_values(AT, {"tier": "x", "new": "y"}) == {"tier": "x", "caller": "mine", "new": "y"}
