"""How a centre would be laid out with app_queue: which queues it has, who is a member with which penalty."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from acd.domain.agents import AgentId
from acd.domain.pool import Pool
from acd.domain.queues import QueueId


@dataclass(frozen=True, slots=True)
class Layout:
    """One queue of app_queue."""

    name: str
    members: Mapping[AgentId, int]
    """With their penalties."""
    min_penalty: Mapping[QueueId, int]
    """Of our queues whose callers stand in it: QUEUE_MIN_PENALTY of theirs."""


def own_lines(pool: Pool, *, by_skills: bool = False) -> list[Layout]:
    """A queue for each of ours; its members are those who have the skills.

    `by_skills`: the more skills, the higher the penalty, so that those are rung first who can do little else.
    """
    skills = {agent.id: len(agent.profile) if by_skills else 0 for agent in pool.agents.values()}
    return [
        Layout(queue_id, {agent_id: skills[agent_id] for agent_id in able}, {queue_id: 0})
        for queue_id, able in _able(pool).items()
    ]


def shared_line(pool: Pool) -> list[Layout]:
    """One queue for all. Who can serve more kinds of callers has the higher penalty, so that they are kept for those
    who need them; these have QUEUE_MIN_PENALTY. Raises ValueError if one number for each agent cannot say it.
    """
    able = _able(pool)
    # the largest set is everybody who is needed for nothing in particular
    rings = sorted({frozenset(agents) for agents in able.values()}, key=len, reverse=True)
    if any(not inner <= outer for outer, inner in pairwise(rings)):
        raise ValueError("penalties cannot say these skills: no queue's agents may lack those of another; use own")
    penalty = {agent_id: max(level for level, ring in enumerate(rings) if agent_id in ring) for agent_id in rings[0]}
    members = {agent_id: penalty[agent_id] for agent_id in pool.agents if agent_id in penalty}
    return [Layout("shared", members, {queue_id: rings.index(frozenset(agents)) for queue_id, agents in able.items()})]


def _able(pool: Pool) -> dict[QueueId, list[AgentId]]:
    """Who can serve each queue that callers reach."""
    wanted = {name.removeprefix("to-") for name in pool.entries}
    return {
        queue_id: [agent.id for agent in pool.agents.values() if queue.requirement.met_by(agent.profile)]
        for queue_id, queue in pool.queues.items()
        if queue_id in wanted
    }
