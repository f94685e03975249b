"""Figures of a day, by hand."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId
from acd.domain.queues import QueueId
from acd.simulator.centre.course import Course, Visit
from acd.simulator.centre.measures import figures_of, service_levels
from acd.simulator.centre.plan import Caller, Window
from tests.unit.simulator.centre.centres import centre

ANN = AgentId("agent-1")


def test_the_six_service_levels() -> None:
    """The worked example of the trade: 1,000 answered, 860 in time, 60 gave up, 20 of them in time and 10 at once."""
    levels = service_levels(answered=1000, abandoned=60, in_time=860, abandoned_in_time=20, short=10)
    assert {name: round(value or 0.0, 3) for name, value in levels.items()} == {
        "answered_only": 0.860,
        "all_offered": 0.811,
        "exclude_in_threshold": 0.827,
        "count_as_met": 0.830,
        "exclude_short": 0.819,
        "short_as_met": 0.821,
    }


def visit(number: int, wait_s: float, answered: bool, first_ring_s: float | None) -> Visit:
    return Visit(Caller(number, QueueId("calls"), 0.0, 60.0, 99.0), wait_s, first_ring_s, ANN if answered else None)


def test_figures_by_hand() -> None:
    """Four callers: at once, after 30 s, gone after 3 s, gone after 40 s; agents busy 90 s and 30 s of 100 s each."""
    course = Course(centre().pool, Window(0.0, 100.0))
    course.visits = [
        visit(0, 2, True, 0.0),
        visit(1, 30, True, 28.0),
        visit(2, 3, False, None),
        visit(3, 40, False, 9.0),
    ]
    course.visits[1].overtook = 2
    for place, told_s in enumerate((50.0, 36.0, 50.0, None)):
        course.visits[place].told_s = told_s
    course.spend(ANN, 0.0, 10.0, busy=False)
    course.spend(ANN, 10.0, 150.0, busy=True)
    course.spend(AgentId("agent-2"), -50.0, 30.0, busy=True)
    course.spend(AgentId("agent-2"), 30.0, 100.0, busy=False)
    found = figures_of(course, short_abandon_s=5.0, patience={})
    expected = {
        "calls": 4,
        "abandoned": 2,
        "short_abandons": 1,
        "all_offered": 0.25,
        "exclude_short": 1 / 3,
        "wait_probability": 0.75,
        "abandon_rate": 0.5,
        "asa_s": 16.0,
        "mean_wait_s": 18.75,
        "wait_p50_s": 3.0,
        "wait_p90_s": 40.0,
        "longest_wait_s": 40.0,
        "told": 1,  # the others did not wait, or were not answered
        "told_error_s": 6.0,
        "order_violations": 2,
        "occupancy": 0.6,
    }
    assert {name: found.overall[name] for name in expected} == pytest.approx(expected)
    assert found.overall["occupancy_spread"] == pytest.approx(0.6)
    assert found.queues["calls"]["asa_s"] == 16.0
    assert found.agents == pytest.approx({"agent-1": 0.9, "agent-2": 0.3})


def test_who_gets_the_same_agent_again() -> None:
    """Of callers who had talked to somebody before and get somebody now; who gives up in between changes nothing."""
    course = Course(centre().pool, Window(0.0, 100.0))
    eve = AgentId("agent-2")
    fates = [(0, None, ANN), (1, None, eve), (2, 0, None), (3, 0, ANN), (4, 1, ANN), (5, 1, ANN), (6, None, None)]
    for number, person, agent_id in fates:
        seen = visit(number, 0, agent_id is not None, 0.0)
        seen.caller, seen.agent_id = replace(seen.caller, person=person), agent_id
        course.visits.append(seen)
    assert figures_of(course, 5.0, {}).overall["same_agent"] == pytest.approx(2 / 3)


def test_no_calls_are_no_figures() -> None:
    """Not 100 %, and not 0 s."""
    found = figures_of(Course(centre().pool, Window(0.0, 100.0)), 5.0, {})
    assert found.overall["all_offered"] is None and found.overall["asa_s"] is None
    assert found.overall["wait_p50_s"] is None and found.overall["occupancy_spread"] is None
    assert found.overall["same_agent"] is None
    assert found.overall["calls"] == 0
