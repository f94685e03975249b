"""What the call centre looks like at one moment, for people and gauges. A copy: reading it changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.agents import AgentId, AgentState, Endpoint, Obstacle, Reach
from acd.domain.callbacks import CallbackId, CallbackState
from acd.domain.calls import CallerId, CallId, CallState, Direction
from acd.domain.flows import StepName
from acd.domain.queues import QueueId, Requirement
from acd.domain.recordings import RecordingState
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_rules import VoicemailState
from acd.domain.voicemails import VoicemailId


@dataclass(frozen=True, slots=True)
class QueueView:
    """A line at one moment."""

    queue_id: QueueId
    waiting: int
    """Callers in line, those whose offer is ringing included."""
    longest_wait_s: float
    """0 when nobody waits."""
    eligible: dict[AgentState, int]
    """Agents with the skills that the queue asks for, by state; states with nobody are left out."""
    expected_wait_s: float | None = None
    """Of a caller who came now; None: nobody knows, as nobody who could answer is at work."""


@dataclass(frozen=True, slots=True)
class AgentView:
    """An agent at one moment."""

    agent_id: AgentId
    name: str
    state: AgentState
    reason: str | None
    """Of the pause."""
    wish: AgentState | None
    """`paused` or `offline`: what was asked for while busy, and comes when the call is over."""
    in_state_s: float
    call_id: CallId | None
    endpoint: Endpoint | None = None
    """Where the agent is rung, or would be."""
    assistance_s: float | None = None
    """Since when the agent calls for a supervisor; None: they do not."""
    supervisors_rung: tuple[AgentId, ...] = ()
    """Whose phones ring for that."""
    helped_by: tuple[AgentId, ...] = ()
    """Supervisors who answered, and listen to the agent's conversation or hear who called."""
    rung_for: AgentId | None = None
    """Of a supervisor whose phone rings: the agent who called. No call is offered meanwhile, nor while they help."""
    helps: AgentId | None = None
    """Of a supervisor who answered: the agent who called."""
    reach: Reach = Reach.UNKNOWN
    """Of the phone: nobody is offered a call at one that is unreachable."""
    obstacle: Obstacle | None = None
    """Of one who is available: what keeps calls away; None for one who is idle."""


@dataclass(frozen=True, slots=True)
class TrunkView:
    """A trunk at one moment."""

    endpoint: Endpoint
    reach: Reach = Reach.UNKNOWN
    """Unknown for a trunk whose address the PBX does not know: it only sends."""
    registered: bool | None = None
    """At the carrier; None when we do not register there, or nobody knows."""
    registration: str = ""
    """How that stands, in the PBX's own word."""

    @property
    def name(self) -> str:
        """As the configuration has it."""
        return self.endpoint.removeprefix("trunk-")


@dataclass(frozen=True, slots=True)
class CallView:
    """A call at one moment."""

    call_id: CallId
    state: CallState
    tenant_id: TenantId
    number: Number
    caller: CallerId
    queue_id: QueueId | None
    agent_id: AgentId | None
    age_s: float
    """Since it reached us."""
    wait_s: float | None
    """In line so far, or until it was connected; None for a call that was never put in line."""
    position: int | None
    """Place in line, from 1; None when not in line."""
    asked_ahead_s: float | None = None
    """So much earlier it counts as somebody asked for; None when not in line."""
    put_back_s: float | None = None
    """So much later it counts, for others of the same tenant; None when not in line."""
    recording: RecordingState = RecordingState.OFF
    asks: tuple[Requirement, ...] = ()
    """What is asked of an agent, one of these; of a call in line."""
    meant_for: tuple[AgentId, ...] = ()
    """Of a call in line that waits for certain agents and for nobody else."""
    ranked_s: float | None = None
    """Of a call in line: how long ago it came for the order of callers, every head start counted."""
    expected_wait_s: float | None = None
    """From now on; None when not in line, or when nobody knows."""
    direction: Direction = Direction.INBOUND
    step: StepName | None = None
    """Of its flow, where it is, or which put it in line."""
    tags: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """What is known of it: typed, looked up or set by its flow."""
    form: str = ""
    """What the agent is to fill in; empty: nothing."""
    context: Mapping[str, str] = field(default_factory=dict)
    """What is known of the caller from before this call; see `engine/caller_context.py`."""


@dataclass(frozen=True, slots=True)
class CallbackView:
    """A callback at one moment."""

    callback_id: CallbackId
    tenant_id: TenantId
    queue_id: QueueId
    number: str
    call_id: CallId | None
    """The call that was turned into it."""
    state: CallbackState
    age_s: float
    """Since it was asked for."""
    left_s: float
    """Until its time is over."""
    attempts: int
    retry_s: float | None
    """Until the next attempt may be made; None: at once."""
    quiet: bool = False
    """It rests because the customer may not be called at this hour."""


@dataclass(frozen=True, slots=True)
class VoicemailView:
    """A message that agents are to hear, at one moment."""

    voicemail_id: VoicemailId
    call_id: CallId
    """Of the caller who left it."""
    tenant_id: TenantId
    queue_id: QueueId
    caller: str
    """The caller's number."""
    state: VoicemailState
    age_s: float
    """Since it was left."""
    left_s: float | None
    """Until the target is missed; None: the queue has none any more."""
    sound_s: float
    offers: int
    """How often it was offered."""
    plays: int
    """How often an agent listened, and was not done with it."""
    retry_s: float | None
    """Until it may be offered to anyone again; None: at once."""
    agent_id: AgentId | None
    """Who is rung, or listens."""
    is_fetched: bool
    """Its sound is where the PBX can play it."""


@dataclass(frozen=True, slots=True)
class LiveView:
    """All of it."""

    pbx_connected: bool
    draining: bool
    queues: tuple[QueueView, ...]
    agents: tuple[AgentView, ...]
    calls: tuple[CallView, ...]
    trunks: tuple[TrunkView, ...] = ()
    callbacks: tuple[CallbackView, ...] = ()
    voicemails: tuple[VoicemailView, ...] = ()
