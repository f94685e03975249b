"""What a waiting call asks for at this moment, in the words of the matcher."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from acd.domain.pool import Pool
from acd.domain.queues import QueueId, Requirement, Skill, SkillLevel, SkillLevels
from acd.domain.recipes import Change, Relax, Widen
from acd.engine.call import LiveCall
from acd.engine.matching import Want


def want_of(call: LiveCall, pool: Pool) -> Want:
    """Return who may serve a call that is in line: what its recipe has changed so far included."""
    assert call.queue is not None
    changes = _changes(call)
    own = relaxed(call.queue.requirement, changes)
    also = (pool.queues[queue_id].requirement for queue_id in _added(changes) if queue_id in pool.queues)
    return Want(tuple(dict.fromkeys((own, *also))), choice=call.queue.choice)


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
