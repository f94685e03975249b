"""Clock times of a place as moments, also on the nights on which clocks are changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from acd.hours.zones import utc_s, zone_names


@pytest.mark.parametrize(
    ("zone", "clock", "first", "second"),
    [
        # clocks stay as they are
        ("Europe/Berlin", "2026-07-01T08:00", "2026-07-01T06:00", None),
        ("Asia/Kolkata", "2026-07-01T08:00", "2026-07-01T02:30", None),
        # forward: what is skipped is the moment of the jump
        ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59", None),
        ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00", None),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00", None),
        ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", None),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00", None),
        ("Australia/Sydney", "2026-10-04T02:30", "2026-10-03T16:00", None),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", None),
        # back: what comes twice
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", None),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "2026-11-01T06:30"),
        ("Australia/Sydney", "2026-04-05T02:30", "2026-04-04T15:30", "2026-04-04T16:30"),
        # a whole day was skipped when the date line moved
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00", None),
    ],
)
def test_moments(zone: str, clock: str, first: str, second: str | None) -> None:
    """The first and the second pass of a clock time."""
    local = datetime.fromisoformat(clock)
    assert datetime.fromtimestamp(utc_s(local, ZoneInfo(zone)), UTC) == datetime.fromisoformat(f"{first}+00:00")
    moment = datetime.fromtimestamp(utc_s(local, ZoneInfo(zone), second_pass=True), UTC)
    assert moment == datetime.fromisoformat(f"{second or first}+00:00")


def test_names() -> None:
    """Those of the tz database."""
    assert {"Europe/Berlin", "America/New_York", "UTC"} <= zone_names()
    assert "Europe/Berlim" not in zone_names()
