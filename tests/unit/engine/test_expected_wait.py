"""The estimator, against its sum and against what can be worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.engine.expected_wait import Outlook, expected_wait_s, kept

RATES = st.floats(1 / 3600, 1.0)
LINES = st.integers(0, 500)


def plain_sum(ahead: int, rate: float, leaving: float) -> float:
    """Return what the page of the estimator says."""
    return sum(1 / (rate + place * leaving) for place in range(ahead + 1))


def test_the_next_caller_of_ten_agents() -> None:
    """Ten agents who are busy 200 s with each call: one of them is free after 20 s."""
    assert expected_wait_s(0, 10, 10 / 200, 1 / 120, scatter=1.0) == 20


def test_with_patient_callers_each_one_ahead_costs_one_turn() -> None:
    """Nearly nobody gives up: the wait is in proportion to the place."""
    assert expected_wait_s(9, 10, 10 / 200, 1e-9, scatter=1.0) == pytest.approx(200)


def test_what_is_known_of_the_first_turn() -> None:
    """One agent with equal calls is half-way through on average; two are done after a third: worked out by hand."""
    assert expected_wait_s(0, 1, 1 / 200, 1 / 120, scatter=0.0) == 100
    assert expected_wait_s(0, 2, 2 / 200, 1 / 120, scatter=0.0) == pytest.approx(200 / 3)


@given(LINES, RATES, st.floats(0.0001, 1.0))
def test_the_integral_is_the_sum(ahead: int, rate: float, share: float) -> None:
    """To 1 in 50, where callers do not give up faster than the next one is served."""
    leaving = share * rate
    told, exact = expected_wait_s(ahead, 5, rate, leaving, scatter=1.0), plain_sum(ahead, rate, leaving)
    assert told == pytest.approx(exact, rel=0.02)


@given(LINES, LINES, RATES, RATES, st.integers(1, 50), st.floats(0, 4))
def test_more_ahead_is_never_a_shorter_wait(
    one: int, other: int, rate: float, leaving: float, agents: int, scatter: float
) -> None:
    """And nobody waits for less than no time."""
    waits = [expected_wait_s(ahead, agents, rate, leaving, scatter) for ahead in sorted((one, other))]
    assert 0 < waits[0] <= waits[1]


TOLD = Outlook(60.0, ahead=3.0, agents=5)


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (Outlook(40.0, 2.0, 5), Outlook(40.0, 2.0, 5)),  # somebody was served
        (Outlook(70.0, 3.0, 5), Outlook(60.0, 3.0, 5)),  # conversations last longer: no reason
        (Outlook(70.0, 2.0, 6), Outlook(60.0, 2.0, 6)),
        (Outlook(70.0, 3.0, 4), Outlook(70.0, 3.0, 4)),  # an agent left
        (Outlook(70.0, 3.5, 5), Outlook(70.0, 3.5, 5)),  # somebody was put ahead
        (None, None),
    ],
)
def test_what_was_told_is_kept(now: Outlook | None, says: Outlook | None) -> None:
    """More is told only if fewer agents are at work or more callers are ahead."""
    assert kept(TOLD, now) == says
    assert kept(None, now) == now
