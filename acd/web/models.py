"""JSON shapes of the API. Times are UTC, durations seconds."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from acd.domain.agents import AgentState, Reach
from acd.domain.callbacks import CallbackState
from acd.domain.calls import CallState, Direction, MoveReason, OfferResult, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.recordings import RecordingMarkKind, RecordingOutcome, RecordingState

WITHOUT_FILE = (
    RecordingOutcome.FAILED,
    RecordingOutcome.NO_SPACE,
    RecordingOutcome.TOO_SHORT,
    RecordingOutcome.RETRIED,
)
"""Outcomes of recordings that were never made."""


def iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC with milliseconds, for example 2026-11-21T10:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T10:00:00.000Z"]}),
]


class Shape(BaseModel):
    """Base of all shapes: every field is always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Queue(Shape):
    """A line at this moment."""

    id: str = Field(examples=["support"])
    waiting: int = Field(description="Callers in line, those whose offer is ringing included.")
    longest_wait_s: float = Field(description="0 when nobody waits.")
    expected_wait_s: float | None = Field(
        description="How long a caller who came now would wait; none while nobody who could answer is at work."
    )
    agents: dict[AgentState, int] = Field(
        description="Agents with the skills that the queue asks for, by state; states with nobody are left out.",
        examples=[{"available": 2, "talking": 1}],
    )


class Agent(Shape):
    """An agent at this moment."""

    id: str = Field(examples=["alice"])
    name: str
    state: AgentState
    reason: str | None = Field(description="Of the pause.")
    wish: AgentState | None = Field(description="paused or offline: what comes when the call in hand is over.")
    since: Moment = Field(description="When the agent came into this state.")
    in_state_s: float
    call: str | None = Field(description="Id of the call in hand.")
    phone: str | None = Field(
        description="Where the agent is rung: their own phone, the one they signed in at, or their number outside with "
        "the trunk to it (+15550123@trunk-carrier)."
    )
    assistance_since: Moment | None = Field(description="Since when the agent calls for a supervisor; none: no.")
    supervisors_rung: list[str] = Field(description="Ids of the supervisors whose phones ring for that.")
    helped_by: list[str] = Field(description="Ids of the supervisors who answered, as long as they are on the line.")
    rung_for: str | None = Field(description="Of a supervisor: for which agent's call for one the phone rings.")
    helps: str | None = Field(
        description="Of a supervisor: which agent's call for one they answered. No calls are offered meanwhile, nor "
        "while the phone rings for it."
    )
    reach: Reach = Field(
        description="Whether the PBX reaches the agent's phone: no calls are offered while it is unreachable."
    )


class Trunk(Shape):
    """A trunk at this moment."""

    id: str = Field(examples=["carrier"])
    reach: Reach = Field(description="unknown for a trunk whose address is not known: it only sends.")
    registered: bool | None = Field(
        description="At the carrier; none for a trunk that we do not register at, or while nobody knows."
    )
    registration: str = Field(description="How that stands, in Asterisk's own word.", examples=["Registered"])


class Caller(Shape):
    """What the network says of the caller: text from strangers, cut to 128 characters. Escape it in pages."""

    number: str
    name: str


class Call(Shape):
    """A call, in progress or over."""

    id: str = Field(examples=["1763719200.17"])
    state: CallState
    tenant: str | None = Field(description="None when nobody owns the number.")
    number: str = Field(description="What was dialled.")
    caller: Caller
    queue: str | None
    agent: str | None
    started_at: Moment
    ended_at: Moment | None
    wait_s: float | None = Field(description="Time in line; none for a call that was never put in line.")
    talk_s: float | None = Field(description="Conversation, hold included; none while the call lives.")
    position: int | None = Field(description="Place in line, from 1.")
    priority_s: float | None = Field(
        description="In line: so much earlier it counts, as somebody asked; less than 0: later."
    )
    put_back_s: float | None = Field(
        description="In line: so much later it counts, as callers of the same tenant waited already."
    )
    expected_wait_s: float | None = Field(
        description="In line: how long the caller will wait from now on; none while nobody who could answer is at work."
    )
    outcome: str | None = Field(description="Class of the outcome.", examples=list(OutcomeClass))
    reason: str | None = Field(description="What ended the call.", examples=list(OutcomeReason))
    recording: RecordingState | None = Field(description="Of a call in progress: whether it is recorded.")
    direction: str = Field(
        description="inbound; callback: we called; voicemail: an agent is to hear a message.", examples=list(Direction)
    )
    step: str | None = Field(
        default=None, description="Of a call in progress: the step of its flow where it is, or that put it in line."
    )
    tags: list[str] = Field(
        default=[], description="With which its flow has marked it; in lists only of calls in progress."
    )
    values: dict[str, str] = Field(
        default={}, description="What is known of it: typed, looked up or set by its flow; as with tags."
    )
    form: str = Field(default="", description="What the agent is to fill in; as with tags.")
    context: dict[str, str] = Field(
        default={}, description="Of a call in progress: what is known of the caller from before, such as caller.calls."
    )


class Callback(Shape):
    """A customer who is called back when an agent is there."""

    id: str = Field(examples=["1763719200.17-cb"])
    tenant: str
    queue: str
    number: str = Field(description="The customer's.")
    call: str | None = Field(description="The call that was turned into it.")
    state: CallbackState = Field(description="waiting: in line, or until retry_at; trying: somebody is rung.")
    asked_at: Moment
    deadline: Moment = Field(description="No attempt begins after this.")
    attempts: int = Field(description="Made so far, with the one that is just made.")
    retry_at: Moment | None = Field(description="When the next attempt may be made; none: at once.")
    quiet: bool = Field(description="It waits because the customer may not be called at this hour (`calling_hours`).")


class CallbackList(Shape):
    """All that are open."""

    items: list[Callback]


class Segment(Shape):
    """A stretch of a call's life; segments follow each other without a gap."""

    kind: str = Field(examples=list(SegmentKind))
    queue: str | None
    agent: str | None
    started_at: Moment
    duration_s: float


class Offer(Shape):
    """An attempt to give the call to an agent."""

    agent: str
    queue: str
    result: str = Field(examples=list(OfferResult))
    started_at: Moment
    duration_s: float


class Move(Shape):
    """The call was put into the line of another queue while it waited."""

    from_queue: str
    queue: str
    at: Moment
    reason: str = Field(examples=list(MoveReason))


class FlowStep(Shape):
    """A step of a flow that the call went through."""

    step: str = Field(description="flow/name, or flow/number.", examples=["main/2"])
    exit: str = Field(description="How it ended.", examples=["next", "1", "closed"])


class FlowWalk(Shape):
    """How the call went through its flow; known when it is over."""

    flow: str
    version: int = Field(description="Of the configuration that the flow was part of.")
    path: list[FlowStep]


class RecordingMark(Shape):
    """A moment within a recording."""

    kind: str = Field(examples=list(RecordingMarkKind))
    at: Moment
    offset_s: float = Field(description="From the beginning of the sound.")


class Recording(Shape):
    """A recording of the call; its sound is at /api/v1/recordings/{id} as soon as length_s is known."""

    id: str = Field(examples=["1763719200.17-r1"])
    queue: str | None
    agent: str | None
    started_at: Moment
    ended_at: Moment | None = Field(description="None while it goes on.")
    outcome: str | None = Field(description="What became of it.", examples=list(RecordingOutcome))
    length_s: float | None = Field(description="Of the sound; none until the file was finished.")
    size_bytes: int | None
    marks: list[RecordingMark] = Field(description="When it was paused and resumed.")


class Stream(Shape):
    """The sound of one direction."""

    packets: int
    lost: int | None = Field(description="Packets that did not come; none when the phone did not tell.")
    jitter_s: float | None = Field(description="At the end; none when the phone did not tell.")
    mos: float | None = Field(description="1 (bad) to 4.5 (clear); none for a leg of less than some 5 seconds.")


class Leg(Shape):
    """How the sound of a leg travelled over the network; known when the leg is over."""

    id: str
    agent: str | None = Field(description="None for the caller's leg.")
    ended_at: Moment
    from_party: Stream = Field(description="What reached us.")
    to_party: Stream = Field(description="What reached the party, in the words of its phone.")
    rtt_s: float | None = Field(description="To the phone and back; none when the phone did not tell.")


class CallDetail(Call):
    """A call with its parts, as far as they are stored."""

    segments: list[Segment]
    offers: list[Offer]
    moves: list[Move]
    recordings: list[Recording]
    legs: list[Leg]
    walk: FlowWalk | None = Field(description="None where there was one way only.")


class QueueList(Shape):
    """All queues."""

    items: list[Queue]


class AgentList(Shape):
    """All agents."""

    items: list[Agent]


class TrunkList(Shape):
    """All trunks."""

    items: list[Trunk]


class CallList(Shape):
    """Calls; those that are over come in pages, the newest first."""

    items: list[Call]
    next_cursor: str | None = Field(description="Give it as cursor for the next page; none on the last page.")


class Status(Shape):
    """Everything at one moment."""

    at: Moment
    pbx_connected: bool
    draining: bool = Field(description="No new calls are taken.")
    queues: list[Queue]
    agents: list[Agent]
    calls: list[Call]
    trunks: list[Trunk]
