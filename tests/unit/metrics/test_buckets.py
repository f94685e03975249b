"""Histogram bounds contain every service level time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.metrics.buckets import WAIT_S, uncovered, with_thresholds


@given(st.lists(st.floats(min_value=0.1, max_value=1e6)))
def test_every_threshold_is_a_bound(thresholds: list[float]) -> None:
    """In rising order, each once, and no default is lost."""
    bounds = with_thresholds(WAIT_S, thresholds)
    assert list(bounds) == sorted(set(bounds))
    assert {*thresholds, *WAIT_S} == set(bounds)
    assert uncovered(bounds, thresholds) == ()


def test_whole_numbers_become_floats() -> None:
    """`le` is printed from the bound: 25 and 25.0 must not be two series."""
    assert [repr(bound) for bound in with_thresholds((1,), (25,))] == ["1.0", "25.0"]


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("inf"), float("nan")])
def test_a_threshold_is_above_zero(wrong: float) -> None:
    """Said when the process starts, not as an odd histogram."""
    with pytest.raises(ValueError, match="service level time"):
        with_thresholds(WAIT_S, [wrong])


def test_what_is_no_bound_is_named() -> None:
    """For a queue that got a new service level time while the process runs."""
    assert uncovered(WAIT_S, [25.0, 20.0, 7.5, 25.0]) == (7.5, 25.0)
