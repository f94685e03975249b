"""Scenario and number of the day -> the day: everything that chance decides, drawn beforehand.

Each queue has a source of chance for each matter, so that more agents, other queues or longer conversations meet the
same callers.
"""

import math
from collections.abc import Iterator

from acd import ids
from acd.domain.agents import AgentId
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.simulator.centre import rota
from acd.simulator.centre.arrivals import arrivals
from acd.simulator.centre.durations import drawn
from acd.simulator.centre.moods import Moods
from acd.simulator.centre.plan import AgentMove, Caller, Move, Plan, Window
from acd.simulator.centre.scenario import Queue, Scenario, seconds_of
from acd.simulator.centre.staffing import expanded

CLOSES_AFTER_S = 3600.0
"""So long after the last arrival whoever still waits gives up: nobody may be at work any more."""


def plan_of(scenario: Scenario, pool: Pool, day: int) -> Plan:
    """Return one of the days; the same number gives the same."""
    seed = f"{scenario.seed}/{day}"
    length_s = scenario.length_s
    fates = sorted(
        fate for queue in scenario.queues for name in expanded(queue) for fate in _fates(scenario, queue, name, seed)
    )
    numbers = {(name, index): number for number, (_, name, _, _, _, index, _) in enumerate(fates)}
    ends = length_s + CLOSES_AFTER_S
    return Plan(
        pool=pool,
        callers=tuple(
            Caller(
                *(number, QueueId(name), at, talk_s, min(patience_s, ends - at), agent_hangs_up),
                person=None if first is None else numbers[name, first],
            )
            for number, (at, name, talk_s, patience_s, agent_hangs_up, _, first) in enumerate(fates)
        ),
        moves=tuple(sorted(_moves(scenario, pool, length_s), key=lambda move: move.at)),
        window=Window(scenario.warm_up_hours * 3600, length_s),
        ends=ends,
        moods=Moods(f"{seed}/moods", scenario.phones.ring, scenario.phones.refused_share, scenario.phones.missed_share),
        latency_s=scenario.latency_s,
    )


_Fate = tuple[float, str, float, float, bool, int, int | None]
"""Arrival, queue, length of the conversation, patience, whether the agent ends it; which call of the queue it is, and
which of these was the first of the same person, if it was another."""


def _fates(scenario: Scenario, queue: Queue, name: str, seed: str) -> Iterator[_Fate]:
    coming, talks, patience = (ids.seeded(f"{seed}/{name}/{matter}") for matter in ("arrivals", "talks", "patience"))
    persons, returning = ids.seeded(f"{seed}/{name}/persons"), queue.returning
    firsts: list[int] = []
    for at in arrivals(queue.arrivals, seconds_of(scenario.starts), scenario.length_s, coming):
        talk_s, agent_hangs_up = drawn(queue.talk, talks), talks.random() < 0.5
        patience_s = drawn(queue.patience, patience) if queue.patience else math.inf
        index = len(firsts)
        comes_again = index > 0 and returning > 0 and persons.random() < returning
        firsts.append(firsts[persons.randrange(index)] if comes_again else index)
        yield at, name, talk_s, patience_s, agent_hangs_up, index, firsts[-1] if comes_again else None


def _moves(scenario: Scenario, pool: Pool, length_s: float) -> Iterator[AgentMove]:
    kinds = {name: agents for agents in scenario.agents for name in expanded(agents)}
    for agent_id in pool.agents:
        kind = kinds.get(agent_id)
        if kind is None:
            yield AgentMove(0.0, AgentId(agent_id), Move.SIGN_IN)
        else:
            yield from rota.moves(agent_id, kind.shifts, kind.breaks, seconds_of(scenario.starts), length_s)
