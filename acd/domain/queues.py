"""Lines of waiting callers and what they ask of an agent."""

from dataclasses import dataclass
from typing import NewType

from acd.domain.recordings import RecordingPolicy

QueueId = NewType("QueueId", str)
Skill = NewType("Skill", str)
SkillLevel = int
"""0 (none) to 10 (expert)."""

SkillProfile = frozenset[tuple[Skill, SkillLevel]]
"""All skills of an agent. Agents with the same profile are interchangeable for the matcher."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Skills with minimum levels that a work item asks for; an empty one is met by everybody."""

    minimum: frozenset[tuple[Skill, SkillLevel]] = frozenset()

    def met_by(self, profile: SkillProfile) -> bool:
        """Tell whether an agent with this profile may serve the item."""
        levels = dict(profile)
        return all(levels.get(skill, 0) >= level for skill, level in self.minimum)


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
