"""What is known of a call and of everybody else, before anything is concluded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.agents import AgentId, Obstacle
from acd.domain.calls import CallId, CallState
from acd.domain.pool import Pool
from acd.domain.queues import QueueId, Requirement
from acd.domain.tenants import TenantId
from acd.storage.stored import StoredOffer, StoredOfferMade
from acd.storage.then import AgentThen, CallerThen, LostOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """A call, in progress or over. Moments are ms UTC."""

    call_id: CallId
    tenant_id: TenantId | None
    queue_id: QueueId | None
    state: CallState
    started_ms: int
    queued_ms: int | None
    connected_ms: int | None
    ended_ms: int | None
    agent_id: AgentId | None
    outcome: str | None
    """Class and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Everybody at one moment."""

    at_ms: int
    pool: Pool
    """Configured then, as far as it is known."""
    states: Mapping[AgentId, AgentThen]
    callers: tuple[CallerThen, ...]
    lost: tuple[LostOffer, ...] = ()
    """Those offers whose rest may last at the moment, in the order of their ends."""
    obstacles: Mapping[AgentId, Obstacle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """An attempt to give the call to an agent."""

    number: int
    agent_id: AgentId
    at_ms: int
    made: StoredOfferMade | None
    """Why; None for an offer of before this was kept."""
    ended: StoredOffer | None
    """What came of it; None while it goes on, or where it was lost."""
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitFacts:
    """A moment at which the call stood in line and nobody was asked."""

    moment: Moment
    requirements: tuple[Requirement, ...]
    """One of them is enough."""
    ranked_ms: int
    meant_for: tuple[AgentId, ...] = ()
    """Agents for whom the caller waits, and for nobody else."""
    pbx_connected: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that an explanation is made of."""

    call: CallFacts
    offers: tuple[OfferFacts, ...]
    left_out: int
    """Earlier offers that are not among them."""
    meanwhile: tuple[StoredOfferMade, ...]
    """Offers of other calls while this one stood in line."""
    wait: WaitFacts | None
    pool: Pool
    """Of the last moment that counts."""
    notes: tuple[str, ...]
