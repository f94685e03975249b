"""A call in its flow: does what the interpreter says, and tells it what happens."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from acd.domain.calls import CallId, OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import Answer, AskWeb, HangUp, Play, StopPlayback
from acd.domain.queues import Queue
from acd.domain.web_asks import AskId
from acd.engine.call import LiveCall
from acd.engine.call_machine import CallInput, Detail
from acd.engine.flow_facts import CallFacts
from acd.engine.timers import TimerKind
from acd.flows import interpreter, turn
from acd.flows.turn import NotDone, SoundEnded, TimeOver, Told, Turn

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

LONGEST_PATH: Final = 100
"""Of the exits that a call has taken so many are kept, the last ones."""
NO_SOUND: Final = SoundEnded(failed=True)


class FlowPart:
    """The table's actions for calls in their flow."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self._does: Final[dict[type, Callable[[LiveCall, Any, float], None]]] = {
            turn.AnswerCaller: self._answer,
            turn.Say: self._say,
            turn.Hush: self._hush,
            turn.Listen: self._listen,
            turn.AskWeb: self._ask_web,
            turn.LineUp: self._line_up,
            turn.BackInLine: self._back_in_line,
            turn.GoOutside: self._go_outside,
            turn.TakeMessage: self._take_message,
            turn.CallBack: self._call_back,
            turn.EndCall: self._end_call,
            turn.GiveUp: self._give_up,
        }

    def begin(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Begin the flow."""
        del detail
        self._take(call, interpreter.begin(call.flow, self._facts(call, now)), now)

    def go_on(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Tell the flow what happened."""
        assert detail.told is not None and call.progress is not None
        if isinstance(detail.told, SoundEnded):
            call.playback = None
        self._take(call, interpreter.react(call.flow, call.progress, detail.told, self._facts(call, now)), now)

    def repeat(self, call: LiveCall, now: float) -> None:
        """Do the present step again, under new names: its end may have been missed."""
        assert call.progress is not None
        self._hush(call, None, now)
        self._take(call, interpreter.resume(call.flow, call.progress, self._facts(call, now)), now)

    def leave_line(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Go on in the flow while the place in line is kept; the wait goes on in the accounts."""
        assert call.progress is not None
        self._desk.step_out_of_line(call)
        if detail.go_to is None:
            self.go_on(call, detail, now)
        else:
            facts = self._facts(call, now)
            self._take(call, interpreter.go_to(call.flow, call.progress, detail.go_to, facts), now)

    def back_from_outside(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Go on after a number outside was not reached."""
        self._desk.outside.withdraw(call, leg_gone=detail.leg_gone)
        self._desk.close_bridges(call)
        self.go_on(call, detail, now)

    def leave(self, call: LiveCall, detail: Detail, now: float) -> None:
        """End the call: the flow says so."""
        self._desk.out.commands.append(HangUp(call.leg_id, detail.hang_up))
        reason = OutcomeReason.FLOW_ENDED if call.called_back is None else OutcomeReason.CALLBACK
        self._desk.end(call, OutcomeClass.EXITED, reason, now)

    def time_over(self, call_id: str, now: float) -> None:
        """Nothing came for as long as the flow waits."""
        self.tell(self._desk.calls[CallId(call_id)], TimeOver(), now)

    def tell(self, call: LiveCall, told: Told, now: float) -> None:
        """Tell the flow something; a call that is not in its flow any more does not hear it."""
        self._desk.feed(call, CallInput.FLOW_TOLD, now, Detail(told=told))

    def _facts(self, call: LiveCall, now: float) -> CallFacts:
        return CallFacts(self._desk, call, now)

    def _take(self, call: LiveCall, taken: Turn, now: float) -> None:
        if taken.taken:
            self._desk.timers.cancel(TimerKind.FLOW, call.id)
            call.ask_id = None
            call.path = [*call.path, *taken.taken][-LONGEST_PATH:]
        call.progress = taken.progress
        for effect in taken.effects:
            self._does[type(effect)](call, effect, now)

    # what a flow can ask for

    def _answer(self, call: LiveCall, effect: turn.AnswerCaller, now: float) -> None:
        del effect, now
        self._desk.out.commands.append(Answer(call.leg_id))

    def _say(self, call: LiveCall, effect: turn.Say, now: float) -> None:
        self._hush(call, None, now)
        self._desk.timers.cancel(TimerKind.FLOW, call.id)
        call.playback = PlaybackId(call.name("p", call.next("playback")))
        self._desk.out.commands.append(Play(call.leg_id, call.playback, effect.prompts, call.memo()))

    def _hush(self, call: LiveCall, effect: turn.Hush | None, now: float) -> None:
        del effect, now
        if call.playback is not None:
            self._desk.out.commands.append(StopPlayback(call.leg_id, call.playback))
            call.playback = None

    def _listen(self, call: LiveCall, effect: turn.Listen, now: float) -> None:
        self._desk.timers.set(TimerKind.FLOW, call.id, now + effect.seconds)

    def _ask_web(self, call: LiveCall, effect: turn.AskWeb, now: float) -> None:
        ask_id = AskId(call.name("w", call.next("web")))
        call.ask_id = ask_id if effect.waits else call.ask_id
        data = self._facts(call, now).web_data(call)
        self._desk.out.commands.append(AskWeb(call.leg_id, ask_id, effect.target_id, data))

    def _line_up(self, call: LiveCall, effect: turn.LineUp, now: float) -> None:
        queue = self._desk.pool.queues.get(effect.step.queue_id)
        if queue is None:  # it may have been removed since the call began
            self.tell(call, NotDone(), now)
        elif call.queue is None:
            call.queue = queue
            self._desk.feed(call, CallInput.QUEUE_REACHED, now)
        else:
            self._to_other_line(call, queue, now)

    def _back_in_line(self, call: LiveCall, effect: turn.BackInLine, now: float) -> None:
        del effect
        assert call.queue is not None
        self._to_other_line(call, call.queue, now)

    def _to_other_line(self, call: LiveCall, queue: Queue, now: float) -> None:
        """Put a caller in line who was in one before: the wait goes on, and what it ranks by."""
        known = self._desk.pool.queues.get(queue.id)
        if known is None:
            self.tell(call, NotDone(), now)
        else:
            self._desk.feed(call, CallInput.LINE_REACHED_AGAIN, now, Detail(queue=known))

    def _go_outside(self, call: LiveCall, effect: turn.GoOutside, now: float) -> None:
        self._desk.feed(call, CallInput.SENT_OUTSIDE, now, Detail(outside=effect.outside, ring_s=effect.ring_s))

    def _take_message(self, call: LiveCall, effect: turn.TakeMessage, now: float) -> None:
        del effect
        self._desk.feed(call, CallInput.MESSAGE_WANTED, now)

    def _call_back(self, call: LiveCall, effect: turn.CallBack, now: float) -> None:
        self._desk.attempts.note(call, effect.queue_id, effect.number, now)

    def _end_call(self, call: LiveCall, effect: turn.EndCall, now: float) -> None:
        self._desk.feed(call, CallInput.FLOW_ENDED, now, Detail(hang_up=effect.reason))

    def _give_up(self, call: LiveCall, effect: turn.GiveUp, now: float) -> None:
        del effect
        self._desk.feed(call, CallInput.BROKEN, now)
