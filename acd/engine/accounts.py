"""Turns what the engine remembers of a call into the records that are kept of it."""

from acd.domain.calls import OfferResult, Outcome, SegmentKind
from acd.domain.flows import NEXT
from acd.domain.records import CallEnded, FlowWalked, OfferEnded, Segment
from acd.engine.call import LiveCall, LiveOffer, form_of
from acd.engine.outbox import ms


def close_segment(call: LiveCall, now: float) -> Segment:
    """Return the stretch that ends now."""
    return Segment(
        call_id=call.id,
        seq=call.next("segment"),
        kind=call.segment,
        tenant_id=call.tenant_id,
        queue_id=call.queue.id if call.queue and call.segment is not SegmentKind.FLOW else None,
        agent_id=call.segment_agent,
        started_ms=ms(call.segment_since),
        ended_ms=ms(now),
    )


def walk_of(call: LiveCall, now: float) -> FlowWalked | None:
    """Return how a call went through its flow; None where there was one way only, and nothing to note."""
    at = call.progress
    if at is None or (not at.tags and not at.values and all(taken.exit_name == NEXT for taken in call.path)):
        return None
    return FlowWalked(
        call_id=call.id,
        tenant_id=call.tenant_id,
        flow_id=call.flow.id,
        version=call.flow.version,
        path=tuple(call.path),
        tags=at.tags,
        values=tuple(at.values.items()),
        form=form_of(call),
        at_ms=ms(now),
    )


def close_offer(call: LiveCall, offer: LiveOffer, result: OfferResult, now: float) -> OfferEnded:
    """Return how an offer ended."""
    assert call.queue is not None
    return OfferEnded(
        call_id=call.id,
        seq=offer.seq,
        tenant_id=call.tenant_id,
        queue_id=call.queue.id,
        agent_id=offer.agent_id,
        result=result,
        started_ms=ms(offer.started),
        ended_ms=ms(now),
    )


def end_call(call: LiveCall, outcome: Outcome, now: float) -> CallEnded:
    """Return the final record."""
    wait_ms = None
    if call.queue is not None:
        heard_at = call.outside_at if call.connected_at is None else call.connected_at
        wait_ms = ms(now if heard_at is None else heard_at) - ms(call.queued_at)
    return CallEnded(
        call_id=call.id,
        tenant_id=call.tenant_id,
        queue_id=call.queue.id if call.queue else None,
        agent_id=call.agent_id,
        started_ms=ms(call.arrived),
        ended_ms=ms(now),
        outcome=outcome,
        wait_ms=wait_ms,
        talk_ms=0 if call.connected_at is None else ms(now) - ms(call.connected_at),
        voicemail=call.listening is not None,
    )
