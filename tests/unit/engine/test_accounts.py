"""Records of one call."""

from acd.domain.calls import (
    CallerId,
    CallId,
    LegId,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)  # fmt: skip
from acd.domain.flows import FlowId
from acd.domain.steps import in_a_row
from acd.domain.tenants import Number
from acd.engine.accounts import close_offer, close_segment, end_call
from acd.engine.call import LiveCall, LiveOffer
from tests.playbooks import ACME, queue
from tests.unit.engine.scenes import ALICE

OUTCOME = Outcome(OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP)


def call() -> LiveCall:
    """A call that reached us at 10 s and waits since 12.0009 s."""
    made = LiveCall(CallId("c1"), LegId("c1"), ACME, Number("+1"), CallerId(), in_a_row(FlowId("f"), ()), arrived=10.0)
    made.queue, made.queued_at, made.segment_since = queue(), 12.0009, 12.0009
    return made


def test_a_stretch_of_the_flow_belongs_to_no_queue() -> None:
    """Though the call may know its queue by then; stretches are numbered from 1."""
    made = call()
    assert close_segment(made, 13.0).queue_id is None
    made.segment = SegmentKind.QUEUE
    segment = close_segment(made, 13.0)
    assert (segment.queue_id, segment.seq, segment.started_ms, segment.ended_ms) == ("sales", 2, 12_000, 13_000)


def test_an_offer_names_the_queue_and_the_agent() -> None:
    """With its own number and times."""
    offer = LiveOffer(seq=3, agent_id=ALICE, leg_id=LegId("c1-a3"), started=12.5)
    kept = close_offer(call(), offer, OfferResult.MISSED, 32.5)
    assert (kept.seq, kept.agent_id, kept.queue_id, kept.ended_ms - kept.started_ms) == (3, ALICE, "sales", 20_000)


def test_wait_and_talk_share_the_moment_of_connection() -> None:
    """Cut once, so that they add up."""
    made = call()
    made.connected_at, made.agent_id = 15.0004, ALICE
    kept = end_call(made, OUTCOME, 20.0)
    assert (kept.wait_ms, kept.talk_ms, kept.agent_id) == (3000, 5000, ALICE)


def test_without_a_conversation_the_wait_lasts_to_the_end() -> None:
    """And a call that was never in line has none."""
    made = call()
    assert end_call(made, OUTCOME, 20.0).wait_ms == 8000 and end_call(made, OUTCOME, 20.0).talk_ms == 0
    made.queue = None
    assert end_call(made, OUTCOME, 20.0).wait_ms is None
