"""Moments and durations for people."""

import pytest

from acd.explain.moments import clock_time, day_and_time, length, moment
from tests.unit.explain.scene import TEN_MS


def test_moments() -> None:
    """In UTC, whatever the machine's zone."""
    assert clock_time(TEN_MS + 65_999) == "10:01:05"
    assert day_and_time(TEN_MS) == "2026-11-29 10:00:00"
    assert moment(TEN_MS + 250).isoformat() == "2026-11-29T10:00:00.250000+00:00"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-0.2, "0.0 s"),
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (10.4, "10 s"),
        (59.4, "59 s"),
        (59.6, "1:00 min"),
        (725, "12:05 min"),
        (3725, "1:02:05 h"),
    ],
)
def test_lengths(seconds: float, shown: str) -> None:
    """As exact as people need."""
    assert length(seconds) == shown
