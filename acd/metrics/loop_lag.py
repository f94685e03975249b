"""Measures how late the event loop wakes up: the first number to look at when everything feels slow."""

import asyncio
from collections.abc import Callable


async def watch_loop(lag: Callable[[float], None], every_s: float = 0.5) -> None:
    """Tell `lag` (seconds) once in `every_s` seconds, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every_s
        await asyncio.sleep(every_s)
        lag(max(0.0, loop.time() - due))
