"""Simulated days, against theory and against themselves."""

import heapq
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, stdev

import pytest
from rich.console import Console

from acd import ids
from acd.simulator import day
from acd.simulator.day_plan import Day
from acd.simulator.erlang import erlang_a, erlang_c

IDEAL = Day(
    calls=10_000,
    agents=3,
    calls_per_hour=45.0,
    talk_s=120.0,
    patience_s=None,
    ring_s=0.0,
    refused_share=0.0,
    missed_share=0.0,
    latency_s=0.0,
)
"""What the formulas speak of: 1.5 Erlang on 3 agents who answer at once, and a PBX that takes no time."""

BATCHES = 20
LIMIT = 5.0
"""Standard errors. Waits are skewed, so the tables of Student's t would promise too much: of 1,000 seeds of the plain
recursion below, none was beyond 5 (and 6 were beyond the 3.9 that the tables give for one in 1,000)."""


def estimate(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and its standard error, after the first tenth, in which the line is still filling.

    The error is that of 20 batch means; a batch is long against the memory of the line.
    """
    steady = values[len(values) // 10 :]
    size = len(steady) // BATCHES
    means = [fmean(steady[start * size : (start + 1) * size]) for start in range(BATCHES)]
    return fmean(means), stdev(means) / BATCHES**0.5


@pytest.fixture(scope="module")
def ideal_waits_s() -> Sequence[float]:
    """One day of 10,000 calls; it takes seconds."""
    return day.run(IDEAL).waits_s


def test_waiting_is_that_of_erlang_c(ideal_waits_s: Sequence[float]) -> None:
    """Mean wait, and the share of callers who wait at all, agree within 5 standard errors."""
    expected = erlang_c(3, 45 / 3600, 120)
    mean, error = estimate(ideal_waits_s)
    assert mean == pytest.approx(expected.mean_wait_s, abs=LIMIT * error)
    share, error = estimate([wait_s > 0 for wait_s in ideal_waits_s])
    assert share == pytest.approx(expected.wait_share, abs=LIMIT * error)
    assert LIMIT * error < expected.wait_share / 2, "the bound must be narrow enough to find something"


def test_waiting_and_giving_up_are_those_of_erlang_a() -> None:
    """Likewise; by Little's law the share who give up is the mean wait over the mean patience."""
    result = day.run(replace(IDEAL, calls_per_hour=100.0, patience_s=120.0))
    expected = erlang_a(3, 100 / 3600, 120, 120)
    mean, error = estimate(result.waits_s)
    assert mean == pytest.approx(expected.mean_wait_s, abs=LIMIT * error)
    assert result.abandoned / result.offered == pytest.approx(expected.abandoned_share, abs=LIMIT * error / 120)


def test_each_wait_is_that_of_the_plain_recursion(ideal_waits_s: Sequence[float]) -> None:
    """The same callers, worked out in five lines: first come, first served, by the agent who is free first."""
    arrivals, talks = ids.seeded(f"{IDEAL.seed}/arrivals"), ids.seeded(f"{IDEAL.seed}/talks")
    free, now, expected = [0.0] * IDEAL.agents, 0.0, []
    for _ in range(IDEAL.calls):
        now += arrivals.expovariate(IDEAL.calls_per_hour / 3600)
        begins = max(now, heapq.heappop(free))
        expected.append(begins - now)
        heapq.heappush(free, begins + talks.expovariate(1 / IDEAL.talk_s))
        talks.random()
    # moments are cut to whole milliseconds
    assert ideal_waits_s == pytest.approx(expected, abs=0.0011)


def test_the_same_seed_is_the_same_day() -> None:
    """A day can be looked at again; another seed is another day."""
    plan = Day(calls=200)
    one, again, other = (day.run(replace(plan, seed=seed)) for seed in (5, 5, 6))
    assert one.waits_s == again.waits_s
    assert one.waits_s != other.waits_s


def test_agents_who_refuse_and_miss_cost_no_caller() -> None:
    """Every caller is answered or gives up, in order, whatever agents do with their phones."""
    result = day.run(Day(calls=500, agents=5, refused_share=0.2, missed_share=0.1))
    assert result.answered + result.abandoned == result.offered == 500
    assert result.refused_offers > 0 < result.missed_offers
    assert result.out_of_order == 0


def test_the_table_says_what_theory_says() -> None:
    """Both columns are there; a line that grows for ever is called so."""
    patient = replace(IDEAL, calls=50)
    flooded = replace(patient, calls_per_hour=1000.0)
    console = Console(record=True, width=100)
    for plan in (patient, flooded, replace(patient, patience_s=60.0)):
        console.print(day.table(plan, day.run(plan)))
    text = console.export_text()
    assert text.count("Erlang C") == 2 and text.count("Erlang A") == 1
    assert text.count("grows for ever") == 1
