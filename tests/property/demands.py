"""What callers ask for beside their queue, and for whom they wait: drawn by chance, and what must be true of it."""

from dataclasses import replace
from typing import Any

from acd.domain.agents import AgentId, AgentState, Reach
from acd.domain.caller_events import Conversation, ConversationsRecalled
from acd.domain.callers import CallerKey, CallerProfile, KnownCallers, caller_key
from acd.domain.calls import CallerId, CallId, CallState
from acd.domain.commands import RingAgent
from acd.domain.demands import NO_DEMAND, Demand, Preference
from acd.domain.flows import Flow
from acd.domain.pool import Pool
from acd.domain.queues import NO_REQUIREMENT, Queue, Requirement, Skill
from acd.domain.records import CallConnected, CallStarted, Record
from acd.domain.steps import QueueStep, Step, in_a_row
from acd.domain.tenants import TenantId
from acd.engine.agent import LiveAgent
from acd.engine.call import LiveCall
from acd.engine.demand import asked_by_queues, step_demand
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.engine.timers import TimerKind
from tests.playbooks import ACME, needs

NUMBERS = ("+49301", "00493012", "49301", "+49171", "anonymous", "")
"""Of callers who call more than once; the first and the third are the same."""
_REQUIREMENTS = (
    *(NO_REQUIREMENT,) * 3,
    needs(de=1),
    needs(en=6, de=1),
    Requirement(none_of=frozenset({(Skill("de"), 2)})),
    Requirement(any_of=frozenset({frozenset({(Skill("en"), 4)}), frozenset({(Skill("de"), 3)})})),
)


def draw_preference(chance: Any, names: tuple[str, ...]) -> Preference | None:
    """Return some agents, who may not exist, and a time; or nobody."""
    if chance.often(6):
        return None
    first = AgentId(chance.pick(names))
    others = tuple(AgentId(name) for name in names if name != first and chance.often(2))
    return Preference((first, *others), chance.pick([1.0, 8.0, 25.0, 80.0]))


def draw_demand(chance: Any, names: tuple[str, ...]) -> Demand:
    """Return what a step or a caller asks for."""
    if chance.often(4):
        return NO_DEMAND
    head_start_s = chance.pick([0.0, 0.0, 20.0])
    return Demand(chance.pick(_REQUIREMENTS), head_start_s, draw_preference(chance, names))


def demanding(pool: Pool, chance: Any, names: tuple[str, ...]) -> Pool:
    """Return a house whose queues, steps and callers ask for something."""

    def step(one: Step) -> Step:
        return replace(one, demand=draw_demand(chance, names)) if isinstance(one, QueueStep) else one

    def flow(one: Flow) -> Flow:
        return in_a_row(one.id, tuple(map(step, one.steps)), one.whisper)

    def line(one: Queue) -> Queue:
        last_agent_for_s = chance.pick([0.0, 0.0, 15.0, 60.0])
        return replace(one, prefers=draw_preference(chance, names), last_agent_for_s=last_agent_for_s)

    known = {CallerKey("49301"): draw_profile(chance, names), CallerKey("493012"): draw_profile(chance, names)}
    callers = KnownCallers(known, {"4917": draw_profile(chance, names)} if chance.often(5) else {})
    return replace(
        pool,
        flows={name: flow(one) for name, one in pool.flows.items()},
        queues={name: line(one) for name, one in pool.queues.items()},
        tenants={**pool.tenants, ACME: replace(pool.tenants[ACME], callers=callers)},
    )


def draw_profile(chance: Any, names: tuple[str, ...]) -> CallerProfile:
    """Return somebody who is known."""
    return CallerProfile("Weber", draw_demand(chance, names))


class Talks:
    """Who talked last to whom, by the records."""

    def __init__(self) -> None:
        self._callers: dict[CallId, CallerId] = {}
        self._last: dict[tuple[TenantId, CallerKey], AgentId] = {}

    def take(self, record: Record) -> None:
        """Read a record."""
        match record:
            case CallStarted():
                self._callers[record.call_id] = record.caller
            case CallConnected(voicemail=False):
                key = caller_key(self._callers[record.call_id].number)
                if key is not None:
                    self._last[record.tenant_id, key] = record.agent_id

    def stored(self) -> ConversationsRecalled:
        """Return what a database would know of it."""
        return ConversationsRecalled(tuple(Conversation(*key, agent_id) for key, agent_id in self._last.items()))

    def check(self, engine: Engine) -> None:
        """The engine remembers the same."""
        remembered = {(one.tenant_id, one.caller): one.agent_id for one in engine.calls.last_agents.newest(1000)}
        assert remembered == self._last, "the engine mistakes who talked last to a caller"


def requirements(call: LiveCall) -> list[Requirement]:
    """Return all that an agent must meet who serves a call, if no recipe changes it: of queue, step and caller."""
    assert call.queue is not None
    return [call.queue.requirement, *_own_requirements(call)]


def _own_requirements(call: LiveCall) -> list[Requirement]:
    step = step_demand(call)
    caller = NO_DEMAND if call.profile is None else call.profile.demand
    return [step.requirement, caller.requirement]


def serves(engine: Engine, call: LiveCall, agent: LiveAgent) -> bool:
    """Tell whether an agent may be asked to serve a call at this moment."""
    if call.queue is None:
        return False
    if call.waits_for:
        return agent.spec.id in call.waits_for
    profile = agent.spec.profile
    for_queues = any(one.met_by(profile) for one in asked_by_queues(call, engine.calls.pool))
    return for_queues and all(one.met_by(profile) for one in _own_requirements(call))


def check_preferences(engine: Engine, decision: Decision) -> None:
    """Callers wait for certain agents alone only while these are at work, were not asked, and the time lasts."""
    deadlines = {}
    for call in engine.calls.calls.values():
        if call.state is not CallState.WAITING or not call.waits_for:
            continue
        untried = [agent_id for agent_id in call.waits_for if agent_id not in call.tried]
        assert untried == list(call.waits_for), "a caller waits for who was asked in vain"
        assert any(_is_there(engine, agent_id) for agent_id in untried), "a caller waits for who is not there"
        meant = [one for one in call.prefers if set(untried) == set(one.agents) - set(call.tried)]
        deadlines[call.id] = {call.queued_at + one.for_s for one in meant}
        assert meant, "a caller waits for agents whom nobody prefers"
    current = {owner for kind, owner in engine.timers.current() if kind is TimerKind.PREFERENCE}
    assert current == deadlines.keys(), "callers wait for certain agents for ever, or for nobody"
    for call_id, moments in deadlines.items():
        assert engine.timers.deadline(TimerKind.PREFERENCE, call_id) in moments
    for command in decision.commands:
        if isinstance(command, RingAgent):
            _check_asked(engine, engine.calls.calls[command.call_id], command.agent_id)


def _check_asked(engine: Engine, call: LiveCall, agent_id: AgentId) -> None:
    if agent_id not in call.waits_for:
        return
    assert call.tried.count(agent_id) == 1, "a preferred agent is asked twice"
    before = call.waits_for[: call.waits_for.index(agent_id)]
    free = [one for one in before if one in engine.agents.agents]
    assert not any(engine.agents.may_be_offered(engine.agents.agents[one]) for one in free), "a better one was free"


def _is_there(engine: Engine, agent_id: AgentId) -> bool:
    agent = engine.agents.agents.get(agent_id)
    return (
        agent is not None
        and agent.state not in (AgentState.OFFLINE, AgentState.PAUSED)
        and agent.wish is None
        and engine.agents.reach_of(agent) is not Reach.UNREACHABLE
    )
