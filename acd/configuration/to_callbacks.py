"""Callbacks: as they are written -> as the engine makes them."""

from acd.configuration.callbacks import Callbacks
from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackOrder, CallbackRules


def to_callbacks(written: Callbacks, trunk: Endpoint) -> CallbackRules:
    """Return how a queue calls back; `trunk` is the account of the one that it names."""
    return CallbackRules(
        trunk=trunk,
        order=CallbackOrder(written.order),
        attempts=written.attempts,
        retry_after_s=written.retry_after_s,
        deadline_s=written.deadline_s,
        ring_s=written.ring_s,
        gap_s=written.gap_s,
        allowed=written.allowed or (),
        refused=written.refused or (),
    )
