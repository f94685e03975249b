"""Callbacks: as they are written -> as the engine makes them."""

from collections.abc import Iterable

from acd.configuration.callbacks import Callbacks
from acd.configuration.schema import Queue
from acd.configuration.to_zones import number_zones
from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackOrder, CallbackRules
from acd.domain.zones import NO_ZONES, DailyHours, NumberZones, ZoneName


def to_callbacks(written: Callbacks, trunk: Endpoint) -> CallbackRules:
    """Return how a queue calls back; `trunk` is the account of the one that it names."""
    several = written.retry_after_s
    first, retries = (several[0], several) if isinstance(several, tuple) else (several, ())
    return CallbackRules(
        trunk=trunk,
        order=CallbackOrder(written.order),
        attempts=written.attempts,
        retry_after_s=first,
        retries_after_s=retries,
        deadline_s=written.deadline_s,
        ring_s=written.ring_s,
        gap_s=written.gap_s,
        allowed=written.allowed or (),
        refused=written.refused or (),
        calling_hours=None if written.calling_hours is None else daily_hours(written.calling_hours),
        zone=None if written.zone is None else ZoneName(written.zone),
    )


def daily_hours(text: str) -> DailyHours:
    """Return hours that are written as 08:00-21:00."""
    since, until = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return DailyHours(since, until)


def to_number_zones(queues: Iterable[Queue]) -> NumberZones:
    """Return the zones of all numbers that queues may call at certain hours only."""
    asked = [queue.callback for queue in queues if queue.callback is not None and queue.callback.calling_hours]
    if not asked:
        return NO_ZONES
    if any(written.allowed is None for written in asked):
        return number_zones(None)
    return number_zones([begins for written in asked for begins in written.allowed or ()])
