"""What came of a day: each caller's visit and each agent's time. The same for every system."""

from dataclasses import dataclass, field

from acd.domain.agents import AgentId
from acd.domain.pool import Pool
from acd.simulator.centre.plan import Caller, Window


@dataclass(slots=True)
class Visit:
    """What became of one caller."""

    caller: Caller
    wait_s: float = 0.0
    """In line, ringing included."""
    first_ring_s: float | None = None
    """In line until the first phone rang for this caller; None if none ever did."""
    agent_id: AgentId | None = None
    """Who answered; None for a caller who gave up."""
    overtook: int = 0
    """Offers of this caller while one who came earlier was to be asked for."""
    cut_short: bool = False
    """A phone rang for it whose agent was in wrap-up of another call."""
    told_s: float | None = None
    """What the caller could be told of the wait when coming into line; None: nothing."""


@dataclass(slots=True)
class Workload:
    """Seconds of an agent that are counted."""

    busy_s: float = 0.0
    """With a call in hand: ringing, conversation, wrap-up."""
    idle_s: float = 0.0


@dataclass(slots=True)
class Course:
    """A day that is over."""

    pool: Pool
    window: Window
    visits: list[Visit] = field(default_factory=list)
    """Of callers who are counted, in order of arrival."""
    workloads: dict[AgentId, Workload] = field(default_factory=dict)

    def spend(self, agent_id: AgentId, begins: float, ends: float, *, busy: bool) -> None:
        """Note a stretch of an agent's time at work."""
        workload = self.workloads.setdefault(agent_id, Workload())
        counted_s = self.window.share_of(begins, ends)
        if busy:
            workload.busy_s += counted_s
        else:
            workload.idle_s += counted_s
