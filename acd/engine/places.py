"""Who waits in which place, in queues whose recipes ask for it. Costs a logarithm of the callers in the queue."""

from sortedcontainers import SortedList

from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.engine.waiting import Rank


class Places:
    """The callers of each queue, those whose offer rings included, by rank and by the moment at which they came."""

    def __init__(self) -> None:
        self._ranked: dict[QueueId, SortedList[tuple[Rank, CallId]]] = {}
        self._came: dict[QueueId, SortedList[float]] = {}
        self._at: dict[CallId, tuple[QueueId, Rank, float]] = {}

    def put(self, call_id: CallId, queue_id: QueueId, rank: Rank, came: float) -> None:
        """Put a caller into a place, or into another one."""
        if self._at.get(call_id) == (queue_id, rank, came):
            return
        self.take_out(call_id)
        self._at[call_id] = queue_id, rank, came
        self._ranked.setdefault(queue_id, SortedList()).add((rank, call_id))
        self._came.setdefault(queue_id, SortedList()).add(came)

    def take_out(self, call_id: CallId) -> QueueId | None:
        """Take a caller out; returns from which queue, None for one who is in none."""
        known = self._at.pop(call_id, None)
        if known is None:
            return None
        queue_id, rank, came = known
        self._ranked[queue_id].remove((rank, call_id))
        self._came[queue_id].remove(came)
        if not self._ranked[queue_id]:
            del self._ranked[queue_id], self._came[queue_id]
        return queue_id

    def count(self, queue_id: QueueId) -> int:
        """Return how many are in a queue."""
        return len(self._ranked.get(queue_id, ()))

    def oldest(self, queue_id: QueueId) -> float | None:
        """Return when who waits longest came; None when nobody does."""
        came = self._came.get(queue_id)
        return came[0] if came else None

    def place(self, call_id: CallId) -> int:
        """Return the place of a caller in a queue, from 1. Raises KeyError for one who is in none."""
        queue_id, rank, _ = self._at[call_id]
        return int(self._ranked[queue_id].index((rank, call_id))) + 1

    def up_to(self, queue_id: QueueId, place: int) -> list[CallId]:
        """Return who stands in the first places of a queue."""
        return [call_id for _, call_id in self._ranked.get(queue_id, SortedList())[:place]]
