"""Sizes of the bench on Asterisk; that it runs is seen by the smoke test."""

from acd.bench.calls import NUMBERS, Sizes
from acd.bench.instance import APP_QUEUE, PLAIN


def test_both_systems_are_measured_and_ours_first() -> None:
    """The report takes ratios of these two."""
    assert {"acd": PLAIN, "app_queue": APP_QUEUE} == NUMBERS
    assert list(NUMBERS) == ["acd", "app_queue"]


def test_the_cost_of_waiting_begins_with_nobody() -> None:
    """The first run of waiting callers is what the others are compared with."""
    assert min(Sizes().held) == 0
