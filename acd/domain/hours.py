"""Opening hours, compiled to periods: what counts at a moment is looked up, never worked out in a call."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from acd.domain.tenants import TenantId

HoursId = NewType("HoursId", str)
"""Tenant and name: acme/practice."""

BEYOND: Final = "as at the end of what was worked out"
"""Why hours are as they are at a moment for which they were not compiled."""


class Opening(StrEnum):
    """State of hours."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which nothing changes."""

    since: float
    """In seconds since 1970, UTC."""
    state: Opening
    why: str
    """For people, such as "Christmas Eve, 08:00-12:00"."""


@dataclass(frozen=True, slots=True)
class Override:
    """What a person says of hours, whatever is written. Moments are seconds since 1970, UTC."""

    hours_id: HoursId
    state: Opening
    since: float
    """No other override of these hours begins in the same millisecond."""
    until: float | None
    """None: until somebody takes it back."""
    by: str
    """Who said it, such as "agent alice"."""
    reason: str = ""

    @property
    def period(self) -> Period:
        """Return what counts."""
        return Period(self.since, self.state, self.reason or f"set by {self.by}")


@dataclass(frozen=True, slots=True)
class HoursView:
    """Hours at a moment."""

    id: HoursId
    tenant_id: TenantId
    name: str
    timezone: str
    now: Period
    next: Period | None
    """The next period of another state; None: not known, or it stays as it is until somebody changes it."""
    override: Override | None


def tenant_of(hours_id: HoursId) -> TenantId:
    """Return whose hours they are."""
    return TenantId(hours_id.partition("/")[0])


def name_of(hours_id: HoursId) -> str | None:
    """Return what the tenant calls them; None for a time that a branch asks for, which nobody can change."""
    name = hours_id.partition("/")[2]
    return None if name.startswith(" ") else name


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a tenant over some weeks, in few words: a centre of many tenants has many."""

    id: HoursId
    timezone: str
    """Name in the tz database, such as Europe/Berlin."""
    since: tuple[int, ...]
    """When each period begins, in seconds since 1970, UTC; at least one."""
    reasons: tuple[tuple[Opening, str], ...]
    reason_of: tuple[int, ...]
    """Of each period, its place in `reasons`."""
    until: int
    """Where the last period's end is not known: in seconds since 1970, UTC."""

    @classmethod
    def of(cls, hours_id: HoursId, timezone: str, periods: Sequence[Period], until: float) -> "Hours":
        """Return the hours that have these periods."""
        reasons = {reason: place for place, reason in enumerate(dict.fromkeys((one.state, one.why) for one in periods))}
        return cls(
            hours_id,
            timezone,
            tuple(round(period.since) for period in periods),
            tuple(reasons),
            tuple(reasons[period.state, period.why] for period in periods),
            round(until),
        )

    def at(self, utc_s: float) -> Period:
        """Return what counts at a moment; before and beyond what was compiled the nearest that is known."""
        if utc_s >= self.until:
            last = self._period(-1)
            return Period(self.until, last.state, f"{last.why} ({BEYOND})")
        return self._period(max(bisect_right(self.since, utc_s) - 1, 0))

    def next_change(self, utc_s: float) -> Period | None:
        """Return the next period of another state than at a moment; None: not within what was compiled."""
        state = self.at(utc_s).state
        later = range(bisect_right(self.since, utc_s), len(self.since))
        return next((period for place in later if (period := self._period(place)).state is not state), None)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return all, one after the other."""
        return tuple(map(self._period, range(len(self.since))))

    def _period(self, place: int) -> Period:
        return Period(self.since[place], *self.reasons[self.reason_of[place]])
