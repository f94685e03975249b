"""What happens about callers as people: one is recognised; who talked to them last is recalled."""

from dataclasses import dataclass

from acd.domain.agents import AgentId
from acd.domain.callers import CallerKey, CallerProfile
from acd.domain.calls import CallId, OutcomeClass
from acd.domain.tenants import TenantId
from acd.domain.voicemails import VoicemailId


@dataclass(frozen=True, slots=True)
class CallerKnown:
    """Somebody was asked who the caller is, and told. Counts if it comes before the caller is in line."""

    call_id: CallId
    profile: CallerProfile


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who talked to a caller of a tenant."""

    tenant_id: TenantId
    caller: CallerKey
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ConversationsRecalled:
    """What is stored of conversations before this controller; the newest last. Comes before any call."""

    conversations: tuple[Conversation, ...]


@dataclass(frozen=True, slots=True)
class RecentCall:
    """A call of the last day, from a caller who did not withhold the number."""

    call_id: CallId
    tenant_id: TenantId
    caller: CallerKey
    at: float
    """When it came, in monotonic seconds."""
    outcome: OutcomeClass | None
    """None: it is going on, or nobody knows."""


@dataclass(frozen=True, slots=True)
class CallsRecalled:
    """What is stored of calls of the last day, the newest last. May be told more than once."""

    calls: tuple[RecentCall, ...]


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message that nobody has listened to, from a caller who did not withhold the number."""

    voicemail_id: VoicemailId
    tenant_id: TenantId
    caller: CallerKey


@dataclass(frozen=True, slots=True)
class MessagesTold:
    """Messages were left, or marked as heard. May be told more than once."""

    left: tuple[OpenMessage, ...] = ()
    heard: tuple[VoicemailId, ...] = ()
