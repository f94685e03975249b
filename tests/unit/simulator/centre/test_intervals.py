"""Confidence intervals, against tables and by counting."""

import pytest

from acd import ids
from acd.simulator.centre.intervals import Estimate, estimate, t_quantile


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.706), (9, 2.262), (20, 2.086), (21, 2.0796), (30, 2.0423), (100, 1.98397)]
)
def test_quantiles_are_those_of_the_tables(freedom: int, expected: float) -> None:
    """To what the tables print, also beyond our own."""
    assert t_quantile(freedom) == pytest.approx(expected, abs=5e-4)


def test_by_hand() -> None:
    """1, 2, 3: mean 2, deviation 1, so 4.3027 / sqrt(3) to both sides."""
    found = estimate([1, 2, None, 3])
    assert found is not None and found.half_width is not None
    assert found.value == 2.0
    assert found.half_width == pytest.approx(4.302653 / 3**0.5)
    assert found.low == pytest.approx(2 - found.half_width)


def test_one_day_has_no_interval_and_none_has_no_mean() -> None:
    """Nothing is made up."""
    assert estimate([5.0, None]) == Estimate(5.0, None, None)
    assert estimate([None]) is None


def test_95_of_100_hold_the_true_mean() -> None:
    """2,000 intervals of 5 normal values: 95 % hold it, within 5 standard deviations of a binomial number."""
    chance = ids.seeded("x")
    found = [estimate([chance.gauss(10, 3) for _ in range(5)]) for _ in range(2000)]
    held = sum(
        one is not None and one.low is not None and one.high is not None and one.low <= 10 <= one.high for one in found
    )
    assert abs(held - 1900) < 5 * (2000 * 0.95 * 0.05) ** 0.5
