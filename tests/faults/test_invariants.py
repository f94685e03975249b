"""The checker finds every fault that is planted, and nothing where there is none."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.fixtures.invariants import History, Rung, Stored, look, violations


def call(name: str, caller: str, started: int, ended: int) -> dict[str, Any]:
    """A call that was answered."""
    return {
        "call_id": name,
        "caller_number": caller,
        "started_at_ms": started,
        "ended_at_ms": ended,
        "outcome_class": "answered",
        "outcome_reason": "caller_hung_up",
    }


def stretch(name: str, seq: int, kind: str, began: int, length: int) -> dict[str, Any]:
    """A segment; those with an agent are alice's."""
    agent = "alice" if kind in ("ring", "talk", "hold") else None
    return {
        "call_id": name,
        "seq": seq,
        "kind": kind,
        "agent_id": agent,
        "started_at_ms": began,
        "duration_ms": length,
    }


def good() -> tuple[Stored, History]:
    """Two calls, one after the other, with alice."""
    stored = Stored(
        calls=[call("c1", "+1", 0, 100), call("c2", "+2", 50, 200)],
        segments=[
            *(stretch("c1", 1, "queue", 0, 10), stretch("c1", 2, "talk", 10, 60), stretch("c1", 3, "hold", 70, 30)),
            *(stretch("c2", 1, "queue", 50, 60), stretch("c2", 2, "talk", 110, 90)),
        ],
        offers=[stretch("c1", 1, "ring", 5, 5), stretch("c2", 1, "ring", 100, 10)],
        agent_states=[{"agent_id": "alice", "state": "available"}],
    )
    rung = [Rung("alice", "+1", (0.005, 0.1)), Rung("alice", "+2", (0.1, 0.2))]
    return stored, History(["+1", "+2"], rung, [look({"c1"}, {"c1"})])


def maybe(history: History, caller: str) -> None:
    """Nobody can tell whether this caller reached us."""
    history.callers.remove(caller)
    history.maybe.append(caller)


def twice(stored: Stored, history: History) -> None:
    """One of whom nobody can tell has two whole records."""
    maybe(history, "+1")
    stored.calls.append(call("c9", "+1", 0, 1))
    stored.segments.append(stretch("c9", 1, "queue", 0, 1))


def open_end(stored: Stored, history: History) -> None:
    """One of whom nobody can tell has a record, and it is not final."""
    maybe(history, "+1")
    stored.calls[0].update(ended_at_ms=None)


Plant = Callable[[Stored, History], object]
FAULTS: dict[str, tuple[str, Plant]] = {
    "a call without a record": ("I1", lambda stored, history: history.callers.append("+3")),
    "a call with two records": ("I1", lambda stored, history: stored.calls.append(call("c9", "+1", 0, 1))),
    "a record of no call": ("I1", lambda stored, history: history.callers.remove("+1")),
    "two records of one who dialled in the moment of a kill": ("I1", lambda stored, history: twice(stored, history)),
    "such a record without an end": ("I1", lambda stored, history: open_end(stored, history)),
    "no end": ("I1", lambda stored, history: stored.calls[0].update(ended_at_ms=None)),
    "an outcome that is not in the list": ("I1", lambda stored, history: stored.calls[0].update(outcome_reason="x")),
    "a gap": ("I1", lambda stored, history: stored.segments[1].update(duration_ms=59)),
    "no stretches at all": ("I1", lambda stored, history: stored.segments.clear()),
    "stretches of no call": ("I1", lambda stored, history: stored.segments.append(stretch("c7", 1, "queue", 0, 1))),
    "an agent in two talks": ("I2", lambda stored, history: stored.segments[4].update(started_at_ms=90)),
    "an agent with two offers": ("I2", lambda stored, history: stored.offers[1].update(started_at_ms=9)),
    "a phone in two calls": ("I2", lambda stored, history: history.rung.append(Rung("alice", "+7", (0.05, 0.06)))),
    "a caller at two phones": ("I2", lambda stored, history: history.rung.append(Rung("bob", "+1", (0.05, 0.06)))),
    "a caller whom nobody serves": ("I3", lambda stored, history: history.looks.append(look({"c1"}, set()))),
    "a call without a caller": ("I3", lambda stored, history: history.looks.append(look(set(), {"c1"}))),
    "an agent who is busy for ever": ("I4", lambda stored, history: stored.agent_states[0].update(state="talking")),
    "a bridge that is left": ("I5", lambda stored, history: history.left.append("bridge c1-talk1")),
}


def test_a_good_history_has_no_fault() -> None:
    """Nor has one whose caller left while no controller was there to see when."""
    stored, history = good()
    assert violations(stored, history) == []
    stored.calls[0].update(outcome_class="failed", outcome_reason="controller_lost")
    stored.segments[:3] = []
    assert violations(stored, history) == []


def test_who_dialled_in_the_moment_of_a_kill_may_have_a_record() -> None:
    """Or none."""
    stored, history = good()
    maybe(history, "+1")
    history.maybe.append("+3")
    assert violations(stored, history) == []


def test_an_invite_must_not_overtake_a_bye() -> None:
    """Not by a millisecond: a phone with one line would be busy."""
    stored, history = good()
    history.rung[1] = Rung("alice", "+2", (0.099, 0.2))
    (found,) = violations(stored, history)
    assert found.startswith("I2: two at once, ringing or talk of phone of alice")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    """By the invariant that it violates."""
    stored, history = good()
    number, plant = FAULTS[fault]
    plant(stored, history)
    assert [found for found in violations(stored, history) if found.startswith(number)]
