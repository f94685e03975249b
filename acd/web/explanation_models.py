"""JSON shapes of an explanation."""

from pydantic import ConfigDict, Field

from acd.domain.calls import CallState, OfferResult
from acd.domain.offers import OfferStage
from acd.domain.queues import AgentChoice
from acd.explain.answer import WhyNot
from acd.web.models import Moment, Shape


class _Told(Shape):
    """Base: made of the explanation as it is."""

    model_config = ConfigDict(from_attributes=True)


class Person(_Told):
    """An agent who was not asked."""

    id: str
    name: str
    detail: str = Field(description="What is known beyond the reason of the group; may be empty.")


class Group(_Told):
    """Agents who were not asked for the same reason."""

    reason: str = Field(examples=list(WhyNot))
    text: str = Field(description="The reason in words.")
    count: int
    agents: list[Person] = Field(description="The first 10 by name; all of them with all=true.")


class OfferReason(_Told):
    """Why one agent was asked, what came of it, and why nobody else."""

    number: int
    agent: str
    name: str
    at: Moment
    ended_at: Moment | None
    result: str | None = Field(description="None while it goes on, or if not stored.", examples=list(OfferResult))
    stage: str | None = Field(description="On what grounds.", examples=list(OfferStage))
    choice: str | None = Field(description="The queue's agent_choice then.", examples=list(AgentChoice))
    asks: str | None = Field(description="What the caller asked of an agent.", examples=["german 3 and no trainee 1"])
    idle: int | None = Field(description="Idle agents who could have served, the one who was asked included.")
    runner_up: str | None = Field(description="Who would have been asked otherwise.")
    sentences: list[str]
    others: list[Group]


class Wait(_Told):
    """Why nobody was asked: now, or when the call left the line without an agent."""

    at: Moment
    asks: str | None = Field(examples=["german 3"])
    ahead: int = Field(description="Callers in line who come first in the order of callers.")
    sentences: list[str]
    others: list[Group]


class Explanation(_Told):
    """A call and the decisions about it, as data and in sentences."""

    call: str
    tenant: str | None
    queue: str | None
    state: str = Field(examples=list(CallState))
    sentences: list[str]
    offers: list[OfferReason] = Field(description="The last 20; all of them with all=true.")
    served_first: list[str] = Field(description="Callers who came later and were offered to somebody first, and why.")
    wait: Wait | None = Field(description="None for a call that an agent answered, or whose phone is being asked.")
    notes: list[str] = Field(description="What limits the answer.")
