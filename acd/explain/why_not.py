"""Why each agent was not asked: one reason for everybody who is configured, grouped for people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from acd.domain.agents import Agent, AgentId, AgentState, Obstacle
from acd.domain.calls import CallId, OfferResult
from acd.domain.pool import OfferRules
from acd.domain.queues import Requirement
from acd.explain.answer import SHOWN_AGENTS, Group, Person, WhyNot
from acd.explain.moments import length
from acd.explain.requirement_words import lacks
from acd.storage.then import AgentThen, LostOffer

_HEADINGS: Final = {
    WhyNot.LACKS_SKILLS: "without the skills asked for",
    WhyNot.OFFLINE: "not signed in",
    WhyNot.PAUSED: "paused",
    WhyNot.TALKING: "in a conversation",
    WhyNot.WRAPUP: "writing notes after a call",
    WhyNot.ASKED: "asked for a call",
    WhyNot.HELPING: "supervisors who help another agent",
    WhyNot.UNREACHABLE: "phone not reachable, or in use by the safety net",
    WhyNot.RESTING: "resting after an offer that came to nothing",
    WhyNot.HANGING_UP: "phone not yet free of the call before",
    WhyNot.NOT_MEANT: "idle, but the caller is meant for somebody else",
    WhyNot.PASSED: "idle, and behind by the queue's choice",
    WhyNot.NOT_RUNG: "available, but could not be rung: phone not reachable, or not yet free",
}
_STATES: Final = {
    AgentState.OFFLINE: WhyNot.OFFLINE,
    AgentState.PAUSED: WhyNot.PAUSED,
    AgentState.TALKING: WhyNot.TALKING,
    AgentState.HOLDING: WhyNot.TALKING,
    AgentState.WRAPUP: WhyNot.WRAPUP,
    AgentState.RESERVED: WhyNot.ASKED,
    AgentState.RINGING: WhyNot.ASKED,
}
_OBSTACLES: Final = {
    Obstacle.HELPING: WhyNot.HELPING,
    Obstacle.UNREACHABLE: WhyNot.UNREACHABLE,
    Obstacle.IN_NET: WhyNot.UNREACHABLE,
    Obstacle.RESTING: WhyNot.RESTING,
    Obstacle.PARTING: WhyNot.HANGING_UP,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Everybody at one moment, as far as it is known."""

    at_ms: int
    call_id: CallId
    requirements: Collection[Requirement]
    """One of them is enough."""
    specs: Mapping[AgentId, Agent]
    states: Mapping[AgentId, AgentThen]
    rules: OfferRules
    lost: Mapping[AgentId, LostOffer]
    """The last offer of each agent that came to nothing."""
    obstacles: Mapping[AgentId, Obstacle]
    """Of those who were available, where it is known."""
    meant_for: Collection[AgentId]
    """Agents for whom the caller waits; empty: for anybody."""
    idle: int | None
    """How many idle agents could have served the caller; None where it is not known."""


def groups(scene: Scene, asked: Collection[AgentId], *, everybody: bool) -> tuple[Group, ...]:
    """Return the reasons for all who are configured, but for those who were asked for this call."""
    found: dict[WhyNot, list[Person]] = {}
    for spec in sorted(scene.specs.values(), key=lambda spec: (spec.name, spec.id)):
        if spec.id not in asked:
            reason, detail = _reason(scene, spec)
            found.setdefault(reason, []).append(Person(spec.id, spec.name, detail))
    # who looks idle, and was not counted among the idle, could not be rung; which of them is not stored
    idle = len(found.get(WhyNot.PASSED, ()))
    unrung = 0 if scene.idle is None else max(0, idle - scene.idle + len(asked))
    if idle and unrung == idle:
        found[WhyNot.NOT_RUNG] = found.pop(WhyNot.PASSED)
    doubt = f" ({unrung} of them could not be rung)" if unrung else ""
    passed = _HEADINGS[WhyNot.PASSED] + doubt if asked else "idle, and can be asked"
    headings = {**_HEADINGS, WhyNot.PASSED: passed}
    return tuple(_group(reason, headings[reason], found[reason], everybody) for reason in WhyNot if reason in found)


def _group(reason: WhyNot, heading: str, people: list[Person], everybody: bool) -> Group:
    shown = people if everybody else people[:SHOWN_AGENTS]
    return Group(reason, heading, len(people), tuple(shown))


def _reason(scene: Scene, spec: Agent) -> tuple[WhyNot, str]:
    lacking = _lacking(scene.requirements, spec)
    if lacking:
        return WhyNot.LACKS_SKILLS, lacking
    then = scene.states.get(spec.id)
    if then is None:
        return WhyNot.OFFLINE, ""
    for_s = length((scene.at_ms - then.since_ms) / 1000)
    if then.state in set(AgentState) and then.state != AgentState.AVAILABLE:
        return _STATES[AgentState(then.state)], _detail(scene, then, for_s)
    return _available(scene, then, for_s)


def _lacking(requirements: Iterable[Requirement], spec: Agent) -> str:
    """Return what the agent lacks of what is asked for; of several requirements, of each."""
    missing = [lacks(requirement, spec.profile) for requirement in requirements]
    return "" if not all(missing) else "; or ".join(missing)


def _detail(scene: Scene, then: AgentThen, for_s: str) -> str:
    if then.state == AgentState.PAUSED:
        return f"{then.reason or 'without a reason'}, for {for_s}"
    if then.state == AgentState.OFFLINE:
        return f"for {for_s}"
    if then.call_id == scene.call_id:
        return "this very call"
    call = "" if then.call_id is None else f"call {then.call_id}"
    queue = "" if then.queue_id is None else f" of {then.queue_id}"
    return ", ".join(part for part in (call + queue, f"for {for_s}") if part)


def _available(scene: Scene, then: AgentThen, for_s: str) -> tuple[WhyNot, str]:
    lost = scene.lost.get(then.agent_id)
    obstacle = scene.obstacles.get(then.agent_id)
    if obstacle is None and lost is not None and _rests(scene, then, lost):
        obstacle = Obstacle.RESTING
    if obstacle is Obstacle.RESTING and lost is not None:
        ago_s = (scene.at_ms - lost.ended_at_ms) / 1000
        whose = "this call" if lost.call_id == scene.call_id else f"call {lost.call_id}"
        return WhyNot.RESTING, f"{lost.result} {whose} {length(ago_s)} before"
    if obstacle is not None:
        return _OBSTACLES[obstacle], "in use by the safety net" if obstacle is Obstacle.IN_NET else ""
    others = scene.meant_for and then.agent_id not in scene.meant_for
    return WhyNot.NOT_MEANT if others else WhyNot.PASSED, f"idle for {for_s}"


def _rests(scene: Scene, then: AgentThen, lost: LostOffer) -> bool:
    """Tell whether the rules gave the agent a rest that was not over; a pause or an absence since then ends it."""
    rest_s = scene.rules.rest_s(OfferResult(lost.result)) if lost.result in set(OfferResult) else 0.0
    return scene.at_ms - lost.ended_at_ms < rest_s * 1000 and then.since_ms <= lost.ended_at_ms
