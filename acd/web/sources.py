"""What the API is given: the shapes that app.py translates storage and settings into."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from acd.domain.agents import AgentId
from acd.domain.calls import CallerId, CallId, Outcome, OutcomeClass, SegmentKind
from acd.domain.errors import AcdError
from acd.domain.events import AgentRequest
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from acd.domain.view import LiveView


@dataclass(frozen=True, slots=True)
class EndedCall:
    """A call that is over, as it was stored."""

    call_id: CallId
    tenant_id: TenantId | None
    number: Number
    caller: CallerId
    queue_id: QueueId | None
    agent_id: AgentId | None
    started_at: datetime
    """Aware, like every time here."""
    ended_at: datetime
    outcome: Outcome
    wait_ms: int | None
    talk_ms: int


@dataclass(frozen=True, slots=True)
class CallSegment:
    """A stretch of a call's life."""

    kind: SegmentKind
    queue_id: QueueId | None
    agent_id: AgentId | None
    started_at: datetime
    duration_ms: int


@dataclass(frozen=True, slots=True)
class CallQuery:
    """Which calls are asked for; None: any."""

    tenant_id: TenantId | None = None
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    outcome: OutcomeClass | None = None
    since: datetime | None = None
    """Ended at this moment or later."""
    until: datetime | None = None
    """Ended before this moment."""
    cursor: str | None = None
    """What the page before gave as next; text from outside."""
    limit: int = 100


@dataclass(frozen=True, slots=True)
class CallPage:
    """Calls that are over, the newest first."""

    calls: tuple[EndedCall, ...]
    next_cursor: str | None = None
    """URL-safe text of at most 200 characters; None on the last page."""


class BadCursor(AcdError):
    """This cursor did not come from this API."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The configuration in force, as it was applied."""

    version: str
    text: str
    """YAML."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying did, or would do."""

    version: str
    changes: tuple[str, ...]
    """One sentence each."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a configuration, and where."""

    line: int | None
    """From 1; None when the place is not known."""
    field: str
    message: str


class ConfigurationRefused(AcdError):
    """The configuration has errors; nothing was applied."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


Live: TypeAlias = Callable[[], LiveView]
Request: TypeAlias = Callable[[AgentRequest], str | None]
"""None when granted, else a sentence why not. Raises UnknownAgent."""
History: TypeAlias = Callable[[CallQuery], Awaitable[CallPage]]
"""Raises BadCursor."""
EndedCallWithSegments: TypeAlias = tuple[EndedCall, tuple[CallSegment, ...]]
EndedCallById: TypeAlias = Callable[[CallId], Awaitable[EndedCallWithSegments | None]]
ReadConfiguration: TypeAlias = Callable[[], Awaitable[Configuration | None]]
ApplyConfiguration: TypeAlias = Callable[[str, str, bool], Awaitable[Applied]]
"""(YAML text, name of the file, dry run). Raises ConfigurationRefused."""
Ready: TypeAlias = Callable[[], Mapping[str, str]]
"""Component -> what is wrong with it; empty when ready."""
MetricsText: TypeAlias = Callable[[], bytes]
