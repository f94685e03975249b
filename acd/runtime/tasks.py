"""The only place that starts tasks: each has a name, is kept, and its crash stops the process in order."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from acd import logs

log = logs.get("tasks")


class Tasks:
    """The tasks of one process."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._crash: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Start work that nobody awaits. It is kept until it ends; if it raises, `crashed` raises the same."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def crashed(self) -> None:
        """Wait for the first crash and raise it."""
        await asyncio.shield(self._crash)

    async def cancel(self, grace_s: float = 5.0, *, but: asyncio.Task[None] | None = None) -> None:
        """Cancel what still runs, `but` one, and wait for its end; what does not end in time is logged and left."""
        running = [task for task in self._running if task not in (but, asyncio.current_task())]
        for task in running:
            task.cancel()
        if running:
            _, stuck = await asyncio.wait(running, timeout=grace_s)
            for task in stuck:
                log.error("a task did not end when it was cancelled", action="task_stuck", task=task.get_name())
        if not self._crash.done():
            self._crash.cancel()

    def names(self) -> list[str]:
        """Return the names of the tasks that run; for tests that look for what was left over."""
        return sorted(task.get_name() for task in self._running)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None and not self._crash.done():
            self._crash.set_exception(error)
            # somebody may never ask: the exception was not lost, it is in the log
            self._crash.exception()
            log.error("a task crashed", action="task_crashed", task=task.get_name(), error=repr(error))


async def first_of(*waits: Coroutine[Any, Any, object]) -> int:
    """Return the place of the wait that ended first, from 0, and cancel the others. Raises what that one raised."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        winner = next(task for task in tasks if task.done())
        winner.result()
        return tasks.index(winner)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
