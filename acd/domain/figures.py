"""Figures of a wait that callers are told: how they are rounded, and the sounds that say them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.flows import Prompt

LARGEST_PLACE = 20
LARGEST_MINUTES = 30
UNDER_A_MINUTE = 0


def spoken_minutes(seconds: float) -> int:
    """Return the minutes that are said of a wait, rounded up: a wait that is shorter than was said annoys nobody.

    UNDER_A_MINUTE is for less than one; LARGEST_MINUTES + 1 stands for every longer one.
    """
    return UNDER_A_MINUTE if seconds < 60 else min(math.ceil(seconds / 60), LARGEST_MINUTES + 1)


def spoken_place(place: int) -> int:
    """Return the place that is said, from 1; LARGEST_PLACE + 1 stands for every one further back."""
    return min(place, LARGEST_PLACE + 1)


@dataclass(frozen=True, slots=True)
class FigureSounds:
    """What figures sound like in one language; a sentence each, as numbers change the words around them."""

    places: Mapping[int, Prompt] = field(default_factory=dict)
    """By what `spoken_place` says; empty where it is never said, or in no voice."""
    waits: Mapping[int, Prompt] = field(default_factory=dict)
    """By what `spoken_minutes` says."""

    def position(self, place: int) -> tuple[Prompt, ...]:
        """Return what says a place in line, from 1; nothing where there is no sound."""
        return _sound(self.places, spoken_place(place))

    def wait(self, seconds: float) -> tuple[Prompt, ...]:
        """Return what says how long the wait will be; nothing where there is no sound."""
        return _sound(self.waits, spoken_minutes(seconds))


def _sound(sounds: Mapping[int, Prompt], number: int) -> tuple[Prompt, ...]:
    return (sounds[number],) if number in sounds else ()
