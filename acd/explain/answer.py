"""The answer: data with sentences. The API sends it as it is, and a terminal reads it back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SHOWN_AGENTS = 10
"""Of each group, unless all are asked for."""


WHERE_CALLS_ARE = (
    "`acd status` shows calls in progress with their ids, GET /api/v1/calls?state=ended those that are over; "
    "a call is stored about a second after it came."
)


class WhyNot(StrEnum):
    """Why an agent was not asked. The first that holds counts, in this order."""

    LACKS_SKILLS = "lacks_skills"
    OFFLINE = "offline"
    PAUSED = "paused"
    TALKING = "talking"
    WRAPUP = "wrapup"
    ASKED = "asked"
    """Their phone was asked for a call."""
    HELPING = "helping"
    """A supervisor who was rung for another agent, or listened to one."""
    UNREACHABLE = "unreachable"
    RESTING = "resting"
    """After an offer that was refused or failed."""
    HANGING_UP = "hanging_up"
    """The phone had not let go of the leg before."""
    NOT_MEANT = "not_meant"
    """Idle, but the caller waits for somebody else."""
    PASSED = "passed"
    """Idle, and others came first by the queue's choice."""
    NOT_RUNG = "not_rung"
    """Available, and yet not among the idle agents; what kept the call away is not stored."""


@dataclass(frozen=True, slots=True)
class Person:
    """An agent who was not asked."""

    id: str
    name: str
    detail: str
    """What is known beyond the reason of the group; may be empty."""


@dataclass(frozen=True, slots=True)
class Group:
    """Agents who were not asked for the same reason."""

    reason: str
    """One of `WhyNot`."""
    text: str
    count: int
    agents: tuple[Person, ...]
    """The first by name; all, if they were asked for."""


@dataclass(frozen=True, slots=True)
class OfferReason:
    """Why one agent was asked, what came of it, and why nobody else."""

    number: int
    agent: str
    name: str
    at: datetime
    ended_at: datetime | None
    result: str | None
    stage: str | None
    choice: str | None
    asks: str | None
    """The requirement in words."""
    idle: int | None
    """Idle agents who could have served, the one asked included."""
    runner_up: str | None
    sentences: tuple[str, ...]
    others: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Why nobody was asked at a moment: now, or when the call left the line unserved."""

    at: datetime
    asks: str | None
    ahead: int
    """Callers who waited and came first in the order of callers."""
    sentences: tuple[str, ...]
    others: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A call and the decisions about it."""

    call: str
    tenant: str | None
    queue: str | None
    state: str
    sentences: tuple[str, ...]
    offers: tuple[OfferReason, ...]
    served_first: tuple[str, ...]
    """Callers who came later and were offered to somebody meanwhile, each with the reason."""
    wait: Wait | None
    notes: tuple[str, ...]
    """What limits the answer."""
