"""Remembers which calls ended lately, so that an arrival told twice is not taken for a second call."""

from acd.domain.calls import CallId

KEPT = 4096
"""How many: far more than end within the seconds that an event can be late."""


class Recent:
    """The last calls that ended; the oldest is forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._ended: dict[CallId, None] = {}

    def __contains__(self, call_id: CallId) -> bool:
        return call_id in self._ended

    def add(self, call_id: CallId) -> None:
        """Note that a call ended."""
        self._ended[call_id] = None
        if len(self._ended) > self._kept:
            del self._ended[next(iter(self._ended))]
