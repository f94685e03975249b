"""Moves calls through their states: each action of the table is one method here."""

from collections.abc import Callable

from acd.domain.agents import AgentId
from acd.domain.calls import (
    BridgeId,
    CallId,
    HangUpReason,
    LegEndCause,
    LegId,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
    SegmentKind,
)
from acd.domain.commands import (
    CloseBridge,
    Connect,
    HangUp,
    Play,
    RingAgent,
    SendToSafetyNet,
    StartWaiting,
    StopPlayback,
)
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.records import CallConnected, CallQueued
from acd.engine.accounts import close_offer, close_segment, end_call
from acd.engine.agent import Hand
from acd.engine.agent_desk import AgentDesk
from acd.engine.agent_machine import AgentInput
from acd.engine.call import LiveCall, LiveOffer
from acd.engine.call_machine import TABLE, CallAction, CallInput
from acd.engine.matching import Matcher
from acd.engine.outbox import Outbox, ms
from acd.engine.strays import Strays
from acd.engine.timers import TimerKind, Timers
from acd.flows import interpreter

Action = Callable[[LiveCall, float], None]


class CallDesk:
    """All calls in progress."""

    def __init__(self, out: Outbox, matcher: Matcher, timers: Timers, agents: AgentDesk) -> None:
        self.calls: dict[CallId, LiveCall] = {}
        self.legs: dict[LegId, LiveCall] = {}
        """Callers' legs, and agents' legs from the offer to the end of the call."""
        self.queued: list[CallId] = []
        """Calls put in line in this step; the engine pairs them at its end."""
        self.strays = Strays()
        self.pool = Pool()
        self._out = out
        self._matcher = matcher
        self._timers = timers
        self._agents = agents
        self._seq = 0
        self._actions: dict[CallAction, Action] = {
            CallAction.ENTER_STEP: self._enter_step,
            CallAction.NEXT_STEP: self._next_step,
            CallAction.JOIN_LINE: self._join_line,
            CallAction.LEAVE: self._leave,
            CallAction.OFFER: self._offer,
            CallAction.NOTE_RINGING: self._note_ringing,
            CallAction.WHISPER: self._whisper,
            CallAction.CONNECT: self._connect,
            CallAction.START_TALK: self._start_talk,
            CallAction.RETURN_TO_LINE: self._return_to_line,
            CallAction.START_HOLD: self._start_hold,
            CallAction.END_HOLD: self._end_hold,
            CallAction.ABANDON: self._abandon,
            CallAction.FINISH_FOR_CALLER: self._finish_for_caller,
            CallAction.FINISH_FOR_AGENT: self._finish_for_agent,
            CallAction.SAFETY_NET: self._safety_net,
            CallAction.SET_FREE: self._set_free,
            CallAction.STOP_TALK: self._stop_talk,
        }
        # what the running action was told; set by feed() and lose_offer() alone
        self._matched: AgentId | None = None
        self._lost: OfferResult = OfferResult.FAILED
        self._gone: LegId | None = None
        self._ended: OutcomeReason | None = None

    def feed(self, call: LiveCall, what: CallInput, now: float) -> None:
        """Turn the crank: look up, act, move."""
        transition = TABLE[call.state][what]
        if transition is None:
            return
        call.state = transition.next_state
        self._actions[transition.action](call, now)

    def admit(self, call: LiveCall, now: float) -> None:
        """Take a new call into its flow."""
        self.calls[call.id] = call
        self.legs[call.leg_id] = call
        call.segment_since = now
        self.feed(call, CallInput.ADMITTED, now)

    def offer(self, call: LiveCall, agent_id: AgentId, now: float) -> None:
        """Offer a waiting call to an idle agent."""
        self._matched = agent_id
        self.feed(call, CallInput.MATCHED, now)

    def lose_offer(self, call: LiveCall, result: OfferResult, now: float) -> None:
        """End the offer of a call without a conversation; the caller keeps the place in line."""
        self._lost = result
        self.feed(call, CallInput.OFFER_LOST, now)

    def agent_leg_ended(self, call: LiveCall, leg_id: LegId, cause: LegEndCause, now: float) -> None:
        """The agent's leg is gone: of an offer, or of a conversation."""
        self._gone = leg_id  # no need to hang it up
        if call.offer is not None:
            self.lose_offer(call, offer_result(cause, call.offer.answered), now)
        else:
            self.feed(call, CallInput.AGENT_GONE, now)
        self._gone = None

    def end_because(self, call: LiveCall, what: CallInput, reason: OutcomeReason, now: float) -> None:
        """End a call with a reason of ours in place of the one that the state would give."""
        self._ended = reason
        self.feed(call, what, now)
        self._ended = None

    # flow

    def reenter_step(self, call: LiveCall, now: float) -> None:
        """Do the present step of the flow again, under new names."""
        self._enter_step(call, now)

    def _enter_step(self, call: LiveCall, now: float) -> None:
        playback = PlaybackId(f"{call.leg_id}-p{call.next('playback')}")
        entered = interpreter.enter(call.flow, call.position, call.leg_id, playback)
        call.awaits = entered.awaits
        if entered.command is not None:
            self._out.commands.append(entered.command)
            call.playback = playback if isinstance(entered.command, Play) else None
        elif entered.queue_id is not None:
            self._reach_queue(call, entered.queue_id, now)
        else:
            self.feed(call, CallInput.FLOW_ENDED, now)

    def _next_step(self, call: LiveCall, now: float) -> None:
        call.playback = None
        call.position += 1
        self._enter_step(call, now)

    def _reach_queue(self, call: LiveCall, queue_id: QueueId, now: float) -> None:
        call.queue = self.pool.queues.get(queue_id)
        # the queue may have been removed while the caller listened to the greeting
        self.feed(call, CallInput.QUEUE_REACHED if call.queue else CallInput.BROKEN, now)

    def _leave(self, call: LiveCall, now: float) -> None:
        self._out.commands.append(HangUp(call.leg_id))
        self._end(call, OutcomeClass.EXITED, OutcomeReason.FLOW_ENDED, now)

    # line

    def _join_line(self, call: LiveCall, now: float) -> None:
        assert call.queue is not None
        self._seq += 1
        call.queued_at = now
        call.rank = (now - call.queue.head_start_s, self._seq)
        self._out.records.append(CallQueued(call.id, call.tenant_id, call.queue.id, ms(now)))
        self._switch(call, SegmentKind.QUEUE, now)
        self._wait(call)

    def _wait(self, call: LiveCall) -> None:
        assert call.queue is not None
        call.room_id = BridgeId(f"{call.id}-hold{call.next('room')}")
        self._out.commands.append(StartWaiting(call.leg_id, call.room_id, call.queue.music))
        self._stand_in_line(call)

    def _stand_in_line(self, call: LiveCall) -> None:
        assert call.queue is not None
        self._matcher.add_call(call.id, call.queue.requirement, call.rank)
        self.queued.append(call.id)

    # offer

    def _offer(self, call: LiveCall, now: float) -> None:
        assert call.queue is not None and self._matched is not None
        self._matcher.remove_call(call.id)
        seq = call.next("offer")
        agent = self._agents.agents[self._matched]
        offer = call.offer = LiveOffer(seq, self._matched, LegId(f"{call.id}-a{seq}"), now)
        self.legs[offer.leg_id] = call
        self._switch(call, SegmentKind.RING, now, offer.agent_id)
        self._agents.reserve(offer.agent_id, Hand(call.id, call.queue.id, call.tenant_id), now)
        self._timers.set(TimerKind.RING, call.id, now + call.queue.ring_timeout_s)
        self._timers.set(TimerKind.RINGING_WITHIN, call.id, now + self.pool.offer_rules.ringing_within_s)
        self._out.commands.append(
            RingAgent(
                lane=offer.leg_id,
                call_id=call.id,
                caller_leg_id=call.leg_id,
                agent_id=offer.agent_id,
                endpoint=agent.spec.endpoint,
                caller=call.caller,
                tenant_id=call.tenant_id,
                timeout_s=call.queue.ring_timeout_s,
            )
        )

    def _note_ringing(self, call: LiveCall, now: float) -> None:
        assert call.offer is not None
        self._timers.cancel(TimerKind.RINGING_WITHIN, call.id)
        self._agents.feed(call.offer.agent_id, AgentInput.RING, now)

    def _whisper(self, call: LiveCall, now: float) -> None:
        assert call.offer is not None
        self._cancel_ring_timers(call)
        call.offer.answered = True
        if not call.flow.whisper:
            self._connect(call, now)
            return
        call.offer.whisper = PlaybackId(f"{call.offer.leg_id}-p1")
        self._out.commands.append(Play(call.offer.leg_id, call.offer.whisper, call.flow.whisper))

    def _connect(self, call: LiveCall, now: float) -> None:
        assert call.offer is not None
        call.offer.whisper = None
        call.bridge_id = BridgeId(f"{call.id}-talk{call.next('bridge')}")
        self._out.commands.append(Connect(call.leg_id, call.offer.leg_id, call.bridge_id))

    def _return_to_line(self, call: LiveCall, now: float) -> None:
        assert call.offer is not None and call.queue is not None
        answered = call.offer.answered
        self._withdraw_offer(call, self._lost, now)
        self._switch(call, SegmentKind.QUEUE, now)
        if answered and call.bridge_id is not None:
            # the caller may have left the waiting room for the bridge of the conversation: make sure of music
            self._close_bridges(call)
            self._wait(call)
        else:
            self._stand_in_line(call)

    # conversation

    def _start_talk(self, call: LiveCall, now: float) -> None:
        assert call.offer is not None and call.queue is not None
        offer, call.offer = call.offer, None
        self._cancel_ring_timers(call)
        self._out.records.append(close_offer(call, offer, OfferResult.ACCEPTED, now))
        call.agent_id, call.agent_leg_id, call.connected_at = offer.agent_id, offer.leg_id, now
        self._switch(call, SegmentKind.TALK, now, offer.agent_id)
        self._agents.feed(offer.agent_id, AgentInput.CONNECT, now)
        wait_ms = ms(now) - ms(call.queued_at)
        self._out.records.append(
            CallConnected(
                call_id=call.id,
                tenant_id=call.tenant_id,
                queue_id=call.queue.id,
                agent_id=offer.agent_id,
                at_ms=ms(now),
                wait_ms=wait_ms,
                in_threshold=wait_ms <= call.queue.service_level_s * 1000,
            )
        )
        if call.room_id is not None:
            self._out.commands.append(CloseBridge(call.leg_id, call.room_id))
            call.room_id = None

    def _start_hold(self, call: LiveCall, now: float) -> None:
        assert call.agent_id is not None
        self._switch(call, SegmentKind.HOLD, now, call.agent_id)
        self._agents.feed(call.agent_id, AgentInput.HOLD, now)

    def _end_hold(self, call: LiveCall, now: float) -> None:
        assert call.agent_id is not None
        self._switch(call, SegmentKind.TALK, now, call.agent_id)
        self._agents.feed(call.agent_id, AgentInput.UNHOLD, now)

    def _finish_for_caller(self, call: LiveCall, now: float) -> None:
        assert call.agent_leg_id is not None
        self._out.commands.append(HangUp(call.agent_leg_id))
        self._finish(call, OutcomeReason.CALLER_HUNG_UP, now)

    def _finish_for_agent(self, call: LiveCall, now: float) -> None:
        self._out.commands.append(HangUp(call.leg_id))
        self._finish(call, OutcomeReason.AGENT_HUNG_UP, now)

    def _stop_talk(self, call: LiveCall, now: float) -> None:
        assert call.agent_leg_id is not None
        self._out.commands += [HangUp(call.leg_id), HangUp(call.agent_leg_id)]
        self._finish(call, OutcomeReason.CONTROLLER_STOPPED, now)

    def _set_free(self, call: LiveCall, now: float) -> None:
        assert call.agent_leg_id is not None and call.agent_id is not None
        self.strays.add(call.leg_id, call.agent_leg_id, call.agent_id)
        call.bridge_id = None  # it must go on
        self._end(call, OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, now)

    def _finish(self, call: LiveCall, reason: OutcomeReason, now: float) -> None:
        assert call.queue is not None and call.agent_id is not None
        agent_id = call.agent_id
        self._end(call, OutcomeClass.ANSWERED, reason, now)
        self._agents.finish(agent_id, call.queue.wrapup_s, now)

    # ends without a conversation

    def _abandon(self, call: LiveCall, now: float) -> None:
        reason = {SegmentKind.FLOW: OutcomeReason.IN_FLOW, SegmentKind.QUEUE: OutcomeReason.WAITING}
        why = reason.get(call.segment, OutcomeReason.RINGING)
        self._withdraw(call, now)
        self._end(call, OutcomeClass.ABANDONED, why, now)

    def _safety_net(self, call: LiveCall, now: float) -> None:
        if call.playback is not None:
            self._out.commands.append(StopPlayback(call.leg_id, call.playback))
        self._withdraw(call, now)
        self._out.commands.append(SendToSafetyNet(call.leg_id))
        self._end(call, OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, now)

    def _withdraw(self, call: LiveCall, now: float) -> None:
        self._matcher.remove_call(call.id)
        if call.offer is not None:
            self._withdraw_offer(call, OfferResult.CANCELLED, now)

    def _withdraw_offer(self, call: LiveCall, result: OfferResult, now: float) -> None:
        assert call.offer is not None
        offer, call.offer = call.offer, None
        self._cancel_ring_timers(call)
        del self.legs[offer.leg_id]
        reason = HangUpReason.NO_ANSWER if result is OfferResult.MISSED else HangUpReason.NORMAL
        if offer.leg_id != self._gone:
            self._out.commands.append(HangUp(offer.leg_id, reason))
        self._out.records.append(close_offer(call, offer, result, now))
        self._agents.release(offer.agent_id, result, now)

    def _cancel_ring_timers(self, call: LiveCall) -> None:
        self._timers.cancel(TimerKind.RING, call.id)
        self._timers.cancel(TimerKind.RINGING_WITHIN, call.id)

    def _close_bridges(self, call: LiveCall) -> None:
        for bridge_id in (call.room_id, call.bridge_id):
            if bridge_id is not None:
                self._out.commands.append(CloseBridge(call.leg_id, bridge_id))
        call.room_id = call.bridge_id = None

    def _switch(self, call: LiveCall, kind: SegmentKind, now: float, agent_id: AgentId | None = None) -> None:
        self._out.records.append(close_segment(call, now))
        call.segment, call.segment_since, call.segment_agent = kind, now, agent_id

    def _end(self, call: LiveCall, cls: OutcomeClass, reason: OutcomeReason, now: float) -> None:
        outcome = Outcome(cls, reason)
        if self._ended is not None:
            outcome = Outcome(OutcomeClass.FAILED, self._ended)
        self._close_bridges(call)
        self._out.records += [close_segment(call, now), end_call(call, outcome, now)]
        del self.calls[call.id], self.legs[call.leg_id]
        if call.agent_leg_id is not None:
            del self.legs[call.agent_leg_id]


def offer_result(cause: LegEndCause, answered: bool) -> OfferResult:
    """Return what the end of the agent's leg means for the offer.

    A phone that was answered and then gone broke the connection; one that says "no answer" itself declined by
    its own timer, which is the same for us as our timer.
    """
    if answered:
        return OfferResult.FAILED
    match cause:
        case LegEndCause.BUSY | LegEndCause.REFUSED | LegEndCause.NORMAL:
            return OfferResult.REFUSED
        case LegEndCause.NO_ANSWER:
            return OfferResult.MISSED
        case _:
            return OfferResult.FAILED
