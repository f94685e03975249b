"""What is written of opening hours, ready to be compiled for any span of time."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from acd.domain.hours import HoursId

DayOfYear: TypeAlias = tuple[int, int]
"""Month and day, of every year."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day, or some in a row, with hours of their own."""

    first: date | DayOfYear
    last: date | DayOfYear
    """Inclusive."""
    open: str | None
    """Times of the day such as "08:00-12:00,14:00-18:00"; None: closed."""
    name: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether a day is meant. Days of every year may go over New Year."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            return self.first <= day <= self.last
        if isinstance(self.first, tuple) and isinstance(self.last, tuple):
            here = (day.month, day.day)
            if self.first <= self.last:
                return self.first <= here <= self.last
            return here >= self.first or here <= self.last
        raise TypeError("one end is of every year, the other one is not")

    @property
    def rank(self) -> tuple[bool, bool]:
        """Return what sorts the more particular before the more general: one day, and of one year."""
        return self.first != self.last, isinstance(self.first, tuple)


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Public holidays that are kept."""

    country: str
    """ISO 3166, such as DE."""
    region: str | None = None
    """ISO 3166-2 without the country, such as BE; None: only those of the whole country."""
    unless_named: frozenset[str] = frozenset()
    unless_on: frozenset[date | DayOfYear] = frozenset()


@dataclass(frozen=True, slots=True)
class HoursPlan:
    """Hours as they are written."""

    id: HoursId
    timezone: str
    open: str
    """In the grammar of OpenStreetMap's opening_hours."""
    holidays: HolidayCalendar | None = None
    days: tuple[SpecialDay, ...] = ()
    """They count more than holidays, those more than `open`."""

    def special(self, day: date) -> SpecialDay | None:
        """Return what is written for a day: the most particular, and of equals the first."""
        return min((one for one in self.days if one.covers(day)), key=lambda one: one.rank, default=None)
