"""Callbacks keep their place, one for each customer; never a burst, and never after the deadline."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.callbacks import AttemptResult, Callback, CallbackId, CallbackState
from acd.domain.calls import CallId, LegId, OutcomeClass, OutcomeReason
from acd.domain.commands import HangUp, RingAgent, StartWaiting
from acd.domain.events import DrainRequested, LegRinging, PbxConnected, PbxLost, PoolApplied, StopRequested
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.records import CallbackChanged
from acd.domain.refusals import (
    CALLBACK_EXISTS,
    CALLBACK_OVER,
    NO_CALLBACKS,
    NO_QUEUE,
    NO_TENANT,
    NUMBER_REFUSED,
)
from acd.domain.requests import CallbackAdded, CallbackCancelled
from acd.domain.stored import CallbackStored
from acd.domain.tenants import TenantId
from acd.engine import live
from acd.engine.callbacks import Callbacks
from acd.engine.timers import TimerKind
from tests.playbooks import ACME, agent, needs, number, office, queue, some
from tests.unit.engine.callback_scenes import (
    ALICE,
    BOB,
    CB,
    MINE,
    PHONE,
    RULES,
    SALES,
    TRY,
    TRY2,
    Story,
    asks,
    house,
)

S, R = CallbackState, AttemptResult
STORED = Callback(
    *(CallbackId(CB), ACME, SALES, MINE, number("sales"), CallId("c1")),
    asked_at=990.0,
    rank_at=980.0,
    order=7,
    deadline=1990.0,
    attempts=1,
    retry_at=None,
    state=S.WAITING,
    changes=3,
)


def rung(who: str = "alice") -> Any:
    """An agent is rung for the callback."""
    return some(RingAgent, agent_id=who)


# the place


def test_the_place_stays() -> None:
    """Who came later waits behind; who came earlier goes first."""
    story = Story(house("alice", "bob"))
    story.arrives("c0", "")
    story.opened()
    story.arrives("c2", "")
    item = story.item()
    assert item is not None and item.rank[0] == 1000.0 and item.deadline == 1010.0 + RULES.deadline_s
    asks(story.work(), some(RingAgent, call_id="c0"))
    asks(story.work(BOB), some(RingAgent, call_id="c1-cb-t1", caller_leg_id=TRY))
    assert story.engine.matcher.waiting() == ["c2"]


def test_the_view_tells_of_it() -> None:
    """How long it waits, and how much time is left."""
    story = Story().opened()
    [shown] = live.view(story.engine, 1020.0).callbacks
    assert (shown.callback_id, shown.number, shown.state) == (CB, MINE, S.WAITING)
    assert (shown.age_s, shown.left_s, shown.attempts, shown.retry_s) == (10.0, 990.0, 0, None)
    story.work()
    story.picked_up()
    story.gone(TRY)
    [shown] = live.view(story.engine, 1030.0).callbacks
    assert (shown.attempts, shown.retry_s) == (1, 80.0)
    [shown] = live.view(story.engine, 1200.0).callbacks
    assert shown.retry_s is None


def test_skills_count_as_for_a_call() -> None:
    """An agent without them is not asked."""
    pool = replace(office(agent("alice"), agent("bob", de=5), queues=[queue("sales", needs(de=1))]))
    story = Story(replace(pool, callbacks={SALES: RULES})).opened()
    asks(story.work())
    asks(story.work(BOB), rung("bob"))


def test_nobody_rings_everybody_for_somebody_who_is_not_there() -> None:
    """A queue that rings all rings one."""
    line = queue("sales", choice=AgentChoice.RING_ALL)
    pool = replace(office(agent("alice"), agent("bob"), queues=[line]), callbacks={SALES: RULES})
    story = Story(pool)
    story.work()
    story.work(BOB)
    story = Story(replace(pool, callbacks={SALES: replace(RULES, allowed=("+49",))}))
    story.work()
    story.work(BOB)
    asks(story.on(CallbackAdded(CallbackId("cb-1"), ACME, SALES, MINE)), rung())


# asking


@pytest.mark.parametrize(
    ("rules", "wanted", "refusal"),
    [
        (None, None, NO_CALLBACKS),
        (RULES, "+4989999999", NUMBER_REFUSED),
        (replace(RULES, refused=("+4930",)), None, NUMBER_REFUSED),
        (replace(RULES, allowed=("+4989",)), None, NUMBER_REFUSED),
        (RULES, None, None),
        (RULES, MINE, None),
        (replace(RULES, allowed=("+4989",)), "+4989999999", None),
    ],
)
def test_what_is_granted(rules: Any, wanted: str | None, refusal: str | None) -> None:
    """By the rules of the queue; a refusal changes nothing."""
    story = Story(house(rules=rules))
    story.arrives()
    commands = story.asks(wanted=wanted)
    assert story.refusal() == refusal
    if refusal is None:
        assert commands[0] == HangUp(LegId("c1"))
        end = story.ended("c1")
        assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.EXITED, OutcomeReason.CALLBACK)
        assert story.told() == [(S.WAITING, 0, None)]
    else:
        assert commands == () and story.engine.calls.calls and not story.engine.calls.callbacks.items


def test_one_for_each_customer_of_a_client() -> None:
    """A second wish is refused; another customer's is not."""
    story = Story().opened()
    story.arrives("c2", "+4930999999")
    story.asks("c2", MINE)
    assert story.refusal() == NUMBER_REFUSED
    story.arrives("c3", MINE, "sales")  # has the place, and the callback is over
    assert story.item() is None
    story.asks("c3")
    story.arrives("c4", "+4930888888")
    story.asks("c4")
    assert story.refusal() is None and len(story.engine.calls.callbacks.items) == 2
    story.on(CallbackAdded(CallbackId("cb-1"), ACME, SALES, MINE))
    assert story.refusal() == NUMBER_REFUSED


@pytest.mark.parametrize(
    ("tenant", "line", "to", "refusal"),
    [
        ("acme", "sales", "+4930999999", None),
        ("acme", "sales", MINE, CALLBACK_EXISTS),
        ("nobody", "sales", "+4930999999", NO_TENANT),
        ("acme", "nowhere", "+4930999999", NO_QUEUE),
        ("acme", "sales", "+4989999999", NUMBER_REFUSED),
    ],
)
def test_a_customer_who_has_not_called(tenant: str, line: str, to: str, refusal: str | None) -> None:
    """Comes into line now; is shown a number of the client's."""
    story = Story(house(rules=replace(RULES, allowed=("+4930",)))).opened()
    story.on(CallbackAdded(CallbackId("cb-1"), TenantId(tenant), QueueId(line), to), 5)
    assert story.refusal() == refusal
    item = story.item("cb-1")
    assert (item is None) == (refusal is not None)
    if item is not None:
        assert (item.shown, item.rank[0], item.call_id) == (number("sales"), 1015.0, None)


def test_a_customer_of_a_client_without_numbers() -> None:
    """Is shown nothing."""
    pool = house(rules=replace(RULES, allowed=("+4930",)))
    story = Story(replace(pool, entries={}))
    story.on(CallbackAdded(CallbackId("cb-1"), ACME, SALES, MINE))
    item = story.item("cb-1")
    assert item is not None and item.shown == ""
    asks(story.work(), rung())
    assert story.engine.calls.calls[CallId("cb-1-t1")].flow.steps == ()


# taking back


def test_one_that_is_taken_back_is_over() -> None:
    """And one that is over cannot be."""
    story = Story().opened()
    story.on(CallbackCancelled(CallbackId(CB)))
    assert story.refusal() is None and story.told()[-1] == (S.CANCELLED, 0, None)
    assert story.engine.next_deadline() is None and not story.engine.matcher.waiting()
    story.on(CallbackCancelled(CallbackId(CB)))
    assert story.refusal() == CALLBACK_OVER
    asks(story.work())


def test_one_whose_agent_is_rung_ends_at_once() -> None:
    """Nobody is dialled any more."""
    story = Story().opened()
    story.work()
    asks(story.on(CallbackCancelled(CallbackId(CB))), HangUp(PHONE))
    assert story.told()[-1] == (S.CANCELLED, 1, R.UNREACHED)
    assert story.ended(TRY).outcome.reason is OutcomeReason.NOT_REACHED


def test_one_whose_customer_is_rung_is_not_tried_again() -> None:
    """The attempt itself goes on."""
    story = Story().opened()
    story.work()
    story.picked_up()
    asks(story.on(CallbackCancelled(CallbackId(CB))))
    story.on(CallbackCancelled(CallbackId(CB)))
    story.gone(TRY)
    assert story.told()[-1] == (S.CANCELLED, 1, R.UNREACHED)


# the customer calls again


def test_who_calls_again_has_the_place() -> None:
    """And the callback is over."""
    story = Story().opened()
    story.arrives("c2", "")
    story.now += 50
    asks(story.arrives("c3"), some(StartWaiting))
    assert story.told()[-1] == (S.RETURNED, 0, None)
    call = story.engine.calls.calls[CallId("c3")]
    assert call.rank[0] == 1000.0 and call.asked_ahead == 60.0
    asks(story.work(), some(RingAgent, call_id="c3"))


def test_who_calls_another_queue_wants_something_else() -> None:
    """Both go on."""
    story = Story(house(lines=("sales", "help"))).opened()
    story.arrives("c2", MINE, "help")
    assert story.item() is not None


def test_who_calls_while_we_call_has_the_place_too() -> None:
    """And is not called again after that."""
    story = Story().opened()
    story.work()
    story.picked_up()
    story.arrives("c3")
    story.gone(TRY)
    assert story.told()[-1] == (S.RETURNED, 1, R.UNREACHED)


def test_a_better_place_is_kept() -> None:
    """Of a caller who has one for another reason."""
    story = Story(house(lines=("sales",)))
    story.arrives()
    story.now += 10
    story.asks()
    pool = replace(office(agent("alice"), queues=[queue("sales", head_start_s=500)]), callbacks={SALES: RULES})
    story.on(PoolApplied(pool))
    story.arrives("c3")
    assert story.item() is None
    assert story.engine.calls.calls[CallId("c3")].asked_ahead == 0.0


# pace


def test_no_burst_whoever_comes_free() -> None:
    """One attempt, then a gap, then the next in rank."""
    story = Story(house("alice", "bob"))
    for name in ("c1", "c2"):
        story.opened(name, f"+49301234{name[1]}")
    story.work()
    story.on(LegRinging(PHONE))
    asks(story.work(BOB))
    asks(story.wait(RULES.gap_s)[-1:], rung("bob"))
    assert [item.state for item in story.engine.calls.callbacks.items.values()] == [S.TRYING, S.TRYING]


def test_who_comes_into_line_with_a_better_place_stands_there_instead() -> None:
    """Of one queue one stands in line."""
    story = Story().opened()
    story.on(CallbackStored(replace(STORED, id=CallbackId("cb-0"), number="+4930777777", rank_at=500.0)))
    assert story.engine.calls.callbacks.standing == {SALES: "cb-0"}
    assert story.engine.matcher.waiting() == ["cb-0"]


def test_a_gap_after_which_nobody_waits() -> None:
    """Nothing happens."""
    story = Story().opened()
    story.work()
    story.wait(RULES.gap_s + 1)
    assert not story.engine.calls.callbacks.closed_until


# attempts, and the end of the time


def test_another_attempt_and_no_more() -> None:
    """At the same place, and never sooner than said."""
    story = Story().opened()
    story.work()
    story.picked_up()
    story.gone(TRY)
    story.gone(PHONE)
    item = story.item()
    assert item is not None and (item.state, item.retry_at, item.rank[0]) == (S.WAITING, 1110.0, 1000.0)
    assert not story.engine.matcher.waiting()
    asks(story.wait(99.0))
    asks(story.wait(1.0), some(RingAgent, call_id=TRY2))
    story.picked_up(LegId(f"~{TRY2}-a1"))
    story.gone(TRY2)
    assert story.told() == [
        (S.WAITING, 0, None),
        (S.TRYING, 1, None),
        (S.WAITING, 1, R.UNREACHED),
        (S.TRYING, 2, None),
        (S.GIVEN_UP, 2, R.UNREACHED),
    ]
    assert story.engine.timers.deadline(TimerKind.CALLBACK, CB) is None


def test_one_that_became_due_while_the_pbx_was_away_is_not_passed_over() -> None:
    """Its attempt ended with the PBX, and the rest after that is over when it is back: who was behind is behind."""
    story = Story().opened()
    story.opened("c2", "+4930222")
    story.work()
    story.picked_up()
    story.on(PbxLost())
    asks(story.wait(RULES.gap_s))
    asks(story.on(PbxConnected(restarted=True), 101.0), HangUp(PHONE), some(RingAgent, call_id=TRY2))
    assert story.told()[-1] == (S.TRYING, 2, None)


def test_one_that_is_due_stands_in_line_once() -> None:
    """However often the PBX comes back."""
    story = Story()
    story.on(CallbackStored(replace(STORED, retry_at=1050.0)))
    story.wait(60.0)
    for _ in range(2):
        story.on(PbxLost())
        story.on(PbxConnected())
    assert story.engine.matcher.waiting() == [CB]
    story.on(CallbackCancelled(CallbackId(CB)))
    assert not story.engine.matcher.waiting()
    asks(story.work())


def test_after_the_deadline_nobody_is_called() -> None:
    """Who waits is over; so is who is about to be dialled, and who is rung is not tried again."""
    story = Story().opened()
    story.wait(RULES.deadline_s)
    assert story.told()[-1] == (S.EXPIRED, 0, None)
    asks(story.work())

    story = Story().opened()
    story.wait(RULES.deadline_s - 1)
    story.work()
    asks(story.wait(1), HangUp(PHONE))
    assert story.told()[-1] == (S.EXPIRED, 1, R.UNREACHED)

    story = Story(house(rules=replace(RULES, deadline_s=60))).opened()
    story.now += 50
    story.work()
    story.picked_up(PHONE)
    asks(story.wait(15))
    story.gone(TRY)
    assert story.told()[-1] == (S.EXPIRED, 1, R.UNREACHED)


# configuration and the end


@pytest.mark.parametrize("pool", [house(rules=None), house(lines=("other",))])
def test_a_queue_that_calls_nobody_back_any_more(pool: Any) -> None:
    """What it had is over; what is tried is, after that."""
    story = Story().opened().opened("c2", "+4930999999")
    story.on(PoolApplied(pool))
    assert [story.told(name)[-1] for name in (CB, "c2-cb")] == [(S.REMOVED, 0, None)] * 2
    assert not story.engine.matcher.waiting()
    story = Story().opened()
    story.work()
    story.picked_up()
    story.on(PoolApplied(pool))
    story.gone(TRY)
    assert story.told()[-1] == (S.REMOVED, 1, R.UNREACHED)


def test_rules_that_are_gone_when_an_attempt_ends() -> None:
    """The queue is not looked for."""
    story = Story().opened()
    story.work()
    story.picked_up()
    story.engine.calls.pool = house(rules=None)
    story.gone(TRY)
    assert story.told()[-1] == (S.REMOVED, 1, R.UNREACHED)


def test_other_skills_count_for_those_who_wait() -> None:
    """From the moment on in which they are applied."""
    story = Story(house("alice", "bob")).opened()
    lines = [queue("sales", needs(de=1))]
    pool = replace(office(agent("alice"), agent("bob", de=5), queues=lines), callbacks={SALES: RULES})
    asks(story.on(PoolApplied(pool)))
    asks(story.work())
    asks(story.work(BOB), rung("bob"))


def test_a_controller_that_is_about_to_end_begins_nothing() -> None:
    """What was not dialled yet is for the next one."""
    story = Story(house("alice", "bob")).opened()
    asks(story.on(DrainRequested()))
    asks(story.work())
    story = Story(house("alice", "bob")).opened()
    story.work()
    asks(story.on(DrainRequested()), HangUp(PHONE))
    assert story.told()[-1] == (S.WAITING, 1, R.UNREACHED)
    story = Story().opened()
    story.work()
    story.picked_up()
    asks(story.on(StopRequested()), HangUp(PHONE), HangUp(TRY))
    assert story.told()[-1] == (S.WAITING, 1, R.FAILED)


# the next controller


def test_one_that_was_stored_goes_on() -> None:
    """At its place, with its attempts; what it had to wait for, it waits for on."""
    story = Story()
    story.on(CallbackStored(replace(STORED, retry_at=1050.0)))
    asks(story.work())
    asks(story.wait(50), rung())
    assert [(record.changes, record.attempts) for record in story.records if isinstance(record, CallbackChanged)] == [
        (4, 2)
    ]
    item = story.item()
    assert item is not None and (item.attempts, item.changes, item.rank) == (2, 4, (980.0, 7))
    story.arrives("c9", "")
    assert story.engine.calls.calls[CallId("c9")].rank[1] > 7


def test_it_is_told_once() -> None:
    """A second row of the same customer, or of the same name, is none."""
    story = Story()
    for stored in (STORED, replace(STORED, attempts=5), replace(STORED, id=CallbackId("cb-9"))):
        story.on(CallbackStored(stored))
    [item] = story.engine.calls.callbacks.items.values()
    assert item.attempts == 1


@pytest.mark.parametrize(
    ("stored", "state"),
    [(replace(STORED, queue_id=QueueId("gone")), S.REMOVED), (replace(STORED, deadline=900.0), S.EXPIRED)],
)
def test_one_whose_time_or_queue_is_gone(stored: Callback, state: CallbackState) -> None:
    """Is over at once."""
    story = Story()
    story.on(CallbackStored(stored))
    [record] = story.records
    assert not story.engine.calls.callbacks.items
    assert getattr(record, "state", None) is state


def test_an_attempt_that_reached_nobody_before_the_controller_died() -> None:
    """It counts, and the next one comes later."""
    story = Story()
    story.on(CallbackStored(replace(STORED, state=S.TRYING)))
    item = story.item()
    assert item is not None and (item.state, item.retry_at) == (S.WAITING, 1100.0)


def test_attempts_that_nobody_told_of() -> None:
    """Their names are not used again; those of others say nothing."""
    story = Story()
    story.on(CallbackStored(STORED))
    book: Callbacks = story.engine.calls.callbacks
    book.note_attempts(["c1-cb-t1", "x-cb-t9", "c7", "c1-cb-t4"])
    item = story.item()
    assert item is not None and (item.attempts, item.state) == (4, S.TRYING)
    assert not story.engine.matcher.waiting()
    book.reconcile(story.now)
    assert (item.attempts, item.state, ALICE) == (4, S.GIVEN_UP, "alice")
