"""Watches whether anybody is asked to serve a caller while one who came earlier, and could be served as well, waits.

Earlier is meant with head starts: a caller of a queue with 30 s counts as come 30 s before. Who is being rung for does
not wait. The same yardstick for every system; but where tenants have shares, ours are told as come when that counts.
"""

import heapq
from collections.abc import Callable, Hashable, Mapping
from itertools import count
from typing import Generic, TypeVar

from acd.domain.agents import AgentId
from acd.domain.pool import Pool
from acd.domain.queues import QueueId

Key = TypeVar("Key", bound=Hashable)
_SAME_S = 0.002
"""Callers of different queues whose moments, told in whole milliseconds, differ by less came at the same time."""


class OrderWatch(Generic[Key]):
    """Who stands in which line since when."""

    def __init__(
        self,
        serves: Callable[[QueueId, AgentId], bool] = lambda queue_id, agent_id: True,
        head_start_s: Mapping[QueueId, float] | None = None,
        *,
        in_turn: bool = True,
    ) -> None:
        """`in_turn`: callers of one queue are served in the order in which they are told."""
        self._serves, self._in_turn = serves, in_turn
        self._head_start_s = head_start_s or {}
        self._rank: dict[Key, tuple[float, int, QueueId]] = {}
        self._waiting: set[Key] = set()
        self._lines: dict[QueueId, list[tuple[float, int, Key]]] = {}
        self._order = count()

    def arrive(self, key: Key, queue_id: QueueId, at: float) -> None:
        """A caller comes into line."""
        self._rank[key] = (at - self._head_start_s.get(queue_id, 0.0), next(self._order), queue_id)
        self.stand(key)

    def stand(self, key: Key) -> None:
        """A caller waits, again after an offer that came to nothing."""
        rank, order, queue_id = self._rank[key]
        if key not in self._waiting:
            self._waiting.add(key)
            heapq.heappush(self._lines.setdefault(queue_id, []), (rank, order, key))

    def is_waiting(self, key: Key) -> bool:
        """Tell whether the caller stands in line and is not rung for."""
        return key in self._waiting

    def leave(self, key: Key) -> None:
        """A caller is connected, or gone."""
        self._waiting.discard(key)
        self._rank.pop(key, None)

    def rung(self, key: Key, agent_id: AgentId) -> bool:
        """An agent is asked to serve a caller. Tells whether another was to be asked for first."""
        rank, order, queue_id = self._rank[key]
        overtakes = False
        for other in list(self._lines):
            head = self._head(other) if self._serves(other, agent_id) else None
            if head is not None and head[2] != key:
                told = self._in_turn and other == queue_id
                overtakes |= head[1] < order if told else head[0] < rank - _SAME_S
        self._waiting.discard(key)
        return overtakes

    def _head(self, queue_id: QueueId) -> tuple[float, int, Key] | None:
        line = self._lines[queue_id]
        while line and line[0][2] not in self._waiting:
            heapq.heappop(line)
        if not line:
            del self._lines[queue_id]
        return line[0] if line else None


def order_of(pool: Pool, *, in_turn: bool = True) -> OrderWatch[Key]:
    """Return a watch over the lines of a pool, nobody in them yet.

    Callers of a queue that prefers agents may be passed over: nobody but the engine knows for whom each of them waits.
    """
    able = {
        (queue.id, agent.id)
        for queue in pool.queues.values()
        if queue.prefers is None and not queue.last_agent_for_s
        for agent in pool.agents.values()
        if queue.requirement.met_by(agent.profile)
    }
    head_starts = {queue.id: queue.head_start_s for queue in pool.queues.values()}
    return OrderWatch(lambda queue_id, agent_id: (queue_id, agent_id) in able, head_starts, in_turn=in_turn)
