"""How late the event loop wakes up."""

import asyncio
import time

from acd.metrics.loop_lag import watch_loop


async def test_a_loop_that_is_held_up_is_late() -> None:
    """Work that blocks shows itself in the next measurement."""
    lags: list[float] = []
    watching = asyncio.create_task(watch_loop(lags.append, every_s=0.01))
    await asyncio.sleep(0.05)
    calm = len(lags)
    assert calm >= 2
    time.sleep(0.1)  # noqa: ASYNC251 - to hold the loop up is what is tried
    await asyncio.sleep(0.03)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert all(lag >= 0 for lag in lags)
    assert max(lags[calm:]) > 0.05
