"""Plans -> periods of UTC time.

Hours over midnight belong to the day on which they begin: the night before a holiday is worked to its end. What is
written for a day replaces all that would begin on it. The library's own rule for holidays would open at midnight after
a closed evening, so days are put together here, and clocks are turned into UTC here too: the library takes the hour
that comes twice in autumn for closed in places.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from acd import logs
from acd.domain.hours import Hours, HoursId, Opening, Period
from acd.hours.expression import ParserError, Stretch, stretches
from acd.hours.plan import HoursPlan, SpecialDay
from acd.hours.public_holidays import kept
from acd.hours.zones import utc_s

log = logs.get("hours")

AHEAD: Final = timedelta(days=60)
BACK: Final = timedelta(days=2)
_DAY: Final = timedelta(days=1)

REGULAR: Final = "regular hours"
OUTSIDE: Final = "outside the regular hours"
SPECIAL: Final = "special day"

Step = tuple[datetime, Opening, str]
"""A period by the clock of the place: since when, state, why."""


def compile_all(plans: Iterable[HoursPlan], now_utc_s: float) -> Mapping[HoursId, Hours]:
    """Return the hours of all plans around a moment."""
    found = ((plan.id, _compiled(plan, now_utc_s)) for plan in plans)
    return {hours_id: hours for hours_id, hours in found if hours is not None}


def _compiled(plan: HoursPlan, now_utc_s: float) -> Hours | None:
    """Compile what may have been checked by another release, which knew other holidays, zones and words."""
    try:
        return compile_hours(plan, now_utc_s)
    except NotImplementedError:
        log.exception("holidays are not known any more: none is kept", action="hours", hours=plan.id)
        return _compiled(replace(plan, holidays=None), now_utc_s)
    except (ZoneInfoNotFoundError, ParserError):
        log.exception("hours cannot be worked out: they are closed", action="hours", hours=plan.id)
        return None


def compile_hours(plan: HoursPlan, now_utc_s: float) -> Hours:
    """Return the hours of a checked plan from some days before a moment to some weeks after it."""
    zone = ZoneInfo(plan.timezone)
    today = datetime.fromtimestamp(now_utc_s, UTC).astimezone(zone).date()
    first, last = today - BACK, today + AHEAD
    found: list[Period] = []
    for clock, state, why in _Days(plan, first, last).steps():
        if found and (found[-1].state, found[-1].why) == (state, why):
            continue
        # of the hour that comes twice, the first pass opens and the second closes: nothing opens twice in it
        closes = state is not Opening.OPEN and bool(found) and found[-1].state is Opening.OPEN
        since = float(utc_s(clock, zone, second_pass=closes))
        if found and since <= found[-1].since:
            since = found.pop().since
        if not found or (found[-1].state, found[-1].why) != (state, why):
            found.append(Period(since, state, why))
    return Hours.of(plan.id, plan.timezone, found, utc_s(_midnight(last + _DAY), zone))


class _Days:
    """The days of a plan from one to another."""

    def __init__(self, plan: HoursPlan, first: date, last: date) -> None:
        self._plan = plan
        self._first, self._last = first, last
        days = [first - _DAY + timedelta(days=number) for number in range((last - first).days + 3)]
        self._specials = {day: special for day in days if (special := plan.special(day)) is not None}
        holidays = plan.holidays
        self._holidays = (
            {} if holidays is None else {day: name for day in days if (name := kept(holidays, day)) is not None}
        )

    def steps(self) -> Iterator[Step]:
        """Yield when what changes, from the beginning of the first day to the end of the last."""
        begin, end = _midnight(self._first), _midnight(self._last + _DAY)
        done = begin
        for since, until, why in _without_overlaps(self._open()):
            if until <= begin or since >= end:
                continue
            yield from self._closed(done, since)
            yield max(since, begin), Opening.OPEN, why
            done = until
        yield from self._closed(done, end)

    def _open(self) -> list[Stretch]:
        """Return all open stretches that touch the days, in order."""
        found = []
        for since, until, comment in _by_day(stretches(self._plan.open, self._first, self._last)):
            day = since.date()
            if day not in self._specials and day not in self._holidays:
                found.append((since, until, comment or REGULAR))
        for day, special in self._specials.items():
            if special.open is not None:
                why = _why(special)
                times = _times(special.open)
                found.extend((_at(day, since), _at(day, until, after=since), why) for since, until in times)
        return sorted(found)

    def _closed(self, since: datetime, until: datetime) -> Iterator[Step]:
        """Yield why it is closed between two moments: it may be another reason on each day."""
        while since < until:
            day = since.date()
            special = self._specials.get(day)
            if special is not None:
                yield since, Opening.HOLIDAY if special.open is None else Opening.CLOSED, _why(special)
            elif day in self._holidays:
                yield since, Opening.HOLIDAY, self._holidays[day]
            else:
                yield since, Opening.CLOSED, OUTSIDE
            since = _midnight(day + _DAY)


def _by_day(found: Iterable[Stretch]) -> Iterator[Stretch]:
    """Cut stretches of a day or more at midnights; a shorter one that goes over midnight is one shift."""
    for since, until, comment in found:
        while until - since >= _DAY:
            midnight = _midnight(since.date() + _DAY)
            yield since, midnight, comment
            since = midnight
        if since < until:
            yield since, until, comment


def _without_overlaps(found: Iterable[Stretch]) -> Iterator[Stretch]:
    done: datetime | None = None
    for since, until, why in found:
        if done is None or until > done:
            yield since if done is None else max(since, done), until, why
            done = until


def _why(special: SpecialDay) -> str:
    name = special.name or SPECIAL
    return name if special.open is None else f"{name}, {special.open}"


def _times(written: str) -> Iterator[tuple[timedelta, timedelta]]:
    """Yield from when to when after midnight, of times such as "08:00-12:00,14:00-18:00"."""
    for stretch in written.replace(" ", "").split(","):
        since, until = stretch.split("-")
        yield _clock(since), _clock(until)


def _clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _at(day: date, since_midnight: timedelta, *, after: timedelta = timedelta(-1)) -> datetime:
    return _midnight(day) + since_midnight + (_DAY if since_midnight <= after else timedelta())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
