"""What must be true of callbacks, whatever happens."""

from collections import Counter
from dataclasses import replace

from acd.domain.callbacks import OPEN, Callback, CallbackId, CallbackState, attempt_of
from acd.domain.callers import caller_key
from acd.domain.calls import CallState
from acd.domain.queues import QueueId
from acd.domain.records import CallbackChanged, Record
from acd.engine.engine import Engine
from acd.engine.timers import TimerKind

GAP_S = 1.0
"""Of every queue."""


class CallbackBook:
    """Reads the records of callbacks in order."""

    def __init__(self) -> None:
        self._last: dict[CallbackId, CallbackChanged] = {}
        """Of those that are open."""
        self._over: set[CallbackId] = set()
        self._began: dict[QueueId, int] = {}
        self._unsure: set[CallbackId] = set()
        """Those of which the controller that died may have known more."""
        self.ends: Counter[CallbackState] = Counter()

    def take(self, record: Record) -> None:
        """Check a record against those before it."""
        if not isinstance(record, CallbackChanged):
            return
        assert record.callback_id not in self._over, "a callback that is over has changed"
        before = self._last.pop(record.callback_id, None)
        if before is None:
            self._check_new(record)
        else:
            self._check_next(before, record)
        if record.state in OPEN:
            self._last[record.callback_id] = record
        else:
            self._over.add(record.callback_id)
            self.ends[record.state] += 1

    def _check_new(self, record: CallbackChanged) -> None:
        assert (record.state, record.changes, record.attempts) == (CallbackState.WAITING, 1, 0), "it began half-way"
        others = [(other.tenant_id, caller_key(other.number)) for other in self._last.values()]
        assert (record.tenant_id, caller_key(record.number)) not in others, "a customer has two callbacks"
        refused = ("+4930900", "004930900", "09")
        assert dialable(record.number) and not record.number.startswith(refused), "a number is dialled that may not be"

    def _check_next(self, before: CallbackChanged, record: CallbackChanged) -> None:
        unsure = record.callback_id in self._unsure
        self._unsure.discard(record.callback_id)
        if unsure and record.attempts > before.attempts and record.state is not CallbackState.TRYING:
            # legs were found of an attempt of which no record was left
            before = replace(before, attempts=record.attempts, state=CallbackState.TRYING)
        assert record.changes == before.changes + 1, "changes are not numbered in order"
        kept = ("tenant_id", "queue_id", "number", "shown", "call_id", "order", "deadline_ms")
        assert all(getattr(record, name) == getattr(before, name) for name in kept), "it became another one"
        assert abs(record.rank_ms - before.rank_ms) <= 1, "a callback lost its place"
        if record.state is CallbackState.TRYING:
            self._check_attempt(before, record)
        else:
            assert record.attempts == before.attempts
            assert (record.result is not None) == (before.state is CallbackState.TRYING), "an attempt came to nothing"

    def _check_attempt(self, before: CallbackChanged, record: CallbackChanged) -> None:
        assert before.state is CallbackState.WAITING, "two calls to one customer at once"
        assert record.attempts == before.attempts + 1, "attempts are not numbered in order"
        assert record.at_ms <= record.deadline_ms, "an attempt began after the deadline"
        assert before.retry_ms is None or record.at_ms >= before.retry_ms, "an attempt was made too early"
        began = self._began.get(record.queue_id)
        assert began is None or record.at_ms - began >= GAP_S * 1000 - 1, "a burst of attempts"
        self._began[record.queue_id] = record.at_ms
        for other in self._last.values():
            is_due = other.retry_ms is None or other.retry_ms <= record.at_ms
            if other.queue_id == record.queue_id and other.state is CallbackState.WAITING and is_due:
                # ranks are told to the millisecond
                assert other.rank_ms >= record.rank_ms - 1, f"{other.callback_id} was passed over"

    def open(self) -> list[Callback]:
        """Return what a database would know of those that are open, as for a controller that begins anew."""
        self._began.clear()
        self._unsure = set(self._last)
        return [_stored(record) for record in self._last.values()]


def _stored(record: CallbackChanged) -> Callback:
    return Callback(
        record.callback_id,
        record.tenant_id,
        record.queue_id,
        record.number,
        record.shown,
        record.call_id,
        asked_at=_moment(record.asked_ms),
        rank_at=record.rank_ms / 1000,
        order=record.order,
        deadline=_moment(record.deadline_ms),
        attempts=record.attempts,
        retry_at=None if record.retry_ms is None else _moment(record.retry_ms),
        state=record.state,
        changes=record.changes,
    )


def dialable(number: str) -> bool:
    """Tell in the plainest way whether a number is one that may be dialled at all."""
    digits = number.removeprefix("+")
    return digits.isascii() and digits.isdecimal() and 4 <= len(digits) <= 20


def _moment(at_ms: int) -> float:
    return (at_ms + 0.5) / 1000


def check_callbacks(engine: Engine) -> None:
    """The first one that is due of each queue stands in line, and no customer is called twice at once."""
    book, calls = engine.calls.callbacks, engine.calls.calls.values()
    assert all((call.attempt is not None) == (attempt_of(call.id) is not None) for call in calls)
    numbers = Counter((call.tenant_id, caller_key(call.caller.number)) for call in calls if call.attempt is not None)
    assert not numbers or max(numbers.values()) == 1, "two calls to one customer at once"
    for item in book.items.values():
        assert item.state in OPEN
        if engine.pbx_connected:
            assert (item.state is CallbackState.TRYING) == (book.attempt(item) in engine.calls.calls)
    for queue_id, callback_id in book.standing.items():
        assert not book.draining and queue_id not in book.closed_until, "a queue makes a burst"
        assert book.items[callback_id].state is CallbackState.WAITING
    for call in calls:
        if call.attempt is not None and call.offer is not None:
            assert call.offer.rung or (call.attempt.caller_first and not call.answered), "an agent waits for nobody"
            assert call.state is CallState.OFFERED


def check_outside_timers(engine: Engine) -> None:
    """An outside number, a customer and a callback have a deadline while they should, and not longer."""
    current, calls = engine.timers.current(), engine.calls.calls.values()
    rung = {call.outside.leg_id for call in calls if call.outside and call.outside_at is None}
    # somebody answered, and the two are about to be connected: there is no deadline then
    joined = {leg_id for leg_id in rung if engine.calls.legs[leg_id].bridge_id is not None}
    customers = {call.leg_id for call in calls if call.attempt and call.attempt.dialled and not call.answered}
    timed = {owner for kind, owner in current if kind is TimerKind.OUTSIDE}
    assert (rung - joined) | customers <= timed <= rung | customers
    book = engine.calls.callbacks
    timed = {owner for kind, owner in current if kind is TimerKind.CALLBACK}
    assert timed <= book.items.keys()
    assert timed >= {item.id for item in book.items.values() if item.state is CallbackState.WAITING}
    assert {owner for kind, owner in current if kind is TimerKind.CALLBACK_GAP} == book.closed_until.keys()
