"""Runs -> tables for people: medians over the rounds, with the ratio of ours to Asterisk's own queue."""

from collections.abc import Callable, Sequence
from math import nan
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from acd.bench import figures
from acd.bench.figures import middle, quantile, ratio, shown
from acd.bench.traffic import Hold, Run

if TYPE_CHECKING:
    from acd.bench.calls import Results, Sizes

Figure = Callable[[Run], float]


def show(results: "Results", sizes: "Sizes", console: Console) -> None:
    """Print every table, and what must be known to read them."""
    kinds = list(dict.fromkeys(run.kind for run in results.runs))
    console.print(ringing(results.runs, [kind for kind in kinds if "calls/s" in kind]))
    console.print(gaps(results.runs, [kind for kind in kinds if "waiting" in kind]))
    console.print(waiting(results.holds))
    console.print(
        f"Asterisk {results.asterisk_version}; {sizes.agents} agents; medians of {sizes.rounds} rounds of "
        f"{sizes.seconds:g} s, systems in turn; sounds: greeting and whisper of {results.sound_s:.2f} s each"
    )
    late = middle([run.late_ms for run in results.runs])
    console.print(f"the load's own timers: 99 % not later than {shown(late)} ms (median of the runs)")
    console.print(f"before: {results.machine_before}\nafter:  {results.machine_after}")


def ringing(runs: Sequence[Run], kinds: Sequence[str]) -> Table:
    """Draw how long it takes to ring an idle agent, and what a call costs."""
    title = "Caller's INVITE to agent's INVITE, ms; CPU, ms a call (idle cost of the process included)"
    table = Table(
        *("arrivals", "system", "calls", "unserved", "p50", "p95", "p99", "caller's 200 p50"),
        *("Asterisk CPU", "controller CPU"),
        title=title,
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for kind in kinds:
        for system, same in _systems(runs, kind).items():
            table.add_row(kind, system, *_counts(same), *_ring_figures(same))
        ours, theirs = (_systems(runs, kind).get(system, []) for system in ("acd", "app_queue"))
        if ours and theirs:
            table.add_row("", "acd - app_queue, ms", "", "", *_differences(ours, theirs))
            table.add_row(
                "", "acd / app_queue", "", "", *_ratios(ours, theirs, (*_RING, _asterisk_cpu)), end_section=True
            )
    return table


def gaps(runs: Sequence[Run], kinds: Sequence[str]) -> Table:
    """Draw how long agents sit idle while callers wait."""
    title = "Idle gap: agent's BYE to the agent's next INVITE, ms, with callers always waiting"
    table = Table(
        *("line", "system", "calls", "p50", "p95", "out of order", "Asterisk CPU", "controller CPU"),
        title=title,
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for kind in kinds:
        systems = _systems(runs, kind)
        for system, same in systems.items():
            calls, overtaken = (sum(values) for values in zip(*((r.calls, r.out_of_order) for r in same), strict=True))
            percent = f"{overtaken} ({100 * ratio(overtaken, calls):.1f} %)" if calls else figures.NOTHING
            cpu = (shown(_over(same, figure)) for figure in (_asterisk_cpu, _controller_cpu))
            table.add_row(kind, system, str(calls), *(shown(_over(same, g)) for g in _GAP), percent, *cpu)
        if {"acd", "app_queue"} <= systems.keys():
            found = _ratios(systems["acd"], systems["app_queue"], (*_GAP, _asterisk_cpu))
            table.add_row("", "acd / app_queue", "", found[0], found[1], "", found[2])
    return table


def waiting(holds: Sequence[Hold]) -> Table:
    """Draw what waiting callers cost: the differences to the same system without them."""
    table = Table(
        *("system", "waiting", "Asterisk, % of a core", "controller", "ms CPU a caller and second"),
        *("Asterisk KB a caller", "controller KB"),
        title="Waiting with music, behind agents in conversation",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    empty: dict[str, Hold] = {}
    for hold in holds:
        base = empty.setdefault(hold.system, hold)
        more = hold.waiting - base.waiting
        cores = hold.asterisk_cores + hold.controller_cores - base.asterisk_cores - base.controller_cores
        table.add_row(
            hold.system,
            str(hold.waiting),
            *(shown(value * 100) for value in (hold.asterisk_cores, hold.controller_cores)),
            shown(cores * 1000 / more if more else nan, 2),
            shown((hold.asterisk_kb - base.asterisk_kb) / more if more else nan, 0),
            shown((hold.controller_kb - base.controller_kb) / more if more else nan, 1),
        )
    return table


def _of(name: str, share: float) -> Figure:
    return lambda run: quantile(getattr(run, name), share)


def _asterisk_cpu(run: Run) -> float:
    return run.asterisk_cpu_ms


def _controller_cpu(run: Run) -> float:
    return run.controller_cpu_ms


_RING = (_of("ring_ms", 0.5), _of("ring_ms", 0.95), _of("ring_ms", 0.99), _of("answer_ms", 0.5))
_GAP = (_of("gap_ms", 0.5), _of("gap_ms", 0.95))


def _systems(runs: Sequence[Run], kind: str) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        if run.kind == kind:
            found.setdefault(run.system, []).append(run)
    return found


def _over(runs: Sequence[Run], figure: Figure) -> float:
    """The median of the runs' figures."""
    return middle([figure(run) for run in runs])


def _counts(runs: Sequence[Run]) -> tuple[str, str]:
    return str(sum(run.calls for run in runs)), str(sum(run.unserved for run in runs))


def _ring_figures(runs: Sequence[Run]) -> list[str]:
    return [shown(_over(runs, figure)) for figure in (*_RING, _asterisk_cpu, _controller_cpu)]


def _differences(ours: Sequence[Run], theirs: Sequence[Run]) -> list[str]:
    return [shown(_over(ours, figure) - _over(theirs, figure)) for figure in (*_RING, _asterisk_cpu)]


def _ratios(ours: Sequence[Run], theirs: Sequence[Run], chosen: Sequence[Figure]) -> list[str]:
    return [shown(ratio(_over(ours, figure), _over(theirs, figure)), 3) for figure in chosen]
