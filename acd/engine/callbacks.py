"""Callbacks that are open: each keeps its place in line until an agent is there for it.

Of each queue only the first one that is due stands in the matcher, and the next one not before the queue's gap is over:
so there is never a burst, whatever becomes free at once. An attempt is a call of its own, see `callback_attempt.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sortedcontainers import SortedList

from acd.domain.callbacks import (
    AttemptResult,
    Callback,
    CallbackId,
    CallbackRules,
    CallbackState,
    attempt_id,
    attempt_of,
)
from acd.domain.callers import caller_key
from acd.domain.calls import CallId, OutcomeClass, OutcomeReason
from acd.domain.queues import QueueId
from acd.domain.records import CallbackChanged
from acd.domain.refusals import CALLBACK_EXISTS, CALLBACK_OVER, NO_CALLBACKS, NO_QUEUE, NO_TENANT, NUMBER_REFUSED
from acd.domain.tenants import Number, TenantId
from acd.engine.call import LiveCall
from acd.engine.call_machine import CallInput
from acd.engine.calling_hours import CallingHours
from acd.engine.outbox import ms
from acd.engine.timers import TimerKind
from acd.engine.waiting import Rank

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

CLOCKS_DIFFER_S: Final = 1.0
GOODBYE_S: Final = 20.0
"""So long a customer who has agreed to be called back is not called, unless the call is known to be over."""


@dataclass(slots=True)
class LiveCallback:
    """A callback that is open. Only this module changes it."""

    id: CallbackId
    tenant_id: TenantId
    queue_id: QueueId
    number: str
    shown: Number
    call_id: CallId | None
    asked_at: float
    rank: Rank
    deadline: float
    attempts: int = 0
    retry_at: float | None = None
    """When it is tried next, as told; None: at once."""
    state: CallbackState = CallbackState.WAITING
    changes: int = 0
    closing: CallbackState | None = None
    """How it ends when the attempt that is just made does not reach the customer."""
    not_before: float | None = None
    """`retry_at`, were there no hours in which the customer may be called."""


class Callbacks:
    """All that are open."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk
        self.items: dict[CallbackId, LiveCallback] = {}
        self._of: dict[tuple[TenantId, str], CallbackId] = {}
        """By customer."""
        self._due: dict[QueueId, SortedList[tuple[Rank, CallbackId]]] = {}
        """Those that may be tried now, of each queue in the order of their ranks."""
        self.standing: dict[QueueId, CallbackId] = {}
        """The one of each queue that stands in the matcher."""
        self.closed_until: dict[QueueId, float] = {}
        """Queues that have just made an attempt, and when they may make another."""
        self.draining = False
        self._hours = CallingHours(desk)

    # asking

    def refusal(self, tenant_id: TenantId, queue_id: QueueId, number: str, *, own: bool) -> str | None:
        """Return why there can be no callback; None when there can."""
        if tenant_id not in self._desk.pool.tenants:
            return NO_TENANT
        if queue_id not in self._desk.pool.queues:
            return NO_QUEUE
        rules = self.rules(queue_id)
        if rules is None:
            return NO_CALLBACKS
        if not rules.allow(number, own=own) or not self._hours.is_known(rules, number):
            return NUMBER_REFUSED
        return CALLBACK_EXISTS if (tenant_id, _who(number)) in self._of else None

    def add(
        self,
        callback_id: CallbackId,
        of: tuple[TenantId, QueueId, str],
        shown: Number,
        rank: Rank,
        now: float,
        call_id: CallId | None = None,
        *,
        is_on_line: bool = False,
    ) -> None:
        """Open one for a customer (`of`: tenant, queue and number) for whom there was no refusal.

        `is_on_line`: the customer still hears us, and is not called before `hung_up` or some seconds.
        """
        rules = self.rules(of[1])
        assert rules is not None
        item = LiveCallback(callback_id, *of, shown, call_id, now, rank, now + rules.deadline_s)
        self._take(item)
        self._rest(item, now + GOODBYE_S if is_on_line else None, now)
        self._tell(item, now)
        self._go_on(item, now)

    def hung_up(self, callback_id: CallbackId, now: float) -> None:
        """The call in which a callback was agreed has ended: the customer can be called."""
        item = self.items.get(callback_id)
        if item is not None and not item.attempts and item.not_before is not None:
            self._rest(item, None, now)
            self._tell(item, now)
            self._go_on(item, now)

    def open_of(self, tenant_id: TenantId, number: str) -> CallbackId | None:
        """Return the callback that is open for a customer; None: there is none."""
        return self._of.get((tenant_id, _who(number)))

    def cancel(self, callback_id: CallbackId, now: float) -> str | None:
        """Close one that somebody takes back; returns why not."""
        item = self.items.get(callback_id)
        if item is None:
            return CALLBACK_OVER
        self._end(item, CallbackState.CANCELLED, now)
        return None

    def take_place(self, call: LiveCall, now: float) -> Rank | None:
        """Give the place of a callback to its customer, who has called again; None: there is none."""
        callback_id = self._of.get((call.tenant_id, _who(call.caller.number)))
        if callback_id is None:
            return None
        item = self.items[callback_id]
        if call.queue is None or item.queue_id != call.queue.id:
            return None  # the customer calls for something else
        self._end(item, CallbackState.RETURNED, now)
        return item.rank

    # an attempt

    def begin(self, callback_id: CallbackId, now: float) -> tuple[LiveCallback, CallbackRules]:
        """An agent is there: make an attempt, and let no other one of this queue begin for a while."""
        item = self.items[callback_id]
        rules = self.rules(item.queue_id)
        assert rules is not None
        self._withdraw(item)
        self.closed_until[item.queue_id] = now + rules.gap_s
        self._desk.timers.set(TimerKind.CALLBACK_GAP, item.queue_id, now + rules.gap_s)
        item.attempts, item.state, item.retry_at = item.attempts + 1, CallbackState.TRYING, None
        item.not_before = None
        self._tell(item, now)
        return item, rules

    def over(self, call: LiveCall, cls: OutcomeClass, reason: OutcomeReason, now: float) -> None:
        """The call of an attempt has ended."""
        found = attempt_of(call.id)
        assert found is not None
        item = self.items[found[0]]
        if call.connected_at is not None:
            self._close(item, CallbackState.CONNECTED, now, AttemptResult.CONNECTED)
        elif reason is OutcomeReason.NOT_REACHED:
            is_kept = call.attempt is not None and not call.attempt.dialled and self.is_quiet(call, now)
            self._try_again(item, AttemptResult.QUIET if is_kept else AttemptResult.UNREACHED, now)
        else:
            abandoned = cls is OutcomeClass.ABANDONED
            self._try_again(item, AttemptResult.ABANDONED if abandoned else AttemptResult.FAILED, now)

    def _try_again(self, item: LiveCallback, result: AttemptResult, now: float) -> None:
        rules = self.rules(item.queue_id)
        if item.closing is not None or rules is None:
            self._close(item, item.closing or CallbackState.REMOVED, now, result)
        elif item.attempts >= rules.attempts and result is not AttemptResult.QUIET:
            self._close(item, CallbackState.GIVEN_UP, now, result)
        else:
            item.state = CallbackState.WAITING
            self._rest(item, None if result is AttemptResult.QUIET else now + rules.retry_s(item.attempts), now)
            self._tell(item, now, result)
            self._go_on(item, now)

    # time, configuration, the end, and a new beginning

    def due(self, callback_id: str, now: float) -> None:
        """It may be tried, or its time is over."""
        self._go_on(self.items[CallbackId(callback_id)], now)

    def gap_over(self, queue_id: str, now: float) -> None:
        """The queue may make another attempt."""
        del now
        del self.closed_until[QueueId(queue_id)]
        self._stand(QueueId(queue_id))

    def applied(self, now: float) -> None:
        """Other configuration is in force."""
        for item in list(self.items.values()):
            if self.rules(item.queue_id) is None:
                self._end(item, CallbackState.REMOVED, now)
        for queue_id in list(self.standing):  # what the queue asks for may be another thing now
            self._step_aside(queue_id)
        for queue_id in list(self._due):
            self._stand(queue_id)
        self.hours_told(now)

    def hours_told(self, now: float) -> None:
        """The clock was set, or when customers may be called is another thing now."""
        for item in list(self.items.values()):
            if item.state is CallbackState.WAITING:
                self._go_on(item, now)

    def is_quiet(self, call: LiveCall, now: float) -> bool:
        """Tell whether the customer of an attempt may not be dialled at this hour."""
        assert call.queue is not None
        rules = self.rules(call.queue.id)
        due = None if rules is None else self._hours.next(rules, call.caller.number, now)
        return due is not None and due > now

    def drain(self, now: float) -> None:
        """Begin no attempt any more, and dial nobody."""
        self.draining = True
        for queue_id in list(self.standing):
            self._step_aside(queue_id)
        for item in list(self.items.values()):
            self._stop_undialled(item, now)

    def restore(self, stored: Callback, now: float) -> None:
        """Go on with one of an earlier controller; what came of its attempt is told by `reconcile`."""
        if stored.id in self.items or (stored.tenant_id, _who(stored.number)) in self._of:
            return
        self._desk.count_from(stored.order)
        item = LiveCallback(
            stored.id,
            stored.tenant_id,
            stored.queue_id,
            stored.number,
            stored.shown,
            stored.call_id,
            stored.asked_at,
            (stored.rank_at, stored.order),
            stored.deadline,
            stored.attempts,
            stored.retry_at,
            stored.state,
            stored.changes,
        )
        item.not_before = item.retry_at
        self._take(item)
        if self.rules(item.queue_id) is None:
            self._end(item, CallbackState.REMOVED, now)
        elif item.state is CallbackState.WAITING:
            self._go_on(item, now)

    def note_attempts(self, names: Iterable[str]) -> None:
        """Take note of attempts that the PBX holds legs of: an earlier controller may not have told of them."""
        for callback_id, attempt in filter(None, map(attempt_of, names)):
            item = self.items.get(callback_id)
            if item is not None and item.attempts < attempt:
                self._withdraw(item)
                item.attempts, item.state, item.retry_at = attempt, CallbackState.TRYING, None
                item.not_before = None

    def reconcile(self, now: float) -> None:
        """Attempts of an earlier controller that no call of ours goes on with have reached nobody.

        Of an attempt that ended while the PBX was away, the rest may be over already.
        """
        for item in list(self.items.values()):
            if item.state is CallbackState.TRYING and self.attempt(item) not in self._desk.calls:
                self._try_again(item, AttemptResult.FAILED, now)
            elif item.retry_at is not None and item.retry_at <= now:
                self._go_on(item, now)

    @staticmethod
    def attempt(item: LiveCallback) -> CallId:
        """Return the call of the last attempt."""
        return attempt_id(item.id, item.attempts)

    def rules(self, queue_id: QueueId) -> CallbackRules | None:
        """Return how a queue calls back; None: it does not."""
        return self._desk.pool.callbacks.get(queue_id) if queue_id in self._desk.pool.queues else None

    # places

    def _take(self, item: LiveCallback) -> None:
        self.items[item.id] = item
        self._of[item.tenant_id, _who(item.number)] = item.id

    def _go_on(self, item: LiveCallback, now: float) -> None:
        """Bring one that waits to where it belongs at this moment: over, into line, or to its next moment."""
        if now >= item.deadline:
            self._end(item, CallbackState.EXPIRED, now)
            return
        if item.state is CallbackState.WAITING:
            self._mind_hours(item, now)
        rests = item.state is CallbackState.WAITING and item.retry_at is not None and item.retry_at > now
        until = min(item.deadline, item.retry_at) if rests and item.retry_at is not None else item.deadline
        if not rests and item.state is CallbackState.WAITING:
            until = min(until, self._quiet_from(item, now) or until)
        self._desk.timers.set(TimerKind.CALLBACK, item.id, until)
        if not rests and item.state is CallbackState.WAITING:
            due = self._due.setdefault(item.queue_id, SortedList())
            if (item.rank, item.id) not in due:
                due.add((item.rank, item.id))
            self._stand(item.queue_id)

    def _rest(self, item: LiveCallback, until: float | None, now: float) -> None:
        """Try it at a moment, or as soon after it as the customer may be called; None: now."""
        item.not_before = until
        item.retry_at = self._due_at(item, now)

    def _due_at(self, item: LiveCallback, now: float) -> float | None:
        rules = self.rules(item.queue_id)
        at = now if item.not_before is None else max(now, item.not_before)
        due = None if rules is None else self._hours.next(rules, item.number, at)
        return item.not_before if due is None or due == at else min(due, item.deadline)

    def _quiet_from(self, item: LiveCallback, now: float) -> float | None:
        rules = self.rules(item.queue_id)
        return None if rules is None else self._hours.end(rules, item.number, now)

    def _mind_hours(self, item: LiveCallback, now: float) -> None:
        """Let it rest while the customer may not be called, and not longer."""
        due, told = self._due_at(item, now) or now, item.retry_at or now
        if due <= now and told <= now:
            return
        # clocks are never quite equal: the same moment is not told again
        if min(due, told) <= now or abs(due - told) >= CLOCKS_DIFFER_S:
            self._withdraw(item)
            item.retry_at = due if due > now else None
            self._tell(item, now)
            self._stand(item.queue_id)

    def _stand(self, queue_id: QueueId) -> None:
        """Let the first of a queue stand in line, and no other one."""
        first = self._due[queue_id][0][1] if queue_id in self._due else None
        if self.draining or queue_id in self.closed_until or self.standing.get(queue_id) == first:
            return
        self._step_aside(queue_id)
        rules = self.rules(queue_id)
        if first is None or rules is None:
            return
        item = self.items[first]
        self.standing[queue_id] = first
        self._desk.matcher.add_call(CallId(first), self._desk.attempts.want(item, rules), item.rank)
        self._desk.queued.append(CallId(first))

    def _step_aside(self, queue_id: QueueId) -> None:
        stood = self.standing.pop(queue_id, None)
        if stood is not None:
            self._desk.matcher.remove_call(CallId(stood))

    def _withdraw(self, item: LiveCallback) -> None:
        """Take one out of line, wherever it is."""
        if self.standing.get(item.queue_id) == item.id:
            self._step_aside(item.queue_id)
        due = self._due.get(item.queue_id)
        if due is not None:
            due.discard((item.rank, item.id))
            if not due:
                del self._due[item.queue_id]

    def _end(self, item: LiveCallback, how: CallbackState, now: float) -> None:
        """Close one; while its customer is rung, after that."""
        if item.state is CallbackState.TRYING:
            item.closing = item.closing or how
            self._stop_undialled(item, now)
        else:
            self._close(item, how, now)

    def _stop_undialled(self, item: LiveCallback, now: float) -> None:
        """End an attempt that has not come to the customer yet."""
        call = self._desk.calls.get(self.attempt(item))
        if call is not None and call.attempt is not None and not call.attempt.dialled:
            self._desk.feed(call, CallInput.OUTSIDE_LOST, now)

    def _close(self, item: LiveCallback, how: CallbackState, now: float, result: AttemptResult | None = None) -> None:
        self._withdraw(item)
        self._desk.timers.cancel(TimerKind.CALLBACK, item.id)
        del self.items[item.id], self._of[item.tenant_id, _who(item.number)]
        item.state, item.retry_at = how, None
        self._tell(item, now, result)
        self._stand(item.queue_id)

    def _tell(self, item: LiveCallback, now: float, result: AttemptResult | None = None) -> None:
        item.changes += 1
        retry_ms = None if item.retry_at is None else ms(item.retry_at)
        self._desk.out.records.append(
            CallbackChanged(
                callback_id=item.id,
                tenant_id=item.tenant_id,
                queue_id=item.queue_id,
                number=item.number,
                shown=item.shown,
                call_id=item.call_id,
                asked_ms=ms(item.asked_at),
                rank_ms=round(item.rank[0] * 1000),
                order=item.rank[1],
                deadline_ms=ms(item.deadline),
                attempts=item.attempts,
                retry_ms=retry_ms,
                state=item.state,
                changes=item.changes,
                at_ms=ms(now),
                result=result,
            )
        )


def _who(number: str) -> str:
    """Return what is the same for all ways to write a customer's number."""
    return caller_key(number) or number
