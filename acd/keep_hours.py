"""Tells the engine what time it is, and works opening hours out anew long before they run out."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from acd import logs
from acd.clock import Clock
from acd.domain.events import Event
from acd.domain.hours_events import ClockTold, HoursTold
from acd.hours.compiler import compile_all
from acd.hours.plan import HoursPlan

log = logs.get("hours")

LOOK_EVERY_S: Final = 1.0
STEP_S: Final = 0.5
"""By less the wall clock may be off from what the engine was told."""
RENEW_AFTER_S: Final = 7 * 86_400.0
"""They are worked out for 60 days; a clock that was put by more makes them of no use at once."""


class HoursKeeper:
    """Looks at the clock; never on the way of a call."""

    def __init__(self, submit: Callable[[Event], None], clock: Clock) -> None:
        self._submit = submit
        self._clock = clock
        self._told_s: float | None = None
        self._plans: Sequence[HoursPlan] = ()
        self._compiled_s = 0.0

    def use(self, plans: Sequence[HoursPlan]) -> None:
        """Take over what has just been compiled for a configuration that comes into force."""
        self._plans = plans
        self._compiled_s = self._utc_s()

    def tell_clock(self) -> None:
        """Tell the engine how far UTC is from monotonic time, unless it knows."""
        offset_s = self._clock.utc_ms(0) / 1000
        if self._told_s is not None and abs(offset_s - self._told_s) <= STEP_S:
            return
        if self._told_s is not None:
            log.warning("the wall clock was put", action="clock_step", seconds=round(offset_s - self._told_s, 3))
        self._told_s = offset_s
        self._submit(ClockTold(offset_s))

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.tell_clock()
            if self._plans and abs(self._utc_s() - self._compiled_s) >= RENEW_AFTER_S:
                await self.renew()
            await asyncio.sleep(LOOK_EVERY_S)

    async def renew(self) -> None:
        """Work all hours out anew, and tell the engine, unless another configuration has come meanwhile."""
        plans, at = self._plans, self._utc_s()
        hours = await asyncio.to_thread(compile_all, plans, at)
        if plans is self._plans:
            self._compiled_s = at
            self._submit(HoursTold(hours))
            log.info("opening hours were worked out for the next weeks", action="hours", number=len(hours))

    def _utc_s(self) -> float:
        return self._clock.utc().timestamp()
