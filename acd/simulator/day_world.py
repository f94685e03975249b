"""The world of a simulated day: callers, agents and a PBX that behaves, around the real engine, on a virtual clock.

Nothing here reads a clock or waits; all times are seconds since the day began. The same plan gives the same day.
"""

import heapq
from collections import deque
from collections.abc import Callable
from itertools import count

from acd import ids
from acd.domain.agents import Agent, AgentId, AgentState, Endpoint
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.commands import Command, RingAgent
from acd.domain.errors import CommandRejected
from acd.domain.events import (
    CommandFailed,
    Event,
    PbxConnected,
    PoolApplied,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    TimerFired,
)
from acd.domain.flows import AnswerStep, Flow, FlowId, QueueStep
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId
from acd.domain.records import AgentStint, CallConnected, Record
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.engine.engine import Engine
from acd.simulator.day_accounts import Accounts
from acd.simulator.day_plan import Day
from acd.simulator.scripted_phones import Answers, Declines, RingsOn, ScriptedPhone
from acd.simulator.telephony import FakeTelephony

NUMBER = Number("+15550100")
BACK_AFTER_S = 60.0
"""An agent who was paused for missed calls comes back so much later."""


class World:
    """One day, from the first caller to the last."""

    def __init__(self, day: Day) -> None:
        self.now = 0.0
        self.events = 0
        self.accounts = Accounts()
        self.engine = Engine()
        self._day = day
        self._fake = FakeTelephony(latency_s=day.latency_s)
        # one source of chance for each matter: more agents meet the same callers
        self._arrivals, self._talks, self._patience, self._moods = (
            ids.seeded(f"{day.seed}/{matter}") for matter in ("arrivals", "talks", "patience", "moods")
        )
        self._deeds: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._coming = day.calls
        self._agent_leg: dict[CallId, LegId] = {}

    def run(self) -> None:
        """Live through the day. Raises InvariantBroken."""
        pool = pool_of(self._day)
        self._take(PoolApplied(pool))
        self._take(PbxConnected())
        for agent_id in pool.agents:
            self._take(SignInRequested(agent_id))
        self._next_arrival()
        while self._coming or self.engine.calls.calls or len(self.accounts.started) < self._day.calls:
            self._step()
        for agent_id in pool.agents:
            self._take(SignOutRequested(agent_id))
        self.accounts.verify()

    def _step(self) -> None:
        """Let the next thing happen, whoever does it."""
        pbx, timer = self._fake.next_deadline(), self.engine.next_deadline()
        person = self._deeds[0][0] if self._deeds else None
        self.now = max(self.now, min(at for at in (pbx, timer, person) if at is not None))
        if person is not None and person <= self.now:
            heapq.heappop(self._deeds)[2]()
        for event in self._fake.advance(self.now):
            self._take(event)
        if timer is not None and timer <= self.now:
            self._take(TimerFired())

    def _take(self, event: Event) -> None:
        """Carry an event through to its last consequence."""
        inbox = deque([event])
        while inbox:
            event = inbox.popleft()
            self.events += 1
            self.accounts.took(event)
            decision = self.engine.handle(event, self.now)
            self.accounts.decided(decision.commands, decision.records)
            inbox.extend(failed for command in decision.commands if (failed := self._carry_out(command)))
            for record in decision.records:
                self._react(record)

    def _carry_out(self, command: Command) -> CommandFailed | None:
        if isinstance(command, RingAgent):
            self._agent_leg[command.call_id] = command.lane
            self._fake.phones[command.endpoint] = self._mood()
        try:
            self._fake.apply(command, self.now)
        except CommandRejected as rejected:
            return CommandFailed(command, rejected.refusal, rejected.detail)
        finally:
            self._fake.commands.clear()  # the fake keeps them for tests
        return None

    def _react(self, record: Record) -> None:
        match record:
            case CallConnected(call_id):
                talk_s, by_agent = _exponential(self._talks, self._day.talk_s), self._talks.random() < 0.5
                self._later(talk_s, lambda: self._end_talk(call_id, by_agent))
            case AgentStint(agent_id, next_state=AgentState.PAUSED):
                self._later(BACK_AFTER_S, lambda: self._take(ResumeRequested(agent_id)))
            case _:
                pass

    # people

    def _next_arrival(self) -> None:
        if self._coming:
            self._later(_exponential(self._arrivals, 3600 / self._day.calls_per_hour), self._arrive)

    def _arrive(self) -> None:
        self._coming -= 1
        leg_id = self._fake.arrive(NUMBER, CallerId("+15550199"), self.now)
        if self._day.patience_s is not None:
            self._later(_exponential(self._patience, self._day.patience_s), lambda: self._give_up(leg_id))
        self._next_arrival()

    def _give_up(self, leg_id: LegId) -> None:
        if CallId(leg_id) not in self.accounts.answered:
            self._fake.hang_up(leg_id, self.now)

    def _end_talk(self, call_id: CallId, by_agent: bool) -> None:
        self._fake.hang_up(self._agent_leg.pop(call_id) if by_agent else LegId(call_id), self.now)

    def _mood(self) -> ScriptedPhone:
        """What the agent does with this one call."""
        day, chance = self._day, self._moods.random()
        ringing_s = _exponential(self._moods, day.ring_s) if day.ring_s else 0.0
        if chance < day.refused_share:
            return Declines(ringing_s)
        return RingsOn() if chance < day.refused_share + day.missed_share else Answers(ringing_s)

    def _later(self, delay_s: float, deed: Callable[[], None]) -> None:
        heapq.heappush(self._deeds, (self.now + delay_s, next(self._order), deed))


def pool_of(day: Day) -> Pool:
    """Return the configuration of a day: one tenant, one queue, agents who all can serve it."""
    tenant, flow, queue = TenantId("acme"), FlowId("acme/main"), QueueId("support")
    names = [f"a{number:04}" for number in range(day.agents)]
    return Pool(
        tenants={tenant: Tenant(tenant, "Acme")},
        entries={NUMBER: Entry(NUMBER, tenant, flow)},
        flows={flow: Flow(flow, (AnswerStep(), QueueStep(queue)))},
        queues={queue: Queue(queue, wrapup_s=day.wrapup_s, service_level_s=day.service_level_s)},
        agents={AgentId(name): Agent(AgentId(name), name, Endpoint(f"agent-{name}")) for name in names},
    )


def _exponential(chance: ids.Chance, mean: float) -> float:
    return chance.expovariate(1 / mean)
