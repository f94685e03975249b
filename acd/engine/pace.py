"""How long a call keeps an agent busy, and how soon callers give up: measured from what is recorded, fading.

Agents with the same skills are measured together, and so are callers of one queue; as long as there is little to go by,
the whole pool counts, and before that a start value.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import OutcomeClass, SegmentKind
from acd.domain.pool import Pool
from acd.domain.queues import QueueId, SkillProfile
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallMoved, CallQueued, Record, Segment

HANDLE_S = 180.0
"""From the ring to the end of wrap-up, until something was measured."""
PATIENCE_S = 600.0
"""Mean time after which callers give up, until something was measured."""
_FADES = 0.98
"""What a call counts when the next one has come: the last 50 count most."""
_TRUST_HANDLE, _TRUST_PATIENCE = 5.0, 1.0
"""So many calls, and so many callers who gave up, weigh as much as what was supposed before."""

_TELLING = frozenset({AgentStint, CallQueued, CallMoved, CallConnected, CallEnded, Segment})
_TALK = (AgentState.TALKING, AgentState.HOLDING)
_BUSY = frozenset({AgentState.RESERVED, AgentState.RINGING, *_TALK, AgentState.WRAPUP})


@dataclass(slots=True)
class Handling:
    """Lengths of calls as agents see them."""

    count: float = 0.0
    seconds: float = 0.0
    squares: float = 0.0

    def add(self, seconds: float) -> None:
        """Count a call that is over, its notes as well."""
        self.count = self.count * _FADES + 1
        self.seconds = self.seconds * _FADES + seconds
        self.squares = self.squares * _FADES + seconds**2

    def mean(self, supposed: float) -> float:
        """Return the mean in seconds, leaning on what was supposed while there is little to go by."""
        return (self.seconds + _TRUST_HANDLE * supposed) / (self.count + _TRUST_HANDLE)

    def scatter(self) -> float:
        """Return the square of the coefficient of variation, leaning on that of an exponential distribution, 1."""
        own = self.squares * self.count / self.seconds**2 - 1 if self.seconds else 0.0
        return (max(0.0, own) * self.count + _TRUST_HANDLE) / (self.count + _TRUST_HANDLE)


@dataclass(slots=True)
class Leaving:
    """How long callers waited, in all, and how many of them gave up. Who still waits counts too."""

    seconds: float = 0.0
    gave_up: float = 0.0

    def end(self, *, gave_up: bool) -> None:
        """Count a caller who does not wait any more; what came before fades."""
        self.seconds *= _FADES
        self.gave_up = self.gave_up * _FADES + gave_up

    def patience_s(self, supposed: float) -> float:
        """Return the seconds of waiting to one caller who gives up."""
        return (self.seconds + _TRUST_PATIENCE * supposed) / (self.gave_up + _TRUST_PATIENCE)


@dataclass(slots=True)
class _Line:
    """Callers in a queue's line, as records tell."""

    leaving: Leaving = field(default_factory=Leaving)
    waiting: int = 0
    since: float = 0.0
    """Up to when their waiting was counted."""


@dataclass(slots=True)
class _Work:
    """What it took an agent to serve one caller, so far; offers that came to nothing belong to the next one."""

    busy_s: float = 0.0
    talked: bool = False


@dataclass(slots=True)
class Pace:
    """What was measured since the start of the controller."""

    _handling: Handling = field(default_factory=Handling)
    _handling_of: dict[SkillProfile, Handling] = field(default_factory=dict)
    _leaving: Leaving = field(default_factory=Leaving)
    _lines: dict[QueueId, _Line] = field(default_factory=dict)
    _works: dict[AgentId, _Work] = field(default_factory=dict)

    def learn(self, records: Iterable[Record], profile_of: Callable[[AgentId], SkillProfile | None]) -> None:
        """Take in what was recorded."""
        for record in records:
            if type(record) not in _TELLING or _is_of_message(record):  # so are most
                continue
            if isinstance(record, AgentStint):
                if record.call_id is not None:
                    self._worked(record, profile_of)
            elif isinstance(record, CallQueued):
                self._line(record.queue_id, record.at_ms).waiting += 1
            elif isinstance(record, CallMoved):
                self._out(self._line(record.from_queue_id, record.at_ms))
                self._line(record.queue_id, record.at_ms).waiting += 1
            elif isinstance(record, CallConnected):
                self._left(record.queue_id, record.at_ms, gave_up=False)
            elif isinstance(record, CallEnded) and record.queue_id is not None and record.agent_id is None:
                gave_up = record.outcome.cls is OutcomeClass.ABANDONED
                self._left(record.queue_id, record.ended_ms, gave_up=gave_up)
            elif isinstance(record, Segment) and record.kind is SegmentKind.OUTSIDE and record.queue_id is not None:
                self._talked_outside(record.queue_id, record.started_ms, record.ended_ms)

    def handle_s(self, profile: SkillProfile) -> float:
        """Return how long a call keeps agents with these skills busy, ringing and notes included."""
        pool = self._handling.mean(HANDLE_S)
        own = self._handling_of.get(profile)
        return pool if own is None else own.mean(pool)

    def waiting(self, queue_id: QueueId) -> int:
        """Return how many wait in a queue, of those who came into line since the start of the controller."""
        line = self._lines.get(queue_id)
        return 0 if line is None else line.waiting

    def scatter(self) -> float:
        """Return the square of the coefficient of variation of the same, for all agents."""
        return self._handling.scatter()

    def leaving(self, queue_id: QueueId) -> float:
        """Return at which rate a caller of this queue gives up while waiting, each second."""
        pool = self._leaving.patience_s(PATIENCE_S)
        own = self._lines.get(queue_id)
        return 1 / (pool if own is None else own.leaving.patience_s(pool))

    def forget(self, pool: Pool) -> None:
        """Drop what was measured of queues, skills and agents that are not configured any more."""
        profiles = {agent.profile for agent in pool.agents.values()}
        self._lines = {name: line for name, line in self._lines.items() if name in pool.queues or line.waiting}
        self._handling_of = {profile: kept for profile, kept in self._handling_of.items() if profile in profiles}
        self._works = {agent_id: work for agent_id, work in self._works.items() if agent_id in pool.agents}

    def _line(self, queue_id: QueueId, at_ms: int) -> _Line:
        """Return a queue's line, with what was waited in it up to this moment."""
        line = self._lines.get(queue_id)
        if line is None:
            line = self._lines[queue_id] = _Line()
        seconds = line.waiting * (at_ms / 1000 - line.since)
        line.since = at_ms / 1000
        line.leaving.seconds += seconds
        self._leaving.seconds += seconds
        return line

    def _left(self, queue_id: QueueId, at_ms: int, *, gave_up: bool) -> None:
        line = self._line(queue_id, at_ms)
        self._out(line)
        line.leaving.end(gave_up=gave_up)
        self._leaving.end(gave_up=gave_up)

    def _out(self, line: _Line) -> None:
        line.waiting = max(0, line.waiting - 1)  # who was in line before this controller came was never counted

    def _talked_outside(self, queue_id: QueueId, started_ms: int, ended_ms: int) -> None:
        """Take back what was counted as waiting: who talks to an outside number is told of when it is over."""
        line = self._line(queue_id, ended_ms)
        for leaving in (line.leaving, self._leaving):
            leaving.seconds = max(0.0, leaving.seconds - (ended_ms - started_ms) / 1000)

    def _worked(self, stint: AgentStint, profile_of: Callable[[AgentId], SkillProfile | None]) -> None:
        work = self._works.get(stint.agent_id)
        if work is None:
            work = self._works[stint.agent_id] = _Work()
        work.busy_s += (stint.ended_ms - stint.started_ms) / 1000
        work.talked |= stint.state in _TALK
        if stint.next_state in _BUSY or not work.talked:
            return
        del self._works[stint.agent_id]
        self._handling.add(work.busy_s)
        profile = profile_of(stint.agent_id)
        if profile is not None:
            self._handling_of.setdefault(profile, Handling()).add(work.busy_s)


def _is_of_message(record: Record) -> bool:
    """Tell whether nobody waits there who could give up."""
    return isinstance(record, CallQueued | CallConnected | CallEnded) and record.voicemail
