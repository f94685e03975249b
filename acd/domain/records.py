"""Facts to keep. Metrics, reports and bills are derived from these and from nothing else.

Times are whole milliseconds of the engine's monotonic clock; whoever stores a record turns them into UTC.
Durations are differences of such times, so the parts of a call add up to its life exactly.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from acd.domain.agents import AgentId, AgentState, AssistanceEnd, Endpoint
from acd.domain.callbacks import AttemptResult, CallbackId, CallbackState
from acd.domain.calls import CallerId, CallId, Direction, LegId, MoveReason, OfferResult, Outcome, SegmentKind
from acd.domain.flows import FlowId, Taken
from acd.domain.hours import Override
from acd.domain.offers import Contender, OfferStage
from acd.domain.quality import StreamQuality
from acd.domain.queues import AgentChoice, QueueId, Requirement
from acd.domain.recordings import RecordingId, RecordingMarkKind, RecordingOutcome
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_rules import ListenResult, VoicemailState
from acd.domain.voicemails import VoicemailId


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call reached us."""

    call_id: CallId
    tenant_id: TenantId | None
    """None when nobody owns the number."""
    number: Number
    caller: CallerId
    """Of a callback: whom we called."""
    started_ms: int
    direction: Direction = Direction.INBOUND


@dataclass(frozen=True, slots=True)
class CallQueued:
    """A call was put in line."""

    call_id: CallId
    tenant_id: TenantId
    queue_id: QueueId
    at_ms: int
    voicemail: bool = False
    """No caller waits: it is a message."""


@dataclass(frozen=True, slots=True)
class CallMoved:
    """A call that waits was put into the line of another queue; its wait goes on."""

    call_id: CallId
    seq: int
    tenant_id: TenantId
    from_queue_id: QueueId
    queue_id: QueueId
    """Where it waits from now on."""
    at_ms: int
    reason: MoveReason


@dataclass(frozen=True, slots=True)
class CallConnected:
    """An agent and the caller hear each other."""

    call_id: CallId
    tenant_id: TenantId
    queue_id: QueueId
    agent_id: AgentId
    at_ms: int
    wait_ms: int
    """From the moment in line to this one, ringing included."""
    in_threshold: bool
    """Within the queue's service level time; of a message, within its target."""
    voicemail: bool = False
    """No caller: the agent hears a message."""


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The one final record of a call."""

    call_id: CallId
    tenant_id: TenantId | None
    queue_id: QueueId | None
    agent_id: AgentId | None
    started_ms: int
    ended_ms: int
    outcome: Outcome
    wait_ms: int | None = None
    """Time in line; None for a call that never was."""
    talk_ms: int = 0
    """Conversation, hold included."""
    voicemail: bool = False
    """There was no caller: an agent was to hear a message."""


@dataclass(frozen=True, slots=True)
class FlowWalked:
    """How a call went through its flow, where that was not one way only; told when the call is over.

    Of a call that an earlier controller began: from where this one went on.
    """

    call_id: CallId
    tenant_id: TenantId
    flow_id: FlowId
    version: int
    """Of the configuration that the flow was part of."""
    path: tuple[Taken, ...]
    """Exits that were taken; of very many the last ones."""
    tags: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    """What was known of the call, by name: typed, looked up or set."""
    form: str
    """What the agent was to fill in; empty: nothing."""
    at_ms: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a call's life; the segments of a call follow each other without gap or overlap."""

    call_id: CallId
    seq: int
    kind: SegmentKind
    tenant_id: TenantId
    queue_id: QueueId | None
    agent_id: AgentId | None
    started_ms: int
    ended_ms: int


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An agent was chosen for a call, and why: `OfferEnded` with the same number tells what came of it."""

    call_id: CallId
    seq: int
    queue_id: QueueId
    at_ms: int
    stage: OfferStage
    choice: AgentChoice
    requirement: Requirement
    """What the caller asked of an agent at this moment."""
    queued_ms: int
    ranked_ms: int
    """When the caller came into line for the order of callers: earlier by every head start."""
    idle: int
    """How many idle agents could have served the caller, the one who was asked included; 1 for one rung beside."""
    chosen: Contender
    runner_up: Contender | None
    """Who would have been asked otherwise; None when nobody else was idle who could serve the caller."""


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """The end of an attempt to give a call to an agent."""

    call_id: CallId
    seq: int
    tenant_id: TenantId
    queue_id: QueueId
    agent_id: AgentId
    result: OfferResult
    started_ms: int
    ended_ms: int
    """For an accepted offer: when the two were connected."""


@dataclass(frozen=True, slots=True)
class AgentStint:
    """A stretch of an agent's time in one state, with the state that follows it."""

    agent_id: AgentId
    seq: int
    """Grows by one with each stint of this agent since the controller started."""
    state: AgentState
    reason: str | None
    """Of a pause."""
    call_id: CallId | None
    """The call in hand, wrap-up included."""
    queue_id: QueueId | None
    tenant_id: TenantId | None
    started_ms: int
    ended_ms: int
    next_state: AgentState
    next_reason: str | None
    next_endpoint: Endpoint | None = None
    """The phone at which the agent sits from now on; None: their own."""
    next_pause_wish: str | None = None
    """Reason of the pause that was asked for, and is granted when the call in hand is over."""
    next_sign_out_wish: bool = False
    next_until_ms: int | None = None
    """When the wrap-up ends; None without a limit, and in every other state."""


@dataclass(frozen=True, slots=True)
class AssistanceAsked:
    """An agent called for a supervisor; exactly one `AssistanceEnded` follows, unless the controller dies first."""

    agent_id: AgentId
    call_id: CallId | None
    """The call in hand."""
    queue_id: QueueId | None
    tenant_id: TenantId | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class AssistanceEnded:
    """A supervisor came, or none is needed any more."""

    agent_id: AgentId
    call_id: CallId | None
    """The call that was in hand when the agent asked."""
    queue_id: QueueId | None
    tenant_id: TenantId | None
    started_ms: int
    ended_ms: int
    how: AssistanceEnd
    supervisor_id: AgentId | None = None
    """Who answered; None when nobody did, or when somebody acknowledged it without answering."""


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """The PBX was asked to record; exactly one `RecordingEnded` follows."""

    recording_id: RecordingId
    call_id: CallId
    seq: int
    tenant_id: TenantId
    queue_id: QueueId
    agent_id: AgentId
    started_ms: int


@dataclass(frozen=True, slots=True)
class RecordingMark:
    """Something happened at a moment within a recording."""

    recording_id: RecordingId
    seq: int
    kind: RecordingMarkKind
    at_ms: int


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The end of a recording as the engine knows it."""

    recording_id: RecordingId
    call_id: CallId
    seq: int
    tenant_id: TenantId
    queue_id: QueueId
    agent_id: AgentId
    started_ms: int
    """When the PBX said that it records; when it was asked to, if it never said so."""
    ended_ms: int
    outcome: RecordingOutcome


@dataclass(frozen=True, slots=True)
class RecordingFiled:
    """What became of the file of a recording, told by whoever finished it."""

    recording_id: RecordingId
    call_id: CallId
    seq: int
    tenant_id: TenantId
    outcome: RecordingOutcome
    """kept, cut, repaired or missing."""
    file: str
    """Where the store has it; empty when there is none."""
    size_bytes: int
    sound_ms: int
    """Length of the sound in the file."""
    started_ms: int
    ended_ms: int
    """The two as the file tells them; what the engine knows counts more."""


@dataclass(frozen=True, slots=True)
class VoicemailLeft:
    """A caller left a message while nobody could answer."""

    voicemail_id: VoicemailId
    call_id: CallId
    tenant_id: TenantId | None
    """None when nobody owns the number."""
    number: Number
    """What was dialled; empty where the PBX's account of the call is lost."""
    caller: CallerId
    at_ms: int
    """When it was begun."""
    sound_ms: int
    size_bytes: int
    file: str
    """Where the store has it, or will."""


@dataclass(frozen=True, slots=True)
class CallbackChanged:
    """A callback as it stands from now on, all of it; the first is its beginning, one that is not open its end."""

    callback_id: CallbackId
    tenant_id: TenantId
    queue_id: QueueId
    number: str
    shown: Number
    call_id: CallId | None
    """The call that was turned into it."""
    asked_ms: int
    rank_ms: int
    order: int
    deadline_ms: int
    attempts: int
    retry_ms: int | None
    state: CallbackState
    changes: int
    """Grows by one with each change."""
    at_ms: int
    result: AttemptResult | None = None
    """Of the attempt that has just ended."""


@dataclass(frozen=True, slots=True)
class VoicemailChanged:
    """A message that agents are to hear, as it stands from now on; one that is not open has come to its end."""

    voicemail_id: VoicemailId
    call_id: CallId
    tenant_id: TenantId
    queue_id: QueueId
    number: Number
    caller: str
    left_ms: int
    sound_ms: int
    offers: int
    plays: int
    retry_ms: int | None
    spared: AgentId | None
    state: VoicemailState
    agent_id: AgentId | None
    """Who was offered it last."""
    in_target: bool | None
    """Of one that an agent is done with: picked up within the queue's target. None for all others."""
    changes: int
    """Grows by one with each change."""
    at_ms: int
    result: ListenResult | None = None
    """Of the offer that has just ended."""


@dataclass(frozen=True, slots=True)
class HoursOverridden:
    """Hours are as somebody says from now on, or have ceased to be. Moments are milliseconds since 1970, UTC."""

    override: Override
    ended_utc_ms: int | None = None
    """None: it has just begun."""
    ended_by: str = ""
    """Who ended it, or OVER, REPLACED or REMOVED."""


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """The PBX did not do what was asked; kept for the operator."""

    command: str
    refusal: str
    detail: str


class Hearer(StrEnum):
    """Who should have heard something."""

    CALLER = "caller"
    """In a flow."""
    WAITING = "waiting"
    """A caller in line."""
    AGENT = "agent"
    """Before the conversation."""
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class PlayFailed:
    """A sound could not be played, mostly as its file is gone; kept for the operator."""

    hearer: Hearer


@dataclass(frozen=True, slots=True)
class LegQuality:
    """The sound of a leg, told when it ends; that may be after the call."""

    call_id: CallId
    leg_id: LegId
    seq: int | None
    """Of an agent's leg: the offer for which it was made; None for the caller's."""
    at_ms: int
    from_party: StreamQuality
    """What reached us."""
    to_party: StreamQuality
    """What reached the party, in the words of its phone; many phones do not tell."""
    rtt_s: float | None
    """To the phone and back; None when the phone does not tell."""


Record: TypeAlias = (
    CallStarted
    | CallQueued
    | CallMoved
    | CallConnected
    | CallEnded
    | FlowWalked
    | Segment
    | OfferMade
    | OfferEnded
    | AgentStint
    | AssistanceAsked
    | AssistanceEnded
    | RecordingStarted
    | RecordingMark
    | RecordingEnded
    | RecordingFiled
    | VoicemailLeft
    | CallbackChanged
    | VoicemailChanged
    | HoursOverridden
    | CommandRefused
    | PlayFailed
    | LegQuality
)
