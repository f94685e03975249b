"""Tells the engine, which has no calendar, how the clocks of the places stand where customers are called.

What is told of time zones is enough for a year, and told anew each half day: a controller may run for long.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from acd.clock import Clock
from acd.configuration.to_zones import zone_offsets
from acd.domain.events import Event
from acd.domain.pool import Pool
from acd.domain.zones import ZoneName, ZonesTold

LOOK_EVERY_S: Final = 10.0
RENEW_EVERY_S: Final = 43_200.0


class ZonesKeeper:
    """Works the zones out again and again."""

    def __init__(self, submit: Callable[[Event], None], clock: Clock) -> None:
        self._submit = submit
        self._clock = clock
        self._zones: frozenset[ZoneName] = frozenset()
        self._renewed_s = 0.0

    async def want(self, pool: Pool) -> None:
        """Tell what a configuration needs that is about to be in force."""
        self._zones = zones_of(pool)
        await self._renew()

    async def run(self) -> None:
        """Tell what changes, until cancelled; also when the wall clock was put far."""
        while True:
            if abs(self._utc_s() - self._renewed_s) >= RENEW_EVERY_S:
                await self._renew()
            await asyncio.sleep(LOOK_EVERY_S)

    def _utc_s(self) -> float:
        return self._clock.utc().timestamp()

    async def _renew(self) -> None:
        self._renewed_s = self._utc_s()
        if self._zones:
            # a tenth of a second for all zones of the world: not while calls wait
            told = await asyncio.to_thread(zone_offsets, self._zones, self._clock.utc())
            self._submit(ZonesTold(told))


def zones_of(pool: Pool) -> frozenset[ZoneName]:
    """Return the zones of all numbers that are called at certain hours only."""
    asked = [rules.zone for rules in pool.callbacks.values() if rules.calling_hours is not None]
    national = (zone for zone in asked if zone is not None)
    return frozenset((*national, *(zone for zones in pool.number_zones.prefixes.values() for zone in zones)))
