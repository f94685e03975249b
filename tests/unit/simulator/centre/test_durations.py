"""Lengths of time have the mean and the scatter that were asked for."""

from statistics import fmean, pstdev
from typing import Any

import pytest

from acd import ids
from acd.simulator.centre.durations import drawn, share_beyond
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


@pytest.mark.parametrize("wanted", [{"distribution": "lognormal", "cv": 0.5}, {"distribution": "exponential"}])
def test_the_share_of_longer_ones(wanted: dict[str, Any]) -> None:
    """Of 20,000 draws so many are longer, within 5 standard errors; all are longer than nothing."""
    chance, duration = ids.seeded("x"), Duration(mean_s=100.0, **wanted)
    draws = [drawn(duration, chance) for _ in range(20_000)]
    for seconds in (30.0, 100.0, 200.0):
        found = sum(draw >= seconds for draw in draws) / 20_000
        assert share_beyond(duration, seconds) == pytest.approx(found, abs=5 * 0.5 / 20_000**0.5)
    assert share_beyond(duration, 0.0) == 1.0


def test_nobody_goes_before_a_fixed_time() -> None:
    """Whoever was answered had the patience: rounding up does not change that."""
    assert share_beyond(Duration(mean_s=7.0, distribution="fixed"), 7.001) == 1.0
