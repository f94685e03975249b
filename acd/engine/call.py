"""A call in progress: what the engine remembers of it."""

from dataclasses import dataclass, field

from acd.domain.agents import AgentId, Endpoint
from acd.domain.callbacks import CallbackId
from acd.domain.callers import CallerProfile
from acd.domain.calls import BridgeId, CallerId, CallId, CallState, Direction, LegId, PlaybackId, SegmentKind
from acd.domain.demands import Preference
from acd.domain.flows import Flow, Prompt, Taken
from acd.domain.memo import CallMemo
from acd.domain.progress import Phase, Progress
from acd.domain.queues import NO_REQUIREMENT, Queue, QueueId, Requirement
from acd.domain.recipes import RecipeMark
from acd.domain.recordings import RecordingId, RecordingPolicy, RecordingState
from acd.domain.steps import QueueStep, Step, TransferStep
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_rules import ListenResult
from acd.domain.voicemails import VoicemailId
from acd.domain.web_asks import AskId
from acd.engine.course import Course
from acd.engine.expected_wait import Outlook
from acd.engine.waiting import Rank
from acd.flows.graph import node


@dataclass(slots=True)
class KeyAwaited:
    """An agent has picked up, and is to press a key. Only `engine/acceptance.py` changes it."""

    told: int
    """How often the agent was told."""
    left: int
    """How often they will be, at most."""


@dataclass(slots=True)
class LiveOffer:
    """An offer that has not ended."""

    seq: int
    agent_id: AgentId
    leg_id: LegId
    started: float
    preferred: bool = False
    """The call waited for this agent, or for this and a few others, alone."""
    answered: bool = False
    whisper: PlaybackId | None = None
    awaits_key: KeyAwaited | None = None
    """None: not answered, or no key is needed, or it was pressed."""
    rung: bool = True
    """False: the agent is kept free, and is rung when the customer of a callback has picked up."""

    @property
    def taken(self) -> bool:
        """The agent has the call: answered, and no key is awaited."""
        return self.answered and self.awaits_key is None


@dataclass(frozen=True, slots=True)
class LiveOutside:
    """An outside number that rings for a caller, or talks to one."""

    endpoint: Endpoint
    leg_id: LegId


@dataclass(slots=True)
class LiveAttempt:
    """That a call is an attempt to call a customer back."""

    endpoint: Endpoint
    """The customer's number, and the trunk by which it is called."""
    ring_s: float
    caller_first: bool
    """The customer is dialled before the agent is rung."""
    dialled: bool = False


@dataclass(slots=True)
class LiveListening:
    """That a call is a message which an agent is to hear: it has no leg but the agent's. See `engine/listening.py`."""

    voicemail_id: VoicemailId
    sound: Prompt
    sound_s: float
    due: float
    """Picked up by then counts as within target."""
    keys: Prompt | None
    """Says behind the message which keys there are."""
    began: float | None = None
    """When the PBX was asked to play the message; None: it is not being played."""
    heard: bool = False
    """It was played to the end once."""
    result: ListenResult | None = None
    """Known when the agent's leg is ended by us."""


@dataclass(slots=True)
class LiveRecording:
    """A recording that has not ended. Only `engine/call_recording.py` changes it."""

    id: RecordingId
    seq: int
    queue_id: QueueId
    agent_id: AgentId
    since: float
    """When the PBX said that it records; until then, when it was asked."""
    state: RecordingState = RecordingState.OFF
    began: bool = False
    marks: int = 0
    silent: bool = False
    """Wanted so by who paused it last, whatever the PBX did."""
    tries: int = 0
    """How often the PBX did not do what is wanted."""
    told: bool = False
    """The records have it."""
    confirmed: bool = True
    """The PBX has said that it is silent, or not, as wanted."""
    asked: float = 0.0
    """When that was asked for last."""
    adopting: bool = False
    """Of an earlier controller: the PBX has not told yet what it does, which counts more than what is stored."""
    renamed: bool = False
    """It may go on under the name it has: the next try needs another one."""

    @property
    def shown(self) -> RecordingState:
        """What people are told: nobody may believe that it is silent before the PBX has said so."""
        certain = self.confirmed or self.state not in (RecordingState.RUNNING, RecordingState.PAUSED)
        return self.state if certain else RecordingState.UNSURE


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
    progress: Progress | None = None
    """Where the call is in its flow; None: it has not begun, or nobody knows."""
    path: list[Taken] = field(default_factory=list)
    """Which exits it has taken there."""
    playback: PlaybackId | None = None
    instead: tuple[PlaybackId, Prompt] | None = None
    """What is played in the place of a sound that could not be."""
    called_back: CallbackId | None = None
    """The caller has agreed to be called back: the call ends with that, whoever hangs up."""
    ask_id: AskId | None = None
    """What another system was asked last, and is waited for."""

    profile: CallerProfile | None = None
    """What is known of the caller; counts at the moment of coming into line."""
    asks: Requirement = NO_REQUIREMENT
    """Beside what the queue asks. This and the next four: of a call in line, see `engine/demand.py`."""
    head_start_s: float = 0.0
    """Added to that of the queue."""
    prefers: tuple[Preference, ...] = ()
    """What counts most comes first."""
    tried: tuple[AgentId, ...] = ()
    """Who was asked, of a call that prefers anybody."""
    waits_for: tuple[AgentId, ...] = ()
    """These agents alone, for now; nobody: for anyone who has the skills."""

    queue: Queue | None = None
    queued_at: float = 0.0
    rank: Rank = (0.0, 0)
    asked_ahead: float = 0.0
    """So many seconds somebody put the call forward in line, or back."""
    put_back: float = 0.0
    """So many seconds it was put back as others of its tenant waited already."""
    raised: float = 0.0
    """So many seconds recipes put it forward."""
    told: Outlook | None = None
    """What the caller was last told of the wait."""
    room_id: BridgeId | None = None
    """Where the caller waits with music."""
    counted_in: QueueId | None = None
    """The queue among whose callers it is counted."""
    music: str | None = None
    """Class of it; None: none yet, or an earlier controller chose it."""
    room_failed: bool = False
    """The PBX did not say that the caller is there."""

    attempt: LiveAttempt | None = None
    """None: the caller has called us."""
    listening: LiveListening | None = None
    """None: there is a caller, or a customer."""
    course: Course | None = None
    """Through the recipes of the queue, if it has any."""
    left_course: RecipeMark | None = None
    """How far the recipe was when the caller left the line for a dialogue."""

    offer: LiveOffer | None = None
    """The first of those that ring; the one that was answered."""
    beside: tuple[LiveOffer, ...] = ()
    """Others that ring at the same time; nobody has answered yet."""
    agent_id: AgentId | None = None
    """Who talks, or talked, to the caller."""
    agent_leg_id: LegId | None = None
    bridge_id: BridgeId | None = None
    connected_at: float | None = None
    outside: LiveOutside | None = None
    outside_at: float | None = None
    """Since when caller and outside number hear each other."""

    recording_policy: RecordingPolicy = RecordingPolicy.NEVER
    """Known when the conversation begins."""
    inherits_recording: bool = False
    """The controller before connected the two, and may have begun to record under the name that comes first."""
    recording: LiveRecording | None = None

    segment: SegmentKind = SegmentKind.FLOW
    segment_since: float = 0.0
    segment_agent: AgentId | None = None
    counts: dict[str, int] = field(default_factory=dict)
    run: str = ""
    """Mark of the controller that took the call over; empty while it is in the hands of the first."""

    @property
    def direction(self) -> Direction:
        """Tell who called whom."""
        if self.listening is not None:
            return Direction.VOICEMAIL
        return Direction.INBOUND if self.attempt is None else Direction.CALLBACK

    @property
    def offers(self) -> tuple[LiveOffer, ...]:
        """All that ring, or the one that was answered."""
        return () if self.offer is None else (self.offer, *self.beside)

    def offer_on(self, leg_id: LegId) -> LiveOffer | None:
        """Return the offer of an agent's leg."""
        first = self.offer
        if first is None or first.leg_id == leg_id:
            return first
        return next((offer for offer in self.beside if offer.leg_id == leg_id), None)

    def next(self, what: str) -> int:
        """Return 1, 2, 3… for names that must never be used twice within the call."""
        self.counts[what] = number = self.counts.get(what, 0) + 1
        return number

    def name(self, kind: str, number: int) -> str:
        """Return a name that no controller before this one has used."""
        # the PBX refuses an id with which another one begins: the leg to a customer is made after that to an agent
        mark = "" if self.attempt is None else _ATTEMPT
        return f"{mark}{self.id}{self.run}-{kind}{number}"

    def memo(self, agent_id: AgentId | None = None) -> CallMemo:
        """Return what the next controller needs to know, should this one die."""
        return CallMemo(
            tenant_id=self.tenant_id,
            arrived=self.arrived,
            flow_id=self.flow.id or None,
            flow_version=self.flow.version,
            progress=self.progress,
            away=self.state is CallState.IN_FLOW and self.queue is not None,
            playback=self.playback,
            queue_id=self.queue.id if self.queue else None,
            queued_at=self.queued_at,
            order=self.rank[1],
            agent_id=agent_id,
            ahead=self.queued_at - self.rank[0] if self.queue else None,
            asked_ahead=self.asked_ahead,
            put_back=self.put_back,
            raised=self.raised,
            moves=self.counts.get("move", 0),
            recipe=self.course.mark if self.course else self.left_course,
        )

    def in_line(self) -> bool:
        """Tell whether the caller waits for an agent, asked or not."""
        return self.state in (CallState.WAITING, CallState.OFFERED)

    def holds_place(self) -> bool:
        """Tell whether the caller is in line, or will be again should an outside number not be reached."""
        return self.in_line() or (self.state is CallState.TRANSFERRING and not self.sent_by_flow)

    @property
    def sent_by_flow(self) -> bool:
        """The flow has the caller connected with an outside number, and goes on where that is not reached."""
        return isinstance(step_of(self), TransferStep)


def in_line_by(flow: Flow, queue_id: QueueId) -> Progress:
    """Return where a call in line is in its flow, when that is all that is known of it."""
    steps = [name for name, at in flow.nodes.items() if isinstance(at.step, QueueStep) and at.step.queue_id == queue_id]
    name = steps[0] if steps else flow.start
    return Progress(name, Phase.ELSEWHERE, line=name)


def whisper_to_agent(call: LiveCall) -> tuple[Prompt, ...]:
    """Return what an agent hears before the caller of this call: what the step into line says, else the flow."""
    if call.queue is not None and not call.queue.whispers:
        return ()
    step = line_step_of(call)
    return call.flow.whisper if step is None or step.whisper is None else step.whisper


def line_step_of(call: LiveCall) -> QueueStep | None:
    """Return the step that put a call in line; None: none has, or it is none any more."""
    at = None if call.progress is None or call.progress.line is None else node(call.flow, call.progress.line)
    return at.step if at is not None and isinstance(at.step, QueueStep) else None


def form_of(call: LiveCall) -> str:
    """Return the name of the form that an agent fills in for a call; empty: there is none."""
    step = line_step_of(call)
    return "" if step is None else step.form


def step_of(call: LiveCall) -> Step | None:
    """Return the step of its flow at which a call is; None: at none."""
    at = None if call.progress is None else node(call.flow, call.progress.step)
    return None if at is None else at.step


_ATTEMPT = "~"
"""Names of what is made for an attempt to call a customer back begin so."""


def run_mark(run: str) -> str:
    """Return what the names of calls that this controller takes over are marked with."""
    return f"~{run}"


def offered_call(leg_id: LegId) -> CallId:
    """Return the call for which a leg of ours was made: what `name` made is read here and nowhere else."""
    kind = "-a" if outside_of(leg_id) is None else "-o"
    return CallId(leg_id.removeprefix(_ATTEMPT).rpartition(kind)[0].partition("~")[0])


def offer_of(leg_id: LegId) -> int | None:
    """Return the number of the offer for which a leg of ours was made; None for a leg that was made otherwise."""
    return _numbered(leg_id, "-a")


def outside_of(leg_id: LegId) -> int | None:
    """Return the number of the attempt for which a leg to an outside number was made; None for another leg."""
    return _numbered(leg_id, "-o")


def is_for_outside(bridge_id: BridgeId | None) -> bool:
    """Tell whether a bridge was made for a caller and an outside number."""
    return bridge_id is not None and _numbered(bridge_id, "-out") is not None


def _numbered(name: str, kind: str) -> int | None:
    _, found, number = name.rpartition(kind)
    return int(number) if found and number.isascii() and number.isdecimal() else None
