"""Several days of a centre, with the real engine and with app_queue's rules, over processes, and what came of them."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from acd.domain.queues import QueueId
from acd.simulator.centre.app_queue_world import AppQueueWorld
from acd.simulator.centre.drawing import plan_of
from acd.simulator.centre.engine_world import EngineWorld
from acd.simulator.centre.intervals import Estimate, estimate
from acd.simulator.centre.measures import DayFigures, Figures, figures_of
from acd.simulator.centre.scenario_source import Centre
from acd.simulator.centre.staffing import expanded

ACD, APP_QUEUE = "acd", "app_queue"
Estimates: TypeAlias = dict[str, Estimate | None]
_Task: TypeAlias = tuple[int, str]
"""Number of the day, and the system that lives through it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of all days with one system."""

    overall: Estimates
    queues: dict[str, Estimates]
    agents: Estimates
    """Occupancy of each."""


@dataclass(frozen=True, slots=True)
class Study:
    """A centre and what came of it, by system."""

    centre: Centre
    findings: dict[str, Findings]
    difference: Estimates | None
    """The engine minus app_queue, day by day: both met the same calls, so it is known better than either."""


def study(centre: Centre, *, beside: bool = True, jobs: int = 1, done: Callable[[], None] = lambda: None) -> Study:
    """Live through all days; `done` is called after each. Raises InvariantBroken. The result is that of one job."""
    systems = (ACD, APP_QUEUE) if beside else (ACD,)
    tasks = [(day, system) for day in range(centre.scenario.replications) for system in systems]
    days: dict[str, list[DayFigures]] = {system: [] for system in systems}
    with _mapped(jobs) as mapped:
        for (_, system), figures in zip(tasks, mapped(partial(live, centre), tasks), strict=True):
            days[system].append(figures)
            done()
    difference = None
    if beside:
        pairs = zip(days[ACD], days[APP_QUEUE], strict=True)
        difference = _estimates([_minus(ours.overall, theirs.overall) for ours, theirs in pairs])
    return Study(centre, {system: _findings(lived) for system, lived in days.items()}, difference)


def live(centre: Centre, task: _Task) -> DayFigures:
    """Live through one day. Raises InvariantBroken."""
    day, system = task
    scenario = centre.scenario
    plan = plan_of(scenario, centre.pool, day)
    if system == ACD:
        course = EngineWorld(plan).run()
    else:
        weights = {QueueId(name): queue.weight for queue in scenario.queues for name in expanded(queue)}
        course = AppQueueWorld(plan, scenario.app_queue, weights).run()
    patience = {QueueId(name): law for queue in scenario.queues if (law := queue.patience) for name in expanded(queue)}
    return figures_of(course, scenario.short_abandon_s, patience)


_Mapped: TypeAlias = Callable[[Callable[[_Task], DayFigures], Iterable[_Task]], Iterable[DayFigures]]


@contextmanager
def _mapped(jobs: int) -> Iterator[_Mapped]:
    """Give a map that keeps the order; leaving it, also by Ctrl-C, ends its processes at once."""
    if jobs == 1:
        yield map
        return
    with multiprocessing.Pool(jobs, initializer=_leave_interrupts_to_the_parent) as pool:
        yield pool.imap


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _findings(days: list[DayFigures]) -> Findings:
    return Findings(
        overall=_estimates([day.overall for day in days]),
        queues={name: _estimates([day.queues[name] for day in days]) for name in days[0].queues},
        agents=_estimates([day.agents for day in days]),
    )


def _minus(ours: Figures, theirs: Figures) -> Figures:
    pairs = ((name, value, theirs[name]) for name, value in ours.items())
    return {name: None if left is None or right is None else left - right for name, left, right in pairs}


def _estimates(days: list[Figures]) -> Estimates:
    return {name: estimate(day[name] for day in days) for name in days[0]}
