"""Rows on their way to a disk: a line of bounded length that tells when a batch is due."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Final

from acd.clock import Clock
from acd.storage.rows import AnyRow

BATCH_ROWS: Final = 500
LINGER_S: Final = 0.1
"""A batch waits this long for more rows: a commit costs the same for one row and for hundreds."""


class Buffer:
    """First in, first out. A row stays until it is released, so nothing is lost with a task that is cancelled."""

    def __init__(self, clock: Clock, limit_rows: int) -> None:
        self._clock = clock
        self._limit_rows = limit_rows
        self._rows: deque[tuple[float, AnyRow]] = deque()
        self._filled, self._full, self._emptied = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._emptied.set()
        self._hurry = False
        self.lost = 0
        """Rows that found no room."""

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def oldest_age_s(self) -> float:
        """How long the oldest row has been here; 0 when there is none."""
        return self._clock.now() - self._rows[0][0] if self._rows else 0.0

    def add(self, rows: Sequence[AnyRow]) -> None:
        """Take rows, as far as there is room: what is here already may be on its way to a disk."""
        room = self._limit_rows - len(self._rows)
        if len(rows) > room:
            self.lost += len(rows) - room
            rows = rows[:room]
        if rows:
            now = self._clock.now()
            self._rows.extend([(now, row) for row in rows])
            self._emptied.clear()
            self._filled.set()
            if len(self._rows) >= BATCH_ROWS:
                self._full.set()

    def batch(self) -> list[AnyRow]:
        """Return the oldest rows; they stay."""
        return [row for _, row in islice(self._rows, BATCH_ROWS)]

    def release(self, batch: Sequence[AnyRow]) -> None:
        """Let go of the oldest rows, which `batch` holds: a disk has them."""
        for _ in batch:
            self._rows.popleft()
        if not self._rows:
            self._filled.clear()
            self._emptied.set()

    async def batch_due(self) -> None:
        """Wait until there is a full batch, or a smaller one that has waited for its time."""
        await self._filled.wait()
        if len(self._rows) < BATCH_ROWS and not self._hurry:
            self._full.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER_S):
                    await self._full.wait()

    async def emptied(self) -> None:
        """Wait until there is no row."""
        await self._emptied.wait()

    def hurry(self) -> None:
        """From now on let no batch wait for more."""
        self._hurry = True
        self._full.set()
