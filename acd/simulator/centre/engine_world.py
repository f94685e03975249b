"""A day of the real engine: callers, agents and a PBX that behaves around it, on a virtual clock.

Nothing here reads a clock or waits; all times are seconds since the start. The same plan gives the same course.
"""

import heapq
import math
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import assert_never

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, LegId
from acd.domain.commands import Command, RingAgent
from acd.domain.errors import CommandRejected
from acd.domain.events import (
    CommandFailed,
    Event,
    PauseRequested,
    PbxConnected,
    PoolApplied,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    TimerFired,
)
from acd.domain.records import AgentStint, CallConnected, CallEnded, CallQueued, Record
from acd.engine.engine import Engine
from acd.simulator.centre.accounts import BUSY, Accounts
from acd.simulator.centre.course import Course, Visit
from acd.simulator.centre.moods import Mood, Reply
from acd.simulator.centre.order import order_of
from acd.simulator.centre.plan import AgentMove, Caller, Move, Plan
from acd.simulator.centre.staffing import number_of
from acd.simulator.scripted_phones import Answers, Declines, RingsOn, ScriptedPhone
from acd.simulator.telephony import FakeTelephony

BACK_AFTER_S = 60.0
"""An agent who was paused for missed calls comes back so much later."""


class EngineWorld:
    """One day, from the first caller to the last."""

    def __init__(self, plan: Plan) -> None:
        self.now = 0.0
        self.events = 0
        self.engine = Engine()
        self.course = Course(plan.pool, plan.window)
        self.accounts = Accounts(order_of(plan.pool, in_turn=plan.pool.fairness is None), plan.pool)
        self._plan = plan
        self._fake = FakeTelephony(latency_s=plan.latency_s)
        self._deeds: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._coming = deque(plan.callers)
        self._visits: dict[CallId, Visit] = {}
        self._queued_ms: dict[CallId, int] = {}
        self._attempts: Counter[CallId] = Counter()
        self._agent_leg: dict[tuple[CallId, AgentId], LegId] = {}
        self._on_break: set[AgentId] = set()

    def run(self) -> Course:
        """Live through the day. Raises InvariantBroken."""
        self._take(PoolApplied(self._plan.pool))
        self._take(PbxConnected())
        for move in self._plan.moves:
            self._at(move.at, partial(self._move, move))
        self._next_arrival()
        while self._coming or self.engine.calls.calls or len(self.accounts.outcomes) < len(self._plan.callers):
            self._step()
        while self._next() <= self._plan.window.ends:
            self._step()
        self.now = max(self.now, self._plan.window.ends)
        for agent_id in self._plan.pool.agents:
            self._take(SignOutRequested(agent_id))
        self.accounts.verify()
        self.course.visits = [visit for visit in self._visits.values() if self._plan.window.holds(visit.caller.at)]
        return self.course

    def _next(self) -> float:
        """When something happens next, whoever does it; infinite for never."""
        person = self._deeds[0][0] if self._deeds else math.inf
        pbx, timer = self._fake.next_deadline(), self.engine.next_deadline()
        return min(person, math.inf if pbx is None else pbx, math.inf if timer is None else timer)

    def _step(self) -> None:
        """Let the next thing happen."""
        timer = self.engine.next_deadline()
        self.now = max(self.now, self._next())
        if self._deeds and self._deeds[0][0] <= self.now:
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
            for record in decision.records:
                self._note(record)
            inbox.extend(failed for command in decision.commands if (failed := self._carry_out(command)))
            for record in decision.records:
                self._react(record)

    def _carry_out(self, command: Command) -> CommandFailed | None:
        if isinstance(command, RingAgent):
            self._ring(command)
        try:
            self._fake.apply(command, self.now)
        except CommandRejected as rejected:
            return CommandFailed(command, rejected.refusal, rejected.detail)
        finally:
            self._fake.commands.clear()  # the fake keeps them for tests
        return None

    def _ring(self, command: RingAgent) -> None:
        call_id, visit = command.call_id, self._visits[command.call_id]
        self._agent_leg[call_id, command.agent_id] = command.lane
        if visit.first_ring_s is None:
            visit.first_ring_s = max(0.0, self.now - self._queued_ms[call_id] / 1000)
        self._fake.phones[command.endpoint] = _phone(self._plan.moods.of(visit.caller.number, self._attempts[call_id]))
        self._attempts[call_id] += 1

    def _note(self, record: Record) -> None:
        """Keep what the figures are made of."""
        match record:
            case CallQueued(call_id):
                self._queued_ms[call_id] = record.at_ms
            case CallConnected(call_id):
                self._visits[call_id].agent_id = record.agent_id
            case CallEnded(call_id):
                self._visits[call_id].wait_s = (record.wait_ms or 0) / 1000
            case AgentStint(agent_id, state=state) if state in BUSY or state is AgentState.AVAILABLE:
                begins, ends = record.started_ms / 1000, record.ended_ms / 1000
                self.course.spend(agent_id, begins, ends, busy=state in BUSY)
            case _:
                pass

    def _react(self, record: Record) -> None:
        match record:
            case CallQueued(call_id):
                self._visits[call_id].told_s = self.engine.calls.forecast.tell(self.engine.calls.calls[call_id])
            case CallConnected(call_id):
                caller, agent_leg = self._visits[call_id].caller, self._agent_leg[call_id, record.agent_id]
                self._at(self.now + caller.talk_s, lambda: self._end_talk(call_id, agent_leg, caller))
            case AgentStint(agent_id, next_state=AgentState.PAUSED) if agent_id not in self._on_break:
                self._at(self.now + BACK_AFTER_S, lambda: self._come_back(agent_id))
            case _:
                pass

    # people

    def _next_arrival(self) -> None:
        if self._coming:
            self._at(self._coming[0].at, self._arrive)

    def _arrive(self) -> None:
        caller = self._coming.popleft()
        leg_id = self._fake.arrive(number_of(caller.queue_id), caller.caller_id, self.now)
        self._visits[CallId(leg_id)] = Visit(caller)
        if caller.patience_s < math.inf:
            self._at(self.now + caller.patience_s, lambda: self._give_up(leg_id))
        self._next_arrival()

    def _give_up(self, leg_id: LegId) -> None:
        if CallId(leg_id) not in self.accounts.answered:
            self._fake.hang_up(leg_id, self.now)

    def _end_talk(self, call_id: CallId, agent_leg: LegId, caller: Caller) -> None:
        self._fake.hang_up(agent_leg if caller.agent_hangs_up else LegId(call_id), self.now)

    def _move(self, move: AgentMove) -> None:
        agent_id = move.agent_id
        if move.move is Move.PAUSE:
            self._on_break.add(agent_id)
        else:
            self._on_break.discard(agent_id)
        self._take(_REQUESTS[move.move](agent_id))

    def _come_back(self, agent_id: AgentId) -> None:
        is_paused = self.engine.agents.agents[agent_id].state is AgentState.PAUSED
        if is_paused and agent_id not in self._on_break:
            self._take(ResumeRequested(agent_id))

    def _at(self, at: float, deed: Callable[[], None]) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), deed))


_REQUESTS: dict[Move, Callable[[AgentId], Event]] = {
    Move.SIGN_IN: SignInRequested,
    Move.SIGN_OUT: SignOutRequested,
    Move.PAUSE: lambda agent_id: PauseRequested(agent_id, "break"),
    Move.RESUME: ResumeRequested,
}


def _phone(mood: Mood) -> ScriptedPhone:
    match mood.reply:
        case Reply.ANSWERED:
            return Answers(mood.after_s)
        case Reply.DECLINED:
            return Declines(mood.after_s)
        case Reply.RINGS_ON:
            return RingsOn()
        case _:
            assert_never(mood.reply)
