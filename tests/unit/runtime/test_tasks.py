"""Tasks: kept, named, and a crash is heard."""

import asyncio

import pytest

from acd.runtime.tasks import Tasks


async def test_a_crash_is_raised_where_somebody_waits_for_it() -> None:
    """`crashed` raises what the task raised."""
    tasks = Tasks()

    async def work() -> None:
        raise LookupError("lost")

    tasks.spawn(work(), "worker")
    with pytest.raises(LookupError, match="lost"):
        async with asyncio.timeout(1):
            await tasks.crashed()
    await tasks.cancel()


async def test_an_ordinary_end_is_no_crash_and_leaves_no_name() -> None:
    """What ended is forgotten."""
    tasks = Tasks()
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    task = tasks.spawn(work(), "worker")
    assert tasks.names() == ["worker"]
    await task
    await asyncio.sleep(0)
    assert tasks.names() == []
    await tasks.cancel()


async def test_cancel_ends_everything_and_returns_in_time() -> None:
    """A task that refuses to end is left behind after the grace time, the others are gone."""
    tasks = Tasks()
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    async def willing() -> None:
        await asyncio.Event().wait()

    tasks.spawn(willing(), "willing")
    stuck = tasks.spawn(stubborn(), "stubborn")
    await asyncio.sleep(0)
    await tasks.cancel(grace_s=0.05)
    assert tasks.names() == ["stubborn"]
    release.set()
    await stuck
