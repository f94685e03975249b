"""What queries answer: rows as they stand in the tables.

Moments (`*_at_ms`) are milliseconds of UTC since 1970, durations (`*_ms`) are milliseconds. Words such as an
outcome are plain text here: a database may hold words of a release that knew more of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import CallId, LegId
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingId
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemails import VoicemailId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """A call; one that goes on has no end and no outcome."""

    call_id: CallId
    tenant_id: TenantId | None
    number: Number | None
    """None when only the end of the call was recorded."""
    caller_number: str | None
    caller_name: str | None
    started_at_ms: int
    queued_at_ms: int | None
    connected_at_ms: int | None
    ended_at_ms: int | None
    queue_id: QueueId | None
    agent_id: AgentId | None
    outcome_class: str | None
    outcome_reason: str | None
    wait_ms: int | None
    talk_ms: int | None
    in_threshold: bool | None
    """Answered within the queue's service level time; None for a call that was not answered."""
    direction: str | None = None
    """None: the caller called us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSegment:
    """A stretch of a call's life."""

    call_id: CallId
    seq: int
    kind: str
    tenant_id: TenantId
    queue_id: QueueId | None
    agent_id: AgentId | None
    started_at_ms: int
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMove:
    """A call that waited was put into the line of another queue."""

    call_id: CallId
    seq: int
    tenant_id: TenantId
    from_queue_id: QueueId
    queue_id: QueueId
    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOffer:
    """An attempt to give a call to an agent."""

    call_id: CallId
    seq: int
    tenant_id: TenantId
    queue_id: QueueId
    agent_id: AgentId
    result: str
    started_at_ms: int
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOfferMade:
    """Why an agent was asked: see `OfferMade`."""

    call_id: CallId
    seq: int
    queue_id: QueueId
    agent_id: AgentId
    at_ms: int
    stage: str
    choice: str
    requirement: str
    """As `requirement_text` reads it."""
    queued_at_ms: int
    ranked_at_ms: int
    idle: int
    measure: float | None
    idle_ms: int
    runner_up_id: AgentId | None
    runner_up_measure: float | None
    runner_up_idle_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlowWalk:
    """How a call went through its flow: see `FlowWalked`."""

    flow_id: str
    version: int
    path: tuple[tuple[str, str], ...]
    """Steps and their exits."""
    tags: tuple[str, ...]
    values: Mapping[str, str]
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecording:
    """A recording of a conversation."""

    recording_id: RecordingId
    call_id: CallId
    seq: int
    tenant_id: TenantId
    queue_id: QueueId | None
    agent_id: AgentId | None
    started_at_ms: int
    ended_at_ms: int | None
    """None while it goes on."""
    outcome: str | None
    file: str | None
    """Where the store has it; None until its file was finished, empty when there is none."""
    size_bytes: int | None
    sound_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecordingMark:
    """A moment within a recording: paused or resumed."""

    recording_id: RecordingId
    seq: int
    kind: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLegQuality:
    """How the sound of a leg travelled: from the party to us, and to the party."""

    call_id: CallId
    leg_id: LegId
    offer_seq: int | None
    """Of an agent's leg; None for the caller's."""
    at_ms: int
    from_packets: int
    from_lost: int
    from_jitter_s: float
    from_mos: float | None
    to_packets: int
    to_lost: int
    to_jitter_s: float
    to_mos: float | None
    """None when the phone did not tell: then neither loss nor jitter on the way there are known."""
    rtt_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVoicemail:
    """A message that a caller left."""

    voicemail_id: VoicemailId
    call_id: CallId
    tenant_id: TenantId | None
    number: Number
    """"" where it is not known."""
    caller_number: str
    left_at_ms: int
    sound_ms: int
    size_bytes: int
    file: str
    heard_at_ms: int | None
    """When somebody said that it needs no more attention; None: it does."""
    queue_id: QueueId | None = None
    """Whose agents are to hear it, or were; None, as all that follow: it is left to people."""
    state: str | None = None
    agent_id: AgentId | None = None
    """Who was offered it last."""
    plays: int | None = None
    changed_at_ms: int | None = None
    in_target: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStint:
    """A stretch of an agent's time in one state."""

    agent_id: AgentId
    started_at_ms: int
    seq: int
    state: str
    reason: str | None
    call_id: CallId | None
    queue_id: QueueId | None
    tenant_id: TenantId | None
    duration_ms: int


@dataclass(frozen=True, slots=True)
class StoredAgentState:
    """What is known of an agent when the controller starts."""

    agent_id: AgentId
    state: AgentState
    reason: str | None
    """Of a pause."""
    since_ms: int
    """UTC since 1970."""
    endpoint: Endpoint | None = None
    """Where the agent signed in; None: at their own phone."""
    pause_wish: str | None = None
    """Of a pause that was asked for while a call was in hand: the reason."""
    sign_out_wish: bool = False
    until_ms: int | None = None
    """When the wrap-up ends, UTC since 1970."""
