"""Figures of a wait as they are said."""

import pytest

from acd.domain.figures import FigureSounds, spoken_minutes, spoken_place
from acd.domain.flows import Prompt


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 0), (59.9, 0), (60, 1), (60.1, 2), (120, 2), (121, 3), (1800, 30), (1800.5, 31), (9e9, 31)],
)
def test_minutes_are_rounded_up(seconds: float, minutes: int) -> None:
    """Less than one, and more than thirty, are said as that."""
    assert spoken_minutes(seconds) == minutes


def test_places_far_back_are_one() -> None:
    """Their number tells a caller nothing."""
    assert [spoken_place(place) for place in (1, 20, 21, 5000)] == [1, 20, 21, 21]


def test_what_is_heard() -> None:
    """Nothing where there is no sound."""
    sounds = FigureSounds({1: Prompt("next")}, {2: Prompt("two")})
    assert sounds.position(1) == ("next",) and sounds.wait(100) == ("two",)
    assert sounds.position(2) == sounds.wait(20) == FigureSounds().wait(100) == ()
