"""The rules of Asterisk's app_queue: whose turn it is, who is rung, and what is remembered. No time passes here.

Written from its source (apps/app_queue.c of Asterisk 22.9.0); each rule names the function that it follows. Moments are
whole seconds, as app_queue reads them from time(NULL). `ringinuse` is no for every member.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from acd.domain.agents import AgentId
from acd.simulator.centre.scenario import AppQueue as Settings

_PENALTY = 1_000_000
"""A better penalty counts more than whatever the strategy says."""
_WRAPPED = 1_000
"""Places of round robin and of linear are taken modulo this, so order is lost above as many members."""


@dataclass(slots=True, eq=False)
class Member:
    """struct member: an agent in one queue."""

    agent_id: AgentId
    penalty: int
    place: int
    """queuepos."""
    lastcall: int = 0
    """When the last conversation ended; 0 for never."""
    calls: int = 0
    lastqueue: "Line | None" = None


@dataclass(slots=True, eq=False)
class Entry:
    """struct queue_ent: a caller in a queue."""

    number: int
    start: int
    """When the caller came."""
    min_penalty: int = 0
    pending: bool = False
    """Somebody is being rung for this caller."""
    linpos: int = 0
    linwrapped: bool = False


@dataclass(slots=True, eq=False)
class Line:
    """struct call_queue."""

    name: str
    settings: Settings
    members: list[Member]
    wrapuptime: int = 0
    weight: int = 0
    entries: list[Entry] = field(default_factory=list)
    """The head first."""
    rrpos: int = 0
    wrapped: bool = False
    holdtime: int | None = None
    """Average hold time of those who were answered; None before the first, where app_queue has 0 and says nothing."""
    ended: int = 0
    """callscompleted and callsabandoned."""


@dataclass(slots=True, eq=False)
class Attempt:
    """struct callattempt: a member who may be rung for a caller."""

    member: Member
    metric: int
    stillgoing: bool = True
    rings: bool = False
    """It has a channel."""


@dataclass(slots=True)
class Board:
    """All queues, and what is known of phones."""

    lines: list[Line]
    free: set[AgentId] = field(default_factory=set)
    """Who is signed in, not paused, and whose phone is not in use."""

    @property
    def use_weight(self) -> bool:
        """Weights count as soon as one queue has one."""
        return any(line.weight for line in self.lines)

    def is_member_available(self, line: Line, member: Member, now: int) -> bool:
        """Counts with the wrap-up time of the queue that asks, whatever queue the last call was of."""
        if member.agent_id not in self.free:
            return False
        return not (member.lastcall and line.wrapuptime and now - line.wrapuptime < member.lastcall)

    def num_available_members(self, line: Line, now: int) -> int:
        """Without autofill, and for ringall, more than one does not count."""
        available = (member for member in line.members if self.is_member_available(line, member, now))
        if not line.settings.autofill or line.settings.strategy == "ringall":
            return int(any(True for _ in available))
        return sum(1 for _ in available) if self.free else 0

    def is_our_turn(self, line: Line, entry: Entry, now: int) -> bool:
        """Callers ahead who are not being rung for use up an available member each, also if nobody can serve them."""
        available, ahead = self.num_available_members(line, now) if self.free else 0, 0
        for other in line.entries:
            if other is entry or ahead >= available:
                break
            ahead += not other.pending
        else:
            return False
        return other is entry and ahead < available and (line.settings.autofill or line.entries[0] is entry)

    def can_ring_entry(self, line: Line, entry: Entry, member: Member, now: int) -> bool:
        """What is_our_turn did not look at: wrap-up of another queue, weight, longer waiting callers elsewhere."""
        if member.agent_id not in self.free:
            return False
        wrapuptime = (member.lastqueue or line).wrapuptime
        if wrapuptime and now - member.lastcall < wrapuptime:
            return False
        if self.use_weight and self.compare_weight(line, member, now):
            return False
        longest = line.settings.force_longest_waiting_caller
        return not longest or self.is_longest_waiting_caller(line, entry, member)

    def compare_weight(self, line: Line, member: Member, now: int) -> bool:
        """Tell whether a weightier queue of this member has as many callers as members who are available."""
        return any(
            other.weight > line.weight and len(other.entries) >= self.num_available_members(other, now)
            for other in self._others(line, member)
            if other.entries
        )

    def is_longest_waiting_caller(self, line: Line, entry: Entry, member: Member) -> bool:
        """Tell whether nobody waits longer in another queue of this member; in each only the first counts."""
        firsts = (
            next((other for other in elsewhere.entries if not other.pending), None)
            for elsewhere in self._others(line, member)
            if elsewhere.weight == line.weight
        )
        return not any(first is not None and first.start < entry.start for first in firsts)

    def _others(self, line: Line, member: Member) -> Iterator[Line]:
        for other in self.lines:
            if other is not line and any(known.agent_id == member.agent_id for known in other.members):
                yield other

    def update_queue(self, line: Line, member: Member, now: int) -> None:
        """A conversation is over. With shared_lastcall the member's other queues learn of it."""
        lines = self.lines if line.settings.shared_lastcall else [line]
        for known in (known for other in lines for known in other.members if known.agent_id == member.agent_id):
            known.lastcall, known.lastqueue = now, line
            known.calls += 1
        line.ended += 1


def recalc_holdtime(line: Line, newholdtime: int) -> None:
    """An exponential average in whole seconds; until the first call of the queue is over, the last one alone."""
    old = line.holdtime
    line.holdtime = newholdtime if old is None or not line.ended else ((old << 2) - old + newholdtime) >> 2


def attempts(line: Line, entry: Entry, present: set[AgentId], now: int) -> list[Attempt]:
    """Return an attempt for each member of try_calling whom calc_metric does not rule out."""
    found = []
    for member in (member for member in line.members if member.agent_id in present):
        if member.penalty >= entry.min_penalty:
            found.append(Attempt(member, calc_metric(line, entry, member, now)))
    return found


def calc_metric(line: Line, entry: Entry, member: Member, now: int) -> int:
    """Return what the strategy says of a member; the lowest is rung. Notes whether places are left to be wrapped."""
    match line.settings.strategy:
        case "ringall":
            metric = 0
        case "linear":
            metric = member.place + (_WRAPPED if member.place < entry.linpos else 0)
            entry.linwrapped |= member.place > entry.linpos
        case "rrmemory":
            metric = member.place + (_WRAPPED if member.place < line.rrpos else 0)
            line.wrapped |= member.place > line.rrpos
        case "fewestcalls":
            metric = member.calls
        case _:  # leastrecent
            metric = 1_000_000 - (now - member.lastcall) if member.lastcall else 0
    return metric + member.penalty * _PENALTY


def find_best(outgoing: list[Attempt]) -> Attempt | None:
    """Return the lowest metric of those who were not tried; of equals the first in the list."""
    return min((one for one in outgoing if one.stillgoing and not one.rings), key=lambda one: one.metric, default=None)


def store_next(line: Line, entry: Entry, outgoing: list[Attempt]) -> None:
    """store_next_rr and store_next_lin: where the next caller, or this caller's next try, begins."""
    best = find_best(outgoing)
    if line.settings.strategy == "rrmemory":
        after = 0 if line.wrapped else line.rrpos + 1
        line.rrpos, line.wrapped = (best.metric % _WRAPPED if best else after), False
    elif line.settings.strategy == "linear":
        after = 0 if entry.linwrapped else entry.linpos + 1
        entry.linpos, entry.linwrapped = (best.metric % _WRAPPED if best else after), False
