"""The engine is told how clocks stand where customers are called."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from acd import keep_zones
from acd.clock import Clock
from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackRules
from acd.domain.events import Event
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.zones import DailyHours, NumberZones, ZoneName, ZonesTold
from acd.keep_zones import ZonesKeeper
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
    keeper = ZonesKeeper(told.append, SetClock())
    await keeper.want(Pool())
    assert told == []
    await keeper.want(POOL)
    assert len(told) == 1 and isinstance(told[0], ZonesTold) and told[0].zones[BERLIN].offset_s == 3600


async def test_zones_of_numbers_and_of_those_without_a_country() -> None:
    """A zone of a queue that calls at any time is not needed."""
    prefixes = {"1": (ZoneName("America/New_York"), ZoneName("America/Chicago"))}
    pool = replace(POOL, number_zones=NumberZones(prefixes))
    assert keep_zones.zones_of(pool) == {BERLIN, "America/New_York", "America/Chicago"}
    at_any_time = replace(RULES, calling_hours=None)
    assert not keep_zones.zones_of(Pool(callbacks={QueueId("sales"): at_any_time}))


async def test_zones_are_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice a day, and when the clock was put far."""
    monkeypatch.setattr(keep_zones, "LOOK_EVERY_S", 0.001)
    told: list[Event] = []
    clock, tasks = SetClock(), Tasks()
    keeper = ZonesKeeper(told.append, clock)
    await keeper.want(POOL)
    tasks.spawn(keeper.run(), "zones")
    clock.monotonic += 43_201
    await until(lambda: len(told) == 2, "zones were not renewed")
    clock.offset_s -= 90_000
    await until(lambda: len(told) == 3, "the clock was put back")
    assert all(isinstance(event, ZonesTold) for event in told)
    await tasks.cancel()
