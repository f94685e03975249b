"""What an earlier controller left in the database, told to the one that begins."""

from dataclasses import dataclass

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.callbacks import Callback
from acd.domain.calls import CallId, SegmentKind
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingId
from acd.domain.tenants import TenantId


@dataclass(frozen=True, slots=True)
class AgentRestored:
    """What was stored of an agent's state when the controller stopped; comes before any call."""

    agent_id: AgentId
    state: AgentState
    reason: str | None
    since: float | None = None
    """Monotonic seconds; None when nobody knows."""
    endpoint: Endpoint | None = None
    """The phone at which the agent had signed in; None: their own."""
    pause_wish: str | None = None
    """This and the next: what was asked for while a call was in hand."""
    sign_out_wish: bool = False
    until: float | None = None
    """When the wrap-up ends (monotonic seconds)."""


@dataclass(frozen=True, slots=True)
class RecordingStored:
    """A recording that had not ended when the controller did; the PBX goes on with it."""

    recording_id: RecordingId
    seq: int
    queue_id: QueueId
    agent_id: AgentId
    since: float
    """Monotonic seconds."""
    marks: int = 0
    """How many are stored."""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class CallStored:
    """What was stored of a call whose leg the PBX holds; comes before `PbxConnected`.

    Records of the last moment before the controller died may be missing.
    """

    call_id: CallId
    tenant_id: TenantId | None
    started: float
    """This and the other moments: monotonic seconds."""
    ended: bool = False
    queue_id: QueueId | None = None
    queued_at: float | None = None
    connected_at: float | None = None
    agent_id: AgentId | None = None
    """Who talks, or talked, to the caller."""
    segments: int = 0
    """How many are stored."""
    last_kind: SegmentKind | None = None
    """Of the last one that is stored."""
    last_queue_id: QueueId | None = None
    last_end: float | None = None
    offers: int = 0
    """Number of the last one that is stored."""
    open_offers: tuple[int, ...] = ()
    """Of which no end is stored."""
    recordings: int = 0
    moves: int = 0
    """How often it was moved to the line of another queue."""
    recording: RecordingStored | None = None
    """The one that goes on."""


@dataclass(frozen=True, slots=True)
class CallbackStored:
    """What was stored of a callback that is open."""

    callback: Callback
