"""Anything may happen, in any order, at any moment: the truths about the engine hold after every step.

PROPERTY_EXAMPLES sets how many stories Hypothesis tells (each is cut down to the shortest that fails), and
PROPERTY_SEEDS how many long random ones are played; both are small here, so that a check takes a minute.
"""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.property.hours import by_day
from tests.property.world import CALM, EVERYTHING, RARE, TROUBLE, USUAL, World, draw_pool

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300"))
SEEDS = int(os.environ.get("PROPERTY_SEEDS", "400"))
STEPS = int(os.environ.get("PROPERTY_STEPS", "1500"))
"""Of a long random story."""

T = TypeVar("T")


class Drawn:
    """Lets Hypothesis decide."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def pick(self, options: Sequence[T]) -> T:
        """Choose one."""
        return self._data.draw(st.sampled_from(options))

    def often(self, times_in_ten: int) -> bool:
        """Decide yes or no."""
        return self._data.draw(st.integers(0, 9)) < times_in_ten


class Seeded:
    """Lets a seed decide."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pick(self, options: Sequence[T]) -> T:
        """Choose one."""
        return self._random.choice(options)

    def often(self, times_in_ten: int) -> bool:
        """Decide yes or no."""
        return self._random.randrange(10) < times_in_ten

    def deck(self) -> list[str]:
        """Return what may happen in this story, the frequent more often than the rare."""
        calm = self._random.randint(3, 12)
        trouble = [name for name in TROUBLE if self.often(6)]
        return [*CALM * calm, *USUAL * self._random.randint(2, 6), *trouble, *RARE * self.often(2)]


class Anything(RuleBasedStateMachine):
    """A world in which Hypothesis decides what happens next."""

    world: World

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        """Start in a house of any kind."""
        self.world = World(by_day(draw_pool(Drawn(data)), Drawn(data)))

    @rule(data=st.data(), name=st.sampled_from(CALM + EVERYTHING))
    def happens(self, data: st.DataObject, name: str) -> None:
        """One thing happens."""
        getattr(self.world, name)(Drawn(data))

    def teardown(self) -> None:
        """Everybody goes home."""
        if hasattr(self, "world"):
            self.world.finish()


def test_the_truths_hold_whatever_happens() -> None:
    """Hypothesis looks for a story that breaks a truth, and tells the shortest."""
    run_state_machine_as_test(
        Anything,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=120,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_truths_hold_in_long_stories(seed: int) -> None:
    """A long random story with troubles of some kinds breaks no truth, and leaves nothing behind."""
    chance = Seeded(seed)
    world, deck = World(by_day(draw_pool(chance), chance)), chance.deck()
    for _ in range(STEPS):
        getattr(world, chance.pick(deck))(chance)
    world.finish()
