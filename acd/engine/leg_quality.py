"""Whose leg it was whose sound was measured: the PBX tells it when the leg is over, and perhaps the call too."""

from collections.abc import Callable

from acd.domain.calls import CallId
from acd.domain.events import LegMeasured
from acd.domain.records import LegQuality
from acd.engine.call import offer_of, offered_call
from acd.engine.outbox import ms


def quality_of(event: LegMeasured, knows: Callable[[CallId], bool], now: float) -> LegQuality | None:
    """Return the record; None for a leg of no call of ours, such as a feature code that an agent dialled."""
    call_id, offer = CallId(event.leg_id), None
    if not knows(call_id):
        call_id, offer = offered_call(event.leg_id), offer_of(event.leg_id)
        if not knows(call_id):
            return None
    return LegQuality(
        call_id=call_id,
        leg_id=event.leg_id,
        seq=offer,
        at_ms=ms(now),
        from_party=event.from_party,
        to_party=event.to_party,
        rtt_s=event.rtt_s,
    )
