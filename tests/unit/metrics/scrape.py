"""Reads the text that Prometheus would read, and records to feed in."""

from prometheus_client.parser import text_string_to_metric_families

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import (
    CallerId,
    CallId,
    MoveReason,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.queues import QueueId
from acd.domain.records import (
    AgentStint,
    CallConnected,
    CallEnded,
    CallMoved,
    CallQueued,
    CallStarted,
    OfferEnded,
    Segment,
)
from acd.domain.tenants import Number, TenantId

CALL = CallId("1.1")
FLORIST = TenantId("florist")
SUPPORT = QueueId("support")
BOB = AgentId("bob")


def samples(text: bytes) -> dict[str, float]:
    """Return every series as it is printed, with its number; labels in order of their names."""
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def total(text: bytes, name: str) -> float:
    """Return the sum over all series of a name."""
    return sum(value for series, value in samples(text).items() if series.partition("{")[0] == name)


def started(tenant: TenantId | None = FLORIST) -> CallStarted:
    """A call that reached us."""
    return CallStarted(CALL, tenant, Number("+15550100"), CallerId("+15550123", "Carol"), 1_000)


def queued() -> CallQueued:
    """The call was put in line."""
    return CallQueued(CALL, FLORIST, SUPPORT, 2_000)


def moved() -> CallMoved:
    """The call was put into another line."""
    return CallMoved(CALL, 1, FLORIST, SUPPORT, QueueId("night"), 3_000, MoveReason.REQUESTED)


def connected(wait_ms: int = 12_500, *, in_threshold: bool = True) -> CallConnected:
    """Bob took the call."""
    return CallConnected(CALL, FLORIST, SUPPORT, BOB, 2_000 + wait_ms, wait_ms, in_threshold)


def ended(
    cls: OutcomeClass,
    reason: OutcomeReason,
    *,
    wait_ms: int | None = 12_500,
    talk_ms: int = 0,
    queue: QueueId | None = SUPPORT,
    tenant: TenantId | None = FLORIST,
) -> CallEnded:
    """The call is over."""
    agent = BOB if talk_ms else None
    return CallEnded(CALL, tenant, queue, agent, 1_000, 99_000, Outcome(cls, reason), wait_ms, talk_ms)


def segment(kind: SegmentKind, duration_ms: int) -> Segment:
    """A stretch of the call."""
    return Segment(CALL, 1, kind, FLORIST, SUPPORT, BOB, 5_000, 5_000 + duration_ms)


def offer(result: OfferResult, duration_ms: int = 3_200) -> OfferEnded:
    """An attempt to give the call to Bob."""
    return OfferEnded(CALL, 1, FLORIST, SUPPORT, BOB, result, 5_000, 5_000 + duration_ms)


def stint(state: AgentState, duration_ms: int, reason: str | None = None) -> AgentStint:
    """A stretch of Bob's time."""
    in_hand = state is AgentState.WRAPUP
    return AgentStint(
        BOB,
        1,
        state,
        reason,
        CALL if in_hand else None,
        SUPPORT if in_hand else None,
        FLORIST if in_hand else None,
        10_000,
        10_000 + duration_ms,
        AgentState.AVAILABLE,
        None,
    )
