"""Makes calls of an earlier controller ours again, from what the PBX holds and what was stored.

The phase is read off legs and bridges, which cannot be out of date; the memo beside them and the stored rows say whose
call it is, since when and how often. The time in which no controller lived belongs to the state the call was in.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from acd.domain.agents import AgentId, AgentState, Answering, Endpoint
from acd.domain.calls import (
    CallId,
    CallState,
    LegId,
    MoveReason,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import HangUp, StopPlayback
from acd.domain.events import CallArrived, LegAnswered, LegSeen
from acd.domain.progress import Progress
from acd.domain.queues import AgentChoice, Queue, QueueId
from acd.domain.records import CallMoved, CallQueued, CallStarted
from acd.domain.stored import CallStored
from acd.engine.acceptance import answering, whisper_of
from acd.engine.accounts import close_offer, close_segment, end_call
from acd.engine.agent import Hand
from acd.engine.call import LiveCall, LiveOffer, in_line_by, is_for_outside, offer_of, outside_of
from acd.engine.call_machine import CallInput
from acd.engine.demand import ahead_of, derive
from acd.engine.outbox import ms
from acd.engine.ringing import ring_s
from acd.engine.timers import TimerKind

if TYPE_CHECKING:
    from acd.engine.engine import Engine

_GOING_ON = {
    SegmentKind.FLOW: SegmentKind.QUEUE,
    SegmentKind.QUEUE: SegmentKind.RING,
    SegmentKind.RING: SegmentKind.QUEUE,
    SegmentKind.TALK: SegmentKind.HOLD,
    SegmentKind.HOLD: SegmentKind.TALK,
    SegmentKind.OUTSIDE: SegmentKind.OUTSIDE,
}
"""What a call is in when a stretch of this kind was the last that ended; behind RING it may be TALK as well, and behind
QUEUE it may be OUTSIDE."""


class Takeover:
    """What one snapshot of the PBX lets us take over."""

    def __init__(
        self,
        engine: "Engine",
        seen: Mapping[LegId, LegSeen],
        offers: Mapping[CallId, Sequence[LegSeen]],
        phones: Mapping[Endpoint, AgentId],
        now: float,
    ) -> None:
        """`offers` are the legs to agents that stand in no conversation, by the call for which they were made."""
        self._engine, self._seen, self._offers, self._phones, self._now = engine, seen, offers, phones, now
        self._desk = engine.calls
        self._desk.count_from(max((leg.memo.order for leg in seen.values() if leg.memo), default=0))

    def take(self, leg: LegSeen) -> bool:
        """Take over the call of a caller's leg. False when it cannot be ours: the leg is a stray."""
        self._desk.half_taken = leg.leg_id  # an error from here on costs this call, and none of the others
        taken = self._take(leg)
        self._desk.half_taken = None
        return taken

    def _take(self, leg: LegSeen) -> bool:
        call_id = CallId(leg.leg_id)
        known = self._desk.stored.get(call_id)
        if leg.number is None or self._desk.knows(call_id) or (known is not None and known.ended):
            return False
        if known is None and leg.memo is None:
            if leg.peer is None:  # the controller died before anything of the call was kept
                arrival = CallArrived(call_id, leg.leg_id, leg.number, leg.caller)
                self._engine.call_arrived(arrival, self._now, self._engine.run)
                if leg.answered:  # it had just answered; the PBX tells of that once
                    self._engine.step(LegAnswered(leg.leg_id), self._now)
            return leg.peer is None
        call = self._rebuild(leg, known)
        if call is None or not self._resume(call, leg, known):
            return False
        self._desk.stored.pop(call_id, None)
        if call.holds_place() and call.attempt is None:
            self._desk.recipes.begin_again(call, leg.memo.recipe if leg.memo else None, self._now)
            self._desk.line_up(call)
        return True

    def write_off(self, known: CallStored) -> None:
        """Close the accounts of a stored call that goes on as nobody's business."""
        self._desk.half_taken = LegId(known.call_id)
        self._close_accounts(known)
        self._desk.half_taken = None

    def _close_accounts(self, known: CallStored) -> None:
        call = None if known.ended else self._rebuild(self._seen[LegId(known.call_id)], known)
        if call is None:
            return
        call.connected_at, call.agent_id = known.connected_at, known.agent_id
        call.segment_agent = known.agent_id if call.segment in (SegmentKind.TALK, SegmentKind.HOLD) else None
        outcome = Outcome(OutcomeClass.FAILED, OutcomeReason.CONTROLLER_LOST)
        self._engine.out.records += [close_segment(call, self._now), end_call(call, outcome, self._now)]

    # the call as it was at its last stored moment

    def _rebuild(self, leg: LegSeen, known: CallStored | None) -> LiveCall | None:
        """Return the call; None when nobody knows whose it is."""
        memo, pool = leg.memo, self._desk.pool
        tenant_id = memo.tenant_id if memo else known.tenant_id if known else None
        if tenant_id is None or leg.number is None:
            return None
        call = LiveCall(
            CallId(leg.leg_id),
            leg.leg_id,
            tenant_id,
            leg.number,
            leg.caller,
            self._desk.flow_of(leg.number, memo),
            arrived=min(self._now, known.started if known else memo.arrived if memo else self._now),
            answered=leg.answered,
            run=self._engine.run,
            attempt=self._desk.attempts.again(leg),
        )
        tenant = pool.tenants.get(tenant_id)
        call.profile = tenant.callers.find(leg.caller) if tenant else None
        call.segment_since = call.arrived
        if memo is not None:
            call.progress, call.playback = memo.progress, memo.playback
        if known is not None:
            parts = known.segments, known.offers, known.recordings
            call.counts = dict(zip(("segment", "offer", "recording"), parts, strict=True))
            call.segment_since = min(self._now, call.arrived if known.last_end is None else known.last_end)
        # of offers that nothing is stored of there may be legs: no number comes twice
        numbers = (offer_of(phone.leg_id) or 0 for phone in self._offers.get(call.id, ()))
        call.counts["offer"] = max(call.counts.get("offer", 0), *numbers, 0)
        self._find_line(call, leg, known)
        if known is not None:
            call.segment = going_on(known, call.queue)
        return call

    def _find_line(self, call: LiveCall, leg: LegSeen, known: CallStored | None) -> None:
        memo = leg.memo
        told, moves = (memo.queue_id, memo.moves) if memo else (None, 0)
        stored = known.moves if known else 0
        queue_id = known.queue_id if known and (told is None or stored > moves) else told
        if queue_id is None:
            return
        call.counts["move"] = max(moves, stored)
        # a queue that was removed meanwhile: who talks goes on under its name
        call.queue = self._desk.pool.queues.get(queue_id, Queue(queue_id))
        queued_at = known.queued_at if known else None
        if queued_at is None:
            queued_at = memo.queued_at if memo else self._now
        call.queued_at = min(self._now, max(call.arrived, queued_at))
        order = memo.order if memo and memo.queue_id else 0
        if memo is not None:
            call.asked_ahead, call.put_back, call.raised = memo.asked_ahead, memo.put_back, memo.raised
        ahead = memo.ahead if memo and queue_id == memo.queue_id else None
        derive(call, self._desk.pool, self._engine.agents.agents, self._desk.last_agents)
        if ahead is not None:  # it was given once, whatever the configuration says by now
            call.head_start_s += ahead - ahead_of(call)
        call.rank = self._desk.rank_again(call.queued_at - ahead_of(call), order)

    # the call goes on

    def _resume(self, call: LiveCall, leg: LegSeen, known: CallStored | None) -> bool:
        peer = self._seen.get(leg.peer) if leg.peer else None
        talked = known is not None and known.connected_at is not None
        call.room_id, call.bridge_id = leg.room_id, leg.bridge_id
        if peer is not None and outside_of(peer.leg_id) is not None:
            self._go_on_outside(call, peer, known)
        elif call.queue is None or (leg.memo is not None and leg.memo.away):
            self._go_on_in_flow(call, leg, known)
        elif peer is not None:
            return self._go_on_talking(call, peer, leg, known)
        elif is_for_outside(leg.bridge_id):
            self._release_from_outside(call, known)
        elif known is not None and talked:
            self._release(call, known)
        else:
            self._go_on_in_line(call, known)
        return True

    def _go_on_in_flow(self, call: LiveCall, leg: LegSeen, known: CallStored | None) -> None:
        outside = self._outside_legs(call)
        if is_for_outside(leg.bridge_id):
            self._release_from_outside(call, known)
        elif outside and call.sent_by_flow:
            self._go_on_transferring(call, outside, known)
        else:
            self._register(call, known)
            call.state = CallState.IN_FLOW
            call.progress = call.progress or Progress(call.flow.start)
            call.left_course = leg.memo.recipe if leg.memo else None
            self._desk.close_bridges(call)  # the music of a transfer that came to nothing
            self._desk.flow.repeat(call, self._now)

    def _outside_legs(self, call: LiveCall) -> list[LegSeen]:
        return [leg for leg in self._offers.get(call.id, ()) if outside_of(leg.leg_id) is not None]

    def _go_on_talking(self, call: LiveCall, peer: LegSeen, leg: LegSeen, known: CallStored | None) -> bool:
        assert call.queue is not None
        agent_id = self._agent(peer, leg)
        if known is None or known.connected_at is None:
            # connected in the moment before the controller died: nothing is stored of it, so it counts from now
            if agent_id is None or not self._offered(call, peer, agent_id, known):
                return False
            self._desk.recordings.begins_anew(call, self._desk.pool.tenants.get(call.tenant_id))
            self._desk.feed(call, CallInput.AGENT_CONNECTED, self._now)
            return True
        if agent_id is None or not self._talks(agent_id, call):
            return False
        self._register(call, known)
        call.state = CallState.HELD if call.segment is SegmentKind.HOLD else CallState.CONNECTED
        call.agent_id, call.segment_agent, call.agent_leg_id = agent_id, agent_id, peer.leg_id
        call.connected_at = min(self._now, known.connected_at)
        if self._desk.last_agents.of(call.tenant_id, call.caller) is None:  # what is stored may tell of a later one
            self._desk.last_agents.talked(call.tenant_id, call.caller, agent_id)
        self._desk.legs[peer.leg_id] = call
        tenant = self._desk.pool.tenants.get(call.tenant_id)
        self._desk.recordings.taken_over(call, tenant, known.recording, self._now)
        self._desk.recordings.goes_on(call)
        return True

    def _talks(self, agent_id: AgentId, call: LiveCall) -> bool:
        """Put the conversation into the agent's hand. False when they cannot have it."""
        state = AgentState.HOLDING if call.segment is SegmentKind.HOLD else AgentState.TALKING
        return self._engine.agents.take_over(agent_id, _hand(call), state, self._now)

    def _release(self, call: LiveCall, known: CallStored) -> None:
        """The agent hung up while nobody was there, or just before."""
        assert call.queue is not None
        self._register(call, known)
        call.connected_at, call.agent_id, call.segment_agent = known.connected_at, known.agent_id, known.agent_id
        # its row is open: it ends with the conversation
        tenant = self._desk.pool.tenants.get(call.tenant_id)
        self._desk.recordings.taken_over(call, tenant, known.recording, self._now)
        self._engine.out.commands.append(HangUp(call.leg_id))
        self._desk.end(call, OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP, self._now)
        if known.agent_id is not None and self._engine.agents.forgotten(known.agent_id):
            self._talks(known.agent_id, call)
            self._engine.agents.finish(known.agent_id, self._desk.wrapup_s(call), self._now)

    def _go_on_outside(self, call: LiveCall, peer: LegSeen, known: CallStored | None) -> None:
        self._register(call, known)
        self._note_outside(call)
        self._desk.outside.found(call, peer, self._now)
        call.state = CallState.OUTSIDE
        self._desk.outside.goes_on(call, call.segment_since)

    def _release_from_outside(self, call: LiveCall, known: CallStored | None) -> None:
        """The other side hung up while nobody was there, or just before."""
        self._register(call, known)
        self._note_outside(call)
        call.outside_at = call.segment_since
        self._engine.out.commands.append(HangUp(call.leg_id))
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.OUTSIDE, self._now)

    def _note_outside(self, call: LiveCall) -> None:
        if call.segment in (SegmentKind.RING, SegmentKind.OUTSIDE):  # it is stored that the wait is over
            call.segment = SegmentKind.OUTSIDE
        else:
            self._desk.switch(call, SegmentKind.OUTSIDE, self._now)

    def _go_on_in_line(self, call: LiveCall, known: CallStored | None) -> None:
        assert call.queue is not None
        legs, outside = self._offers.get(call.id, ()), self._outside_legs(call)
        if call.progress is None:
            call.progress = in_line_by(call.flow, call.queue.id)
        if outside:
            self._go_on_transferring(call, outside, known)
            return
        # who has answered has the call; of several who ring or must press a key, whoever does
        phones = sorted(legs, key=self._turn)
        for phone in phones:
            agent_id = self._agent(phone, None)
            if (phone.ringing or phone.answered) and agent_id and self._offered(call, phone, agent_id, known):
                self._go_on_ringing(call, phone, [other for other in phones if other is not phone])
                return
        self._register(call, known)
        call.state = CallState.WAITING
        if call.attempt is None:
            self._desk.pace.join_again(call.id, call.tenant_id, call.queued_at + call.put_back)
        if call.segment is SegmentKind.RING:  # the phone that was asked is gone
            self._desk.switch(call, SegmentKind.QUEUE, self._now)
        if call.queue.id in self._desk.pool.queues:
            self._desk.line_again(call, self._now)
        else:
            self._desk.feed(call, CallInput.BROKEN, self._now)

    def _turn(self, phone: LegSeen) -> int:
        if not phone.answered:
            return 2
        agent = self._engine.agents.agents.get(self._agent(phone, None) or AgentId(""))
        return 1 if agent is not None and answering(agent) is Answering.PRESS else 0

    def _go_on_transferring(self, call: LiveCall, outside: Sequence[LegSeen], known: CallStored | None) -> None:
        last = max(outside, key=lambda leg: outside_of(leg.leg_id) or 0)
        self._register(call, known)
        if call.segment is SegmentKind.RING:
            self._desk.switch(call, SegmentKind.QUEUE, self._now)
        self._desk.outside.found(call, last, self._now)
        if call.holds_place():
            self._desk.pace.join_again(call.id, call.tenant_id, call.queued_at + call.put_back)
        if last.answered:
            self._desk.feed(call, CallInput.OUTSIDE_ANSWERED, self._now)
        elif call.room_id is None:
            self._desk.close_bridges(call)
            self._desk.music_again(call)

    def _go_on_ringing(self, call: LiveCall, phone: LegSeen, others: Sequence[LegSeen]) -> None:
        assert call.queue is not None and call.offer is not None
        if phone.answered and not self._desk.acceptance.is_needed(call.offer):
            self._engine.out.commands.append(StopPlayback(phone.leg_id, whisper_of(phone.leg_id)))
            self._desk.feed(call, CallInput.WHISPER_ENDED, self._now)
            return
        if phone.answered:
            self._desk.acceptance.ask_anew(call, call.offer, self._now)
        if call.room_id is None:
            self._desk.music_again(call)
        if call.queue.choice is AgentChoice.RING_ALL:
            for other in others:
                self._rings_beside(call, other)
            self._desk.ring_all.offered(call)

    def _rings_beside(self, call: LiveCall, phone: LegSeen) -> None:
        agent_id, hand = self._agent(phone, None), _hand(call)
        agents, rings = self._engine.agents, phone.ringing or phone.answered
        if rings and agent_id and agents.take_over(agent_id, hand, AgentState.RINGING, self._now):
            offer = self._offer(call, phone, agent_id, min(self._now, phone.since))
            call.beside = (*call.beside, offer)
            if phone.answered:
                self._desk.acceptance.ask_anew(call, offer, self._now)

    def _offered(self, call: LiveCall, phone: LegSeen, agent_id: AgentId, known: CallStored | None) -> bool:
        """Take over the offer, if its agent can have it."""
        assert call.queue is not None
        if not self._engine.agents.take_over(agent_id, _hand(call), AgentState.RINGING, self._now):
            return False
        self._register(call, known)
        started = call.segment_since
        if call.segment is not SegmentKind.RING:
            started = min(self._now, max(started, phone.since))
            self._desk.switch(call, SegmentKind.RING, started)
        call.segment_agent = agent_id
        call.state = CallState.OFFERED
        if call.attempt is None:
            self._desk.pace.join_again(call.id, call.tenant_id, call.queued_at + call.put_back)
        call.offer = self._offer(call, phone, agent_id, started)
        return True

    def _offer(self, call: LiveCall, phone: LegSeen, agent_id: AgentId, started: float) -> LiveOffer:
        assert call.queue is not None
        self._desk.preferences.offered(call, agent_id)
        self._desk.legs[phone.leg_id] = call
        if not phone.answered:
            rules, where = self._engine.agents.rules, self._engine.agents.agents[agent_id].phone
            until = max(self._now, started + ring_s(rules, where, call.queue.ring_timeout_s))
            self._engine.timers.set(TimerKind.RING, phone.leg_id, until)
        return LiveOffer(self._number(call, phone), agent_id, phone.leg_id, started, answered=phone.answered)

    def _number(self, call: LiveCall, phone: LegSeen) -> int:
        """The offer's own number, unless it may be stored as one that ended."""
        known = self._desk.stored.get(call.id)
        stored, number = known.offers if known else 0, offer_of(phone.leg_id) or 0
        call.counts["offer"] = max(call.counts["offer"], number)
        is_open = known is not None and number in known.open_offers
        return number if number > stored or is_open else call.next("offer")

    def _register(self, call: LiveCall, known: CallStored | None) -> None:
        """Make the call ours, and make good for records that died with the controller."""
        self._desk.register(call)
        records = self._engine.out.records
        if known is None:
            records.append(CallStarted(call.id, call.tenant_id, call.number, call.caller, ms(call.arrived)))
        if call.queue is None:
            return
        if known is None or known.queued_at is None:
            records.append(CallQueued(call.id, call.tenant_id, call.queue.id, ms(call.queued_at)))
        elif call.counts["move"] > known.moves and known.queue_id and known.queue_id != call.queue.id:
            records.append(self._moved(call, known.queue_id))
        if call.segment is SegmentKind.FLOW:
            self._desk.switch(call, SegmentKind.QUEUE, max(call.segment_since, call.queued_at))

    def _moved(self, call: LiveCall, before: QueueId) -> CallMoved:
        """Make good for the record of a move; of several the last one counts."""
        assert call.queue is not None
        seq, reason = call.counts["move"], MoveReason.REQUESTED
        return CallMoved(call.id, seq, call.tenant_id, before, call.queue.id, ms(self._now), reason)

    def _agent(self, phone: LegSeen, leg: LegSeen | None) -> AgentId | None:
        """Return who stands at a phone; the memo beside a conversation says it best."""
        told = leg.memo.agent_id if leg is not None and leg.memo is not None else None
        return told or (self._phones.get(phone.endpoint) if phone.endpoint else None)


def give_up(engine: "Engine", leg_id: LegId, now: float) -> None:
    """Forget a call over which the engine raised while it was taken over; at the next look it is a stray's.

    Who talks talks on then, and who waits goes to the safety net.
    """
    desk, call_id = engine.calls, CallId(leg_id)
    desk.half_taken = None
    desk.turned_away(call_id)
    call = desk.forget(call_id)
    if call is None:
        return  # its accounts are closed with those of strays
    known = desk.stored.pop(call_id, None)
    if known is not None:
        call.connected_at, call.agent_id = known.connected_at, known.agent_id
    for own in [own for own, owner in desk.legs.items() if owner is call]:
        del desk.legs[own]
        engine.timers.cancel_ringing(own)
    desk.matcher.remove_call(call_id)
    desk.preferences.forget(call)
    if call.playback is not None:
        engine.out.commands.append(StopPlayback(leg_id, call.playback))
    desk.recordings.set_free(call, now)
    engine.out.records += [close_offer(call, offer, OfferResult.FAILED, now) for offer in call.offers]
    outcome = Outcome(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)
    engine.out.records += [close_segment(call, now), end_call(call, outcome, now)]
    if call.attempt is not None:
        desk.callbacks.over(call, outcome.cls, outcome.reason, now)


def going_on(known: CallStored, queue: Queue | None) -> SegmentKind:
    """Return what the call was in after its last stored stretch; `queue` is where it stands."""
    if known.last_kind is None:
        return SegmentKind.FLOW
    if queue is None:  # from its flow to a number outside
        return SegmentKind.OUTSIDE
    if known.last_kind is SegmentKind.QUEUE and known.last_queue_id not in (None, queue.id):
        return SegmentKind.QUEUE  # in another line
    if known.last_kind is SegmentKind.RING and known.connected_at is not None:
        return SegmentKind.TALK
    return _GOING_ON[known.last_kind]


def _hand(call: LiveCall) -> Hand:
    assert call.queue is not None
    return Hand(call.id, call.queue.id, call.tenant_id)
