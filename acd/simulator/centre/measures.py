"""A day that is over -> figures, for each queue, for all, and for each agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.agents import AgentId
from acd.simulator.centre.course import Course, Visit, Workload
from acd.simulator.centre.told import Patience, told_figures

Figures: TypeAlias = dict[str, float | None]
"""Name -> value; None where nobody called. Names of service levels are those of the formulas."""

SERVICE_LEVELS = (
    "answered_only",
    "all_offered",
    "exclude_in_threshold",
    "count_as_met",
    "exclude_short",
    "short_as_met",
)
"""See docs/simulate.md."""
NOTICED_S = 0.1
"""For whom a phone rang within it did not have to wait."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day."""

    overall: Figures
    queues: dict[str, Figures]
    agents: dict[str, float | None]
    """Occupancy of each."""


def figures_of(course: Course, short_abandon_s: float, patience: Patience) -> DayFigures:
    """Work out the figures of a day; `patience` is the law by which each queue's callers give up."""
    wanted = {entry.removeprefix("to-") for entry in course.pool.entries}
    by_queue: dict[str, list[Visit]] = {name: [] for name in course.pool.queues if name in wanted}
    for visit in course.visits:
        by_queue[visit.caller.queue_id].append(visit)
    workloads = {agent_id: course.workloads.get(agent_id, Workload()) for agent_id in course.pool.agents}
    agents = {str(agent_id): _occupancy([workload]) for agent_id, workload in workloads.items()}
    known = [occupancy for occupancy in agents.values() if occupancy is not None]
    overall = _callers(course, course.visits, short_abandon_s, patience)
    overall["occupancy"] = _occupancy(list(workloads.values()))
    overall["occupancy_spread"] = max(known) - min(known) if known else None
    queues = {name: _callers(course, visits, short_abandon_s, patience) for name, visits in by_queue.items()}
    return DayFigures(overall, queues, agents)


def _callers(course: Course, visits: Sequence[Visit], short_abandon_s: float, patience: Patience) -> Figures:
    answered = [visit for visit in visits if visit.agent_id is not None]
    abandoned = [visit for visit in visits if visit.agent_id is None]
    short = sum(visit.wait_s <= short_abandon_s for visit in abandoned)
    waits = sorted(visit.wait_s for visit in visits)
    figures: Figures = {
        "calls": len(visits),
        "answered": len(answered),
        "abandoned": len(abandoned),
        "short_abandons": short,
        **service_levels(
            len(answered), len(abandoned), _in_threshold(course, answered), _in_threshold(course, abandoned), short
        ),
        "wait_probability": _share(sum(_waited(visit) for visit in visits), len(visits)),
        "abandon_rate": _share(len(abandoned), len(visits)),
        "asa_s": _share(sum(visit.wait_s for visit in answered), len(answered)),
        "mean_wait_s": _share(sum(waits), len(waits)),
        "wait_p50_s": _percentile(waits, 0.5),
        "wait_p90_s": _percentile(waits, 0.9),
        "wait_p99_s": _percentile(waits, 0.99),
        "longest_wait_s": waits[-1] if waits else None,
        "same_agent": _same_agent(visits),
        **told_figures([visit for visit in answered if _waited(visit)], patience),
        "order_violations": sum(visit.overtook for visit in visits),
        "wrapups_cut": sum(visit.cut_short for visit in visits),
    }
    return figures


def _same_agent(visits: Sequence[Visit]) -> float | None:
    """Return how often callers who had talked to an agent before got the same one again, of those who got anybody."""
    last: dict[int, AgentId] = {}
    again = same = 0
    for visit in visits:
        if visit.agent_id is not None:
            person = visit.caller.number if visit.caller.person is None else visit.caller.person
            again += person in last
            same += last.get(person) == visit.agent_id
            last[person] = visit.agent_id
    return _share(same, again)


def service_levels(answered: int, abandoned: int, in_time: int, abandoned_in_time: int, short: int) -> Figures:
    """Return the six of the trade: who gives up counts against, for, or not at all."""
    offered = answered + abandoned
    return dict(
        zip(
            SERVICE_LEVELS,
            (
                _share(in_time, answered),
                _share(in_time, offered),
                _share(in_time, offered - abandoned_in_time),
                _share(in_time + abandoned_in_time, offered),
                _share(in_time, offered - short),
                _share(in_time + short, offered),
            ),
            strict=True,
        )
    )


def _in_threshold(course: Course, visits: Sequence[Visit]) -> int:
    queues = course.pool.queues
    return sum(visit.wait_s <= queues[visit.caller.queue_id].service_level_s for visit in visits)


def _waited(visit: Visit) -> bool:
    return visit.first_ring_s is None or visit.first_ring_s > NOTICED_S


def _occupancy(workloads: Sequence[Workload]) -> float | None:
    busy_s = sum(workload.busy_s for workload in workloads)
    return _share(busy_s, busy_s + sum(workload.idle_s for workload in workloads))


def _percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest rank: the smallest value that at least so many do not exceed."""
    return values[max(0, -int(-share * len(values) // 1) - 1)] if values else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
