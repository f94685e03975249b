"""Which hours are open: as they are written, or as somebody says for a while."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from acd.domain.hours import Hours, HoursId, HoursView, Opening, Override, Period, name_of, tenant_of
from acd.domain.hours_events import ClockTold, HoursOverrideEnded, HoursOverrideRequested, HoursTold, OverrideStored
from acd.domain.records import HoursOverridden
from acd.domain.refusals import MOMENT_OVER, NO_HOURS, NO_OVERRIDE
from acd.engine.outbox import Outbox
from acd.engine.timers import TimerKind, Timers

OVER: Final = "time"
"""What ends an override whose time is over."""
REPLACED: Final = "another"
REMOVED: Final = "configuration"
"""The hours are not configured any more."""


class Openings:
    """All hours."""

    def __init__(self, out: Outbox, timers: Timers) -> None:
        self._out = out
        self._timers = timers
        self.hours: Mapping[HoursId, Hours] = {}
        self.overrides: dict[HoursId, Override] = {}
        self.utc_offset_s = 0.0
        """UTC is monotonic time plus this; without having been told, they are taken for the same."""

    def handlers(self) -> Mapping[type, Callable[[Any, float], None]]:
        """Return what takes which event."""
        return {
            HoursTold: self._hours_told,
            HoursOverrideRequested: self._requested,
            HoursOverrideEnded: self._taken_back,
            OverrideStored: self._stored,
        }

    def state(self, hours_id: HoursId, now: float) -> Period:
        """Return what counts at a moment (monotonic seconds); the period's own moment is UTC."""
        override = self.overrides.get(hours_id)
        return self._written(hours_id, self._utc(now)) if override is None else override.period

    def views(self, now: float) -> tuple[HoursView, ...]:
        """Return all hours that have a name, in the order of the configuration."""
        named = ((hours, name) for hours in self.hours.values() if (name := name_of(hours.id)) is not None)
        return tuple(
            HoursView(
                hours.id,
                tenant_of(hours.id),
                name,
                hours.timezone,
                self.state(hours.id, now),
                self._next(hours, self._utc(now)),
                self.overrides.get(hours.id),
            )
            for hours, name in named
        )

    def applied(self, hours: Mapping[HoursId, Hours], now: float) -> None:
        """Take over the hours of another configuration."""
        self.hours = hours
        for hours_id in self.overrides.keys() - hours.keys():
            self._end(hours_id, self._utc_ms(now), REMOVED)

    def over(self, hours_id: str, now: float) -> None:
        """The time of an override is over."""
        override = self.overrides[HoursId(hours_id)]
        assert override.until is not None
        del now  # the moment that was promised counts, however late the timer is
        self._end(override.hours_id, _ms(override.until), OVER)

    def clock_told(self, event: ClockTold, now: float) -> None:
        """Take over how far UTC is from our time; what ends by it has another moment now."""
        del now
        self.utc_offset_s = event.utc_offset_s
        for override in self.overrides.values():
            self._set_timer(override)

    def _hours_told(self, event: HoursTold, now: float) -> None:
        del now
        self.hours = event.hours

    def _requested(self, event: HoursOverrideRequested, now: float) -> None:
        utc = self._utc(now)
        if event.hours_id not in self.hours or name_of(event.hours_id) is None:
            self._out.refusal = NO_HOURS
            return
        if event.until is not None and event.until <= utc:
            self._out.refusal = MOMENT_OVER
            return
        since_ms = _ms(utc)
        earlier = self.overrides.get(event.hours_id)
        if earlier is not None:
            since_ms = max(since_ms, _ms(earlier.since) + 1)
            self._end(event.hours_id, since_ms, REPLACED)
        until = None if event.until is None else _ms(event.until) / 1000
        override = Override(event.hours_id, event.state, since_ms / 1000, until, event.by, event.reason)
        self._out.records.append(HoursOverridden(override))
        self._begin(override)

    def _taken_back(self, event: HoursOverrideEnded, now: float) -> None:
        if event.hours_id not in self.hours or name_of(event.hours_id) is None:
            self._out.refusal = NO_HOURS
        elif event.hours_id not in self.overrides:
            self._out.refusal = NO_OVERRIDE
        else:
            self._end(event.hours_id, self._utc_ms(now), event.by)

    def _stored(self, event: OverrideStored, now: float) -> None:
        """Go on with one of an earlier controller, unless somebody has said something since.

        That one may have died between the end of one and the beginning of the next: the newest is told first.
        """
        override = event.override
        newer = self.overrides.get(override.hours_id)
        if newer is not None:
            if newer.since != override.since:
                self._out.records.append(HoursOverridden(override, _ms(newer.since), REPLACED))
            return
        self._begin(override)
        if override.hours_id not in self.hours:
            self._end(override.hours_id, self._utc_ms(now), REMOVED)
        elif override.until is not None and override.until <= self._utc(now):
            self._end(override.hours_id, _ms(override.until), OVER)

    def _begin(self, override: Override) -> None:
        self.overrides[override.hours_id] = override
        self._set_timer(override)

    def _set_timer(self, override: Override) -> None:
        if override.until is not None:
            self._timers.set(TimerKind.HOURS, override.hours_id, override.until - self.utc_offset_s)

    def _end(self, hours_id: HoursId, at_utc_ms: int, by: str) -> None:
        override = self.overrides.pop(hours_id)
        self._timers.cancel(TimerKind.HOURS, hours_id)
        self._out.records.append(HoursOverridden(override, at_utc_ms, by))

    def _written(self, hours_id: HoursId, utc_s: float) -> Period:
        hours = self.hours.get(hours_id)
        return Period(utc_s, Opening.CLOSED, "not known") if hours is None else hours.at(utc_s)

    def _next(self, hours: Hours, utc_s: float) -> Period | None:
        override = self.overrides.get(hours.id)
        if override is None:
            return hours.next_change(utc_s)
        if override.until is None:
            return None
        then = hours.at(override.until)
        if then.state is override.state:
            return hours.next_change(override.until)
        return Period(override.until, then.state, then.why)

    def _utc(self, now: float) -> float:
        return now + self.utc_offset_s

    def _utc_ms(self, now: float) -> int:
        return _ms(self._utc(now))


def _ms(utc_s: float) -> int:
    return round(utc_s * 1000)
