"""Lengths of time have the mean and the scatter that were asked for."""

from statistics import fmean, pstdev
from typing import Any

import pytest

from acd import ids
from acd.simulator.centre.durations import drawn
from acd.simulator.centre.scenario import Duration


@pytest.mark.parametrize(("wanted", "deviation"), [({"distribution": "lognormal", "cv": 0.5}, 50.0), ({}, 100.0)])
def test_mean_and_scatter(wanted: dict[str, Any], deviation: float) -> None:
    """20,000 draws of mean 100: within 5 standard errors."""
    chance, duration = ids.seeded("x"), Duration(mean_s=100.0, **wanted)
    draws = [drawn(duration, chance) for _ in range(20_000)]
    assert fmean(draws) == pytest.approx(100.0, abs=5 * deviation / 20_000**0.5)
    assert pstdev(draws) == pytest.approx(deviation, rel=0.05)


def test_fixed_is_fixed() -> None:
    """And a number alone is the mean of an exponential one."""
    assert drawn(Duration(mean_s=7.0, distribution="fixed"), ids.seeded("x")) == 7.0
    assert Duration.model_validate(7) == Duration(mean_s=7.0)
