"""What people ask to be changed about a call that waits: inputs of the engine, as all events."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from acd.domain.calls import CallId
from acd.domain.queues import QueueId

FARTHEST_S: Final = 86_400.0
"""So far a call can be put forward or back."""


@dataclass(frozen=True, slots=True)
class MoveRequested:
    """Somebody wants a call to wait in the line of another queue."""

    call_id: CallId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class PriorityRequested:
    """Somebody wants a call to count as if it had come earlier, or later."""

    call_id: CallId
    seconds: float
    """How much earlier than it came into line, whatever was asked before; less than 0: later."""


@dataclass(frozen=True, slots=True)
class FrontRequested:
    """Somebody wants a call to be next of all who wait for the same agents now."""

    call_id: CallId


PlaceRequest: TypeAlias = MoveRequested | PriorityRequested | FrontRequested
