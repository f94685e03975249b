"""Moments of arrival, by rate, by profile, as recorded."""

import pytest

from acd import ids
from acd.simulator.centre.arrivals import arrivals, since_start
from acd.simulator.centre.scenario import Arrivals


def drawn(length_s: float = 3600.0, starts_s: float = 0.0, **wanted: object) -> list[float]:
    return list(arrivals(Arrivals.model_validate(wanted), starts_s, length_s, ids.seeded("x")))


def test_a_rate_gives_so_many_calls_an_hour() -> None:
    """Over 1,000 hours of 10: within 5 standard deviations of a Poisson number, all within, in order."""
    moments = drawn(3_600_000.0, rate_per_hour=10)
    assert abs(len(moments) - 10_000) < 5 * 100
    assert moments == sorted(moments) and moments[0] > 0 and moments[-1] < 3_600_000


def test_a_profile_gives_each_interval_its_calls() -> None:
    """None in the second quarter of an hour; three times as many in the third as in the first."""
    moments = drawn(profile={"minutes": 15, "calls": [1000, 0, 3000, 1000]})
    counts = [sum(start <= at < start + 900 for at in moments) for start in (0, 900, 1800, 2700)]
    assert counts[1] == 0
    assert abs(counts[2] - 3000) < 275 and abs(counts[0] - 1000) < 160 and abs(counts[3] - 1000) < 160
    assert drawn(450.0, profile={"minutes": 15, "calls": [1000]})[-1] < 450.0


def test_a_recorded_day_is_exactly_that() -> None:
    """Seconds since the start and times of day, in any order; nothing is drawn."""
    assert drawn(starts_s=8 * 3600, recorded=["08:10:30", 12.5, "08:00"]) == [0.0, 12.5, 630.0]


def test_a_time_before_the_start_is_of_the_next_day() -> None:
    """A night that begins at 22:00."""
    assert since_start("01:00", 22 * 3600) == 3 * 3600
    assert since_start(5, 22 * 3600) == 5.0


def test_exactly_one_kind_is_written() -> None:
    """Two, or none, are no arrivals."""
    for wanted in ({}, {"rate_per_hour": 1.0, "recorded": [1.0]}):
        with pytest.raises(ValueError, match="exactly one of rate_per_hour, profile, recorded and file"):
            Arrivals.model_validate(wanted)
