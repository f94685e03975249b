"""What people ask for about calls that wait, and callbacks: inputs of the engine, as all events."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from acd.domain.callbacks import CallbackId
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId

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


@dataclass(frozen=True, slots=True)
class CallbackRequested:
    """A caller in line wants to be called back instead, or somebody wants it for them."""

    call_id: CallId
    number: str | None = None
    """None: the caller's own."""


@dataclass(frozen=True, slots=True)
class CallbackAdded:
    """Somebody wants a customer to be called, who comes into line now."""

    callback_id: CallbackId
    """New, and never given before."""
    tenant_id: TenantId
    queue_id: QueueId
    number: str


@dataclass(frozen=True, slots=True)
class CallbackCancelled:
    """Somebody takes a callback back; an attempt that is just made goes on."""

    callback_id: CallbackId


CallbackRequest: TypeAlias = CallbackRequested | CallbackAdded | CallbackCancelled
