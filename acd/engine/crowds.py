"""Agents at work who may all serve the same callers, and how far two such crowds are the same people."""

from collections.abc import Iterator
from dataclasses import dataclass

from acd.domain.agents import AgentId
from acd.domain.queues import Requirement, SkillProfile
from acd.engine.matching import Matcher, Want
from acd.engine.staff import Staff

_Key = tuple[frozenset[SkillProfile], frozenset[AgentId]]


@dataclass(eq=False, frozen=True, slots=True)
class Crowd:
    """Agents at work who may serve the same callers."""

    skilled: frozenset[SkillProfile]
    """Everybody with these skills,"""
    named: frozenset[AgentId]
    """and these besides."""
    agents: int
    """How many they are."""


class Crowds:
    """Finds them, and remembers them until somebody comes to work or leaves it."""

    def __init__(self, matcher: Matcher, staff: Staff) -> None:
        self._matcher = matcher
        self._staff = staff
        self._version = staff.version
        self._known: dict[_Key, Crowd] = {}
        self._of_requirement: dict[Requirement, Crowd] = {}
        self._at: dict[SkillProfile, list[Crowd]] = {}
        """Crowds in which there is somebody with these skills."""
        self._near: dict[Crowd, list[tuple[Crowd, float]]] = {}

    def of(self, want: Want) -> Crowd:
        """Return who at work may serve such a caller; nobody is a crowd too."""
        self._keep_up()
        if len(want.any_of) == 1 and not want.agents:
            return self.of_requirement(want.any_of[0])
        skilled = frozenset[SkillProfile]().union(*(self.of_requirement(need).skilled for need in want.any_of))
        profiles = ((agent_id, self._staff.profile(agent_id)) for agent_id in want.agents)
        named = frozenset(agent_id for agent_id, profile in profiles if profile is not None and profile not in skilled)
        return self._crowd((skilled, named))

    def of_requirement(self, requirement: Requirement) -> Crowd:
        """Return who at work meets a requirement."""
        self._keep_up()
        crowd = self._of_requirement.get(requirement)
        if crowd is None:
            able = frozenset(profile for profile in self._staff.count if self._matcher.serves(requirement, profile))
            crowd = self._of_requirement[requirement] = self._crowd((able, frozenset()))
        return crowd

    def near(self, crowd: Crowd) -> list[tuple[Crowd, float]]:
        """Return the crowds in which there are agents of this one, with the share of each that they are."""
        near = self._near.get(crowd)
        if near is None:
            others = {other: None for profile in self.profiles(crowd) for other in self._at[profile]}
            shares = ((other, self._common(crowd, other) / other.agents) for other in others)
            near = self._near[crowd] = [(other, share) for other, share in shares if share]
        return near

    def profiles(self, crowd: Crowd) -> Iterator[SkillProfile]:
        """Yield the skills of everybody in it; for each of those named besides, and once for all others."""
        yield from crowd.skilled
        for agent_id in crowd.named:
            profile = self._staff.profile(agent_id)
            assert profile is not None
            yield profile

    def _common(self, one: Crowd, other: Crowd) -> int:
        """Return how many agents are in both."""
        skilled = sum(self._staff.count[profile] for profile in one.skilled & other.skilled)
        named = len(one.named & other.named)
        named += sum(self._staff.profile(agent_id) in other.skilled for agent_id in one.named)
        return skilled + named + sum(self._staff.profile(agent_id) in one.skilled for agent_id in other.named)

    def _crowd(self, key: _Key) -> Crowd:
        crowd = self._known.get(key)
        if crowd is None:
            skilled, named = key
            agents = sum(self._staff.count[profile] for profile in skilled) + len(named)
            crowd = self._known[key] = Crowd(skilled, named, agents)
            for profile in self.profiles(crowd):
                self._at.setdefault(profile, []).append(crowd)
            self._near.clear()
        return crowd

    def _keep_up(self) -> None:
        if self._version != self._staff.version:
            self._version = self._staff.version
            for kept in (self._known, self._of_requirement, self._at, self._near):
                kept.clear()
