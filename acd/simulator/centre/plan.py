"""A day that can be lived through by any system: who calls when, who is there, and what phones do.

Everything that chance decides is decided here, for each caller: two systems that live through the same plan meet the
same callers, with the same conversations and the same patience.
"""

from dataclasses import dataclass
from enum import Enum, auto

from acd.domain.agents import AgentId
from acd.domain.calls import CallerId
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.simulator.centre.moods import Moods


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller, as fate has made them."""

    number: int
    """From 0, in order of arrival."""
    queue_id: QueueId
    at: float
    """Seconds since the start."""
    talk_s: float
    patience_s: float
    """In line, ringing included; infinite for one who never gives up."""
    agent_hangs_up: bool = False
    person: int | None = None
    """Number of the first call of the same person; None: this is the first."""

    @property
    def caller_id(self) -> CallerId:
        """What the network says of the person."""
        return CallerId(f"+1555{self.number if self.person is None else self.person:07d}")


class Move(Enum):
    """What an agent does of their own accord."""

    SIGN_IN = auto()
    SIGN_OUT = auto()
    PAUSE = auto()
    RESUME = auto()


@dataclass(frozen=True, slots=True)
class AgentMove:
    """An agent comes, goes, or has a break."""

    at: float
    agent_id: AgentId
    move: Move


@dataclass(frozen=True, slots=True)
class Window:
    """Callers who come in it, and the agents' time in it, are counted."""

    begins: float
    ends: float

    def holds(self, at: float) -> bool:
        """Tell whether a moment is counted."""
        return self.begins <= at < self.ends

    def share_of(self, begins: float, ends: float) -> float:
        """Return the seconds of a stretch that are counted."""
        return max(0.0, min(ends, self.ends) - max(begins, self.begins))


@dataclass(frozen=True, slots=True)
class Plan:
    """A day."""

    pool: Pool
    callers: tuple[Caller, ...]
    moves: tuple[AgentMove, ...]
    """In order of time; at the same moment those that bring agents come last."""
    window: Window
    ends: float
    """By then every caller has given up at the latest."""
    moods: Moods
    latency_s: float = 0.0
    """Between PBX and controller, each way of an event."""
