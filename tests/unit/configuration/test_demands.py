"""What a step or a known caller asks for, as it is written."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from acd.configuration.demands import Caller, OneLine
from acd.configuration.schema import Queue


def complaint(model: Any, value: Any) -> str:
    """Return what is said of the first mistake."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(model).validate_python(value)
    return refused.value.errors()[0]["msg"]


def test_a_bare_name_is_a_queue() -> None:
    """The short form, and the long one that means the same."""
    line = TypeAdapter[Any](OneLine).validate_python("support")
    assert line == TypeAdapter[Any](OneLine).validate_python({"id": "support"})
    assert line.model_dump() == "support"


@pytest.mark.parametrize(
    ("model", "base"), [(Queue, {"id": "q"}), (OneLine, {"id": "q"}), (Caller, {"numbers": ["1"]})]
)
def test_agents_are_preferred_for_a_time_that_is_written(model: Any, base: dict[str, Any]) -> None:
    """Nobody should wait for one agent for ever, nor guess for how long."""
    both = TypeAdapter(model).validate_python({**base, "prefers": ["alice"], "prefer_for_s": 60})
    assert (both.prefers, both.prefer_for_s) == (("alice",), 60)
    for written, missing in (({"prefers": ["alice"]}, "prefer_for_s"), ({"prefer_for_s": 9}, "prefers")):
        expected = f"{missing} is missing; write prefers (the agents) and prefer_for_s (how long) together"
        assert complaint(model, {**base, **written}) == expected


@pytest.mark.parametrize("number", ["+49 30 1234", "+49301234*", "030/1234", 5550100])
def test_a_caller_is_known_by_numbers_and_beginnings(number: Any) -> None:
    """As they may be written."""
    assert len(Caller.model_validate({"numbers": [number]}).numbers) == 1


@pytest.mark.parametrize("number", ["anonymous", "*", "+", "+49*30", "0000", "alice*"])
def test_what_is_no_number_is_refused(number: str) -> None:
    """A name could be anybody's; a star alone would be everybody."""
    assert "is no number of a caller; use +" in complaint(Caller, {"numbers": [number]})
