"""Records of calls as the engine would make them, and a clock that stands where it is put."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from acd.clock import Clock
from acd.domain.agents import AgentId, AgentState, AssistanceEnd
from acd.domain.callbacks import CallbackId, CallbackState
from acd.domain.calls import (
    CallerId,
    CallId,
    LegId,
    MoveReason,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.flows import ExitName, FlowId, StepName, Taken
from acd.domain.hours import HoursId, Opening, Override
from acd.domain.offers import Contender, OfferStage
from acd.domain.quality import StreamQuality
from acd.domain.queues import AgentChoice, QueueId, Requirement, Skill
from acd.domain.recordings import RecordingMarkKind, RecordingOutcome, recording_id
from acd.domain.records import (
    AgentStint,
    AssistanceAsked,
    AssistanceEnded,
    CallbackChanged,
    CallConnected,
    CallEnded,
    CallMoved,
    CallQueued,
    CallStarted,
    FlowWalked,
    HoursOverridden,
    LegQuality,
    OfferEnded,
    OfferMade,
    Record,
    RecordingEnded,
    RecordingFiled,
    RecordingMark,
    RecordingStarted,
    Segment,
    VoicemailChanged,
    VoicemailLeft,
)
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_rules import VoicemailState
from acd.domain.voicemails import voicemail_id

UTC_MS = 1_795_000_000_000
"""The wall time at which the standing clock begins."""
TENANT = TenantId("acme")
QUEUE = QueueId("sales")
ALICE = AgentId("alice")
ANSWERED = Outcome(OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP)
ABANDONED = Outcome(OutcomeClass.ABANDONED, OutcomeReason.WAITING)
LOST = Outcome(OutcomeClass.FAILED, OutcomeReason.CONTROLLER_LOST)
R = TypeVar("R")


class StandingClock(Clock):
    """Moves only when told to."""

    def __init__(self) -> None:
        self.monotonic_ms = 0
        self.wall_ms = UTC_MS

    def now(self) -> float:
        """Return monotonic seconds."""
        return self.monotonic_ms / 1000

    def utc_ms(self, monotonic_ms: int) -> int:
        """Return the wall time of a monotonic moment."""
        return self.wall_ms - (self.monotonic_ms - monotonic_ms)

    def advance(self, ms: int) -> None:
        """Let time pass."""
        self.monotonic_ms += ms
        self.wall_ms += ms


def started(call_id: str = "c1", at_ms: int = 1000, caller: CallerId | None = None) -> CallStarted:
    """Return the begin of a call."""
    return CallStarted(CallId(call_id), TENANT, Number("+4930"), caller or CallerId("+4917", "Mia"), at_ms)


def ended(call_id: str = "c1", at_ms: int = 1000, life_ms: int = 100, outcome: Outcome = ANSWERED) -> CallEnded:
    """Return the end of a call that came `at_ms`."""
    return CallEnded(CallId(call_id), TENANT, QUEUE, ALICE, at_ms, at_ms + life_ms, outcome, wait_ms=30, talk_ms=60)


def stint(seq: int, at_ms: int, next_state: AgentState, agent_id: AgentId = ALICE, life_ms: int = 10) -> AgentStint:
    """Return a stretch of an agent's time."""
    return AgentStint(
        agent_id,
        seq,
        AgentState.TALKING,
        None,
        CallId("c1"),
        QUEUE,
        TENANT,
        at_ms,
        at_ms + life_ms,
        next_state,
        "lunch" if next_state is AgentState.PAUSED else None,
    )


def assisted(at_ms: int = 1000, how: AssistanceEnd = AssistanceEnd.ACKNOWLEDGED) -> list[Record]:
    """Return the records of a call for a supervisor of 30 ms."""
    asked = AssistanceAsked(ALICE, CallId("c1"), QUEUE, TENANT, at_ms)
    return [asked, AssistanceEnded(ALICE, CallId("c1"), QUEUE, TENANT, at_ms, at_ms + 30, how, AgentId("sue"))]


BOB = Contender(AgentId("bob"), 7.0, 4_000)
GERMAN = Requirement(frozenset({(Skill("german"), 3)}))


def made(
    call_id: str = "c1",
    at_ms: int = 1030,
    agent_id: AgentId = ALICE,
    seq: int = 0,
    queued_ms: int | None = None,
    ahead_ms: int = 0,
    second: Contender | None = BOB,
) -> OfferMade:
    """Return why an agent was asked: the best skilled of two, or the only one who was idle."""
    queued_ms = at_ms - 20 if queued_ms is None else queued_ms
    return OfferMade(
        CallId(call_id),
        seq,
        QUEUE,
        at_ms,
        OfferStage.ORDINARY,
        AgentChoice.BEST_SKILLED,
        GERMAN,
        queued_ms,
        queued_ms - ahead_ms,
        1 if second is None else 2,
        Contender(agent_id, 9.0, 3_000),
        second,
    )


def walked(call_id: str = "c1", at_ms: int = 1100) -> FlowWalked:
    """Return a call's way through a menu."""
    path = (Taken(StepName("main/1"), ExitName("next")), Taken(StepName("main/menu"), ExitName("2")))
    values = ("account", "4711"), ("name", "Zoë\0")
    return FlowWalked(CallId(call_id), TENANT, FlowId("acme/main"), 7, path, ("vip",), values, "order", at_ms)


def answered_call(call_id: str = "c1", at_ms: int = 1000, first_stint: int = 0) -> list[Record]:
    """Return all records of a call of 100 ms: 10 of flow, 20 in line, 10 ringing, 60 of conversation."""
    call = CallId(call_id)
    return [
        started(call_id, at_ms),
        Segment(call, 0, SegmentKind.FLOW, TENANT, None, None, at_ms, at_ms + 10),
        CallQueued(call, TENANT, QUEUE, at_ms + 10),
        Segment(call, 1, SegmentKind.QUEUE, TENANT, QUEUE, None, at_ms + 10, at_ms + 30),
        stint(first_stint, at_ms + 20, AgentState.RINGING),
        made(call_id, at_ms + 30),
        Segment(call, 2, SegmentKind.RING, TENANT, QUEUE, ALICE, at_ms + 30, at_ms + 40),
        OfferEnded(call, 0, TENANT, QUEUE, ALICE, OfferResult.ACCEPTED, at_ms + 30, at_ms + 40),
        CallConnected(call, TENANT, QUEUE, ALICE, at_ms + 40, 30, in_threshold=True),
        stint(first_stint + 1, at_ms + 30, AgentState.TALKING),
        Segment(call, 3, SegmentKind.TALK, TENANT, QUEUE, ALICE, at_ms + 40, at_ms + 100),
        stint(first_stint + 2, at_ms + 40, AgentState.AVAILABLE, life_ms=60),
        walked(call_id, at_ms + 100),
        ended(call_id, at_ms, 100),
    ]


def moved(call_id: str = "c1", at_ms: int = 1000) -> list[Record]:
    """Return the records of a call that waits: in the first line, in another, in the first again, in a third."""
    call, lines = CallId(call_id), [QUEUE, QueueId("support"), QUEUE, QueueId("vip")]
    moves = [
        CallMoved(call, seq, TENANT, before, after, at_ms + 10 + 5 * seq, MoveReason.REQUESTED)
        for seq, (before, after) in enumerate(pairwise(lines), start=1)
    ]
    stood = [
        Segment(call, seq, SegmentKind.QUEUE, TENANT, move.from_queue_id, None, move.at_ms - 5, move.at_ms)
        for seq, move in enumerate(moves, start=1)
    ]
    return [started(call_id, at_ms), CallQueued(call, TENANT, QUEUE, at_ms + 10), *stood, *moves]


def recorded(call_id: str = "c1", at_ms: int = 1040, outcome: RecordingOutcome = RecordingOutcome.KEPT) -> list[Record]:
    """Return all records of a recording of 60 ms that was paused once; its file is told by whoever finished it."""
    call, name = CallId(call_id), recording_id(CallId(call_id), 1)
    file = f"acme/2026/11/21/{name}.wav"
    return [
        RecordingStarted(name, call, 1, TENANT, QUEUE, ALICE, at_ms),
        RecordingMark(name, 1, RecordingMarkKind.PAUSED, at_ms + 20),
        RecordingMark(name, 2, RecordingMarkKind.RESUMED, at_ms + 30),
        RecordingEnded(name, call, 1, TENANT, QUEUE, ALICE, at_ms + 2, at_ms + 60, RecordingOutcome.RECORDED),
        RecordingFiled(name, call, 1, TENANT, outcome, file, 1900, 58, at_ms + 3, at_ms + 61),
    ]


def measured(call_id: str = "c1", at_ms: int = 1100) -> list[Record]:
    """Return how the sound of both legs of a call was."""
    call, clear = CallId(call_id), StreamQuality(431, 3, 0.00025, 4.404)
    unknown = StreamQuality(390, 0, 0.0, None)
    return [
        LegQuality(call, LegId(f"{call_id}-a1"), 1, at_ms, clear, clear, 0.0415),
        LegQuality(call, LegId(call_id), None, at_ms + 1, clear, unknown, None),
    ]


def asked_back(call: str = "c1") -> CallbackChanged:
    """A caller who is to be called back, and had a head start of half a minute."""
    return CallbackChanged(
        callback_id=CallbackId(f"{call}-cb"),
        tenant_id=TENANT,
        queue_id=QUEUE,
        number="+4917",
        shown=Number("+4930"),
        call_id=CallId(call),
        asked_ms=1000,
        rank_ms=-29_000,
        order=7,
        deadline_ms=3_601_000,
        attempts=0,
        retry_ms=None,
        state=CallbackState.WAITING,
        changes=1,
        at_ms=1000,
    )


def to_be_heard(call: str = "c1", **more: Any) -> VoicemailChanged:
    """Return a message of three seconds that agents are to hear."""
    first = VoicemailChanged(
        voicemail_id=voicemail_id(CallId(call)),
        call_id=CallId(call),
        tenant_id=TENANT,
        queue_id=QUEUE,
        number=Number("+4930"),
        caller="+4917",
        left_ms=1000,
        sound_ms=3000,
        offers=0,
        plays=0,
        retry_ms=None,
        spared=None,
        state=VoicemailState.OPEN,
        agent_id=None,
        in_target=None,
        changes=1,
        at_ms=5000,
    )
    return replace(first, **more)


def overridden(name: str = "practice", ended_utc_ms: int | None = None) -> HoursOverridden:
    """Somebody closes hours for an hour."""
    hours_id, since = HoursId(f"{TENANT}/{name}"), 1_700_000_000.5
    override = Override(hours_id, Opening.CLOSED, since, since + 3600, "agent alice", "Storm")
    return HoursOverridden(override, ended_utc_ms, "" if ended_utc_ms is None else "time")


def left_message(
    call_id: str = "c1", at_ms: int = 1000, tenant_id: TenantId | None = TENANT, caller: CallerId | None = None
) -> VoicemailLeft:
    """Return a message of three seconds."""
    name = voicemail_id(CallId(call_id))
    file = f"{tenant_id or 'no-tenant'}/2026/11/18/{name}.wav"
    return VoicemailLeft(
        name, CallId(call_id), tenant_id, Number("+4930"), caller or CallerId("+4917"), at_ms, 3000, 48044, file
    )


def of(kind: type[R], records: Iterable[object]) -> list[R]:
    """Return the records of one kind."""
    return [record for record in records if isinstance(record, kind)]
