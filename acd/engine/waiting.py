"""A line of waiting callers, ranked by virtual arrival.

Virtual arrival is the moment of arrival in line minus the queue's head start: priority is seconds, and nothing
has to be sorted again as time passes. A caller who comes back after a failed offer has the same rank as before.
"""

import heapq

from acd.domain.calls import CallId

Rank = tuple[float, int]
"""Virtual arrival in seconds, then a number that grows with each arrival: never equal for two callers."""


class Line:
    """Callers who ask for the same skills, whatever queue they stand in."""

    def __init__(self) -> None:
        self._rank: dict[CallId, Rank] = {}
        self._heap: list[tuple[Rank, CallId]] = []

    def __len__(self) -> int:
        return len(self._rank)

    def add(self, call_id: CallId, rank: Rank) -> None:
        """Put a caller in line at their rank."""
        self._rank[call_id] = rank
        heapq.heappush(self._heap, (rank, call_id))

    def remove(self, call_id: CallId) -> None:
        """Take a caller out of the line; one who is not in it is no error."""
        self._rank.pop(call_id, None)

    def rank(self, call_id: CallId) -> Rank:
        """Return the rank of a caller in line."""
        return self._rank[call_id]

    def head(self) -> tuple[Rank, CallId] | None:
        """Return the caller who is next, with their rank."""
        while self._heap and self._rank.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None
