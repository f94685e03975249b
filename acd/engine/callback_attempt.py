"""An attempt to call a customer back: a call of its own, whose leg to the customer is made by us.

Offers, conversation, recording and accounts are those of every call. The call has the id that its leg to the customer
has, or will have; until that is made, the call waits for an agent without anybody on the line.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackId, CallbackOrder, CallbackRules, attempt_id, attempt_of
from acd.domain.calls import (
    CallerId,
    CallState,
    Direction,
    HangUpReason,
    LegId,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import HangUp, RingOutside
from acd.domain.events import LegSeen
from acd.domain.flows import NO_FLOW
from acd.domain.outside import outside_endpoint
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.records import CallQueued, CallStarted
from acd.domain.refusals import ANSWERED, NOT_IN_LINE
from acd.domain.requests import CallbackAdded, CallbackCancelled, CallbackRequest
from acd.domain.tenants import Number
from acd.engine.call import LiveAttempt, LiveCall
from acd.engine.call_machine import CallInput, Detail
from acd.engine.call_offer import OfferPart
from acd.engine.callbacks import LiveCallback
from acd.engine.demand import asked_of_anyone, derive
from acd.engine.matching import Pick, Want
from acd.engine.outbox import ms
from acd.engine.timers import TimerKind

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class AttemptPart:
    """What people ask for about callbacks, and the table's actions for attempts."""

    def __init__(self, desk: "CallDesk", offer: OfferPart) -> None:
        self._desk, self._offer = desk, offer
        self.run = ""
        """Mark of this controller: an earlier one may have made an attempt of which nothing was kept."""

    # requests

    def request(self, asked: CallbackRequest, call: LiveCall | None, now: float) -> None:
        """Grant what somebody asks for, or say why not; `call` is the one that is asked about."""
        self._desk.out.refusal = self._answer(asked, call, now)

    def _answer(self, asked: CallbackRequest, call: LiveCall | None, now: float) -> str | None:
        if isinstance(asked, CallbackAdded):
            return self._add(asked, now)
        if isinstance(asked, CallbackCancelled):
            return self._desk.callbacks.cancel(asked.callback_id, now)
        assert call is not None
        return self.ask(call, asked.number, now)

    def ask(self, call: LiveCall, number: str | None, now: float) -> str | None:
        """Turn a call in line into a callback to this number, or the caller's own; returns why not.

        The call ends with it: what the caller is to hear of it must have been said.
        """
        if not call.in_line() or call.direction is not Direction.INBOUND or call.queue is None:
            return NOT_IN_LINE
        if call.offer is not None and call.offer.taken:
            return ANSWERED
        wanted = call.caller.number if number is None else number
        own = wanted == call.caller.number
        refusal = self._desk.callbacks.refusal(call.tenant_id, call.queue.id, wanted, own=own)
        if refusal is None:
            self._desk.feed(call, CallInput.CALLBACK_WANTED, now, Detail(number=wanted))
        return refusal

    def turn_into_callback(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The place in line stays; the caller can hang up, and is hung up."""
        assert call.queue is not None
        self._offer.withdraw(call, now)
        of = call.tenant_id, call.queue.id, detail.number
        self._desk.callbacks.add(CallbackId(f"{call.id}-cb"), of, call.number, call.rank, now, call.id)
        self._desk.out.commands.append(HangUp(call.leg_id))
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.CALLBACK, now)

    def note(self, call: LiveCall, queue_id: QueueId, number: str, now: float) -> None:
        """Note that a caller who is in a dialogue with us is called back, in the place that they have or would get."""
        queue = self._desk.pool.queues[queue_id]
        in_line = call.queue is not None
        rank = call.rank if in_line else self._desk.rank_again(now - queue.head_start_s, 0)
        count = call.next("callback")
        callback_id = CallbackId(f"{call.id}-cb" if count == 1 else f"{call.id}-cb{count}")
        of = call.tenant_id, queue_id, number
        self._desk.callbacks.add(callback_id, of, call.number, rank, now, call.id, is_on_line=True)
        call.called_back = callback_id

    def _add(self, asked: CallbackAdded, now: float) -> str | None:
        refusal = self._desk.callbacks.refusal(asked.tenant_id, asked.queue_id, asked.number, own=False)
        if refusal is not None:
            return refusal
        pool = self._desk.pool
        shown = next(
            (entry.number for entry in pool.entries.values() if entry.tenant_id == asked.tenant_id), Number("")
        )
        rank = self._desk.rank_again(now - pool.queues[asked.queue_id].head_start_s, 0)
        self._desk.callbacks.add(asked.callback_id, (asked.tenant_id, asked.queue_id, asked.number), shown, rank, now)
        return None

    # the attempt

    def begin(self, callback_id: CallbackId, now: float) -> LiveCall:
        """Make the call for which an agent is there."""
        item, rules = self._desk.callbacks.begin(callback_id, now)
        call = self._call(item, rules, now)
        self._desk.register(call)
        started = CallStarted(call.id, call.tenant_id, call.number, call.caller, ms(now), Direction.CALLBACK)
        self._desk.out.records += [started, CallQueued(call.id, call.tenant_id, item.queue_id, ms(now))]
        return call

    def want(self, item: LiveCallback, rules: CallbackRules) -> Want:
        """Return who may serve a customer: what the queue asks for, the number that was called, and the customer."""
        call = self._call(item, rules, 0.0)
        assert call.queue is not None
        # nobody rings everybody for somebody who is not on the line
        rings_all = call.queue.choice is AgentChoice.RING_ALL
        choice = AgentChoice.LONGEST_IDLE if rings_all else call.queue.choice
        return Want(asked_of_anyone(call, self._desk.pool), choice=choice)

    def _call(self, item: LiveCallback, rules: CallbackRules, now: float) -> LiveCall:
        pool, call_id = self._desk.pool, attempt_id(item.id, item.attempts)
        entry, tenant = pool.entries.get(item.shown), pool.tenants.get(item.tenant_id)
        flow, caller = pool.flows.get(entry.flow_id) if entry else None, CallerId(item.number)
        call = LiveCall(
            *(call_id, LegId(call_id), item.tenant_id, item.shown, caller, flow or NO_FLOW),
            arrived=now,
            state=CallState.WAITING,
            queue=pool.queues[item.queue_id],
            queued_at=now,
            rank=item.rank,
            attempt=LiveAttempt(
                outside_endpoint(item.number, rules.trunk),
                rules.ring_s,
                caller_first=rules.order is CallbackOrder.CALLER_FIRST,
            ),
            segment=SegmentKind.QUEUE,
            segment_since=now,
            run=self.run,
        )
        call.profile = tenant.callers.find(caller) if tenant else None
        derive(call, pool, self._desk.agents.agents, self._desk.last_agents)
        return call

    def known(self, leg: LegSeen) -> LegSeen:
        """Return a leg as the PBX tells of it; one to a customer with what we know of that one."""
        made = None if leg.is_caller else attempt_of(leg.leg_id)
        item = self._desk.callbacks.items.get(made[0]) if made else None
        return leg if item is None else replace(leg, number=item.shown, caller=CallerId(item.number))

    def again(self, leg: LegSeen) -> LiveAttempt | None:
        """Return what makes a call that is taken over an attempt; its customer has picked up."""
        if leg.is_caller or attempt_of(leg.leg_id) is None:
            return None
        return LiveAttempt(leg.endpoint or Endpoint(""), 0.0, caller_first=False, dialled=True)

    def offer(self, call: LiveCall, pick: Pick, now: float) -> None:
        """Keep an agent free until the customer has picked up."""
        call.offer = self._offer.reserve(call, pick, now)
        self.dial(call, now)

    def dial(self, call: LiveCall, now: float) -> None:
        """Dial the customer, once."""
        attempt = call.attempt
        assert attempt is not None
        if attempt.dialled:
            return
        if self._desk.callbacks.is_quiet(call, now):  # the agent picked up too late
            self._desk.feed(call, CallInput.OUTSIDE_LOST, now)
            return
        attempt.dialled = True
        self._desk.timers.set(TimerKind.OUTSIDE, call.leg_id, now + attempt.ring_s)
        shown = CallerId(call.number)
        self._desk.out.commands.append(RingOutside(call.leg_id, attempt.endpoint, shown, attempt.ring_s))

    def customer_up(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The customer has picked up: who waits is connected, or the customer hears music until an agent is there."""
        self._desk.timers.cancel(TimerKind.OUTSIDE, call.leg_id)
        offer = call.offer
        if offer is not None and offer.taken and offer.whisper is None:
            self._offer.connect(call, detail, now)
            return
        self._offer.make_room(call)
        if offer is not None and not offer.rung:
            self._offer.ring(call, offer, now)

    def not_reached(self, call: LiveCall, detail: Detail, now: float) -> None:
        """The customer does not answer: the agent is free, and another attempt is made later."""
        self._desk.timers.cancel(TimerKind.OUTSIDE, call.leg_id)
        self._offer.withdraw(call, now, OfferResult.UNREACHED)
        if not detail.leg_gone and call.attempt is not None and call.attempt.dialled:
            self._desk.out.commands.append(HangUp(call.leg_id, HangUpReason.NO_ANSWER))
        self._desk.end(call, OutcomeClass.EXITED, OutcomeReason.NOT_REACHED, now)


def is_customer(leg: LegSeen) -> bool:
    """Tell whether a leg leads to the customer of a callback who is on the line: in conversation, or with music."""
    on_the_line = leg.peer is not None or leg.room_id is not None
    return not leg.is_caller and attempt_of(leg.leg_id) is not None and on_the_line and leg.memo is not None
