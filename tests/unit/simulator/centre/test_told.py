"""How far what callers are told is from the truth: by hand, and in days of the simulator."""

import math

import pytest

from acd.domain.agents import AgentId
from acd.domain.queues import QueueId
from acd.simulator.centre import shortcut
from acd.simulator.centre.course import Visit
from acd.simulator.centre.plan import Caller
from acd.simulator.centre.scenario import Duration
from acd.simulator.centre.study import ACD, APP_QUEUE, study
from acd.simulator.centre.told import told_figures

CALLS = QueueId("calls")


def visit(wait_s: float, told_s: float | None) -> Visit:
    return Visit(Caller(0, CALLS, 0.0, 60.0, 99.0), wait_s, 0.0, AgentId("ann"), told_s=told_s)


def test_by_hand() -> None:
    """10 s too much, 20 s too little, 50 s too little of 300 s; one was told nothing."""
    visits = [visit(20, 30), visit(60, 40), visit(300, 250), visit(40, None)]
    found = told_figures(visits, {})
    assert found == pytest.approx({"told": 3, "told_error_s": 80 / 3, "told_bias_s": -20.0, "told_close": 1.0})
    assert told_figures([visit(100, 69)], {})["told_close"] == 0
    assert told_figures([], {}) == {"told": 0, "told_error_s": None, "told_bias_s": None, "told_close": None}


def test_who_was_answered_after_long_counts_for_those_who_gave_up() -> None:
    """Of callers with a patience of 60 s in the mean one in e is there after 60 s: that one counts e times."""
    found = told_figures([visit(0, 10), visit(60, 30)], {CALLS: Duration(mean_s=60.0)})
    assert found["told_error_s"] == pytest.approx((10 + math.e * 30) / (1 + math.e))
    assert found["told_bias_s"] == pytest.approx((10 - math.e * 30) / (1 + math.e))
    assert found["told"] == 2


def test_what_is_told_is_true_on_average_where_theory_says_so() -> None:
    """Exponential conversations and patience: no bias beyond 3 half widths, and nearer than app_queue's average."""
    given = {"rate_per_hour": 220.0, "aht": 180.0, "agents": 10, "patience": 180.0, "hours": 60.0}
    found = study(shortcut.centre_of(given, {"replications": 6})).findings
    ours, theirs = found[ACD].overall, found[APP_QUEUE].overall
    bias, error, close = (ours[f"told_{name}"] for name in ("bias_s", "error_s", "close"))
    assert bias is not None and bias.half_width is not None and error is not None and close is not None
    assert abs(bias.value) < 3 * bias.half_width
    assert (their_error := theirs["told_error_s"]) is not None and error.value < 0.8 * their_error.value
    assert (their_close := theirs["told_close"]) is not None and close.value > their_close.value
