"""Figures."""

import math

import pytest

from acd.bench import figures


def test_a_quantile_is_one_of_the_values() -> None:
    """The smallest that the share of all do not exceed; nothing is invented between two."""
    values = [5.0, 1.0, 3.0, 2.0, 4.0]
    assert [figures.quantile(values, share) for share in (0.0, 0.2, 0.5, 0.95, 1.0)] == [1.0, 1.0, 3.0, 5.0, 5.0]
    assert math.isnan(figures.quantile([], 0.5))


def test_the_median_leaves_out_runs_without_a_figure() -> None:
    """A run in which nothing was measured is no zero."""
    assert figures.middle([3.0, math.nan, 1.0, 2.0]) == 2.0
    assert math.isnan(figures.middle([math.nan]))


def test_ratios_of_nothing_mean_nothing() -> None:
    """No division by zero, and no ratio to what was not measured."""
    assert figures.ratio(3.0, 2.0) == pytest.approx(1.5)
    assert math.isnan(figures.ratio(3.0, 0.0)) and math.isnan(figures.ratio(3.0, math.nan))


def test_what_was_not_measured_is_a_dash() -> None:
    """People do not read nan."""
    assert figures.shown(1.26) == "1.3" and figures.shown(1.26, 2) == "1.26" and figures.shown(math.nan) == "-"


def test_the_machine_is_described_in_one_line() -> None:
    """Cores, load, versions and date belong to every figure."""
    line = figures.machine()
    assert "cores, load" in line and "Python 3" in line and "UTC" in line and "\n" not in line
