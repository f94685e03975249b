"""Callbacks: customers who are called back instead of waiting on the line, and keep their place."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from acd.domain.agents import Endpoint
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from acd.domain.zones import DailyHours, ZoneName

CallbackId = NewType("CallbackId", str)

_DIALABLE: Final = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{4,20}")
"""E.164, or national digits; numbers for emergencies are shorter."""
_ATTEMPT: Final = re.compile(r"(.+)-t([0-9]+)")


class CallbackOrder(StrEnum):
    """Who is rung first."""

    AGENT_FIRST = "agent_first"
    """The agent picks up and hears whose customer it is, then the customer is dialled."""
    CALLER_FIRST = "caller_first"
    """The customer is dialled while an agent is kept free, who is rung when the customer has picked up."""


class CallbackState(StrEnum):
    """Where a callback stands."""

    WAITING = "waiting"
    """In line, or until the next attempt may be made."""
    TRYING = "trying"
    """An agent or the customer is rung."""
    CONNECTED = "connected"
    """Over, as all that follow: customer and agent talked."""
    GIVEN_UP = "given_up"
    """As many attempts were made as may be."""
    EXPIRED = "expired"
    """Its time is over."""
    CANCELLED = "cancelled"
    """Somebody took it back."""
    RETURNED = "returned"
    """The customer called again, and has the place."""
    REMOVED = "removed"
    """The queue is gone, or makes no callbacks any more."""


OPEN: Final = (CallbackState.WAITING, CallbackState.TRYING)


class AttemptResult(StrEnum):
    """What came of one attempt."""

    CONNECTED = "connected"
    UNREACHED = "unreached"
    """The customer did not answer, was busy or cannot be called."""
    ABANDONED = "abandoned"
    """The customer picked up, and hung up before an agent was there."""
    FAILED = "failed"
    """Our fault, or the PBX's."""
    QUIET = "quiet"
    """The hours in which the customer may be called ended before they were dialled. Does not count."""


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """How a queue calls back."""

    trunk: Endpoint
    order: CallbackOrder = CallbackOrder.AGENT_FIRST
    attempts: int = 3
    retry_after_s: float = 600.0
    """Between two attempts at one customer."""
    deadline_s: float = 14_400.0
    """From asking; no attempt begins later."""
    ring_s: float = 30.0
    """How long the customer's phone rings."""
    gap_s: float = 5.0
    """Between two attempts of this queue, at whatever customers."""
    allowed: tuple[str, ...] = ()
    """Beginnings of numbers that may be dialled; none: only the number from which a caller calls."""
    refused: tuple[str, ...] = ()
    """Beginnings of numbers that are never dialled."""
    retries_after_s: tuple[float, ...] = ()
    """As `retry_after_s`, after the first attempt, the second and so on; the last one is for all that follow."""
    calling_hours: DailyHours | None = None
    """Where the customer is; None: at any time."""
    zone: ZoneName | None = None
    """Of numbers without a country code."""

    def retry_s(self, attempts: int) -> float:
        """Return how many seconds there are behind an attempt, the first of which is 1."""
        if not self.retries_after_s:
            return self.retry_after_s
        return self.retries_after_s[min(attempts, len(self.retries_after_s)) - 1]

    def allow(self, number: str, *, own: bool) -> bool:
        """Tell whether a number may be dialled; `own`: the trunk gave it as that of the caller who asks."""
        if _DIALABLE.fullmatch(number) is None or _begins(number, self.refused):
            return False
        return _begins(number, self.allowed) if self.allowed else own


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback at one moment. Moments are monotonic seconds."""

    id: CallbackId
    tenant_id: TenantId
    queue_id: QueueId
    number: str
    """The customer's."""
    shown: Number
    """Of ours, which the customer is shown."""
    call_id: CallId | None
    """The call that was turned into it."""
    asked_at: float
    rank_at: float
    """The place in line: the moment that counts as the one of coming into it."""
    order: int
    """Who came first, of those with the same moment."""
    deadline: float
    attempts: int = 0
    retry_at: float | None = None
    """When the next attempt may be made; None: at once."""
    state: CallbackState = CallbackState.WAITING
    changes: int = 0
    """How often it has changed: tells which of two rows is the later one."""


def _begins(number: str, beginnings: tuple[str, ...]) -> bool:
    """Tell whether a number begins so; 00 before a country code is the plus."""
    return _with_plus(number).startswith(tuple(map(_with_plus, beginnings)))


def _with_plus(number: str) -> str:
    return f"+{number[2:]}" if number.startswith("00") else number


def attempt_id(callback_id: CallbackId, attempt: int) -> CallId:
    """Return the id of the call that an attempt makes; the leg to the customer has the same."""
    return CallId(f"{callback_id}-t{attempt}")


def attempt_of(name: str) -> tuple[CallbackId, int] | None:
    """Return for which callback a call or a leg to a customer was made, as which attempt; None for others."""
    made = _ATTEMPT.fullmatch(name)
    return None if made is None else (CallbackId(made[1]), int(made[2]))
