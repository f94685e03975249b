"""Lines of waiting callers and what they ask of an agent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType

from acd.domain.recordings import RecordingPolicy

if TYPE_CHECKING:
    from acd.domain.demands import Preference

QueueId = NewType("QueueId", str)
Skill = NewType("Skill", str)
SkillLevel = int
"""0 (none) to 10 (expert)."""

SkillProfile = frozenset[tuple[Skill, SkillLevel]]
"""All skills of an agent. Agents with the same profile are interchangeable for the matcher."""


SkillLevels = frozenset[tuple[Skill, SkillLevel]]
"""Skills, each with the lowest level that counts."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Skills that a work item asks for; an empty one is met by everybody."""

    minimum: SkillLevels = frozenset()
    """All of these."""
    any_of: frozenset[SkillLevels] = frozenset()
    """And all of one of these sets, if there is one."""
    none_of: SkillLevels = frozenset()
    """And none of these."""

    def met_by(self, profile: SkillProfile) -> bool:
        """Tell whether an agent with this profile may serve the item."""
        levels = dict(profile)
        return (
            _has_all(levels, self.minimum)
            and (not self.any_of or any(_has_all(levels, wanted) for wanted in self.any_of))
            and not any(levels.get(skill, 0) >= level for skill, level in self.none_of)
        )

    def both_with(self, other: "Requirement") -> "Requirement":
        """Return the requirement that is met by whoever meets this one and the other."""
        if other == NO_REQUIREMENT or self == other:
            return self
        if self == NO_REQUIREMENT:
            return other
        sets = [_merged(mine, theirs, max) for mine in self.any_of for theirs in other.any_of]
        return Requirement(
            _merged(self.minimum, other.minimum, max),
            frozenset(sets) or self.any_of or other.any_of,
            _merged(self.none_of, other.none_of, min),
        )

    def skill_of(self, profile: SkillProfile) -> int:
        """Return how skilled an agent is who meets it: the levels of the skills asked for, of the best set of each."""
        levels = dict(profile)
        sets = [wanted for wanted in self.any_of if _has_all(levels, wanted)]
        wanted = [{skill for skill, _ in self.minimum | chosen} for chosen in sets or [frozenset()]]
        return max(sum(levels.get(skill, 0) for skill in skills) for skills in wanted)


NO_REQUIREMENT: Final = Requirement()


def _merged(ones: SkillLevels, others: SkillLevels, which: Callable[[int, int], int]) -> SkillLevels:
    levels = dict(ones)
    for skill, level in others:
        levels[skill] = which(level, levels.get(skill, level))
    return frozenset(levels.items())


def _has_all(levels: Mapping[Skill, SkillLevel], wanted: SkillLevels) -> bool:
    return all(levels.get(skill, 0) >= level for skill, level in wanted)


class AgentChoice(StrEnum):
    """Which of the idle agents who may serve a caller is asked. Who is equal by it: the longest idle."""

    LONGEST_IDLE = "longest_idle"
    ROUND_ROBIN = "round_robin"
    """Whose last offer was longest ago."""
    FEWEST_CALLS = "fewest_calls"
    """Conversations since signing in."""
    LEAST_TALK = "least_talk"
    """Time in conversation since signing in."""
    LEAST_OCCUPIED = "least_occupied"
    """Time in conversation and with notes of late."""
    BEST_SKILLED = "best_skilled"
    """The highest levels of the skills asked for."""
    LEAST_SKILLED = "least_skilled"
    """The fewest skills, then the lowest levels: keeps those free who can do more."""
    LINEAR = "linear"
    """The lowest place."""
    RANDOM = "random"
    """By chance, in proportion to the agents' weights."""
    RING_ALL = "ring_all"
    """All of them at once; who answers first has the call."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A line with its own requirement, times and music."""

    id: QueueId
    requirement: Requirement = Requirement()
    ring_timeout_s: float = 20.0
    """How long an agent's phone rings before the offer counts as missed."""
    wrapup_s: float = 0.0
    """Time for notes after a conversation, before the next call is offered to this agent."""
    head_start_s: float = 0.0
    """Priority: callers of this queue are ranked as if they had come this much earlier."""
    service_level_s: float = 20.0
    """Answered within this time counts as in threshold."""
    music: str = "default"
    """Class of music while waiting, as the PBX names it, unless the tenant has its own."""
    recording: RecordingPolicy = RecordingPolicy.NEVER
    """Of conversations from this queue, unless the tenant says otherwise."""
    choice: AgentChoice = AgentChoice.LONGEST_IDLE
    prefers: "Preference | None" = None
    """For whom callers wait alone at first, unless something else is preferred for the caller."""
    last_agent_for_s: float = 0.0
    """So long a caller waits alone for the agent who talked to them last; 0: not at all."""

    whispers: bool = True
    """Its agents hear whose call it is before they are connected."""
