"""A study as JSON and as tables."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from acd.simulator.centre.intervals import Estimate
from acd.simulator.centre.measures import SERVICE_LEVELS
from acd.simulator.centre.study import ACD, Estimates, Study
from acd.simulator.centre.theory import Theory, theory_of

SERVICE_LEVEL = "all_offered"
"""The formula that is meant where only one is shown: who gives up counts as missed."""
_HEAD = ("wait_probability", "asa_s", "abandon_rate", "occupancy")
_SHARES = frozenset(
    {
        *SERVICE_LEVELS,
        "service_level",
        "wait_probability",
        "abandon_rate",
        "same_agent",
        "occupancy",
        "occupancy_spread",
        "told_close",
    }
)
_SHOWN_QUEUES = 30


def as_json(study: Study) -> dict[str, Any]:
    """Return one object. Its head is this engine's; below are both systems in full."""
    scenario = study.centre.scenario
    ours = study.findings[ACD].overall
    theory = theory_of(study.centre)
    return {
        "name": scenario.name,
        "replications": scenario.replications,
        "hours": scenario.hours,
        "warm_up_hours": scenario.warm_up_hours,
        "seed": scenario.seed,
        "service_level_formula": SERVICE_LEVEL,
        "service_level": _bounds(ours[SERVICE_LEVEL]),
        **{name: _bounds(ours[name]) for name in _HEAD},
        "theory": {"formula": None, "reason": theory} if isinstance(theory, str) else asdict(theory),
        "systems": {
            system: {
                "overall": _all_bounds(found.overall),
                "queues": {name: _all_bounds(figures) for name, figures in found.queues.items()},
                "agents": _all_bounds(found.agents),
            }
            for system, found in study.findings.items()
        },
        "difference": None if study.difference is None else _all_bounds(study.difference),
    }


def _all_bounds(figures: Estimates) -> dict[str, Any]:
    plain = {name: _bounds(figure) for name, figure in figures.items() if name not in SERVICE_LEVELS}
    levels = {name: _bounds(figures[name]) for name in SERVICE_LEVELS if name in figures}
    return {"service_level": levels, **plain} if levels else plain


def _bounds(estimate: Estimate | None) -> dict[str, float | None]:
    return {"value": None, "low": None, "high": None} if estimate is None else asdict(estimate)


def as_tables(study: Study) -> RenderableType:
    """Draw a study: all queues together, and then each."""
    scenario, theory = study.centre.scenario, theory_of(study.centre)
    days = "day" if scenario.replications == 1 else "days"
    head = f"{scenario.name or 'centre'}: {scenario.replications} {days} of {scenario.hours:g} h, 95 % confidence"
    parts: list[RenderableType] = [Text(head), _overall(study, theory)]
    if isinstance(theory, str):
        parts.append(Text(f"Erlang's formulas have nothing beside it: {theory}."))
    if 1 < len(study.findings[ACD].queues) <= _SHOWN_QUEUES:
        parts.append(_queues(study))
    return Group(*parts)


def _overall(study: Study, theory: Theory | str) -> Table:
    table = Table("", *study.findings, box=None, pad_edge=False)
    if study.difference is not None:
        table.add_column("difference")
    said = {} if isinstance(theory, str) else asdict(theory)
    if said:
        table.add_column(said.pop("formula"))
        said[SERVICE_LEVEL] = said.pop("service_level")
    for name, estimates in _rows(study):
        drawn = [_drawn(name, estimate) for estimate in estimates]
        expected = [_plain(name, said[name]) if name in said else ""] if said else []
        table.add_row(_label(name), *drawn, *expected)
    return table


def _rows(study: Study) -> Iterator[tuple[str, list[Estimate | None]]]:
    for name in study.findings[ACD].overall:
        estimates = [found.overall[name] for found in study.findings.values()]
        if name != "same_agent" or any(estimates):  # where nobody calls twice, it says nothing
            yield name, estimates if study.difference is None else [*estimates, study.difference[name]]


def _queues(study: Study) -> Table:
    names = (SERVICE_LEVEL, "asa_s", "longest_wait_s", "abandon_rate", "order_violations")
    table = Table("queue", "rules", "calls", *map(_label, names), box=None, pad_edge=False)
    for queue in study.findings[ACD].queues:
        for system, found in study.findings.items():
            figures = found.queues[queue]
            calls = figures["calls"]
            table.add_row(
                queue, system, f"{calls.value:.0f}" if calls else "", *(_drawn(name, figures[name]) for name in names)
            )
    return table


def _label(name: str) -> str:
    text = f"service level, {name}" if name in SERVICE_LEVELS else name.replace("_", " ")
    return f"{text.removesuffix(' s')}, s" if name.endswith("_s") else text


def _drawn(name: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return "n/a"
    half = estimate.half_width
    return _plain(name, estimate.value) + ("" if half is None else f" ± {_plain(name, half)}")


def _plain(name: str, value: float) -> str:
    return f"{value * 100:.1f} %" if name in _SHARES else f"{value:.1f}"
