"""Who called in the last day, and whose messages nobody has heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.caller_events import MessagesTold, OpenMessage, RecentCall
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId, CallId, Direction, Outcome, OutcomeClass, OutcomeReason
from acd.domain.records import CallEnded, CallStarted, Record
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemails import VoicemailId
from acd.engine.recent_callers import DAY_S, OpenMessages, RecentCallers, Who, who_calls

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
ANSWERED, ABANDONED, FAILED = OutcomeClass.ANSWERED, OutcomeClass.ABANDONED, OutcomeClass.FAILED
MARIA: Who = (ACME, CallerKey("4930"))
NONE = CallId("none")


def started(
    name: str,
    at: float,
    caller: str = "+4930",
    tenant: TenantId | None = ACME,
    direction: Direction = Direction.INBOUND,
) -> CallStarted:
    """A call begins."""
    return CallStarted(CallId(name), tenant, Number("1"), CallerId(caller), round(at * 1000), direction)


def ended(name: str, cls: OutcomeClass = ANSWERED) -> CallEnded:
    """A call ends."""
    return CallEnded(CallId(name), ACME, None, None, 0, 0, Outcome(cls, OutcomeReason.WAITING))


def recalled(name: str, at: float, outcome: OutcomeClass | None = None, who: Who = MARIA) -> RecentCall:
    """A call of the past."""
    return RecentCall(CallId(name), *who, at, outcome)


def known(*records: Record, most: int = 10) -> RecentCallers:
    """Return callers as these records tell."""
    callers = RecentCallers(most)
    for record in records:
        callers.learn([record])
    return callers


def test_calls_count_for_each_tenant_alone() -> None:
    """However the network writes the number, and this call not; neither our own calls nor those of nobody."""
    callers = known(
        started("1", 1),
        started("2", 2, "004930"),
        started("3", 3, tenant=GLOBEX),
        started("4", 4, "anonymous"),
        started("5", 5, tenant=None),
        started("6", 6, direction=Direction.CALLBACK),
    )
    assert callers.calls(MARIA, CallId("2"), 10) == 1
    assert callers.calls(MARIA, NONE, 10) == 2
    assert callers.calls(MARIA, CallId("3"), 10) == 2
    assert callers.calls((ACME, CallerKey("1")), NONE, 10) == 0
    assert who_calls(ACME, CallerId("+49 30")) == MARIA and who_calls(ACME, CallerId("")) is None


def test_the_last_outcome_is_that_of_the_call_that_came_last() -> None:
    """Of those that are over; nobody has one who never called."""
    callers = known(started("1", 1), started("2", 2), started("3", 3))
    assert callers.last_outcome(MARIA) is None
    callers.learn([ended("2", ABANDONED), ended("1"), ended("gone", FAILED)])
    assert callers.last_outcome(MARIA) is ABANDONED
    assert callers.last_outcome((ACME, CallerKey("1"))) is None


def test_a_day_later_it_is_forgotten() -> None:
    """The caller with it; and so is the oldest call if there are too many."""
    callers = known(started("1", 1), ended("1"), started("2", 5))
    assert callers.calls(MARIA, NONE, DAY_S) == 2
    assert callers.calls(MARIA, NONE, DAY_S + 1) == 1
    assert callers.calls(MARIA, NONE, DAY_S + 5) == 0 and callers.last_outcome(MARIA) is None
    callers = known(started("1", 1), started("2", 2, "1"), started("3", 3), most=2)
    assert callers.calls(MARIA, NONE, 4) == 1 and callers.newest(9)[0].call_id == "2"


def test_the_past_is_recalled() -> None:
    """Twice is once; what is known already is not older than what is told."""
    callers = known(started("3", 300), ended("3", ABANDONED))
    past = recalled("1", -100.0, FAILED), recalled("2", 200.0, ANSWERED), recalled("3", 300.2)
    callers.recall(past, 400)
    callers.recall(past, 400)
    assert callers.calls(MARIA, NONE, 400) == 3 and callers.last_outcome(MARIA) is ABANDONED
    assert [call.call_id for call in callers.newest(2)] == ["2", "3"]
    assert callers.calls(MARIA, NONE, DAY_S) == 2
    callers.recall([recalled("0", 100.0, FAILED)], DAY_S + 100)
    assert callers.calls(MARIA, NONE, DAY_S + 100) == 2


def test_it_can_be_told_again() -> None:
    """To a fresh engine, which then knows the same."""
    callers, fresh = known(started("1", 1), started("2", 2), ended("2", ABANDONED)), RecentCallers()
    fresh.recall(callers.newest(9), 3)
    assert fresh.calls(MARIA, NONE, 3) == 2 and fresh.last_outcome(MARIA) is ABANDONED
    assert callers.newest(0) == () and len(callers.newest(1)) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from("1234567"), st.sampled_from("ab"), st.integers(0, 30_000), st.booleans()), max_size=60
    )
)
def test_it_counts_what_happened(steps: list[tuple[str, str, int, bool]]) -> None:
    """Compared with a list of all calls, as long as there are not too many."""
    callers, calls, now = RecentCallers(), list[tuple[float, Who, CallId]](), 0.0
    for place, (name, number, pause, again) in enumerate(steps):
        now += pause
        who: Who = (ACME, CallerKey(f"49{ord(number)}"))
        call_id = CallId(f"{name}-{place}")
        if again:
            callers.recall([recalled(call_id, now - 40_000, who=who)] * 2, now)
            calls.append((now - 40_000, who, call_id))
        else:
            callers.learn([started(call_id, now, f"+49{ord(number)}")])
            calls.append((now, who, call_id))
        for other in {one for _, one, _ in calls}:
            truth = [at for at, one, found in calls if one == other and at > now - DAY_S and found != call_id]
            assert callers.calls(other, call_id, now) == len(truth)


def message(name: str, who: Who = MARIA) -> OpenMessage:
    """A message that nobody has heard."""
    return OpenMessage(VoicemailId(name), *who)


def test_messages_are_open_until_somebody_hears_them() -> None:
    """Told twice is once; new again is one more."""
    messages = OpenMessages()
    messages.told(MessagesTold((message("1"), message("2"), message("1"))))
    assert messages.count(MARIA) == 2 and messages.count((GLOBEX, MARIA[1])) == 0
    messages.told(MessagesTold(heard=(VoicemailId("1"), VoicemailId("1"), VoicemailId("9"))))
    assert messages.count(MARIA) == 1
    messages.told(MessagesTold((message("1"),), (VoicemailId("2"),)))
    assert messages.count(MARIA) == 1


@pytest.mark.parametrize(("most", "left"), [(1, 1), (3, 3), (9, 5)])
def test_messages_are_bounded(most: int, left: int) -> None:
    """The oldest is forgotten."""
    messages = OpenMessages(most)
    messages.told(MessagesTold(tuple(message(str(number)) for number in range(5))))
    assert messages.count(MARIA) == left
    assert [one.voicemail_id for one in messages.newest(2)] == ["3", "4"][-left:]
    assert len(messages.newest(9)) == left
    messages.told(MessagesTold(heard=(VoicemailId("4"),)))
    assert messages.count(MARIA) == left - 1
