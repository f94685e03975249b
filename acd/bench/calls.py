"""`acd bench calls`: our line beside Asterisk's own app_queue on the same Asterisk, in turn, several short runs each.

This process is the load; the controller and Asterisk are others, so that their CPU is theirs alone.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import uvloop
from rich.console import Console

from acd.bench import figures, report, traffic
from acd.bench.instance import APP_QUEUE, PLAIN, SPOKEN, Instance, running
from acd.bench.load import Load
from acd.bench.traffic import Hold, Run

ACD, RIVAL, WITH_SOUNDS = "acd", "app_queue", "acd, sounds"
NUMBERS = {ACD: PLAIN, RIVAL: APP_QUEUE}
LEAST_CALLS = 25
"""A slow rate is run for longer than asked until about so many callers came."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    rates: Sequence[float] = (1.0, 5.0, 10.0, 20.0)
    """Callers in a second."""
    seconds: float = 15.0
    """Length of one run."""
    rounds: int = 3
    agents: int = 40
    waiting: int = 40
    """Callers who always wait in the runs for the idle gap."""
    held: Sequence[int] = (0, 50, 150)
    """Callers who wait in the runs for the cost of waiting."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured, run by run."""

    asterisk_version: str
    machine_before: str
    machine_after: str
    sound_s: float
    runs: list[Run] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)


def main(sizes: Sizes, console: Console, out: Path | None) -> None:
    """Measure and print; `out` gets the raw figures as JSON. Raises AcdError."""
    results = uvloop.run(measure(sizes, console))
    report.show(results, sizes, console)
    if out is not None:
        out.write_text(json.dumps(asdict(results), indent=1))


async def measure(sizes: Sizes, console: Console) -> Results:
    """Run everything on a call centre of its own."""
    before = figures.machine()
    runs: list[Run] = []
    holds: list[Hold] = []
    console.print("[dim]starting a call centre of its own[/]")
    async with _loaded(sizes.agents) as (instance, load):
        for number in range(1, sizes.rounds + 1):
            console.print(f"[dim]round {number} of {sizes.rounds}[/]")
            runs += await _round(load, instance, sizes)
    for system in NUMBERS:
        console.print(f"[dim]waiting callers: {system}[/]")
        # a fresh one for each: memory that the first had freed would be there for the second
        async with _loaded(sizes.agents) as (other, load):
            holds += await _held(load, other, system, sizes)
    return Results(instance.asterisk_version, before, figures.machine(), instance.sound_s, runs, holds)


@asynccontextmanager
async def _loaded(agents: int) -> AsyncIterator[tuple[Instance, Load]]:
    """A call centre with phones."""
    async with running(agents) as instance:
        load = Load(instance)
        try:
            await load.start()
            yield instance, load
        finally:
            load.close()


async def _round(load: Load, instance: Instance, sizes: Sizes) -> list[Run]:
    """One run of each kind on each system, the two in turn: what else the machine does meets both."""
    runs = []
    for rate in sizes.rates:
        seconds = max(sizes.seconds, min(LEAST_CALLS / rate, 2 * sizes.seconds))
        for system, number in NUMBERS.items():
            runs.append(await traffic.arrivals(load, instance, number, system, rate, seconds))
            await load.clear()
    busiest = max(sizes.rates)
    runs.append(await traffic.arrivals(load, instance, SPOKEN, WITH_SOUNDS, busiest, sizes.seconds))
    await load.clear()
    for system, number in NUMBERS.items():
        runs.append(await traffic.always_waiting(load, instance, number, system, sizes.waiting, sizes.seconds))
        await load.clear()
    return runs


async def _held(load: Load, instance: Instance, system: str, sizes: Sizes) -> list[Hold]:
    found = [
        await traffic.hold(load, instance, NUMBERS[system], system, waiting, min(sizes.seconds, 10.0))
        for waiting in sorted(sizes.held)
    ]
    await load.clear()
    return found
