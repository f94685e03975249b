"""Tells the engine, which has no calendar, how its time stands to the clocks on people's walls.

What is told of time zones is enough for a year, and told anew each half day: a controller may run for long.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from acd.clock import Clock
from acd.configuration.to_zones import zone_offsets
from acd.domain.events import ClockTold, Event
from acd.domain.pool import Pool
from acd.domain.zones import ZoneName, ZonesTold

LOOK_EVERY_S: Final = 1.0
STEP_S: Final = 0.5
"""The clock was set if it has moved so far against monotonic time."""
RENEW_EVERY_S: Final = 43_200.0


class ClockKeeper:
    """Looks at the wall clock again and again."""

    def __init__(self, submit: Callable[[Event], None], clock: Clock) -> None:
        self._submit = submit
        self._clock = clock
        self._told_s: float | None = None
        self._zones: frozenset[ZoneName] = frozenset()
        self._renewed = 0.0

    async def want(self, pool: Pool) -> None:
        """Tell what a configuration needs that is about to be in force."""
        self._zones = zones_of(pool)
        self._look()
        await self._renew()

    async def run(self) -> None:
        """Tell what changes, until cancelled."""
        while True:
            if self._look() or self._clock.now() - self._renewed >= RENEW_EVERY_S:
                await self._renew()
            await asyncio.sleep(LOOK_EVERY_S)

    def _look(self) -> bool:
        """Tell the time if it was never told or the clock was set; returns whether it was."""
        offset_s = self._clock.utc_ms(0) / 1000
        if self._told_s is not None and abs(offset_s - self._told_s) <= STEP_S:
            return False
        self._told_s = offset_s
        self._submit(ClockTold(offset_s))
        return True

    async def _renew(self) -> None:
        self._renewed = self._clock.now()
        if self._zones:
            # a tenth of a second for all zones of the world: not while calls wait
            told = await asyncio.to_thread(zone_offsets, self._zones, self._clock.utc())
            self._submit(ZonesTold(told))


def zones_of(pool: Pool) -> frozenset[ZoneName]:
    """Return the zones of all numbers that are called at certain hours only."""
    asked = [rules.zone for rules in pool.callbacks.values() if rules.calling_hours is not None]
    national = (zone for zone in asked if zone is not None)
    return frozenset((*national, *(zone for zones in pool.number_zones.prefixes.values() for zone in zones)))
