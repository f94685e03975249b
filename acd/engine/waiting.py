"""A line of waiting callers, ranked by virtual arrival.

Virtual arrival is the moment of arrival in line minus the queue's head start: priority is seconds, and nothing
has to be sorted again as time passes. A caller who comes back after a failed offer has the same rank as before.
"""

from sortedcontainers import SortedList

from acd.domain.calls import CallId

Rank = tuple[float, int]
"""Virtual arrival in seconds, then a number that grows with each arrival: never equal for two callers."""

LAST = 1 << 62
"""Behind everybody who arrived at the same moment."""


class Line:
    """Callers who ask for the same skills, whatever queue they stand in.

    The head costs the same however long the line is; everything else grows with its logarithm.
    """

    def __init__(self) -> None:
        self._rank: dict[CallId, Rank] = {}
        self._sorted: SortedList[tuple[Rank, CallId]] = SortedList()

    def __len__(self) -> int:
        return len(self._rank)

    def add(self, call_id: CallId, rank: Rank) -> None:
        """Put a caller in line at their rank; one who is in it moves there."""
        self.remove(call_id)
        self._rank[call_id] = rank
        self._sorted.add((rank, call_id))

    def remove(self, call_id: CallId) -> None:
        """Take a caller out of the line; one who is not in it is no error."""
        rank = self._rank.pop(call_id, None)
        if rank is not None:
            self._sorted.remove((rank, call_id))

    def callers(self) -> list[CallId]:
        """Return all callers in the line, in no order."""
        return list(self._rank)

    def rank(self, call_id: CallId) -> Rank:
        """Return the rank of a caller in line."""
        return self._rank[call_id]

    def head(self) -> tuple[Rank, CallId] | None:
        """Return the caller who is next, with their rank."""
        return self._sorted[0] if self._sorted else None

    def ahead(self, rank: Rank) -> int:
        """Return how many callers go before one with this rank, who need not be in the line."""
        return self._sorted.bisect_left((rank, _FIRST))


_FIRST = CallId("")
