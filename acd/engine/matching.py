"""Who serves whom: pairs waiting callers with idle agents.

Callers with the same requirement stand in one line, agents with the same skills in one row. A decision looks at
the heads of the lines or rows only, so it costs the number of distinct requirements or skill profiles, times a
logarithm, and never a walk over callers or agents.
"""

import heapq
from collections.abc import Iterable, Iterator

from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import Requirement, SkillProfile
from acd.engine.waiting import Line, Rank

IdleRank = tuple[float, int]
"""Idle since, in seconds; then a growing number as the tie-break: who became idle first goes first."""

_Candidate = tuple[Rank, CallId, tuple[AgentId, ...]]
"""A caller who may be paired now, and for which agent the caller was looked up; nobody for one newly in line."""


class Row:
    """Idle agents with the same skills, the longest idle first."""

    def __init__(self) -> None:
        self._rank: dict[AgentId, IdleRank] = {}
        self._heap: list[tuple[IdleRank, AgentId]] = []

    def add(self, agent_id: AgentId, rank: IdleRank) -> None:
        self._rank[agent_id] = rank
        heapq.heappush(self._heap, (rank, agent_id))

    def remove(self, agent_id: AgentId) -> None:
        self._rank.pop(agent_id, None)

    def head(self) -> tuple[IdleRank, AgentId] | None:
        while self._heap and self._rank.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None


class Matcher:
    """Holds the lines and the rows, and finds the next pair."""

    def __init__(self) -> None:
        self._lines: dict[Requirement, Line] = {}
        self._rows: dict[SkillProfile, Row] = {}
        self._waiting: dict[CallId, Requirement] = {}
        self._idle: dict[AgentId, SkillProfile] = {}
        self._serves: dict[tuple[Requirement, SkillProfile], bool] = {}

    def add_call(self, call_id: CallId, requirement: Requirement, rank: Rank) -> None:
        """Put a caller in line."""
        self._waiting[call_id] = requirement
        self._lines.setdefault(requirement, Line()).add(call_id, rank)

    def remove_call(self, call_id: CallId) -> None:
        """Take a caller out of line; one who is not in line is no error."""
        requirement = self._waiting.pop(call_id, None)
        if requirement is not None:
            line = self._lines[requirement]
            line.remove(call_id)
            if not line:  # configuration may change for years: a line that nobody asks for is not kept
                del self._lines[requirement]

    def add_agent(self, agent_id: AgentId, profile: SkillProfile, rank: IdleRank) -> None:
        """Note that an agent is idle."""
        self.remove_agent(agent_id)
        self._idle[agent_id] = profile
        self._rows.setdefault(profile, Row()).add(agent_id, rank)

    def remove_agent(self, agent_id: AgentId) -> None:
        """Note that an agent is not idle; one who was not is no error."""
        profile = self._idle.pop(agent_id, None)
        if profile is not None:
            self._rows[profile].remove(agent_id)

    def is_idle(self, agent_id: AgentId) -> bool:
        """Tell whether the agent stands in a row."""
        return agent_id in self._idle

    def idle(self) -> list[AgentId]:
        """Return all idle agents."""
        return list(self._idle)

    def waiting(self) -> list[CallId]:
        """Return all callers in line, in no order."""
        return list(self._waiting)

    def take_pairs(self, freed: Iterable[AgentId], queued: Iterable[CallId]) -> Iterator[tuple[CallId, AgentId]]:
        """Take out and yield every pair that agents newly idle or callers newly in line make possible.

        The first caller in rank goes first, and gets the longest idle agent, new or not: so neither an agent
        who waited longer nor a caller who came earlier is passed over.
        """
        callers: list[_Candidate] = [
            (self._lines[self._waiting[call_id]].rank(call_id), call_id, ())
            for call_id in queued
            if call_id in self._waiting
        ]
        for idle in set(freed):
            callers += self._wanted_by(idle)
        heapq.heapify(callers)
        while callers:
            _, call_id, wanted_by = heapq.heappop(callers)
            agent_id = self.agent_for(call_id) if call_id in self._waiting else None
            if agent_id is not None:
                self.remove_call(call_id)
                self.remove_agent(agent_id)
                yield call_id, agent_id
            for idle in wanted_by:  # if the caller went to another: who is next for this agent?
                for caller in self._wanted_by(idle):
                    heapq.heappush(callers, caller)

    def _wanted_by(self, agent_id: AgentId) -> list[_Candidate]:
        """Return the first caller whom this agent may serve, if the agent is idle and there is one."""
        head = self._head_for(agent_id) if agent_id in self._idle else None
        return [(*head, (agent_id,))] if head else []

    def _head_for(self, agent_id: AgentId) -> tuple[Rank, CallId] | None:
        profile = self._idle[agent_id]
        heads = (line.head() for need, line in self._lines.items() if self.serves(need, profile))
        return min((head for head in heads if head is not None), default=None)

    def agent_for(self, call_id: CallId) -> AgentId | None:
        """Return the longest idle agent who may serve this waiting caller."""
        requirement = self._waiting[call_id]
        heads = (row.head() for profile, row in self._rows.items() if self.serves(requirement, profile))
        best = min((head for head in heads if head is not None), default=None)
        return best[1] if best else None

    def serves(self, requirement: Requirement, profile: SkillProfile) -> bool:
        """Tell whether the skills suffice; remembered, as both sets are small."""
        key = (requirement, profile)
        known = self._serves.get(key)
        if known is None:
            known = self._serves[key] = requirement.met_by(profile)
        return known

    def forget_skills(self) -> None:
        """Drop what was remembered of skills nobody has any more; after configuration was applied."""
        self._serves.clear()
        self._rows = {profile: self._rows[profile] for profile in set(self._idle.values())}
