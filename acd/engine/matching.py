"""Who serves whom: pairs waiting callers with idle agents.

Callers with the same requirement stand in one line, agents with the same skills in one row. A caller may stand in more
than one line; who waits for certain agents stands in a line of each of these alone. A decision looks only at
the heads of the lines that the freed agent's skills suffice for, or of the rows that suffice for the caller: never at
callers or agents behind them, nor at lines and rows that have nothing to do with each other.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import AgentChoice, Requirement, Skill, SkillProfile
from acd.engine.waiting import Line, Rank
from acd.engine.work import Key, Standing

_Candidate = tuple[Rank, CallId, tuple[AgentId, ...]]
"""A caller who may be paired now, and for which agent the caller was looked up; nobody for one newly in line."""

_Best = tuple[tuple[int, ...], Key, AgentId]
"""How the skills compare, if the choice looks at them; then the agents within the same skills."""

_Head = tuple[_Best, Requirement, "Row"]
"""The first of a row, and which requirement the row meets."""


@dataclass(frozen=True, slots=True)
class Want:
    """Who may serve a waiting caller: whoever meets one of the requirements, or one of these agents alone."""

    any_of: tuple[Requirement, ...] = ()
    agents: tuple[AgentId, ...] = ()
    """The first who is idle is asked, whatever the choice."""
    choice: AgentChoice = AgentChoice.LONGEST_IDLE


class Pick(NamedTuple):
    """A caller and the agent who was chosen, with what only the choice knows."""

    call_id: CallId
    agent_id: AgentId
    requirement: Requirement | None = None
    """Which of the caller's requirements the agent meets; None: the caller waits for this agent."""
    idle: int = 1
    """How many idle agents could have served the caller, this one included."""
    runner_up: AgentId | None = None
    """Who is next by the same choice."""


class Row:
    """Idle agents with the same skills, in the order of each choice that was asked for."""

    def __init__(self) -> None:
        self.standing: dict[AgentId, Standing] = {}
        self._heaps: dict[AgentChoice, list[tuple[Key, AgentId]]] = {}

    def __len__(self) -> int:
        return len(self.standing)

    def add(self, agent_id: AgentId, standing: Standing) -> None:
        self.standing[agent_id] = standing
        for choice, heap in self._heaps.items():
            heapq.heappush(heap, (standing.key(choice), agent_id))

    def remove(self, agent_id: AgentId) -> None:
        self.standing.pop(agent_id, None)

    def head(self, choice: AgentChoice) -> tuple[Key, AgentId] | None:
        heap = self._heaps.get(choice)
        if heap is None:  # nobody asked by this choice before
            heap = self._heaps[choice] = [(standing.key(choice), name) for name, standing in self.standing.items()]
            heapq.heapify(heap)
        while heap and not self._is_current(choice, *heap[0]):
            heapq.heappop(heap)
        return heap[0] if heap else None

    def _is_current(self, choice: AgentChoice, key: Key, agent_id: AgentId) -> bool:
        standing = self.standing.get(agent_id)
        return standing is not None and standing.key(choice) == key


class Matcher:
    """Holds the lines and the rows, and finds the next pair."""

    def __init__(self) -> None:
        self._lines: dict[Requirement, Line] = {}
        self._rows: dict[SkillProfile, Row] = {}
        self._needs_by_skill: dict[Skill | None, list[Requirement]] = {}
        """Requirements of all lines by one of the skills that they ask for; None: those that ask for none."""
        self._profiles_by_skill: dict[Skill, list[SkillProfile]] = {}
        """Profiles of all rows, by each of their skills."""
        self._personal: dict[AgentId, Line] = {}
        """Lines of those who wait for one agent."""
        self._waiting: dict[CallId, Want] = {}
        self._idle: dict[AgentId, SkillProfile] = {}
        self._serves: dict[tuple[Requirement, SkillProfile], bool] = {}
        self._lines_for: dict[SkillProfile, list[tuple[Requirement, Line]]] = {}
        """Lines that agents with these skills may serve, as far as somebody asked."""
        self._rows_for: dict[Requirement, list[tuple[SkillProfile, Row]]] = {}
        """Rows of agents who may serve such callers, as far as somebody asked."""
        self._race = 0.0
        """Lots up to here have been taken: who becomes idle draws beyond, or newcomers would have better lots."""

    def add_call(self, call_id: CallId, want: Want, rank: Rank) -> None:
        """Put a caller in line."""
        self._waiting[call_id] = want
        for requirement in want.any_of:
            line = self._lines.get(requirement)
            if line is None:  # a requirement that nobody had before
                line = self._lines[requirement] = Line()
                self._needs_by_skill.setdefault(_asked_first(requirement), []).append(requirement)
                self._lines_for.clear()
            line.add(call_id, rank)
        for agent_id in want.agents:
            self._personal.setdefault(agent_id, Line()).add(call_id, rank)

    def remove_call(self, call_id: CallId) -> None:
        """Take a caller out of line; one who is not in line is no error."""
        want = self._waiting.pop(call_id, None)
        if want is None:
            return
        for requirement in want.any_of:
            self._lines[requirement].remove(call_id)
        for agent_id in want.agents:
            line = self._personal[agent_id]
            line.remove(call_id)
            if not line:
                del self._personal[agent_id]

    def add_agent(self, agent_id: AgentId, profile: SkillProfile, standing: Standing) -> None:
        """Note that an agent is idle. What is compared must not change until they are taken out."""
        self.remove_agent(agent_id)
        standing.race = self._race
        self._idle[agent_id] = profile
        row = self._rows.get(profile)
        if row is None:  # skills that nobody had before
            row = self._rows[profile] = Row()
            self._index(profile)
            self._rows_for.clear()
        row.add(agent_id, standing)

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

    def want(self, call_id: CallId) -> Want:
        """Return for whom a caller in line waits."""
        return self._waiting[call_id]

    def waiting(self) -> list[CallId]:
        """Return all callers in line, in no order."""
        return list(self._waiting)

    def waiting_for(self, agent_id: AgentId) -> list[CallId]:
        """Return the callers who wait for this agent, or for this and a few others, alone."""
        own = self._personal.get(agent_id)
        return [] if own is None else own.callers()

    def first_rank(self) -> Rank | None:
        """Return the rank of who is first of all callers in line; None when nobody waits."""
        heads = [line.head() for line in (*self._lines.values(), *self._personal.values())]
        return min((head[0] for head in heads if head is not None), default=None)

    def take_pairs(self, freed: Iterable[AgentId], queued: Iterable[CallId]) -> Iterator[Pick]:
        """Take out and yield every pair that agents newly idle or callers newly in line make possible.

        The first caller in rank goes first, and gets the agent whom the queue's choice prefers, newly idle or not: so
        neither such an agent nor a caller who came earlier is passed over.
        """
        callers: list[_Candidate] = [
            (self._rank(call_id), call_id, ()) for call_id in queued if call_id in self._waiting
        ]
        for idle in set(freed):
            callers += self._wanted_by(idle)
        heapq.heapify(callers)
        while callers:
            _, call_id, wanted_by = heapq.heappop(callers)
            pick = self._take(call_id) if call_id in self._waiting else None
            if pick is not None:
                yield pick
            for idle in wanted_by:  # if the caller went to another: who is next for this agent?
                for caller in self._wanted_by(idle):
                    heapq.heappush(callers, caller)

    def _wanted_by(self, agent_id: AgentId) -> list[_Candidate]:
        """Return the first caller whom this agent may serve, if the agent is idle and there is one."""
        head = self._head_for(agent_id) if agent_id in self._idle else None
        return [(*head, (agent_id,))] if head else []

    def _head_for(self, agent_id: AgentId) -> tuple[Rank, CallId] | None:
        profile = self._idle[agent_id]
        own = self._personal.get(agent_id)
        best = None if own is None else own.head()
        for _, line in self.lines_for(profile):
            head = line.head()
            if head is not None and (best is None or head < best):
                best = head
        return best

    def _take(self, call_id: CallId) -> Pick | None:
        """Take out a waiting caller and the idle agent who may serve them and whom the queue's choice prefers."""
        want = self._waiting[call_id]
        wanted = next((agent_id for agent_id in want.agents if agent_id in self._idle), None)
        if wanted is not None:
            self.remove_call(call_id)
            self.remove_agent(wanted)
            return Pick(call_id, wanted)
        heads: list[_Head] = [
            ((_by_skill(want.choice, requirement, profile), *head), requirement, row)
            for requirement in want.any_of
            for profile, row in self._able_rows(requirement)
            if (head := row.head(want.choice)) is not None
        ]
        if not heads:
            return None
        (_, key, agent_id), requirement, _ = min(heads, key=_best)
        if want.choice is AgentChoice.RANDOM:
            self._race = max(self._race, key[0])
        rows = {row for _, _, row in heads} if len(want.any_of) > 1 else [row for _, _, row in heads]
        idle = sum([len(row.standing) for row in rows])
        self.remove_call(call_id)
        self.remove_agent(agent_id)
        return Pick(call_id, agent_id, requirement, idle, _next(heads, agent_id, want.choice) if idle > 1 else None)

    def idle_for(self, want: Want, among: Iterable[AgentId] | None = None) -> list[AgentId]:
        """Return the idle agents (of some, or of all) who may serve such a caller, the longest idle first."""
        named = {agent_id for agent_id in want.agents if agent_id in self._idle}
        if among is None:
            able = named.union(*(row.standing for need in want.any_of for _, row in self._able_rows(need)))
        else:
            some = [agent_id for agent_id in among if agent_id in self._idle]
            able = {agent_id for agent_id in some if agent_id in named or self._meets(agent_id, want)}
        turn = {agent_id: self._rows[self._idle[agent_id]].standing[agent_id].idle for agent_id in able}
        return sorted(turn, key=turn.__getitem__)

    def _meets(self, agent_id: AgentId, want: Want) -> bool:
        return any(self.serves(need, self._idle[agent_id]) for need in want.any_of)

    def _rank(self, call_id: CallId) -> Rank:
        want = self._waiting[call_id]
        line = self._lines[want.any_of[0]] if want.any_of else self._personal[want.agents[0]]
        return line.rank(call_id)

    def _able_rows(self, requirement: Requirement) -> list[tuple[SkillProfile, Row]]:
        rows = self._rows_for.get(requirement)
        if rows is None:
            rows = self._rows_for[requirement] = self._find_rows(requirement)
        return rows

    def lines_for(self, profile: SkillProfile) -> list[tuple[Requirement, Line]]:
        """Return the lines that agents with these skills may serve."""
        lines = self._lines_for.get(profile)
        if lines is None:
            lines = self._lines_for[profile] = self._find_lines(profile)
        return lines

    def personal_lines(self) -> Mapping[AgentId, Line]:
        """Return the lines of those who wait for certain agents."""
        return self._personal

    def has_idle(self, want: Want) -> bool:
        """Tell whether somebody is idle who may serve such a caller."""
        named = any(agent_id in self._idle for agent_id in want.agents)
        return named or any(row for requirement in want.any_of for _, row in self._able_rows(requirement))

    def _find_lines(self, profile: SkillProfile) -> list[tuple[Requirement, Line]]:
        by_skill = self._needs_by_skill
        needs = [*by_skill.get(None, ()), *(need for skill, _ in profile for need in by_skill.get(skill, ()))]
        return [(need, self._lines[need]) for need in needs if need.met_by(profile)]

    def _find_rows(self, requirement: Requirement) -> list[tuple[SkillProfile, Row]]:
        skill = _asked_first(requirement)
        profiles = self._rows if skill is None else self._profiles_by_skill.get(skill, ())
        return [(profile, self._rows[profile]) for profile in profiles if requirement.met_by(profile)]

    def _index(self, profile: SkillProfile) -> None:
        for skill, _ in profile:
            self._profiles_by_skill.setdefault(skill, []).append(profile)

    def serves(self, requirement: Requirement, profile: SkillProfile) -> bool:
        """Tell whether the skills suffice; remembered, as both sets are small."""
        key = (requirement, profile)
        known = self._serves.get(key)
        if known is None:
            known = self._serves[key] = requirement.met_by(profile)
        return known

    def forget_skills(self) -> None:
        """Drop what was remembered of skills nobody has or asks for any more; after configuration was applied."""
        self._serves.clear()
        self._lines_for.clear()
        self._rows_for.clear()
        self._rows = {profile: self._rows[profile] for profile in set(self._idle.values())}
        self._profiles_by_skill.clear()
        for profile in self._rows:
            self._index(profile)
        self._lines = {requirement: line for requirement, line in self._lines.items() if line}
        self._needs_by_skill.clear()
        for requirement in self._lines:
            self._needs_by_skill.setdefault(_asked_first(requirement), []).append(requirement)


def _best(head: _Head) -> _Best:
    return head[0]


def _next(heads: Iterable[_Head], taken: AgentId, choice: AgentChoice) -> AgentId:
    """Return who is next: of the row of the agent who was just taken out, whoever stands at its head now."""
    others = []
    for best, _, row in heads:
        if best[2] != taken:
            others.append(best)
        elif (head := row.head(choice)) is not None:
            others.append((best[0], *head))
    return min(others)[2]


def _asked_first(requirement: Requirement) -> Skill | None:
    """Return one skill that all who meet it have; None when there is no such skill."""
    return min((skill for skill, _ in requirement.minimum), default=None)


def _by_skill(choice: AgentChoice, requirement: Requirement, profile: SkillProfile) -> tuple[int, ...]:
    match choice:
        case AgentChoice.BEST_SKILLED:
            return (-requirement.skill_of(profile),)
        case AgentChoice.LEAST_SKILLED:
            return len(profile), sum(level for _, level in profile)
        case _:
            return ()
