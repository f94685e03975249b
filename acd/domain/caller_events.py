"""What happens about callers as people: one is recognised; who talked to them last is recalled."""

from dataclasses import dataclass

from acd.domain.agents import AgentId
from acd.domain.callers import CallerKey, CallerProfile
from acd.domain.calls import CallId
from acd.domain.tenants import TenantId


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
