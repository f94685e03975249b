"""A call that waits changes its place: it goes to the line of another queue, or forward or back in its own."""

from typing import TYPE_CHECKING, Final

from acd.domain.calls import Direction, MoveReason, SegmentKind
from acd.domain.commands import Remember
from acd.domain.queues import Queue
from acd.domain.records import CallMoved
from acd.domain.refusals import ANSWERED, NO_QUEUE, NOT_IN_LINE, SAME_QUEUE, TOO_FAR
from acd.domain.requests import FARTHEST_S, FrontRequested, MoveRequested, PlaceRequest
from acd.engine.call import LiveCall
from acd.engine.call_machine import CallInput, Detail
from acd.engine.call_offer import OfferPart
from acd.engine.demand import ahead_of
from acd.engine.outbox import ms

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

IN_FRONT_S: Final = 0.01
"""Before whom it is put in front of: more than the millisecond to which ranks are kept."""


class PlacePart:
    """Moves calls between lines and within them."""

    def __init__(self, desk: "CallDesk", offer: OfferPart) -> None:
        self._desk, self._offer = desk, offer

    def request(self, call: LiveCall, asked: PlaceRequest, now: float) -> None:
        """Grant what somebody asks for, or say why not."""
        self._desk.out.refusal = self._answer(call, asked, now)

    def _answer(self, call: LiveCall, asked: PlaceRequest, now: float) -> str | None:
        if not call.in_line() or call.direction is not Direction.INBOUND:
            return NOT_IN_LINE
        if call.offer is not None and call.offer.taken:
            return ANSWERED
        if isinstance(asked, MoveRequested):
            return self._move_to(call, self._desk.pool.queues.get(asked.queue_id), now)
        if isinstance(asked, FrontRequested):
            self._put_in_front(call)
            return None
        if not -FARTHEST_S <= asked.seconds <= FARTHEST_S:  # nor what is no number
            return TOO_FAR
        self.reprioritise(call, asked.seconds)
        return None

    def _move_to(self, call: LiveCall, queue: Queue | None, now: float) -> str | None:
        if queue is None:
            return NO_QUEUE
        if call.queue is not None and call.queue.id == queue.id:
            return SAME_QUEUE
        self.move(call, queue, MoveReason.REQUESTED, now)
        return None

    def move(self, call: LiveCall, queue: Queue, reason: MoveReason, now: float) -> None:
        """Let a call in line wait for another queue's agents; phones that ring for it fall silent."""
        self._desk.feed(call, CallInput.MOVED, now, Detail(queue=queue, reason=reason))

    def change_line(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The table's action: the wait goes on in the other line, from the moment of coming into the first."""
        queue = detail.queue
        assert queue is not None
        heard = call.music or self._offer.music_of(call)
        self._offer.withdraw(call, now)
        self._desk.switch(call, SegmentKind.QUEUE, now)
        self._desk.recipes.left(call)
        self._change_queue(call, queue, detail.reason, now)
        self._desk.recipes.begin(call, now)
        self._change_room(call, heard)
        self._desk.line_up(call)
        self._desk.recipes.go_on(call, now)

    def into_line(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Put a caller in line again who was in the flow meanwhile: at the same place, or in another queue's line."""
        queue, before = detail.queue, call.queue
        assert queue is not None and before is not None
        self._desk.switch(call, SegmentKind.QUEUE, now)
        mark, call.left_course = call.left_course, None
        if queue.id != before.id:
            self._change_queue(call, queue, MoveReason.FLOW, now)
            self._desk.recipes.begin(call, now)
        else:
            self._desk.preferences.derive(call, now)
            self._rank(call)
            self._desk.recipes.begin_again(call, mark, now)
        self._offer.renew_room(call)
        self._desk.line_up(call)
        # not at once: a recipe that lets the caller go on at once must not lead from walk to walk without end
        self._desk.recipes.go_on_soon(call, now)

    def _change_queue(self, call: LiveCall, queue: Queue, reason: MoveReason, now: float) -> None:
        assert call.queue is not None
        self._desk.out.records.append(
            CallMoved(
                call_id=call.id,
                seq=call.next("move"),
                tenant_id=call.tenant_id,
                from_queue_id=call.queue.id,
                queue_id=queue.id,
                at_ms=ms(now),
                reason=reason,
            )
        )
        call.queue = queue
        self._desk.preferences.derive(call, now)
        self._rank(call)

    def reprioritise(self, call: LiveCall, seconds: float) -> None:
        """Let a call in line count as if it had come so much earlier, instead of what was asked for before.

        While it is offered to somebody this is for its return to the line.
        """
        call.asked_ahead = seconds
        self._rank(call)
        self.keep(call)
        self._desk.line_up(call)

    def put_forward(self, call: LiveCall, seconds: float) -> None:
        """Let a call in line count as if it had come so much earlier, on top of what was so far."""
        call.raised += seconds
        self._rank(call)
        self._desk.line_up(call)

    def _put_in_front(self, call: LiveCall) -> None:
        first = self._desk.matcher.first_rank()
        if first is not None and first < call.rank:
            self.reprioritise(call, call.asked_ahead + call.rank[0] - first[0] + IN_FRONT_S)

    def _rank(self, call: LiveCall) -> None:
        call.rank = (call.queued_at - ahead_of(call), call.rank[1])

    def _change_room(self, call: LiveCall, heard: str) -> None:
        """Let the caller hear the music of the line."""
        if self._offer.music_of(call) == heard:
            self.keep(call)
            return
        call.music = heard
        # not from room to room directly: Asterisk would play nothing in the second
        self._offer.renew_room(call)

    def keep(self, call: LiveCall) -> None:
        """Let the PBX keep the new place, should this controller die; a room that is to be renewed tells it then."""
        if call.room_id is not None and not call.room_failed:
            self._desk.out.commands.append(Remember(call.leg_id, call.room_id, call.memo()))
