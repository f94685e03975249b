"""Time zones of telephone numbers, and the hours of a day there. Compiled before: nothing here knows a calendar.

Moments are whole milliseconds since 1970, UTC.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NewType

ZoneName = NewType("ZoneName", str)
"""As in the IANA database: Europe/Berlin."""

LOOK_AHEAD_MS: Final = 8 * 86_400_000
_MINUTE_MS: Final = 60_000
_DAY_MS: Final = 86_400_000
_LONGEST_PREFIX: Final = 15


@dataclass(frozen=True, slots=True)
class DailyHours:
    """Hours within one day of local time, from a minute after midnight to another one that is not in them."""

    since_min: int
    until_min: int

    def left_ms(self, of_day_ms: int) -> int:
        """Return for how long they last at a moment of the day; 0 outside."""
        is_within = self.since_min * _MINUTE_MS <= of_day_ms < self.until_min * _MINUTE_MS
        return self.until_min * _MINUTE_MS - of_day_ms if is_within else 0

    def wait_ms(self, of_day_ms: int) -> int:
        """Return how long it is till they begin the next time."""
        return (self.since_min * _MINUTE_MS - of_day_ms) % _DAY_MS


@dataclass(frozen=True, slots=True)
class ZoneOffsets:
    """How far a zone's clocks are from UTC, for some time ahead."""

    offset_s: int
    """At first."""
    changes: tuple[tuple[int, int], ...] = ()
    """Moments from which on there is another one, in order."""

    def opens(self, hours: DailyHours, at_ms: int) -> int:
        """Return the first moment, this one or later, that is within the hours here."""
        while True:
            of_day_ms, change_ms = self._local(at_ms)
            if hours.left_ms(of_day_ms):
                return at_ms
            opens_ms = at_ms + hours.wait_ms(of_day_ms)
            if change_ms is None or opens_ms < change_ms:
                return opens_ms
            at_ms = change_ms

    def closes(self, hours: DailyHours, at_ms: int) -> int:
        """Return the moment at which the hours end here, in which `at_ms` is."""
        while True:
            of_day_ms, change_ms = self._local(at_ms)
            closes_ms = at_ms + hours.left_ms(of_day_ms)
            if change_ms is None or closes_ms <= change_ms:
                return closes_ms
            at_ms = change_ms

    def _local(self, at_ms: int) -> tuple[int, int | None]:
        """Return the time of day, and when the clocks change next."""
        place = bisect_right(self.changes, at_ms, key=lambda change: change[0])
        offset_s = self.changes[place - 1][1] if place else self.offset_s
        change_ms = self.changes[place][0] if place < len(self.changes) else None
        return (at_ms + offset_s * 1000) % _DAY_MS, change_ms


def opens(hours: DailyHours, zones: Sequence[ZoneOffsets], at_ms: int) -> int | None:
    """Return the first moment, this one or later, that is within the hours in all zones; None: there is none soon."""
    moment = at_ms
    while moment < at_ms + LOOK_AHEAD_MS:
        latest = max(zone.opens(hours, moment) for zone in zones)
        if latest == moment:
            return moment
        moment = latest
    return None


def closes(hours: DailyHours, zones: Iterable[ZoneOffsets], at_ms: int) -> int:
    """Return the moment at which the hours end in the first of the zones; in all of them `at_ms` is within."""
    return min(zone.closes(hours, at_ms) for zone in zones)


@dataclass(frozen=True, slots=True)
class NumberZones:
    """In which zones numbers may be."""

    prefixes: Mapping[str, tuple[ZoneName, ...]] = field(default_factory=dict)
    """By the digits with which international numbers begin, country code first; the longest one counts."""
    local: Mapping[str, str] = field(default_factory=dict)
    """By country code, where there are several zones: what digits behind it are at a place. Others are anywhere."""

    def of(self, number: str, national: ZoneName | None) -> tuple[ZoneName, ...]:
        """Return the zones of a number that is dialled; none if nobody knows. `national`: of those without a plus."""
        if number.startswith("00"):
            number = f"+{number[2:]}"
        if not number.startswith("+"):
            return () if national is None else (national,)
        digits = number[1:]
        country = next((digits[:length] for length in (1, 2, 3) if digits[:length] in self.local), None)
        if country is not None and re.fullmatch(self.local[country], digits[len(country) :]) is None:
            return self.prefixes.get(country, ())
        beginnings = (self.prefixes.get(digits[:length]) for length in range(_LONGEST_PREFIX, 0, -1))
        return next((zones for zones in beginnings if zones is not None), ())


NO_ZONES: Final = NumberZones()


@dataclass(frozen=True, slots=True)
class ZonesTold:
    """How far the clocks of zones are from UTC, for a year ahead. Told again before that is over."""

    zones: Mapping[ZoneName, ZoneOffsets]
