"""People who answer: their states and what an agent is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from acd.domain.queues import SkillProfile

AgentId = NewType("AgentId", str)
Endpoint = NewType("Endpoint", str)
"""Name of the agent's phone in the PBX, for example `agent-alice`; or an outside number, see `outside.py`."""


DEFAULT_PLACE = 100
DEFAULT_WEIGHT = 1


class AgentState(StrEnum):
    """One state per agent, whatever queues and tenants they serve."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    RESERVED = "reserved"
    """Chosen for a call; the phone has not rung yet."""
    RINGING = "ringing"
    TALKING = "talking"
    HOLDING = "holding"
    """In conversation, and the agent has put the caller on hold."""
    WRAPUP = "wrapup"
    PAUSED = "paused"


ON_A_CALL: Final = (AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLDING)
"""From the moment at which an agent is chosen to the end of the conversation."""


class Reach(StrEnum):
    """Whether the PBX reaches somebody: an agent's phone, or a trunk."""

    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    """The PBX told nothing."""


class Obstacle(StrEnum):
    """Why an agent who is available is offered no call for now."""

    RESTING = "resting"
    """After an offer that was refused or failed."""
    UNREACHABLE = "unreachable"
    """The PBX does not reach the phone."""
    IN_NET = "in_net"
    """The safety net has the phone in use."""
    PARTING = "parting"
    """The leg of the call or offer before is still being hung up."""
    HELPING = "helping"
    """Rung for another agent's call for a supervisor, or listening."""


class PauseReason(StrEnum):
    """Reasons that the call centre itself gives; agents may give any other text."""

    MISSED_CALLS = "missed-calls"
    REFUSED_CALLS = "refused-calls"
    UNREACHABLE = "unreachable"
    """Calls could not be brought to the phone."""
    DROPPED_CALLS = "dropped-calls"
    """The phone was answered, and gone before the caller was there."""


AUTOMATIC_REASONS: Final = frozenset(map(str, PauseReason))


class Answering(StrEnum):
    """What it takes until an agent who is rung hears the caller."""

    BY_HAND = "by_hand"
    """The agent picks up."""
    AUTO = "auto"
    """The phone is asked to pick up by itself; one that does not rings."""
    PRESS = "press"
    """The agent picks up, and presses a key: a voicemail that picks up gets no caller."""


class Seat(StrEnum):
    """Where an agent wants to be rung, of the phones that are the agent's own."""

    OWN = "own"
    OUTSIDE = "outside"
    """At the outside number."""


class AssistanceEnd(StrEnum):
    """How an agent's call for a supervisor ended."""

    TAKEN_BACK = "taken_back"
    """By the agent."""
    ACKNOWLEDGED = "acknowledged"
    """By a supervisor."""
    CALL_ENDED = "call_ended"
    """The call in hand is over."""
    SIGNED_OUT = "signed_out"
    CONTROLLER_STOPPED = "controller_stopped"


@dataclass(frozen=True, slots=True)
class Agent:
    """A person with skills and a phone."""

    id: AgentId
    name: str
    endpoint: Endpoint
    """The agent's own phone; who signs in at another one is rung there."""
    profile: SkillProfile = frozenset()
    place: int = DEFAULT_PLACE
    """For queues that ask agents in a fixed order: the lowest first."""
    weight: int = DEFAULT_WEIGHT
    """For queues that ask agents by chance: twice the weight, twice the calls."""
    number: str = ""
    """What the agent dials to sign in elsewhere; empty for one who has none."""
    supervisor: bool = False
    """Rung when another agent calls for a supervisor."""
    answering: Answering | None = None
    """None: by hand at a phone of the PBX, by a key at an outside number."""
    outside: Endpoint | None = None
    """A number outside at which the agent may be rung instead of a phone of the PBX."""
