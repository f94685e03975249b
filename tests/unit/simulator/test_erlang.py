"""The formulas, against values worked out by hand or found in tables."""

from itertools import pairwise

import pytest

from acd.simulator.erlang import erlang_a, erlang_c, impatient_service, served_within


def test_one_agent_is_the_plain_line_m_m_1() -> None:
    """With one agent at half load, half of the callers wait, and the mean wait is one conversation."""
    steady = erlang_c(1, 0.5, 1.0)
    assert steady.wait_share == pytest.approx(0.5)
    assert steady.mean_wait_s == pytest.approx(1.0)
    assert steady.occupancy == pytest.approx(0.5)


def test_two_agents_by_hand() -> None:
    """1 Erlang on 2 agents: B = 1/5, so C = 1/3, and the mean wait is a third of a conversation."""
    steady = erlang_c(2, 1.0, 1.0)
    assert steady.wait_share == pytest.approx(1 / 3)
    assert steady.mean_wait_s == pytest.approx(1 / 3)
    assert served_within(2, 1.0, 1.0, 0.0) == pytest.approx(2 / 3)


def test_too_much_load_has_no_steady_state() -> None:
    """Callers who never give up and too few agents: the line grows for ever."""
    with pytest.raises(ValueError, match="grows for ever"):
        erlang_c(2, 2.0, 1.0)


def test_callers_with_the_patience_of_a_saint_are_erlang_c() -> None:
    """Erlang A goes over into Erlang C when nobody gives up."""
    patient, never = erlang_a(8, 6.4, 1.0, 1e9), erlang_c(8, 6.4, 1.0)
    assert patient.wait_share == pytest.approx(never.wait_share, rel=1e-6)
    assert patient.mean_wait_s == pytest.approx(never.mean_wait_s, rel=1e-6)
    assert patient.abandoned_share == pytest.approx(0, abs=1e-6)


def test_patience_of_one_conversation_is_the_line_without_limit() -> None:
    """With patience as long as talk every caller leaves at the same rate: the number of callers is Poisson.

    For 2 agents and 1 Erlang then: P(n >= 2) = 1 - 2/e, and E[line] = E[n] - E[min(n, 2)] = 1 - (2 - 3/e).
    """
    steady = erlang_a(2, 1.0, 1.0, 1.0)
    e = 2.718281828459045
    assert steady.wait_share == pytest.approx(1 - 2 / e)
    assert steady.mean_wait_s == pytest.approx(3 / e - 1)
    assert steady.abandoned_share == pytest.approx(3 / e - 1)
    assert steady.occupancy == pytest.approx((2 - 3 / e) / 2)


def test_service_of_the_impatient_goes_over_into_erlang_c() -> None:
    """With endless patience: the same share within a time, and the same mean wait."""
    level, asa_s = impatient_service(14, 200 / 3600, 180.0, 1e9, 20.0)
    assert level == pytest.approx(served_within(14, 200 / 3600, 180.0, 20.0), abs=1e-6)
    assert asa_s == pytest.approx(erlang_c(14, 200 / 3600, 180.0).mean_wait_s, rel=1e-5)


def test_service_of_the_impatient_begins_with_no_wait_and_ends_with_all_who_stay() -> None:
    """At 0 s those who find an agent free, in the end all who do not give up."""
    steady = erlang_a(2, 1.0, 1.0, 3.0)
    at_once, _ = impatient_service(2, 1.0, 1.0, 3.0, 0.0)
    in_the_end, _ = impatient_service(2, 1.0, 1.0, 3.0, 200.0)
    assert at_once == pytest.approx(1 - steady.wait_share)
    assert in_the_end == pytest.approx(1 - steady.abandoned_share)


def test_the_mean_wait_of_the_served_is_the_area_above_their_share() -> None:
    """E[wait; served] is the integral of what is still to be served, here by the trapezoidal rule to 30 s."""
    levels = [impatient_service(2, 1.0, 1.5, 2.0, step / 10)[0] for step in range(301)]
    to_come = [levels[-1] - level for level in levels]
    area = sum((left + right) / 2 / 10 for left, right in pairwise(to_come))
    assert impatient_service(2, 1.0, 1.5, 2.0, 1.0)[1] == pytest.approx(area / levels[-1], rel=2e-3)
