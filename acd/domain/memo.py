"""What the PBX keeps for us beside a call, so that it can be taken over."""

from dataclasses import dataclass

from acd.domain.agents import AgentId
from acd.domain.calls import PlaybackId
from acd.domain.flows import FlowId
from acd.domain.progress import Progress
from acd.domain.queues import QueueId
from acd.domain.recipes import RecipeMark
from acd.domain.tenants import TenantId


@dataclass(frozen=True, slots=True)
class CallMemo:
    """What the PBX keeps for us beside a call, so that the next controller can go on with it.

    Where the call stands is not in it: that is told by the bridge and the leg at which it is found.
    """

    tenant_id: TenantId
    arrived: float
    progress: Progress | None = None
    """Where the call is in its flow."""
    playback: PlaybackId | None = None
    """What is played in this step."""
    queue_id: QueueId | None = None
    queued_at: float = 0.0
    order: int = 0
    """Who came first, of those with the same virtual arrival."""
    agent_id: AgentId | None = None
    """Whom the call is being connected to."""
    ahead: float | None = None
    """So many seconds before `queued_at` the call ranks; None: as the queue says."""
    asked_ahead: float = 0.0
    """The part of it that somebody asked for."""
    put_back: float = 0.0
    """So many seconds less it is, for others of the same tenant who waited already."""
    raised: float = 0.0
    """The part of it that is by a recipe."""
    moves: int = 0
    """How often the call was moved to the line of another queue."""
    recipe: RecipeMark | None = None
    """How far the call is in a recipe of its queue."""
    flow_id: FlowId | None = None
    """The flow that the call started with; None: that of its number."""
    flow_version: int = 0
    """Of the configuration from which the flow is."""
    away: bool = False
    """The caller has a place in line, and is in the flow meanwhile."""
