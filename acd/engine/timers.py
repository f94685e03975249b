"""Deadlines of the engine: set, cancelled, and found due. Knows no clock; `now` is given."""

import heapq
from enum import StrEnum


class TimerKind(StrEnum):
    """What a deadline is for."""

    RING = "ring"
    """The phone has rung long enough."""
    RINGING_WITHIN = "ringing_within"
    """The phone should have said by now that it rings."""
    ACCEPT = "accept"
    """The agent should have pressed the key by now."""
    OUTSIDE = "outside"
    """An outside number has rung long enough."""
    CALLBACK = "callback"
    """A callback may be tried again, or its time is over."""
    VOICEMAIL = "voicemail"
    """A message may be offered again, or to whom it was spared."""
    LISTENING = "listening"
    """An agent has had the time to hear a message and to say what becomes of it."""
    CALLBACK_GAP = "callback_gap"
    """A queue may make another attempt."""
    WRAPUP = "wrapup"
    AHEAD = "ahead"
    """The wrap-up is so near its end that the agent may be rung."""
    REST = "rest"
    """The agent may be offered calls again."""
    FLOW = "flow"
    """The time to press a key in a flow is over, or that of another system to answer."""
    RECIPE = "recipe"
    """The next step of a waiting caller's recipe is due."""
    PARTING = "parting"
    """The leg of an agent should have ended by now."""
    RECORDING = "recording"
    """The PBX is asked again to start, pause or resume the recording of a call."""
    PREFERENCE = "preference"
    """A call has waited long enough for certain agents alone."""
    HOURS = "hours"
    """What somebody said of opening hours is over."""
    SUPERVISORS = "supervisors"
    """Supervisors were rung long enough for an agent."""


TimerKey = tuple[TimerKind, str]


class Timers:
    """A heap of deadlines with lazy removal: an entry counts only while it is the current one of its key."""

    def __init__(self) -> None:
        self._current: dict[TimerKey, float] = {}
        self._heap: list[tuple[float, TimerKey]] = []

    def current(self) -> list[TimerKey]:
        """Return what is set, in no order."""
        return list(self._current)

    def set(self, kind: TimerKind, owner: str, deadline: float) -> None:
        """Set or move the deadline of an owner."""
        key = (kind, owner)
        self._current[key] = deadline
        heapq.heappush(self._heap, (deadline, key))

    def deadline(self, kind: TimerKind, owner: str) -> float | None:
        """Return the deadline of an owner, or None."""
        return self._current.get((kind, owner))

    def cancel(self, kind: TimerKind, owner: str) -> bool:
        """Forget a deadline, and tell whether there was one; one that is not set is no error."""
        return self._current.pop((kind, owner), None) is not None

    def cancel_ringing(self, leg_id: str) -> None:
        """Forget all deadlines of a leg that is rung."""
        self.cancel(TimerKind.RING, leg_id)
        self.cancel(TimerKind.RINGING_WITHIN, leg_id)
        self.cancel(TimerKind.ACCEPT, leg_id)
        self.cancel(TimerKind.OUTSIDE, leg_id)

    def next_deadline(self) -> float | None:
        """Return the earliest deadline, or None."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def pop_due(self, now: float) -> TimerKey | None:
        """Take the earliest deadline that is not after `now`, or None."""
        self._drop_stale()
        if not self._heap or self._heap[0][0] > now:
            return None
        key = heapq.heappop(self._heap)[1]
        del self._current[key]
        return key

    def _drop_stale(self) -> None:
        while self._heap and self._current.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
