"""What must be true of the places of calls in line: whose line, how far forward or back, and what is kept of it."""

from collections import Counter

from acd.domain.calls import CallId, Direction, SegmentKind
from acd.domain.queues import QueueId
from acd.domain.records import CallConnected, CallEnded, CallMoved, CallQueued, OfferEnded, Record, Segment
from acd.engine.engine import Engine

_A_MILLISECOND = 0.0011
"""To which moments are kept over a restart."""
LONGEST_PUT_BACK_S = 45.0
"""In the house of these stories."""


class Places:
    """Reads all records in order, and knows in whose line each call is."""

    def __init__(self) -> None:
        self.queue: dict[CallId, QueueId] = {}
        self.moves: Counter[CallId] = Counter()

    def take(self, record: Record) -> None:
        """Check a record against those before it."""
        match record:
            case CallQueued():
                self.queue[record.call_id] = record.queue_id
            case CallMoved():
                assert record.seq > self.moves[record.call_id], "moves are not numbered in order"
                assert record.from_queue_id == self.queue[record.call_id] != record.queue_id
                self.moves[record.call_id] = record.seq
                self.queue[record.call_id] = record.queue_id
            case Segment():
                if record.kind is not SegmentKind.FLOW:
                    assert record.queue_id == self.queue[record.call_id], "a stretch counts for another queue"
            case OfferEnded() | CallConnected():
                assert record.queue_id == self.queue[record.call_id], "an agent served another queue"
            case CallEnded():
                assert record.queue_id == self.queue.get(record.call_id), "a call ended in another queue"


def check_places(engine: Engine) -> None:
    """Who waits is known by tenant, and nobody is put back farther than the rules allow."""
    inbound = [call for call in engine.calls.calls.values() if call.direction is Direction.INBOUND]
    in_line = {call.id: call for call in inbound if call.holds_place()}
    moments = engine.calls.pace.moments()
    assert moments.keys() == in_line.keys()
    for call_id, call in in_line.items():
        assert abs(moments[call_id] - call.queued_at - call.put_back) < _A_MILLISECOND
        assert 0 <= call.put_back <= LONGEST_PUT_BACK_S
