"""An agent who hears a message: a call of its own, whose only leg is the agent's.

Offers, times and accounts are those of every call; instead of a conversation the message is played. What the agent
presses, or hangs up after, decides what becomes of it.
"""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from acd.domain.callbacks import CallbackId
from acd.domain.calls import (
    CallerId,
    CallId,
    CallState,
    LegId,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
    SegmentKind,
)
from acd.domain.commands import HangUp, Play, StopPlayback, TakeMessageFrom
from acd.domain.flows import NO_FLOW
from acd.domain.records import CallQueued, CallStarted
from acd.domain.refusals import CALLBACK_EXISTS
from acd.domain.voicemail_rules import ListenResult
from acd.domain.voicemails import VoicemailId
from acd.engine.call import LiveCall, LiveListening
from acd.engine.call_machine import CallInput, Detail
from acd.engine.matching import Pick
from acd.engine.outbox import ms
from acd.engine.timers import TimerKind

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class Keys(StrEnum):
    """What an agent may press who hears a message."""

    AGAIN = "1"
    DONE = "2"
    CALL_BACK = "3"
    LEAVE = "9"
    """To another agent."""


LINGER_S: Final = 60.0
"""So long after the end of a message an agent may think about it."""
_WHOLE: Final = 0.9
_SHORT_S: Final = 0.5
"""A playback that took less than this part of the sound, and this much less, played none: the file is missing."""

_BY_AGENT: Final = (OfferResult.MISSED, OfferResult.REFUSED, OfferResult.DROPPED)


class ListenPart:
    """The table's actions for messages, and what callers who are to leave one are asked."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def ask_for(self, leg_id: LegId) -> OutcomeReason:
        """Let the dialplan ask a caller for a message, or say that there is no room; returns why the call ends."""
        full = not self._desk.voicemails.has_space
        self._desk.out.commands.append(TakeMessageFrom(leg_id, full))
        return OutcomeReason.VOICEMAIL_FULL if full else OutcomeReason.VOICEMAIL

    def begin(self, pick: Pick, now: float) -> LiveCall | None:
        """Make the call by which a message is offered; None: the pick is of something else."""
        voicemails, pool = self._desk.voicemails, self._desk.pool
        item = voicemails.items.get(VoicemailId(pick.call_id))
        if item is None:
            return None
        voicemails.begin(item, pick.agent_id, now)
        rules, entry = voicemails.rules(item.queue_id), pool.entries.get(item.number)
        flow, before = pool.flows.get(entry.flow_id) if entry else None, pool.voicemail_words.before.get(pick.agent_id)
        assert rules is not None and item.sound is not None
        whisper = (*(() if before is None else (before,)), *(() if flow is None else flow.whisper))
        call_id = voicemails.offer_id(item)
        call = LiveCall(
            *(call_id, LegId(call_id), item.tenant_id, item.number, CallerId(item.caller)),
            flow=replace(NO_FLOW, whisper=whisper),
            arrived=now,
            state=CallState.WAITING,
            queue=pool.queues[item.queue_id],
            queued_at=now,
            rank=item.rank,
            listening=LiveListening(
                item.id,
                item.sound,
                item.sound_ms / 1000,
                item.left_at + rules.target_s,
                pool.voicemail_words.keys.get(pick.agent_id),
            ),
            segment=SegmentKind.QUEUE,
            segment_since=now,
            run=self._desk.attempts.run,
        )
        self._desk.register(call)
        started = CallStarted(call.id, call.tenant_id, call.number, call.caller, ms(now), call.direction)
        queued = CallQueued(call.id, call.tenant_id, item.queue_id, ms(now), voicemail=True)
        self._desk.out.records += [started, queued]
        return call

    def not_taken(self, call: LiveCall, result: OfferResult, now: float) -> None:
        """The agent was not to be had."""
        assert call.listening is not None
        by_agent = result in _BY_AGENT
        call.listening.result = ListenResult.NOT_TAKEN if by_agent else ListenResult.UNREACHED
        self._desk.feed(call, CallInput.MESSAGE_OVER, now)

    def stop_ringing(self, call: LiveCall, now: float) -> None:
        """Nobody needs to hear the message any more; who has picked up may."""
        assert call.listening is not None
        if call.offer is not None and not call.offer.taken:
            call.listening.result = ListenResult.INTERRUPTED
            self._desk.feed(call, CallInput.MESSAGE_OVER, now)

    def put_back(self, call: LiveCall, detail: Detail, now: float) -> None:
        """End a call by which nobody heard the message."""
        del detail
        self._desk.withdraw_offer(call, now)
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.MESSAGE_BACK, now)

    def play(self, call: LiveCall, now: float) -> None:
        """Play the message from its beginning."""
        listening, leg_id = call.listening, call.agent_leg_id
        assert listening is not None and leg_id is not None
        self.fall_silent(call)
        call.playback, listening.began = self._name(call), now
        self._desk.out.commands.append(Play(leg_id, call.playback, (listening.sound,)))
        self._desk.timers.set(TimerKind.LISTENING, call.id, now + listening.sound_s + LINGER_S)

    def catch_up(self, call: LiveCall, now: float) -> None:
        """Go on after the PBX was away: the end of what was played may have been told to nobody."""
        assert call.listening is not None
        if call.state is CallState.CONNECTED and not call.listening.heard:
            self.play(call, now)

    def fall_silent(self, call: LiveCall) -> None:
        """Stop what the agent hears."""
        assert call.listening is not None
        call.listening.began = None
        if call.playback is not None and call.agent_leg_id is not None:
            self._desk.out.commands.append(StopPlayback(call.agent_leg_id, call.playback))
        call.playback = None

    def played(self, call: LiveCall, detail: Detail, now: float) -> None:
        """What was played is over: behind the message comes which keys there are, behind that silence."""
        del detail
        listening = call.listening
        assert listening is not None and call.agent_leg_id is not None
        call.playback, began, listening.began = None, listening.began, None
        if began is None:
            return
        if now - began < listening.sound_s * _WHOLE - _SHORT_S:
            self._finish(call, ListenResult.UNPLAYED, now)
            return
        listening.heard = True
        if listening.keys is not None:
            call.playback = self._name(call)
            self._desk.out.commands.append(Play(call.agent_leg_id, call.playback, (listening.keys,)))

    def pressed(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Do what the agent's key says; any other key does nothing."""
        match detail.digit:
            case Keys.AGAIN:
                self.play(call, now)
            case Keys.DONE:
                self._finish(call, ListenResult.HANDLED, now)
            case Keys.CALL_BACK:
                self._call_back(call, now)
            case Keys.LEAVE:
                self._finish(call, ListenResult.LEFT, now)
            case _:
                pass

    def _call_back(self, call: LiveCall, now: float) -> None:
        """Put the caller into line to be called back; where that cannot be, the agent goes on."""
        assert call.listening is not None and call.queue is not None
        callbacks, wanted = self._desk.callbacks, call.caller.number
        refusal = callbacks.refusal(call.tenant_id, call.queue.id, wanted, own=True)
        if refusal not in (None, CALLBACK_EXISTS):  # they will be called then, and this is why
            return
        if refusal is None:
            rank = self._desk.rank_again(now - call.queue.head_start_s, 0)
            of = call.tenant_id, call.queue.id, wanted
            callbacks.add(CallbackId(f"{call.listening.voicemail_id}-cb"), of, call.number, rank, now)
        self._finish(call, ListenResult.CALLBACK, now)

    def over(self, call_id: str, now: float) -> None:
        """The agent has had time enough."""
        call = self._desk.calls[CallId(call_id)]
        assert call.listening is not None
        self._finish(call, ListenResult.HANDLED if call.listening.heard else ListenResult.CUT_SHORT, now)

    def _finish(self, call: LiveCall, result: ListenResult, now: float) -> None:
        assert call.listening is not None
        call.listening.result = result
        self._desk.feed(call, CallInput.MESSAGE_OVER, now)

    def end(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Hang up, and let the agent write notes."""
        del detail
        assert call.agent_leg_id is not None and call.agent_id is not None
        self._desk.out.commands.append(HangUp(call.agent_leg_id))
        self._desk.agents.part(call.agent_id, call.agent_leg_id, now)
        self.ended(call, now)

    def agent_gone(self, call: LiveCall, now: float) -> None:
        """The agent hung up: who heard the message to the end is done with it."""
        assert call.listening is not None
        call.listening.result = ListenResult.HANDLED if call.listening.heard else ListenResult.CUT_SHORT
        self.ended(call, now)

    def ended(self, call: LiveCall, now: float) -> None:
        """Close the accounts of a call in which the agent had picked up."""
        assert call.listening is not None and call.agent_id is not None
        heard = call.listening.result in (ListenResult.HANDLED, ListenResult.CALLBACK)
        why = OutcomeReason.MESSAGE_HEARD if heard else OutcomeReason.MESSAGE_BACK
        self._desk.end(call, OutcomeClass.ANSWERED, why, now)
        self._desk.agents.finish(call.agent_id, self._desk.wrapup_s(call), now)

    @staticmethod
    def _name(call: LiveCall) -> PlaybackId:
        return PlaybackId(call.name("p", call.next("playback")))
