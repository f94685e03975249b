"""What a waiting call asks for at this moment, in the words of the matcher."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from acd.domain.agents import AgentId
from acd.domain.demands import NO_DEMAND, Demand, Preference
from acd.domain.pool import Pool
from acd.domain.queues import NO_REQUIREMENT, QueueId, Requirement, Skill, SkillLevel, SkillLevels
from acd.domain.recipes import Change, Relax, Widen
from acd.domain.steps import QueueStep
from acd.engine.agent import LiveAgent
from acd.engine.call import LiveCall, step_of
from acd.engine.last_agents import LastAgents
from acd.engine.matching import Want


def want_of(call: LiveCall, pool: Pool) -> Want:
    """Return who may serve a call that is in line: what its recipe has changed so far included."""
    assert call.queue is not None
    if call.waits_for:
        # of several who ring at once, one who declines is not rung again
        return Want(agents=tuple(agent_id for agent_id in call.waits_for if agent_id not in call.tried))
    return Want(asked_of_anyone(call, pool), choice=call.queue.choice)


def asked_of_anyone(call: LiveCall, pool: Pool) -> tuple[Requirement, ...]:
    """Return what an agent must have, each of it alone is enough: for the queues, and for step and caller as well."""
    wanted = asked_by_queues(call, pool)
    return wanted if call.asks is NO_REQUIREMENT else tuple(dict.fromkeys(_both(one, call.asks) for one in wanted))


def asked_by_queues(call: LiveCall, pool: Pool) -> tuple[Requirement, ...]:
    """Return what the queue asks for, with what its recipe has relaxed, and what the queues ask for that it added."""
    assert call.queue is not None
    changes = _changes(call)
    own = relaxed(call.queue.requirement, changes)
    also = (pool.queues[queue_id].requirement for queue_id in _added(changes) if queue_id in pool.queues)
    return tuple(dict.fromkeys((own, *also)))


def ahead_of(call: LiveCall) -> float:
    """Return by how many seconds a call ranks before its moment in line."""
    assert call.queue is not None
    return call.queue.head_start_s + call.head_start_s + call.asked_ahead + call.raised - call.put_back


def remembers(pool: Pool) -> bool:
    """Tell whether any queue wants to know who talked to a caller last."""
    return any(queue.last_agent_for_s for queue in pool.queues.values())


def derive(call: LiveCall, pool: Pool, agents: Mapping[AgentId, LiveAgent], last: LastAgents) -> None:
    """Find what a call in line asks for beside its queue.

    Everything comes from the configuration and from who talked to whom: a controller that takes over finds it again.
    """
    assert call.queue is not None
    step = step_demand(call)
    caller = NO_DEMAND if call.profile is None else call.profile.demand
    call.asks = _both(step.requirement, caller.requirement)
    call.head_start_s = step.head_start_s + caller.head_start_s
    found = caller.prefers, *_last_agent(call, pool, agents, last), step.prefers, call.queue.prefers
    call.prefers = tuple(one for one in found if one is not None)


def step_demand(call: LiveCall) -> Demand:
    """Return what is asked for by the step by which a call came into line.

    Of one that came otherwise, or whose step is none any more: by the first that leads into its queue, or into any.
    """
    assert call.queue is not None
    at = step_of(call)
    if isinstance(at, QueueStep):
        return at.demand
    steps = [step for step in call.flow.steps if isinstance(step, QueueStep)]
    here = [step for step in steps if step.queue_id == call.queue.id]
    return next((step.demand for step in (*here, *steps)), NO_DEMAND)


def _last_agent(
    call: LiveCall, pool: Pool, agents: Mapping[AgentId, LiveAgent], last: LastAgents
) -> Iterator[Preference]:
    assert call.queue is not None
    for_s = call.queue.last_agent_for_s
    agent_id = last.of(call.tenant_id, call.caller) if for_s else None
    agent = None if agent_id is None else agents.get(agent_id)
    # nobody chose them for this caller: they may have talked about something else
    if agent is not None and any(one.met_by(agent.spec.profile) for one in asked_of_anyone(call, pool)):
        yield Preference((agent.spec.id,), for_s)


@lru_cache(maxsize=10_000)
def _both(one: Requirement, other: Requirement) -> Requirement:
    """Few are combined, for many calls; and where nothing is asked for, it is always the same nothing."""
    both = one.both_with(other)
    return NO_REQUIREMENT if both == NO_REQUIREMENT else both


def relaxed(requirement: Requirement, changes: Iterable[Change]) -> Requirement:
    """Return a requirement with the levels at which recipes are content; a skill at level 0 is not asked for."""
    lower = {skill: level for change in changes if isinstance(change, Relax) for skill, level in change.levels}
    if not lower:
        return requirement
    return replace(
        requirement,
        minimum=_lowered(requirement.minimum, lower),
        any_of=frozenset(_lowered(wanted, lower) for wanted in requirement.any_of),
    )


def _changes(call: LiveCall) -> list[Change]:
    steps = () if call.course is None else call.course.begun()
    return [step.action for step in steps if step.key is None and isinstance(step.action, Change)]


def _added(changes: Iterable[Change]) -> Iterator[QueueId]:
    for change in changes:
        if isinstance(change, Widen):
            yield from change.queues


def _lowered(levels: SkillLevels, lower: Mapping[Skill, SkillLevel]) -> SkillLevels:
    wanted = ((skill, min(level, lower.get(skill, level))) for skill, level in levels)
    return frozenset((skill, level) for skill, level in wanted if level > 0)
