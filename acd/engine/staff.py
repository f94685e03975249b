"""Who is at work, by skills: signed in, in no pause and with no wish to leave or for one, at a phone that rings."""

from collections.abc import Mapping

from acd.domain.agents import AgentId
from acd.domain.queues import SkillProfile


class Staff:
    """Counts those who take calls, busy or not."""

    def __init__(self) -> None:
        self.version = 0
        """Another number whenever something changed."""
        self._profile: dict[AgentId, SkillProfile] = {}
        self._count: dict[SkillProfile, int] = {}

    @property
    def count(self) -> Mapping[SkillProfile, int]:
        """How many there are with the same skills; never 0."""
        return self._count

    def note(self, agent_id: AgentId, profile: SkillProfile | None) -> None:
        """Note the skills of an agent who is at work, or None for one who is not. Saying it twice changes nothing."""
        before = self._profile.get(agent_id)
        if before == profile:
            return
        self.version += 1
        if before is not None:
            self._leave(agent_id, before)
        if profile is not None:
            self._profile[agent_id] = profile
            self._count[profile] = self._count.get(profile, 0) + 1

    def profile(self, agent_id: AgentId) -> SkillProfile | None:
        """Return the skills of an agent who is at work; None for one who is not."""
        return self._profile.get(agent_id)

    def _leave(self, agent_id: AgentId, profile: SkillProfile) -> None:
        del self._profile[agent_id]
        self._count[profile] -= 1
        if not self._count[profile]:
            del self._count[profile]
