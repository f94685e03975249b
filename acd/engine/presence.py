"""Which skills are there: those of agents who are signed in, whatever they do at the moment."""

from collections import Counter
from collections.abc import Iterable

from acd.domain.agents import AgentId
from acd.domain.queues import Requirement, SkillProfile


class Presence:
    """Counts by profile: what a queue asks for is compared with each set of skills once."""

    def __init__(self) -> None:
        self._there: dict[AgentId, SkillProfile] = {}
        self._profiles: Counter[SkillProfile] = Counter()
        self.changed = False
        """Skills came that nobody had, or nobody has skills any more that were there; whoever looks at it clears it."""

    def note(self, agent_id: AgentId, profile: SkillProfile | None) -> None:
        """Note that an agent is signed in with these skills, or is not (None)."""
        before = self._there.get(agent_id)
        if before == profile:
            return
        self._there.pop(agent_id, None)
        if profile is not None:
            self._there[agent_id] = profile
            self._profiles[profile] += 1
            self.changed = self.changed or self._profiles[profile] == 1
        if before is not None:
            self._profiles[before] -= 1
            if not self._profiles[before]:
                del self._profiles[before]
                self.changed = True

    def count(self, requirements: Iterable[Requirement]) -> int:
        """Return how many are there who meet one of these."""
        wanted = tuple(requirements)
        able = (count for profile, count in self._profiles.items() if any(need.met_by(profile) for need in wanted))
        return sum(able)

    def has(self, requirements: Iterable[Requirement]) -> bool:
        """Tell whether somebody is there who meets one of these."""
        return any(need.met_by(profile) for need in requirements for profile in self._profiles)
