"""`acd bench engine`: how fast the engine decides, how that grows with the line, and what a waiting call costs.

The engine is fed the events of a busy hour directly, in this process: no PBX, no network, no database.
"""

import gc
import tracemalloc
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text

from acd.bench import figures
from acd.bench.rush_hour import RushHour
from acd.clock import Clock

ROUNDS = 3
KINDS = 20
FEW, MANY = 100, 1000
_TIMES = ("event p50", "p99", "freed p50", "p99")


@dataclass(frozen=True, slots=True)
class Shape:
    """A size of call centre."""

    agents: int
    waiting: int
    kinds: int
    """Distinct skills: so many lines, and so many rows of idle agents."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured at one shape; medians over the rounds."""

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


def run(calls: int, agents: int, waiting: int) -> list[Speed]:
    """Measure `calls` calls in a round for each shape. The shapes take turns, so that none has the better machine."""
    sizes = sorted({min(FEW, waiting), min(MANY, waiting), waiting})
    shapes = [Shape(agents, size, kinds) for kinds in (1, KINDS) for size in sizes]
    rounds = [[measure(shape, calls) for shape in shapes] for _ in range(ROUNDS)]
    return [_median(list(same)) for same in zip(*rounds, strict=True)]


def measure(shape: Shape, calls: int) -> Speed:
    """Fill the line, then let agents work it off while as many callers come as leave."""
    clock = Clock()
    hour = RushHour(shape.agents, shape.kinds, clock)
    hour.occupy_agents()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    hour.callers_come(shape.waiting)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
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
        (after - before) / shape.waiting,
    )


def growth(speeds: list[Speed], kinds: int) -> float:
    """Return how many times longer a decision takes with the longest line than with the shortest."""
    same = [speed for speed in speeds if speed.shape.kinds == kinds]
    return figures.ratio(same[-1].freed_p50_us, same[0].freed_p50_us)


def table(speeds: list[Speed]) -> Group:
    """Draw the figures."""
    drawn = Table("agents", "waiting", "skills", "events/s", *_TIMES, "bytes/call", box=None, pad_edge=False)
    for speed in speeds:
        shape = speed.shape
        times = (speed.event_p50_us, speed.event_p99_us, speed.freed_p50_us, speed.freed_p99_us)
        drawn.add_row(
            *(str(number) for number in (shape.agents, shape.waiting, shape.kinds)),
            f"{speed.events_per_s:.0f}",
            *(figures.shown(time) for time in times),
            f"{speed.call_bytes:.0f}",
        )
    lengths = f"{speeds[0].shape.waiting} to {speeds[-1].shape.waiting} waiting"
    grown = ", ".join(f"{figures.shown(growth(speeds, kinds), 2)} with {kinds} skills" for kinds in (1, KINDS))
    return Group(
        drawn,
        Text(f"growth of the decision from {lengths}, as a ratio: {grown}"),
        Text("µs of CPU time; freed: from the event that frees an agent to the command that rings the next caller"),
        Text(f"{speeds[0].events} events a round, medians of {ROUNDS} rounds; {figures.machine()}"),
    )


def _median(same: list[Speed]) -> Speed:
    return Speed(
        same[0].shape,
        same[0].events,
        figures.middle([speed.events_per_s for speed in same]),
        figures.middle([speed.event_p50_us for speed in same]),
        figures.middle([speed.event_p99_us for speed in same]),
        figures.middle([speed.freed_p50_us for speed in same]),
        figures.middle([speed.freed_p99_us for speed in same]),
        figures.middle([speed.call_bytes for speed in same]),
    )
