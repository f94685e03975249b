"""An agent at work: what the engine remembers of one."""

from dataclasses import dataclass, field

from acd.domain.agents import Agent, AgentState, Endpoint
from acd.domain.calls import CallId, OfferResult
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId
from acd.engine.work import Standing, Work


@dataclass(frozen=True, slots=True)
class Hand:
    """The call that an agent has in hand, from the offer to the end of wrap-up."""

    call_id: CallId
    queue_id: QueueId
    tenant_id: TenantId


@dataclass(frozen=True, slots=True)
class Assistance:
    """A call for a supervisor that has not ended."""

    since: float
    hand: Hand | None
    """What the agent had in hand when they asked."""


@dataclass(frozen=True, slots=True)
class Notes:
    """A wrap-up that an offer interrupts before its end."""

    until: float
    hand: Hand | None
    """The call that the notes are about."""
    extended: bool


@dataclass(slots=True)
class LiveAgent:
    """One agent. Only `engine/agent_desk.py` changes it."""

    spec: Agent
    state: AgentState = AgentState.OFFLINE
    since: float = 0.0
    booked: float = 0.0
    """Up to when the agent's time stands in records; the state may be older."""
    reason: str | None = None
    until: float | None = None
    """When the wrap-up ends."""
    extended: bool = False
    """The agent asked for more time for this wrap-up."""
    ahead: bool = False
    """The wrap-up is so near its end that calls are offered already."""
    notes: Notes | None = None
    """What goes on if the offer comes to nothing."""
    hand: Hand | None = None
    endpoint: Endpoint | None = None
    """The phone at which the agent signed in; None: their own."""
    assistance: Assistance | None = None
    """Set while the agent calls for a supervisor."""
    work: Work = field(default_factory=Work)
    counted: float = 0.0
    """Up to when a wrap-up is in `work`: who is rung before its end is compared as of then."""
    idle_since: float = 0.0
    """End of the last conversation, offer not taken, pause or absence."""
    idle_seq: int = 0
    resting: bool = False
    """Available, but not offered calls for a while after one that was not taken."""
    unreached: bool = False
    """The rest is because the phone could not be reached."""
    in_a_row: dict[OfferResult, int] = field(default_factory=dict)
    """Offers that came to nothing since the last conversation, resumption or sign-in, by how they ended."""
    pause_wish: str | None = None
    sign_out_wish: bool = False
    leaving: bool = False
    """Not configured any more."""
    stints: int = 0
    stored: AgentState | None = None
    """Of an agent who was at work on a call when an earlier controller died: the state in which that was."""

    @property
    def phone(self) -> Endpoint:
        """Where the agent is rung."""
        return self.endpoint or self.spec.endpoint

    def count_work(self, till: float) -> None:
        """Count what the agent does, up to a moment; of a wrap-up each second once."""
        notes = self.state is AgentState.WRAPUP
        self.work.passes(self.state, max(self.since, self.counted) if notes else self.since, till)
        self.counted = max(self.counted, till)

    def standing(self) -> Standing:
        """Return the agent as the choices between idle agents see them."""
        idle = self.idle_since, self.idle_seq
        return Standing(self.spec.id, idle, self.work, self.spec.place, self.spec.weight)

    @property
    def wish(self) -> AgentState | None:
        """What comes when the call in hand is over, if not availability."""
        if self.sign_out_wish or self.leaving:
            return AgentState.OFFLINE
        return AgentState.PAUSED if self.pause_wish is not None else None
