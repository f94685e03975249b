"""A virtual clock and what is to be done by it."""

import heapq
import math
from collections.abc import Callable
from typing import Any


class Agenda:
    """Deeds in order of time; those of one moment in the order in which they were planned."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._deeds: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._planned = 0

    def __len__(self) -> int:
        return len(self._deeds)

    def after(self, seconds: float, deed: Callable[..., None], *args: Any) -> None:
        """Plan a deed."""
        self._planned += 1
        heapq.heappush(self._deeds, (self.now + seconds, self._planned, deed, args))

    def next(self) -> float:
        """Return when something is to be done; infinite for never."""
        return self._deeds[0][0] if self._deeds else math.inf

    def do_next(self) -> None:
        """Let the clock go on to the next deed, and do it."""
        at, _, deed, args = heapq.heappop(self._deeds)
        self.now = max(self.now, at)
        deed(*args)
