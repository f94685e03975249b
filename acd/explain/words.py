"""What was compared when an agent was asked, and what came of it, in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from acd.domain.agents import Agent, AgentId
from acd.domain.calls import OfferResult
from acd.domain.offers import OfferStage
from acd.domain.queues import AgentChoice
from acd.explain.moments import length
from acd.storage.stored import StoredOfferMade


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a choice is told."""

    most: str
    """What the agent who was asked had more or less of than all others."""
    shown: Callable[[float | None], str]


def _number(value: float | None) -> str:
    return f"{value or 0:g}"


def _time(value: float | None) -> str:
    return length(value or 0)


def _percent(value: float | None) -> str:
    return f"{(value or 0) * 100:.0f} %"


def _turns(value: float | None) -> str:
    if value is None:
        return "none yet"
    return "the last one" if value <= 1 else f"{value:g} offers ago"


_MEASURES: Final = {
    AgentChoice.LONGEST_IDLE: _Measure("was idle the longest", _time),
    AgentChoice.ROUND_ROBIN: _Measure("had the last offer longest ago", _turns),
    AgentChoice.FEWEST_CALLS: _Measure("had the fewest conversations since signing in", _number),
    AgentChoice.LEAST_TALK: _Measure("had spent the least time in conversation since signing in", _time),
    AgentChoice.LEAST_OCCUPIED: _Measure("was least occupied of late", _percent),
    AgentChoice.BEST_SKILLED: _Measure("had the highest levels of the skills asked for, added up", _number),
    AgentChoice.LEAST_SKILLED: _Measure("had the fewest skills", _number),
    AgentChoice.LINEAR: _Measure("had the lowest place", _number),
    AgentChoice.RANDOM: _Measure("was drawn by lot, the weight counted", _number),
}


def why_asked(made: StoredOfferMade, specs: Mapping[AgentId, Agent]) -> str:
    """Return why this agent was asked and not the next one."""
    name = name_of(made.agent_id, specs)
    if made.stage == OfferStage.PREFERRED:
        return f"The caller is meant for {name}, who was idle and so was asked before all others."
    if made.stage == OfferStage.BESIDE:
        return f"{name} was idle and could serve the caller: the queue rings all such agents at once."
    if made.idle <= 1:
        return f"{name} was the only idle agent who could serve the caller."
    among = f"Of {made.idle} idle agents who could serve the caller, {name}"
    if made.choice not in set(AgentChoice):  # of a later release
        return f"{among} came first by {made.choice}."
    choice = AgentChoice(made.choice)
    if choice is AgentChoice.RING_ALL:
        return f"{among} is the first: the queue rings all of them at once."
    measure = _MEASURES[choice]
    if made.runner_up_id is None:
        return f"{among} {measure.most}: {measure.shown(made.measure)}."
    second = name_of(made.runner_up_id, specs)
    if choice is AgentChoice.RANDOM or made.measure != made.runner_up_measure:
        told, other = measure.shown(made.measure), measure.shown(made.runner_up_measure)
        return f"{among} {measure.most}: {told}; next was {second}: {other}."
    return f"{among} and {second} {_level(made, measure, specs)}"


def _level(made: StoredOfferMade, measure: _Measure, specs: Mapping[AgentId, Agent]) -> str:
    """Tell how two were told apart whose measure was the same."""
    name, told = name_of(made.agent_id, specs), measure.shown(made.measure)
    same = f"were level by {made.choice} ({told})"
    levels = [_levels(specs.get(agent_id)) for agent_id in (made.agent_id, made.runner_up_id) if agent_id is not None]
    if made.choice == AgentChoice.LEAST_SKILLED and None not in levels and levels[0] != levels[1]:
        return f"{same}: {name}'s levels were lower, {levels[0]} against {levels[1]} in all."
    idle, other = length(made.idle_ms / 1000), length((made.runner_up_idle_ms or 0) / 1000)
    if idle == other:
        return f"{same}: {name} was told to be idle before."
    return f"{same}: {name} was idle longer, {idle} against {other}."


def _levels(agent: Agent | None) -> int | None:
    return None if agent is None else sum(level for _, level in agent.profile)


def what_came(result: str | None, name: str, seconds: float | None, *, going_on: bool) -> str:
    """Return what came of an offer, as the end of a sentence that begins with the agent."""
    if going_on:
        return f"{name} is being asked now"
    if result is None or seconds is None:
        return f"{name} was asked, and what came of it is not stored: the controller was lost meanwhile"
    after = length(seconds)
    told = {
        OfferResult.ACCEPTED: f"{name} was asked, and talked to the caller after {after}",
        OfferResult.REFUSED: f"{name} was asked, and refused after {after}",
        OfferResult.MISSED: f"{name} was asked, and did not answer within {after}",
        OfferResult.CANCELLED: f"{name} was asked, and the caller left after {after}",
        OfferResult.ELSEWHERE: f"{name} was asked, and another agent answered first, after {after}",
        OfferResult.FAILED: f"{name} was asked, and the phone was not reached, for {after}",
        OfferResult.UNREACHED: f"{name} was asked, and the customer who was called back did not answer, after {after}",
        OfferResult.DROPPED: f"{name} was asked, and picked up and was gone before the conversation, after {after}",
    }
    return told[OfferResult(result)] if result in set(OfferResult) else f"{name} was asked: {result} after {after}"


def name_of(agent_id: AgentId, specs: Mapping[AgentId, Agent]) -> str:
    """Return the name of an agent, or the id of one who was not configured then."""
    spec = specs.get(agent_id)
    return agent_id if spec is None else spec.name


def many(count: int, one: str, more: str) -> str:
    """Return "1 caller" or "3 callers"."""
    return f"{count} {one if count == 1 else more}"
