"""The engine is told what time it is, and hours long before they run out."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from acd import keep_hours
from acd.clock import Clock
from acd.domain.events import Event
from acd.domain.hours import HoursId
from acd.domain.hours_events import ClockTold, HoursTold
from acd.hours.plan import HoursPlan
from acd.keep_hours import RENEW_AFTER_S, HoursKeeper
from tests.fixtures.patience import until

START = 1_795_000_000.0
PLANS = (HoursPlan(HoursId("acme/practice"), "Europe/Berlin", "Mo-Fr 08:00-12:00"),)


class Wall(Clock):
    """A wall clock that somebody puts."""

    def __init__(self) -> None:
        self.now_s = START
        self.offset_s = START

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now_s, UTC)

    def utc_ms(self, monotonic_ms: int) -> int:
        return round(self.offset_s * 1000) + monotonic_ms


@pytest.fixture
def told() -> list[Event]:
    return []


def test_the_clock_is_told_once(told: list[Event]) -> None:
    """And again when it was stepped by more than half a second, whichever way."""
    wall = Wall()
    keeper = HoursKeeper(told.append, wall)
    for offset_s in (START, START + 0.4, START + 0.5, START + 0.6, START + 1.0, START - 3600):
        wall.offset_s = offset_s
        keeper.tell_clock()
    assert told == [ClockTold(START), ClockTold(START + 0.6), ClockTold(START - 3600)]


async def test_hours_are_renewed(told: list[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    """Weeks before they run out, again and again; also when the clock was put far."""
    monkeypatch.setattr(keep_hours, "LOOK_EVERY_S", 0.001)
    wall = Wall()
    keeper = HoursKeeper(told.append, wall)
    keeper.use(PLANS)
    running = asyncio.create_task(keeper.run())
    await until(lambda: len(told) == 1, "what is told")
    for number in range(1, 4):
        wall.now_s = START + number * RENEW_AFTER_S
        await until(lambda number=number: len(told) == 1 + number, "what is told")  # type: ignore[misc]  # a bound default
    wall.now_s = START - RENEW_AFTER_S
    await until(lambda: len(told) == 5, "what is told")
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert told[0] == ClockTold(START)
    ends = [hours.until for event in told[1:] if isinstance(event, HoursTold) for hours in event.hours.values()]
    assert len(ends) == 4
    assert all(until_s - (START + (place + 1) * RENEW_AFTER_S) > 50 * 86400 for place, until_s in enumerate(ends[:3]))


async def test_another_configuration_comes_meanwhile(told: list[Event]) -> None:
    """What was worked out for the one before is not told."""
    keeper = HoursKeeper(told.append, Wall())
    keeper.use(PLANS)
    renewing = asyncio.create_task(keeper.renew())
    await asyncio.sleep(0)
    keeper.use(())
    await renewing
    assert told == []


async def test_no_hours(told: list[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to renew."""
    monkeypatch.setattr(keep_hours, "LOOK_EVERY_S", 0.001)
    wall = Wall()
    keeper = HoursKeeper(told.append, wall)
    running = asyncio.create_task(keeper.run())
    await until(lambda: len(told) == 1, "what is told")
    wall.now_s += 10 * RENEW_AFTER_S
    wall.offset_s += 1
    await until(lambda: len(told) == 2, "what is told")
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert told[1] == ClockTold(START + 1)
