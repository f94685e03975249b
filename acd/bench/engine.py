"""`acd bench engine`: how fast the engine decides, how that grows with a call centre, and what a waiting call costs.

The engine is fed the events of a busy hour directly, in this process: no PBX, no network, no database.
"""

import dataclasses
import gc
import json
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from acd.bench import figures
from acd.bench.rush_hour import RushHour
from acd.clock import Clock

ROUNDS = 3
GOAL_US = 100.0
GOAL_BYTES = 2048.0
_TIMES = ("event p50", "p99", "freed p50", "p99")


@dataclass(frozen=True, slots=True)
class Shape:
    """A size of call centre."""

    agents: int
    waiting: int
    queues: int
    """Each asks for a skill of its own, so there are as many lines."""
    profiles: int
    """Distinct sets of skills: as many rows of idle agents."""


GOAL = Shape(5000, 20_000, 500, 500)
"""The size at which 99 of 100 decisions are to take less than GOAL_US."""
SHAPES = (
    Shape(10, 1000, 20, 20),
    Shape(200, 1000, 20, 20),
    Shape(1000, 1000, 20, 20),
    Shape(10_000, 1000, 20, 20),
    Shape(200, 10, 1, 1),
    Shape(200, 1000, 1, 1),
    Shape(200, 50_000, 1, 1),
    Shape(1000, 10_000, 100, 100),
    Shape(1000, 10_000, 500, 500),
    Shape(1000, 10_000, 2000, 500),
    Shape(1000, 10_000, 500, 20),
    Shape(1000, 10_000, 500, 1),
    GOAL,
)
"""Each is to be compared with one that differs in one number."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured at one shape; medians over the rounds. CPU time of one thread."""

    shape: Shape
    events: int
    """In one round."""
    events_per_s: float
    event_p50_us: float
    event_p99_us: float
    freed_p50_us: float
    """From the event that frees an agent to the command that rings the next call."""
    freed_p99_us: float
    call_bytes: float
    """Memory of one waiting call."""


def run(calls: int, shapes: Sequence[Shape] = SHAPES, rounds: int = ROUNDS) -> list[Speed]:
    """Measure `calls` calls in a round for each shape. The shapes take turns, so that none has the better machine."""
    memory = [call_bytes(shape) for shape in shapes]
    measured = [
        [measure(shape, calls, size) for shape, size in zip(shapes, memory, strict=True)] for _ in range(rounds)
    ]
    return [_median(list(same)) for same in zip(*measured, strict=True)]


def call_bytes(shape: Shape) -> float:
    """Return the memory that the engine needs for one waiting call."""
    hour = RushHour(shape.agents, shape.queues, shape.profiles, Clock())
    hour.occupy_agents()
    hour.spent_s.clear()
    tracemalloc.start()
    hour.callers_come(shape.waiting)
    hour.spent_s.clear()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after / shape.waiting


def measure(shape: Shape, calls: int, size: float) -> Speed:
    """Fill the line, then let agents work it off while as many callers come as leave.

    What the engine remembers of who may serve whom is filled by then, as it is some seconds after a start.
    """
    hour = RushHour(shape.agents, shape.queues, shape.profiles, Clock())
    hour.occupy_agents()
    hour.callers_come(shape.waiting)
    for _ in range(shape.agents):
        hour.one_call_later()
    hour.spent_s.clear()
    hour.freed_s.clear()
    gc.collect()
    for _ in range(calls):
        hour.one_call_later()
    return Speed(
        shape,
        len(hour.spent_s),
        len(hour.spent_s) / sum(hour.spent_s),
        figures.quantile(hour.spent_s, 0.5) * 1e6,
        figures.quantile(hour.spent_s, 0.99) * 1e6,
        figures.quantile(hour.freed_s, 0.5) * 1e6,
        figures.quantile(hour.freed_s, 0.99) * 1e6,
        size,
    )


def table(speeds: Sequence[Speed], rounds: int = ROUNDS) -> Group:
    """Draw the figures."""
    sizes = ("agents", "waiting", "queues", "profiles")
    drawn = Table(*sizes, "events/s", *_TIMES, "bytes/call", box=None, pad_edge=False)
    for speed in speeds:
        shape = speed.shape
        times = (speed.event_p50_us, speed.event_p99_us, speed.freed_p50_us, speed.freed_p99_us)
        drawn.add_row(
            *(str(number) for number in (shape.agents, shape.waiting, shape.queues, shape.profiles)),
            f"{speed.events_per_s:.0f}",
            *(figures.shown(time) for time in times),
            f"{speed.call_bytes:.0f}",
        )
    notes = [
        "µs of CPU time; freed: from the event that frees an agent to the command that rings the next caller",
        f"{speeds[0].events} events a round, medians of {rounds} rounds; {figures.machine()}",
    ]
    return Group(drawn, *(Text(line) for line in (*_against_goals(speeds), *notes)))


def _against_goals(speeds: Sequence[Speed]) -> list[str]:
    """Say what the figures are to the goals, if that size was measured."""
    return [
        f"goals at {speed.shape.agents} agents, {speed.shape.waiting} waiting, {speed.shape.queues} queues: "
        f"p99 of a decision {figures.shown(figures.ratio(speed.event_p99_us, GOAL_US), 2)} of {GOAL_US:g} µs, "
        f"memory {figures.shown(figures.ratio(speed.call_bytes, GOAL_BYTES), 2)} of {GOAL_BYTES:g} bytes a waiting call"
        for speed in speeds
        if speed.shape == GOAL
    ]


def as_json(speeds: Sequence[Speed], rounds: int = ROUNDS) -> str:
    """Return all figures as one JSON object."""
    whole: dict[str, Any] = {
        "machine": figures.machine(),
        "rounds": rounds,
        "goal": {"shape": dataclasses.asdict(GOAL), "event_p99_us": GOAL_US, "call_bytes": GOAL_BYTES},
        "speeds": [dataclasses.asdict(speed) for speed in speeds],
    }
    return json.dumps(whole, indent=1)


def _median(same: list[Speed]) -> Speed:
    return Speed(
        same[0].shape,
        same[0].events,
        figures.middle([speed.events_per_s for speed in same]),
        figures.middle([speed.event_p50_us for speed in same]),
        figures.middle([speed.event_p99_us for speed in same]),
        figures.middle([speed.freed_p50_us for speed in same]),
        figures.middle([speed.freed_p99_us for speed in same]),
        same[0].call_bytes,
    )
