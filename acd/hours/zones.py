"""Clock times of a place -> UTC, also on the nights on which clocks are put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

_SECOND: Final = timedelta(seconds=1)
_EPOCH: Final = datetime.combine(date(1970, 1, 1), time())


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return all zones of the tz database."""
    return frozenset(available_timezones())


def utc_s(clock: datetime, zone: ZoneInfo, *, second_pass: bool = False) -> int:
    """Return the moment, in seconds since 1970, at which clocks of a zone show a time (naive `clock`).

    A time that is skipped when clocks are put forward: the moment at which they are. A time that comes twice when
    they are put back: the first, or with `second_pass` the second.
    """
    first, second = zone.utcoffset(clock), zone.utcoffset(clock.replace(fold=1))
    assert first is not None and second is not None
    if first == second:
        return _seconds(clock - first)
    if first > second:
        return _seconds(clock - (second if second_pass else first))
    return _jump(clock - second, clock - first, zone)


def _seconds(utc: datetime) -> int:
    return (utc - _EPOCH) // _SECOND


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> int:
    """Return the moment between two (naive, UTC) at which the zone's distance to UTC changes."""
    old = _offset(before, zone)
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return _seconds(after)


def _offset(utc: datetime, zone: ZoneInfo) -> timedelta | None:
    return utc.replace(tzinfo=UTC).astimezone(zone).utcoffset()
