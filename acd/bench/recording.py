"""`acd bench recording`: what it costs to record, as CPU of calls that talk, off and on in turn on the same Asterisk.

Both parties send sound all the time, as people's phones do: an Asterisk that hears nothing records nothing.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from acd.bench import figures, traffic
from acd.bench.figures import middle, ratio, shown
from acd.bench.instance import PLAIN, RECORDED, Instance, running
from acd.bench.load import Load, until
from acd.bench.traffic import Watch
from acd.domain.errors import AcdError

OFF, ON = "off", "on"
NUMBERS = {OFF: PLAIN, ON: RECORDED}
SETTLE_S = 2.0
FILED_WITHIN_S = 60.0
CALLS_APART_S = 0.1


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    calls: int = 20
    """Conversations at the same time."""
    seconds: float = 20.0
    """Length of one run."""
    rounds: int = 5


@dataclass(frozen=True, slots=True)
class Talk:
    """One run. CPU in milliseconds; of a core, what a call uses in a second is its share in thousandths."""

    recording: str
    calls: int
    asterisk_ms: float
    """For each call and second of talking."""
    controller_ms: float
    asterisk_end_ms: float
    """For each call, from the hang-up until all recordings are filed."""
    controller_end_ms: float
    recorded_kb: float
    """Growth of the files for each call and second: 32 are both parties, 8 kHz and 16 bit. It comes in blocks."""
    late_ms: float
    """99 % of the load's own timers were not later than this."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured, run by run."""

    asterisk_version: str
    machine_before: str
    machine_after: str
    talks: list[Talk] = field(default_factory=list)


def main(sizes: Sizes, console: Console, out: Path | None) -> None:
    """Measure and print; `out` gets the raw figures as JSON. Raises AcdError."""
    results = uvloop.run(measure(sizes, console))
    show(results, sizes, console)
    if out is not None:
        out.write_text(json.dumps(asdict(results), indent=1))


async def measure(sizes: Sizes, console: Console) -> Results:
    """Run everything on a call centre of its own."""
    before = figures.machine()
    talks: list[Talk] = []
    console.print("[dim]starting a call centre of its own[/]")
    async with running(sizes.calls) as instance:
        load = Load(instance)
        load.keeps_talking = True
        try:
            await load.start()
            for number in range(sizes.rounds):
                console.print(f"[dim]round {number + 1} of {sizes.rounds}[/]")
                # each is first in turn: what else the machine does meets both
                for recording in (OFF, ON) if number % 2 == 0 else (ON, OFF):
                    talks.append(await _talk(load, instance, recording, sizes))
        finally:
            load.close()
    return Results(instance.asterisk_version, before, figures.machine(), talks)


async def _talk(load: Load, instance: Instance, recording: str, sizes: Sizes) -> Talk:
    """Everybody talks for some seconds, then hangs up."""
    load.forget()
    load.talk_s = None
    for _ in instance.agents:
        load.call(NUMBERS[recording])
        await asyncio.sleep(CALLS_APART_S)
    await traffic.served(load)
    await asyncio.sleep(SETTLE_S)
    _require("talk", load.talking(), sizes.calls)
    _require("are recorded", len(instance.recordings_in_progress()), sizes.calls if recording == ON else 0)
    before = _size(instance)
    watch = Watch(instance)
    await asyncio.sleep(sizes.seconds)
    asterisk_s, controller_s, wall_s = watch.stop()
    recorded = _size(instance) - before
    # who was cut off meanwhile cost nothing
    _require("still talk", load.talking(), sizes.calls)
    ending = Watch(instance)
    await load.clear()
    await until(lambda: not instance.recordings_in_progress(), FILED_WITHIN_S)
    asterisk_end_s, controller_end_s, _ = ending.stop()
    calls = sizes.calls
    return Talk(
        recording,
        calls,
        asterisk_s * 1000 / calls / wall_s,
        controller_s * 1000 / calls / wall_s,
        asterisk_end_s * 1000 / calls,
        controller_end_s * 1000 / calls,
        recorded / 1000 / calls / wall_s,
        watch.late_ms,
    )


def _size(instance: Instance) -> int:
    """Bytes of all recordings in progress."""
    return sum(path.stat().st_size for path in instance.recordings_in_progress())


def _require(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise AcdError(f"{found} calls {what} and not {wanted}: nothing can be measured; try with fewer --calls")


def show(results: Results, sizes: Sizes, console: Console) -> None:
    """Print the table, and what must be known to read it."""
    console.print(table(results.talks))
    console.print(
        f"Asterisk {results.asterisk_version}; {sizes.calls} conversations at once; medians of {sizes.rounds} rounds "
        f"of {sizes.seconds:g} s, off and on in turn; ratios and differences are medians of those of each round"
    )
    late = middle([talk.late_ms for talk in results.talks])
    console.print(f"the load's own timers: 99 % not later than {shown(late)} ms (median of the runs)")
    console.print(f"before: {results.machine_before}\nafter:  {results.machine_after}")


def table(talks: Sequence[Talk]) -> Table:
    """Draw off and on beside each other."""
    drawn = Table(
        *("recording", "Asterisk", "controller", "Asterisk, at the end", "controller, at the end", "KB recorded"),
        title="CPU, ms a talking call and second; at the end, ms a call; KB a call and second",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    by_kind = {kind: [talk for talk in talks if talk.recording == kind] for kind in NUMBERS}
    for kind, same in by_kind.items():
        recorded = shown(middle([talk.recorded_kb for talk in same]))
        drawn.add_row(kind, *(shown(middle([figure(talk) for talk in same]), 2) for figure in _FIGURES), recorded)
    rounds = list(zip(by_kind[OFF], by_kind[ON], strict=True))
    drawn.add_row("on / off", *(_over(rounds, figure, lambda off, on: ratio(on, off)) for figure in _FIGURES))
    drawn.add_row("on - off", *(_over(rounds, figure, lambda off, on: on - off) for figure in _FIGURES))
    return drawn


Figure = Callable[[Talk], float]
_FIGURES: tuple[Figure, ...] = (
    lambda talk: talk.asterisk_ms,
    lambda talk: talk.controller_ms,
    lambda talk: talk.asterisk_end_ms,
    lambda talk: talk.controller_end_ms,
)


def _over(rounds: Sequence[tuple[Talk, Talk]], figure: Figure, compared: Callable[[float, float], float]) -> str:
    return shown(middle([compared(figure(off), figure(on)) for off, on in rounds]), 2)
