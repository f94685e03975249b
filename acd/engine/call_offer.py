"""A call in line, and its offers to agents, up to the command that connects the two."""

from typing import TYPE_CHECKING, Final

from acd.domain.agents import AgentId, Answering
from acd.domain.calls import (
    BridgeId,
    CallState,
    Direction,
    HangUpReason,
    LegEndCause,
    LegId,
    OfferResult,
    SegmentKind,
)
from acd.domain.commands import CloseBridge, Connect, HangUp, Play, RingAgent, StartWaiting
from acd.domain.offers import OfferStage
from acd.domain.outside import is_outside
from acd.domain.records import CallQueued
from acd.engine.acceptance import answering, whisper_of
from acd.engine.accounts import close_offer
from acd.engine.agent import Hand
from acd.engine.agent_machine import AgentInput
from acd.engine.call import LiveCall, LiveOffer, whisper_to_agent
from acd.engine.call_machine import CallInput, Detail
from acd.engine.demand import ahead_of, want_of
from acd.engine.matching import Pick
from acd.engine.offer_reason import why_asked
from acd.engine.outbox import ms
from acd.engine.ringing import ring_s, ringing_within_s
from acd.engine.timers import TimerKind
from acd.engine.waiting import Rank

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

DEFAULT_MUSIC: Final = "default"
"""Of who is in no line."""

_HANG_UP = {
    OfferResult.MISSED: HangUpReason.NO_ANSWER,
    OfferResult.ELSEWHERE: HangUpReason.ANSWERED_ELSEWHERE,
}


class OfferPart:
    """The table's actions for calls in line."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self._seq = 0

    # line

    def join_line(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Put the caller in line; the rank given here is kept whatever comes of offers."""
        del detail
        assert call.queue is not None
        self._seq += 1
        call.queued_at = now
        pool = self._desk.pool
        tenant = pool.tenants.get(call.tenant_id)
        call.put_back = self._desk.pace.join(call.id, call.tenant_id, now, pool.fairness, tenant)
        self._desk.preferences.derive(call, now)
        call.rank = (now - ahead_of(call), self._seq)
        self._take_place_back(call, now)
        self._desk.out.records.append(CallQueued(call.id, call.tenant_id, call.queue.id, ms(now)))
        self._desk.switch(call, SegmentKind.QUEUE, now)
        self._desk.recipes.begin(call, now)
        self.make_room(call)
        self._stand_in_line(call)
        self._desk.recipes.go_on(call, now)

    def _take_place_back(self, call: LiveCall, now: float) -> None:
        """Let a caller who has waited for a callback have the place of that."""
        rank = self._desk.callbacks.take_place(call, now)
        if rank is not None and rank < call.rank:
            call.asked_ahead += call.rank[0] - rank[0]
            call.rank = (rank[0], call.rank[1])

    def return_to_line(self, call: LiveCall, detail: Detail, now: float) -> None:
        """End the offer without a conversation; the caller is offered to the next agent at once."""
        assert call.offer is not None
        offer, call.offer = call.offer, None
        self._close(call, offer, detail.result, now, leg_gone=detail.leg_gone)
        self._desk.switch(call, SegmentKind.QUEUE, now)
        if call.listening is not None:
            self._desk.listening.not_taken(call, detail.result, now)
            return
        stands_nowhere = call.attempt is not None and call.answered and call.room_id is None
        if call.bridge_id is not None or call.room_failed or stands_nowhere:
            # the caller may have left the waiting room for the bridge of the conversation: make sure of music
            self.renew_room(call)
        self._desk.preferences.choose(call, now)
        self._stand_in_line(call)
        self._desk.recipes.staffing_changed(call, now)
        self._desk.recipes.go_on(call, now)

    def withdraw(self, call: LiveCall, now: float, result: OfferResult = OfferResult.CANCELLED) -> None:
        """Take the caller out of line, and the offer back from an agent who was asked."""
        self._desk.matcher.remove_call(call.id)
        self._desk.preferences.forget(call)
        offers, call.offer, call.beside = call.offers, None, ()
        for offer in offers:
            self._close(call, offer, result, now)

    def rank_again(self, virtual_arrival: float, order: int) -> Rank:
        """Return the rank of a caller who was in line under an earlier controller; 0: the order is not known."""
        if not order:
            self._seq = order = self._seq + 1
        return virtual_arrival, order

    def count_from(self, order: int) -> None:
        """Give out numbers above this one from now on."""
        self._seq = max(self._seq, order)

    def line_again(self, call: LiveCall, now: float) -> None:
        """Put a caller of an earlier controller in line."""
        if call.room_id is None:
            self.renew_room(call)
        self._desk.preferences.choose(call, now)
        self._stand_in_line(call)

    def back_in_line(self, call: LiveCall, now: float) -> None:
        """Put a caller in line again who was away; in another waiting room, if they may have left theirs."""
        if call.bridge_id is not None or call.room_failed:
            self.renew_room(call)
        self.line_again(call, now)

    def renew_room(self, call: LiveCall) -> None:
        """Put the caller into another waiting room; where they are now is not known."""
        self._desk.close_bridges(call)
        self.make_room(call)

    def make_room(self, call: LiveCall) -> None:
        """Let the caller hear music."""
        call.room_id = BridgeId(call.name("hold", call.next("room")))
        call.room_failed = False
        before, call.music = call.music, self.music_of(call)
        changes = before not in (None, call.music)
        called = call.attempt is not None
        self._desk.out.commands.append(
            StartWaiting(call.leg_id, call.room_id, call.music, call.memo(), changes, called=called)
        )

    def music_of(self, call: LiveCall) -> str:
        """Return the class of music that the caller should hear."""
        tenant = self._desk.pool.tenants.get(call.tenant_id)
        of_line = DEFAULT_MUSIC if call.queue is None else call.queue.music
        return of_line if tenant is None or tenant.music is None else tenant.music

    def music_gone(self, call: LiveCall, classes: frozenset[str]) -> None:
        """Put a caller who waits with music that is gone into another room: there the PBX plays its default music."""
        # one who is just being connected needs no music any more
        waits = call.room_id is not None and call.bridge_id is None
        if waits and (call.music or self.music_of(call)) in classes:
            self.renew_room(call)

    def line_up(self, call: LiveCall) -> None:
        """Look anew at what a call in line asks for, and at its rank; while it is offered, nothing is to be done."""
        self._desk.recipes.stands(call)
        if call.state is CallState.WAITING:
            self._desk.matcher.remove_call(call.id)
            self._stand_in_line(call)

    def _stand_in_line(self, call: LiveCall) -> None:
        self._desk.matcher.add_call(call.id, want_of(call, self._desk.pool), call.rank)
        self._desk.queued.append(call.id)

    # offer

    def offer(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Ring the agent who was chosen."""
        assert detail.pick is not None
        self._desk.switch(call, SegmentKind.RING, now, detail.pick.agent_id)
        if call.attempt is not None and call.attempt.caller_first and not call.answered:
            self._desk.attempts.offer(call, detail.pick, now)
            return
        call.offer = self._ring(call, detail.pick, now)
        if call.direction is Direction.INBOUND:
            self._desk.ring_all.offered(call)

    def offer_beside(self, call: LiveCall, agent_id: AgentId, now: float) -> None:
        """Ring one more agent for a call that rings already."""
        self._desk.matcher.remove_agent(agent_id)
        call.beside = (*call.beside, self._ring(call, Pick(call.id, agent_id), now, OfferStage.BESIDE))

    def _ring(self, call: LiveCall, pick: Pick, now: float, stage: OfferStage | None = None) -> LiveOffer:
        offer = self.reserve(call, pick, now, stage)
        self.ring(call, offer, now)
        return offer

    def reserve(self, call: LiveCall, pick: Pick, now: float, stage: OfferStage | None = None) -> LiveOffer:
        """Choose an agent for a call; the phone is to ring later."""
        assert call.queue is not None
        agents, agent_id = self._desk.agents, pick.agent_id
        seq = call.next("offer")
        waits_for = agent_id in call.waits_for
        offer = LiveOffer(seq, agent_id, LegId(call.name("a", seq)), now, waits_for, rung=False)
        self._desk.preferences.offered(call, agent_id)
        self._desk.legs[offer.leg_id] = call
        self._desk.out.records.append(why_asked(call, offer, pick, agents, now, stage))
        agents.reserve(agent_id, Hand(call.id, call.queue.id, call.tenant_id), now)
        return offer

    def ring(self, call: LiveCall, offer: LiveOffer, now: float) -> None:
        """Ring the agent who was chosen."""
        assert call.queue is not None
        agents, timers = self._desk.agents, self._desk.timers
        phone = agents.agents[offer.agent_id].phone
        offer.rung = True
        given_s = ring_s(agents.rules, phone, call.queue.ring_timeout_s)
        timers.set(TimerKind.RING, offer.leg_id, now + given_s)
        timers.set(TimerKind.RINGING_WITHIN, offer.leg_id, now + ringing_within_s(agents.rules, phone))
        self._desk.out.commands.append(
            RingAgent(
                lane=offer.leg_id,
                call_id=call.id,
                caller_leg_id=call.leg_id,
                agent_id=offer.agent_id,
                endpoint=agents.agents[offer.agent_id].phone,
                caller=call.caller,
                tenant_id=call.tenant_id,
                timeout_s=given_s,
                auto_answer=answering(agents.agents[offer.agent_id]) is Answering.AUTO,
            )
        )

    def note_ringing(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The phone rings: it can be reached."""
        offer = detail.offer or call.offer
        assert offer is not None and call.queue is not None
        first = self._desk.timers.cancel(TimerKind.RINGING_WITHIN, offer.leg_id)
        if first and is_outside(self._desk.agents.agents[offer.agent_id].phone):
            self._desk.timers.set(TimerKind.RING, offer.leg_id, now + call.queue.ring_timeout_s)
        self._desk.agents.feed(offer.agent_id, AgentInput.RING, now)

    def win(self, call: LiveCall, offer: LiveOffer, now: float) -> None:
        """Who answers first, or accepts, has the call: the other phones fall silent."""
        others = [other for other in call.offers if other is not offer]
        call.offer, call.beside = offer, ()
        if call.segment_agent != offer.agent_id:
            self._desk.switch(call, SegmentKind.RING, now, offer.agent_id)
        for other in others:
            self._close(call, other, OfferResult.ELSEWHERE, now)

    def drop_offer(self, call: LiveCall, detail: Detail, now: float) -> None:
        """One of the phones that ring for this call does not any more."""
        lost = detail.offer
        assert lost is not None
        first, *others = (offer for offer in call.offers if offer is not lost)
        call.offer, call.beside = first, tuple(others)
        if call.segment_agent != first.agent_id:
            self._desk.switch(call, SegmentKind.RING, now, first.agent_id)
        self._close(call, lost, detail.result, now, leg_gone=detail.leg_gone)

    def whisper(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Tell the agent whose call this is, while the caller still hears music."""
        offer = detail.offer or call.offer
        assert offer is not None
        self._desk.timers.cancel_ringing(offer.leg_id)
        offer.answered = True
        if self._desk.acceptance.is_needed(offer):  # other phones ring on: a voicemail must not silence them
            self._desk.acceptance.ask(call, offer, now)
            return
        self.win(call, offer, now)
        prompts = whisper_to_agent(call)
        if not prompts:
            self.connect(call, detail, now)
            return
        offer.whisper = whisper_of(offer.leg_id)
        self._desk.out.commands.append(Play(offer.leg_id, offer.whisper, prompts))

    def hear_key(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The agent pressed a key, perhaps to accept the call."""
        offer = detail.offer
        assert offer is not None
        if self._desk.acceptance.accepts(offer, detail.digit, now):
            self.win(call, offer, now)
            self.connect(call, detail, now)

    def connect(self, call: LiveCall, detail: Detail, now: float) -> None:
        """Let the two hear each other; or say again what the agent must do first."""
        offer = detail.offer or call.offer
        assert call.offer is not None and offer is not None
        if offer.awaits_key is not None:
            self._desk.acceptance.tell(call, offer)
            return
        offer.whisper = None
        if call.attempt is not None and not call.answered:
            self._desk.attempts.dial(call, now)
            return
        if call.listening is not None:  # the agent has picked up, and there is nobody to be connected with
            self._desk.feed(call, CallInput.AGENT_CONNECTED, now)
            return
        self._desk.recipes.cut_short(call)
        if call.bridge_id is not None:  # a second attempt, after the link to the PBX was lost
            self._desk.out.commands.append(CloseBridge(call.leg_id, call.bridge_id))
        call.bridge_id = BridgeId(call.name("talk", call.next("bridge")))
        memo = call.memo(call.offer.agent_id)
        called = call.attempt is not None
        self._desk.out.commands.append(Connect(call.leg_id, call.offer.leg_id, call.bridge_id, memo, called=called))

    def _close(
        self, call: LiveCall, offer: LiveOffer, result: OfferResult, now: float, *, leg_gone: bool = False
    ) -> None:
        if result is OfferResult.FAILED and offer.answered:
            result = OfferResult.DROPPED
        self._desk.timers.cancel_ringing(offer.leg_id)
        del self._desk.legs[offer.leg_id]
        if not leg_gone and offer.rung:
            self._desk.out.commands.append(HangUp(offer.leg_id, _HANG_UP.get(result, HangUpReason.NORMAL)))
            self._desk.agents.part(offer.agent_id, offer.leg_id, now)
        self._desk.out.records.append(close_offer(call, offer, result, now))
        self._desk.agents.release(offer.agent_id, result, now)


def offer_result(cause: LegEndCause, offer: LiveOffer) -> OfferResult:
    """Return what the end of the agent's leg means for the offer.

    A phone that was answered and then gone broke the connection, unless the agent was to accept the call and did
    not; one that says "no answer" itself declined by its own timer, which is the same for us as our timer.
    """
    if offer.answered and offer.awaits_key is None:
        return OfferResult.DROPPED
    match cause:
        case LegEndCause.BUSY | LegEndCause.REFUSED | LegEndCause.NORMAL:
            return OfferResult.REFUSED
        case LegEndCause.NO_ANSWER:
            return OfferResult.MISSED
        case _:
            return OfferResult.FAILED
