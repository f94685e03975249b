"""A call in its flow: greetings before the line, and the way out of it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from acd.domain.calls import OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import HangUp, Play
from acd.domain.queues import QueueId
from acd.engine.call import LiveCall
from acd.engine.call_machine import CallInput, Detail
from acd.flows import interpreter
from acd.flows.interpreter import Awaits

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class FlowPart:
    """The table's actions for calls in their flow."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def enter_step(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Start the step at the call's position."""
        playback = PlaybackId(call.name("p", call.next("playback")))
        entered = interpreter.enter(call.flow, call.position, call.leg_id, playback)
        call.awaits, call.playback = entered.awaits, None
        if entered.awaits is Awaits.ANSWER and call.answered:  # the PBX tells of an answer once
            self.next_step(call, detail, now)
        elif isinstance(entered.command, Play):
            call.playback = playback
            self._desk.out.commands.append(replace(entered.command, memo=call.memo()))
        elif entered.command is not None:
            self._desk.out.commands.append(entered.command)
        elif entered.queue_id is not None:
            self._reach_queue(call, entered.queue_id, now)
        else:
            self._desk.feed(call, CallInput.FLOW_ENDED, now)

    def next_step(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Go on to the step that follows."""
        call.position += 1
        self.enter_step(call, detail, now)

    def leave(self, call: LiveCall, detail: Detail, now: float) -> None:
        """End the call: the flow has no step left."""
        del detail
        self._desk.out.commands.append(HangUp(call.leg_id))
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.FLOW_ENDED, now)

    def _reach_queue(self, call: LiveCall, queue_id: QueueId, now: float) -> None:
        call.queue = self._desk.pool.queues.get(queue_id)
        # the queue may have been removed while the caller listened to the greeting
        self._desk.feed(call, CallInput.QUEUE_REACHED if call.queue else CallInput.BROKEN, now)
