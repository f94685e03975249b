"""What happens on legs, told to the call, the agent or the supervisor that a leg belongs to."""

from collections.abc import Callable
from typing import Any

from acd.domain.calls import LegEndCause, LegId
from acd.domain.events import (
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegUnheld,
    PlaybackEnded,
)
from acd.domain.records import Hearer
from acd.domain.web_asks import AskFailure, WebAnswered, WebFailed
from acd.engine.agent_desk import AgentDesk
from acd.engine.call import LiveCall
from acd.engine.call_desk import CallDesk
from acd.engine.call_machine import CallInput, Detail
from acd.engine.lost_sounds import LostSounds
from acd.engine.supervision import Supervision
from acd.flows.turn import KeyPressed, SoundEnded, Told, WebDidNot, WebTold


class LegEvents:
    """Finds out whose a leg is."""

    def __init__(
        self,
        calls: CallDesk,
        agents: AgentDesk,
        supervision: Supervision,
        stray_ended: Callable[[LegId, float], None],
    ) -> None:
        """`stray_ended` is told of the end of a leg that is nobody's here."""
        self._calls = calls
        self._agents = agents
        self._supervision = supervision
        self._stray_ended = stray_ended
        self._lost = LostSounds(calls)

    def handlers(self) -> dict[type, Callable[[Any, float], None]]:
        """Return what is to be called with each event of a leg, and the moment."""
        return {
            LegRinging: self._ringing,
            LegAnswered: self._answered,
            LegConnected: self._connected,
            LegHeld: self._held,
            LegUnheld: self._unheld,
            DigitPressed: self._digit_pressed,
            LegEnded: self._ended,
            PlaybackEnded: self._playback_ended,
            WebAnswered: self._web_answered,
            WebFailed: self._web_failed,
        }

    def offered_on(self, leg_id: LegId) -> LiveCall | None:
        """Return the call that is offered on this agent's leg."""
        call = self._calls.legs.get(leg_id)
        return call if call is not None and call.offer_on(leg_id) is not None else None

    def caller_on(self, leg_id: LegId) -> LiveCall | None:
        """Return the call of this caller's leg."""
        call = self._calls.legs.get(leg_id)
        return call if call and call.leg_id == leg_id else None

    def talking_on(self, leg_id: LegId) -> LiveCall | None:
        """Return the conversation of this agent's leg."""
        call = self._calls.legs.get(leg_id)
        return call if call and call.agent_leg_id == leg_id else None

    def _ringing(self, event: LegRinging, now: float) -> None:
        if call := self.offered_on(event.leg_id):
            self._calls.feed(call, CallInput.RANG, now, Detail(offer=call.offer_on(event.leg_id)))

    def _answered(self, event: LegAnswered, now: float) -> None:
        if call := self.offered_on(event.leg_id):
            offer = call.offer_on(event.leg_id)
            if offer is not None and not offer.answered:
                self._calls.feed(call, CallInput.AGENT_ANSWERED, now, Detail(offer=offer))
        elif call := self.caller_on(event.leg_id):
            self._calls.caller_answered(call, now)
        elif call := self._calls.outside.on(event.leg_id):
            self._calls.feed(call, CallInput.OUTSIDE_ANSWERED, now)
        else:
            self._supervision.answered(event.leg_id, now)

    def _connected(self, event: LegConnected, now: float) -> None:
        call = self.offered_on(event.leg_id)
        offer = None if call is None else call.offer_on(event.leg_id)
        if call is not None and offer is not None and (offer is call.offer or offer.answered):
            self._calls.feed(call, CallInput.AGENT_CONNECTED, now, Detail(offer=offer))
        elif call := self._calls.outside.on(event.leg_id):
            self._calls.feed(call, CallInput.OUTSIDE_CONNECTED, now)

    def _held(self, event: LegHeld, now: float) -> None:
        if call := self.talking_on(event.leg_id):
            self._calls.feed(call, CallInput.AGENT_HELD, now)

    def _unheld(self, event: LegUnheld, now: float) -> None:
        if call := self.talking_on(event.leg_id):
            self._calls.feed(call, CallInput.AGENT_UNHELD, now)

    def _digit_pressed(self, event: DigitPressed, now: float) -> None:
        # a supervisor waits for none, nor does one who talks, whose keys may be for the other party
        if call := self.offered_on(event.leg_id):
            detail = Detail(digit=event.digit, offer=call.offer_on(event.leg_id))
            self._calls.feed(call, CallInput.AGENT_PRESSED, now, detail)
        elif call := self.caller_on(event.leg_id):
            told = KeyPressed(event.digit)
            self._calls.feed(call, CallInput.CALLER_PRESSED, now, Detail(digit=event.digit, told=told))
        elif (call := self.talking_on(event.leg_id)) is not None and call.listening is not None:
            self._calls.feed(call, CallInput.MESSAGE_KEY, now, Detail(digit=event.digit))

    def _ended(self, event: LegEnded, now: float) -> None:
        if call := self.caller_on(event.leg_id):
            left = event.cause is LegEndCause.LEFT
            self._calls.feed(call, CallInput.CALLER_LEFT if left else CallInput.CALLER_GONE, now)
        elif event.leg_id in self._calls.legs:
            self._calls.agent_leg_ended(event.leg_id, event.cause, now)
        elif not self._supervision.ended(event.leg_id, now) and not self._agents.parted(event.leg_id):
            self._stray_ended(event.leg_id, now)

    def _playback_ended(self, event: PlaybackEnded, now: float) -> None:
        call = self._calls.legs.get(event.leg_id)
        if call is None:
            if event.failed and self._supervision.is_told(event.leg_id, event.playback_id):
                self._lost.note(Hearer.SUPERVISOR)
            self._supervision.said(event.leg_id, event.playback_id, now)
        elif (offer := call.offer_on(event.leg_id)) is not None and offer.whisper == event.playback_id:
            if event.failed:
                self._lost.note(Hearer.AGENT)
            self._calls.feed(call, CallInput.WHISPER_ENDED, now, Detail(offer=offer))
        elif call.playback == event.playback_id:
            if call.listening is not None:
                self._calls.feed(call, CallInput.MESSAGE_PLAYED, now)
                return
            failed = self._lost.ended(call, event.playback_id, failed=event.failed)
            if failed is not None:  # else another sound is played in its place
                self._calls.feed(call, CallInput.STEP_ENDED, now, Detail(told=SoundEnded(failed)))

    def _web_answered(self, event: WebAnswered, now: float) -> None:
        self._tell_of_web(event, WebTold(event.values), now)

    def _web_failed(self, event: WebFailed, now: float) -> None:
        self._tell_of_web(event, WebDidNot(found=event.why is not AskFailure.NOT_FOUND), now)

    def _tell_of_web(self, event: WebAnswered | WebFailed, told: Told, now: float) -> None:
        call = self.caller_on(event.leg_id)
        if call is not None and call.ask_id == event.ask_id:  # else the flow does not wait for it, or not any more
            call.ask_id = None
            self._calls.flow.tell(call, told, now)
