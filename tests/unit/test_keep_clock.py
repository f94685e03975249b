"""The engine is told the time of day: at the start, and when the clock was set."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from acd import keep_clock
from acd.clock import Clock
from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackRules
from acd.domain.events import ClockTold, Event
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.zones import DailyHours, NumberZones, ZoneName, ZonesTold
from acd.keep_clock import ClockKeeper
from acd.runtime.tasks import Tasks
from tests.fixtures.patience import until

BERLIN = ZoneName("Europe/Berlin")
RULES = CallbackRules(Endpoint("trunk-carrier"), calling_hours=DailyHours(480, 1260), zone=BERLIN)
POOL = Pool(callbacks={QueueId("sales"): RULES})


class SetClock(Clock):
    """A clock that can be set."""

    def __init__(self) -> None:
        self.monotonic, self.offset_s = 100.0, 1_800_000_000.0

    def now(self) -> float:
        return self.monotonic

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.monotonic + self.offset_s, UTC)

    def utc_ms(self, monotonic_ms: int) -> int:
        return monotonic_ms + round(self.offset_s * 1000)


async def test_it_is_told_before_a_configuration_is_in_force() -> None:
    """With the zones that it needs, and with those alone."""
    told: list[Event] = []
    keeper = ClockKeeper(told.append, SetClock())
    await keeper.want(Pool())
    assert told == [ClockTold(1_800_000_000.0)]
    await keeper.want(POOL)
    assert len(told) == 2 and isinstance(told[1], ZonesTold) and told[1].zones[BERLIN].offset_s == 3600


async def test_zones_of_numbers_and_of_those_without_a_country() -> None:
    """A zone of a queue that calls at any time is not needed."""
    prefixes = {"1": (ZoneName("America/New_York"), ZoneName("America/Chicago"))}
    pool = replace(POOL, number_zones=NumberZones(prefixes))
    assert keep_clock.zones_of(pool) == {BERLIN, "America/New_York", "America/Chicago"}
    at_any_time = replace(RULES, calling_hours=None)
    assert not keep_clock.zones_of(Pool(callbacks={QueueId("sales"): at_any_time}))


async def test_a_clock_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is told, and what a clock drifts in a day is not."""
    monkeypatch.setattr(keep_clock, "LOOK_EVERY_S", 0.001)
    told: list[Event] = []
    clock, tasks = SetClock(), Tasks()
    keeper = ClockKeeper(told.append, clock)
    await keeper.want(POOL)
    tasks.spawn(keeper.run(), "wall clock")
    clock.offset_s += 0.4
    clock.monotonic += 43_201
    await until(lambda: len(told) == 3, "zones were not renewed")
    assert isinstance(told[2], ZonesTold)  # it is renewed twice a day
    clock.offset_s += 3600
    await until(lambda: len(told) == 5, "nobody told that the clock was set")
    assert told[3] == ClockTold(1_800_003_600.4)
    await tasks.cancel()
