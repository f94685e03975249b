"""A call in progress: what the engine remembers of it."""

from dataclasses import dataclass, field

from acd.domain.agents import AgentId
from acd.domain.calls import BridgeId, CallerId, CallId, CallState, LegId, PlaybackId, SegmentKind
from acd.domain.flows import Flow
from acd.domain.queues import Queue
from acd.domain.tenants import Number, TenantId
from acd.engine.waiting import Rank
from acd.flows.interpreter import Awaits


@dataclass(slots=True)
class LiveOffer:
    """An offer that has not ended."""

    seq: int
    agent_id: AgentId
    leg_id: LegId
    started: float
    answered: bool = False
    whisper: PlaybackId | None = None


@dataclass(slots=True)
class LiveCall:
    """One caller's visit. Only `engine/call_desk.py` changes it."""

    id: CallId
    leg_id: LegId
    tenant_id: TenantId
    number: Number
    caller: CallerId
    flow: Flow
    arrived: float
    state: CallState = CallState.ARRIVING

    answered: bool = False
    """The caller's leg is up."""
    position: int = 0
    """Step of the flow, from 0."""
    awaits: Awaits | None = None
    playback: PlaybackId | None = None

    queue: Queue | None = None
    queued_at: float = 0.0
    rank: Rank = (0.0, 0)
    room_id: BridgeId | None = None
    """Where the caller waits with music."""
    room_failed: bool = False
    """The PBX did not say that the caller is there."""

    offer: LiveOffer | None = None
    agent_id: AgentId | None = None
    """Who talks, or talked, to the caller."""
    agent_leg_id: LegId | None = None
    bridge_id: BridgeId | None = None
    connected_at: float | None = None

    segment: SegmentKind = SegmentKind.FLOW
    segment_since: float = 0.0
    segment_agent: AgentId | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def next(self, what: str) -> int:
        """Return 1, 2, 3… for names that must never be used twice within the call."""
        self.counts[what] = number = self.counts.get(what, 0) + 1
        return number

    def in_line(self) -> bool:
        """Tell whether the caller waits for an agent, asked or not."""
        return self.state in (CallState.WAITING, CallState.OFFERED)
