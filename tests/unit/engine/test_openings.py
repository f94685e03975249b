"""Hours are as written, or as somebody says for a while: what was said ends by itself, and is told once."""

from dataclasses import replace

import pytest

from acd.domain.events import Event, PoolApplied, TimerFired
from acd.domain.hours import Hours, HoursId, HoursView, Opening, Override, Period
from acd.domain.hours_events import (
    ClockTold,
    HoursOverrideEnded,
    HoursOverrideRequested,
    HoursTold,
    OverrideStored,
)
from acd.domain.pool import Pool
from acd.domain.records import HoursOverridden, Record
from acd.domain.refusals import MOMENT_OVER, NO_HOURS, NO_OVERRIDE
from acd.domain.tenants import TenantId
from acd.engine.engine import Engine
from acd.engine.openings import OVER, REMOVED, REPLACED
from acd.engine.timers import TimerKind

DAY = HoursId("acme/day")
TIME = HoursId("acme/ Mo 08:00-09:00")
UTC = 1_000_000.0
"""UTC at monotonic 0."""
CLOSED, OPEN = Period(UTC, Opening.CLOSED, "night"), Period(UTC + 100, Opening.OPEN, "day")
LATE = Period(UTC + 200, Opening.CLOSED, "night")
WRITTEN = {name: Hours.of(name, "UTC", (CLOSED, OPEN, LATE), UTC + 1000) for name in (DAY, TIME)}


class House:
    """An engine that knows the hours and the time."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.records: list[Record] = []
        self.tell(ClockTold(UTC), 0)
        self.tell(PoolApplied(Pool(hours=WRITTEN)), 0)
        self.openings = self.engine.calls.openings

    def tell(self, event: Event, now: float) -> str | None:
        """Tell it, and keep what it says of hours; returns a refusal."""
        decision = self.engine.handle(event, now)
        self.records += [record for record in decision.records if isinstance(record, HoursOverridden)]
        return decision.refusal

    def state(self, now: float) -> Opening:
        """Return the state of the hours."""
        return self.openings.state(DAY, now).state


def say(state: Opening, until: float | None = None, reason: str = "") -> HoursOverrideRequested:
    """Somebody says what the hours are; `until` in monotonic seconds."""
    return HoursOverrideRequested(DAY, state, None if until is None else UTC + until, "agent alice", reason)


@pytest.fixture
def house() -> House:
    return House()


def test_as_written(house: House) -> None:
    """By UTC, however far that is from monotonic time."""
    assert house.openings.state(DAY, 99.9) == CLOSED
    assert house.openings.state(DAY, 100) == OPEN
    house.tell(ClockTold(UTC + 50), 60)
    assert house.openings.state(DAY, 60) == OPEN


def test_hours_that_nobody_knows(house: House) -> None:
    """Nobody promises that it is open."""
    assert house.openings.state(HoursId("acme/other"), 5) == Period(UTC + 5, Opening.CLOSED, "not known")


def test_hours_that_are_worked_out_anew(house: House) -> None:
    """They count from then on."""
    house.tell(HoursTold({DAY: Hours.of(DAY, "UTC", (OPEN,), UTC + 2000)}), 10)
    assert house.state(10) is Opening.OPEN


def test_an_override_ends_by_itself(house: House) -> None:
    """At the moment that was promised, and it is told when it begins and when it ends."""
    assert house.tell(say(Opening.OPEN, 50, "all hands"), 10) is None
    assert house.openings.state(DAY, 20) == Period(UTC + 10, Opening.OPEN, "all hands")
    assert house.engine.next_deadline() == 50
    house.tell(TimerFired(), 50.2)
    assert house.state(50.2) is Opening.CLOSED
    override = Override(DAY, Opening.OPEN, UTC + 10, UTC + 50, "agent alice", "all hands")
    assert house.records == [
        HoursOverridden(override),
        HoursOverridden(override, round((UTC + 50) * 1000), OVER),
    ]
    assert house.engine.next_deadline() is None


def test_an_override_without_end(house: House) -> None:
    """It counts until somebody takes it back."""
    house.tell(say(Opening.HOLIDAY), 10)
    assert house.engine.next_deadline() is None
    assert house.openings.state(DAY, 150) == Period(UTC + 10, Opening.HOLIDAY, "set by agent alice")
    assert house.tell(HoursOverrideEnded(DAY, "api"), 160) is None
    assert house.state(160) is Opening.OPEN
    assert house.records[-1] == HoursOverridden(
        Override(DAY, Opening.HOLIDAY, UTC + 10, None, "agent alice"), round((UTC + 160) * 1000), "api"
    )


def test_an_override_that_is_taken_back_before_its_end(house: House) -> None:
    """Its end is told once."""
    house.tell(say(Opening.OPEN, 50), 10)
    house.tell(HoursOverrideEnded(DAY, "api"), 20)
    assert house.engine.next_deadline() is None
    assert len(house.records) == 2


def test_another_override(house: House) -> None:
    """It replaces the one before, also in the same moment."""
    house.tell(say(Opening.OPEN, 50), 10)
    house.tell(say(Opening.CLOSED, 70), 10)
    assert house.state(20) is Opening.CLOSED
    assert house.engine.next_deadline() == 70
    _, ended, second = house.records
    assert isinstance(ended, HoursOverridden)
    assert isinstance(second, HoursOverridden)
    assert (ended.ended_by, ended.ended_utc_ms) == (REPLACED, round((UTC + 10) * 1000) + 1)
    assert second.override.since == UTC + 10.001


@pytest.mark.parametrize(
    ("event", "refusal"),
    [
        (HoursOverrideRequested(HoursId("acme/other"), Opening.OPEN, None, "api"), NO_HOURS),
        (HoursOverrideRequested(TIME, Opening.OPEN, None, "api"), NO_HOURS),
        (say(Opening.OPEN, 10), MOMENT_OVER),
        (HoursOverrideEnded(HoursId("acme/other"), "api"), NO_HOURS),
        (HoursOverrideEnded(TIME, "api"), NO_HOURS),
        (HoursOverrideEnded(DAY, "api"), NO_OVERRIDE),
    ],
)
def test_what_is_refused(house: House, event: Event, refusal: str) -> None:
    """Nothing changes, and nothing is told."""
    assert house.tell(event, 10) == refusal
    assert house.records == []
    assert not house.openings.overrides


def test_the_wall_clock_is_stepped(house: House) -> None:
    """An override ends at its moment by the wall clock; one without end does not care."""
    house.tell(say(Opening.OPEN, 50), 10)
    house.tell(ClockTold(UTC + 30), 11)
    assert house.engine.next_deadline() == 20
    house.tell(ClockTold(UTC - 30), 12)
    assert house.engine.next_deadline() == 80
    house.tell(say(Opening.OPEN), 13)
    house.tell(ClockTold(UTC), 14)
    assert house.engine.next_deadline() is None


def test_an_override_of_an_earlier_controller(house: House) -> None:
    """It goes on, and its beginning is not told again."""
    stored = Override(DAY, Opening.OPEN, UTC - 100, UTC + 50, "api")
    house.tell(OverrideStored(stored), 1)
    assert house.state(2) is Opening.OPEN
    assert house.records == []
    house.tell(TimerFired(), 50)
    assert house.records == [HoursOverridden(stored, round((UTC + 50) * 1000), OVER)]


@pytest.mark.parametrize("end", [-50, 1])
def test_an_override_whose_end_came_while_no_controller_ran(house: House, end: int) -> None:
    """It is told to have ended when it should; also when that is just now."""
    stored = Override(DAY, Opening.OPEN, UTC - 100, UTC + end, "api")
    house.tell(OverrideStored(stored), 1)
    assert house.state(2) is Opening.CLOSED
    assert house.records == [HoursOverridden(stored, round((UTC + end) * 1000), OVER)]
    assert house.engine.next_deadline() is None


def test_an_override_of_hours_that_are_gone(house: House) -> None:
    """At the start, or with another configuration."""
    stored = Override(HoursId("acme/old"), Opening.OPEN, UTC - 100, None, "api")
    house.tell(OverrideStored(stored), 1)
    house.tell(say(Opening.OPEN, 50), 2)
    house.tell(PoolApplied(Pool()), 3)
    assert not house.openings.overrides
    ended = [
        (one.override.hours_id, one.ended_by, one.ended_utc_ms)
        for one in house.records
        if isinstance(one, HoursOverridden)
    ]
    assert ended == [
        ("acme/old", REMOVED, round((UTC + 1) * 1000)),
        (DAY, "", None),
        (DAY, REMOVED, round((UTC + 3) * 1000)),
    ]


def test_one_that_is_told_late(house: House) -> None:
    """What somebody has said since counts."""
    house.tell(say(Opening.CLOSED), 2)
    stored = Override(DAY, Opening.OPEN, UTC - 100, None, "api")
    house.tell(OverrideStored(stored), 3)
    assert house.state(4) is Opening.CLOSED
    assert house.records[1:] == [HoursOverridden(stored, round((UTC + 2) * 1000), REPLACED)]


def test_one_that_is_told_twice(house: House) -> None:
    """As when the database comes back."""
    stored = Override(DAY, Opening.OPEN, UTC - 100, None, "api")
    house.tell(OverrideStored(stored), 3)
    house.tell(OverrideStored(stored), 4)
    assert house.records == []


def test_views(house: House) -> None:
    """What people see: names, states, and what comes next."""
    (view,) = house.openings.views(10)
    assert view == HoursView(DAY, TenantId("acme"), "day", "UTC", CLOSED, OPEN, None)
    house.tell(say(Opening.OPEN), 10)
    (view,) = house.openings.views(20)
    assert view.override == Override(DAY, Opening.OPEN, UTC + 10, None, "agent alice")


def test_what_comes_after_an_override(house: House) -> None:
    """The state that is written then, or the next one that differs; nobody knows it when there is no end."""
    house.tell(say(Opening.OPEN, 50), 10)
    assert house.openings.views(20)[0].next == Period(UTC + 50, Opening.CLOSED, "night")
    house.tell(say(Opening.CLOSED, 50), 20)
    assert house.openings.views(20)[0].next == OPEN
    house.tell(say(Opening.CLOSED), 20)
    assert house.openings.views(20)[0].next is None


def test_the_timer_is_that_of_the_hours(house: House) -> None:
    """Each has one of its own."""
    house.tell(replace(say(Opening.OPEN, 50)), 10)
    assert house.engine.timers.current() == [(TimerKind.HOURS, DAY)]
