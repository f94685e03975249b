"""Events of a busy hour, one after the other, each timed: all agents talk, and a line waits behind them."""

from collections import deque

from acd.clock import Clock
from acd.domain.agents import Agent, AgentId, Endpoint
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.commands import Command, RingAgent
from acd.domain.events import (
    CallArrived,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    PbxConnected,
    PoolApplied,
    SignInRequested,
)
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId, Requirement, Skill, SkillProfile
from acd.domain.steps import AnswerStep, QueueStep, in_a_row
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.engine.engine import Engine

BETWEEN_EVENTS_S = 0.002
"""Of the engine's own time: 500 events a second are more than one PBX brings."""


class RushHour:
    """An engine and what happens to it."""

    def __init__(self, agents: int, queues: int, profiles: int, clock: Clock) -> None:
        """`profiles`: sets of skills among the agents; each serves its share of the queues and that of the next."""
        self.spent_s: list[float] = []
        """CPU time of each event: the decision and the look at the next deadline."""
        self.freed_s: list[float] = []
        """The same of those events that freed an agent for the next caller."""
        self._engine = Engine()
        self._clock = clock
        self._now = 0.0
        self._numbers = [Number(f"+1555{place:04}") for place in range(queues)]
        self._arrived = 0
        self._talking: deque[tuple[LegId, LegId]] = deque()
        """Legs of agent and caller, the longest conversation first."""
        pool = _pool(agents, self._numbers, min(profiles, agents, queues))
        self._tell(PoolApplied(pool))
        self._tell(PbxConnected())
        for agent_id in pool.agents:
            self._tell(SignInRequested(agent_id))

    def occupy_agents(self) -> None:
        """Let callers come until every agent talks to one."""
        while len(self._talking) < len(self._engine.agents.agents):
            self._connect(self._caller())

    def callers_come(self, count: int) -> None:
        """Let callers come for whom nobody is free."""
        for _ in range(count):
            self._caller()

    def one_call_later(self) -> None:
        """The longest conversation ends, the next caller is connected, and one more comes."""
        agent_leg, caller_leg = self._talking.popleft()
        rung = self._tell(LegEnded(agent_leg))
        self.freed_s.append(self.spent_s[-1])
        self._tell(LegEnded(caller_leg))
        self._connect(rung)
        self._connect(self._caller())

    def _caller(self) -> tuple[Command, ...]:
        leg_id = LegId(f"acd-1700000000.{self._arrived}")
        number = self._numbers[self._arrived % len(self._numbers)]
        self._arrived += 1
        self._tell(CallArrived(CallId(leg_id), leg_id, number, CallerId("+15550199", "Caller")))
        return self._tell(LegAnswered(leg_id))

    def _connect(self, commands: tuple[Command, ...]) -> None:
        ring = next((command for command in commands if isinstance(command, RingAgent)), None)
        if ring is None:  # nobody is idle for this caller, or nobody waits for this agent
            return
        for event in (LegRinging(ring.lane), LegAnswered(ring.lane), LegConnected(ring.lane)):
            self._tell(event)
        self._talking.append((ring.lane, ring.caller_leg_id))

    def _tell(self, event: Event) -> tuple[Command, ...]:
        self._now += BETWEEN_EVENTS_S
        before = self._clock.cpu()
        decision = self._engine.handle(event, self._now)
        self._engine.next_deadline()
        self.spent_s.append(self._clock.cpu() - before)
        return decision.commands


def _pool(agents: int, numbers: list[Number], profiles: int) -> Pool:
    """One queue for each number, each asking for a skill of its own; every skill is had by some agents."""
    tenant, queues = TenantId("acme"), range(len(numbers))
    flows = [
        in_a_row(FlowId(f"flow-{place}"), (AnswerStep(), QueueStep(QueueId(f"queue-{place}")))) for place in queues
    ]
    lines = [Queue(QueueId(f"queue-{place}"), Requirement(frozenset({(_skill(place), 1)}))) for place in queues]
    sets = [_profile(place, profiles, len(numbers)) for place in range(profiles)]
    people = [
        Agent(AgentId(f"a{place}"), f"Agent {place}", Endpoint(f"agent-a{place}"), sets[place % profiles])
        for place in range(agents)
    ]
    return Pool(
        tenants={tenant: Tenant(tenant, "Acme")},
        entries={number: Entry(number, tenant, flow.id) for number, flow in zip(numbers, flows, strict=True)},
        flows={flow.id: flow for flow in flows},
        queues={queue.id: queue for queue in lines},
        agents={agent.id: agent for agent in people},
    )


def _profile(place: int, profiles: int, queues: int) -> SkillProfile:
    """The skills for one share of the queues and, if there are several shares, for the next as well."""
    first, last = place * queues // profiles, (place + 1 + (profiles > 1)) * queues // profiles
    return frozenset((_skill(number % queues), 5) for number in range(first, last))


def _skill(queue: int) -> Skill:
    return Skill(f"skill-{queue}")
