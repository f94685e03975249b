"""What Erlang's formulas say of a centre, where they can: one queue, a steady Poisson stream, everybody there."""

from dataclasses import dataclass

from acd.domain.queues import QueueId
from acd.simulator import erlang
from acd.simulator.centre.scenario_source import Centre


@dataclass(frozen=True, slots=True)
class Theory:
    """The long run."""

    formula: str
    service_level: float
    """Of all who called; the ring is taken off the time, which the formulas do not know."""
    wait_probability: float
    asa_s: float
    abandon_rate: float
    occupancy: float


def theory_of(centre: Centre) -> Theory | str:
    """Return what Erlang A, or C where nobody gives up, says; or why it says nothing.

    An agent is taken for busy from the ring to the end of wrap-up; refused and missed offers are left out.
    """
    scenario = centre.scenario
    queue = scenario.queues[0]
    per_hour = queue.arrivals.rate_per_hour
    if len(scenario.queues) > 1 or queue.count > 1:
        return "the formulas know one queue only"
    if per_hour is None or any(agents.shifts or agents.breaks for agents in scenario.agents):
        return "the formulas know a steady stream and agents who are always there"
    if any(length.distribution != "exponential" for length in (queue.talk, queue.patience or queue.talk)):
        return "the formulas know exponential conversations and patience"
    known = centre.pool.queues[QueueId(queue.id)]
    if known.prefers is not None or known.last_agent_for_s:
        return "the formulas know callers who are served by anyone"
    agents = sum(known.requirement.met_by(agent.profile) for agent in centre.pool.agents.values())
    ring_s = scenario.phones.ring.mean_s if scenario.phones.ring else 0.0
    calls_per_s, hold_s = per_hour / 3600, ring_s + queue.talk.mean_s + known.wrapup_s
    limit_s = max(0.0, known.service_level_s - ring_s)
    if agents == 0:
        return "nobody can serve the queue"
    if queue.patience is not None:
        return _erlang_a(agents, calls_per_s, hold_s, queue.patience.mean_s, limit_s, ring_s)
    if calls_per_s * hold_s >= agents:
        return f"{calls_per_s * hold_s:g} Erlang are too many for {agents} agents: the line grows for ever"
    steady = erlang.erlang_c(agents, calls_per_s, hold_s)
    level = erlang.served_within(agents, calls_per_s, hold_s, limit_s)
    return Theory("Erlang C", level, steady.wait_share, steady.mean_wait_s + ring_s, 0.0, steady.occupancy)


def _erlang_a(
    agents: int, calls_per_s: float, hold_s: float, patience_s: float, limit_s: float, ring_s: float
) -> Theory:
    steady = erlang.erlang_a(agents, calls_per_s, hold_s, patience_s)
    level, asa_s = erlang.impatient_service(agents, calls_per_s, hold_s, patience_s, limit_s)
    return Theory("Erlang A", level, steady.wait_share, asa_s + ring_s, steady.abandoned_share, steady.occupancy)
