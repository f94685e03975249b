"""A day of app_queue's rules: each waiting caller looks for an agent in turns of its own, on a virtual clock.

Follows queue_exec of apps/app_queue.c: wait_our_turn asks is_our_turn once a second, from the caller's own moment of
arrival on; try_calling rings; after a try that came to nothing wait_a_bit sleeps `retry` seconds. Signalling takes no
time. The same plan gives the same course.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from acd.domain.agents import AgentId
from acd.domain.queues import QueueId
from acd.simulator.centre.app_queue_rules import (
    Attempt,
    Board,
    Entry,
    Line,
    Member,
    attempts,
    find_best,
    recalc_holdtime,
    store_next,
)
from acd.simulator.centre.course import Course, Visit
from acd.simulator.centre.lines import Layout, own_lines, shared_line
from acd.simulator.centre.moods import Reply
from acd.simulator.centre.order import OrderWatch, order_of
from acd.simulator.centre.plan import AgentMove, Caller, Move, Plan
from acd.simulator.centre.scenario import AppQueue as Settings

_EPOCH = 1_000_000_000
"""The start is long after 1970: a last call of 0 is never within a wrap-up time."""
RECHECK_S = 1.0
"""RECHECK: how often a caller who waits looks whether it is their turn."""
TOO_LATE_S = 0.5
"""wait_for_answer rings nobody else when less of the ring time is left."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """One caller's thread."""

    visit: Visit
    line: Line
    entry: Entry
    ring_timeout_s: float
    outgoing: list[Attempt] = field(default_factory=list)
    ring_until: float = 0.0
    rings: dict[AgentId, int] = field(default_factory=dict)
    """Whose phone rings for this caller, with the number of the attempt."""
    attempts: int = 0
    tries: int = 0
    is_gone: bool = False


class _Agent:
    """One agent's phone and time."""

    def __init__(self) -> None:
        self.present = False
        self.paused = False
        self.call: Caller | None = None
        """Ringing for, or in conversation with."""
        self.wrapup_until = -math.inf
        self.since = 0.0
        self.state = "off"


class AppQueueWorld:
    """One day, from the first caller to the last."""

    def __init__(self, plan: Plan, settings: Settings, weights: dict[QueueId, int] | None = None) -> None:
        self.now = 0.0
        self.course = Course(plan.pool, plan.window)
        pool = plan.pool
        is_shared, by_skills = settings.lines == "shared", settings.penalties == "skills"
        layouts = shared_line(pool) if is_shared else own_lines(pool, by_skills=by_skills)
        self.board = Board([_line(layout, plan, settings, weights or {}) for layout in layouts])
        self._line_of = {
            queue_id: (line, min_penalty)
            for layout, line in zip(layouts, self.board.lines, strict=True)
            for queue_id, min_penalty in layout.min_penalty.items()
        }
        self._plan = plan
        self._agents = {agent_id: _Agent() for agent_id in pool.agents}
        self._order: OrderWatch[int] = order_of(pool)
        self._deeds: list[tuple[float, int, Callable[[], None]]] = []
        self._counter = count()
        self._visits: list[Visit] = []

    def run(self) -> Course:
        """Live through the day."""
        for move in self._plan.moves:
            self._at(move.at, partial(self._move, move))
        for caller in self._plan.callers:
            self._at(caller.at, partial(self._join_queue, caller))
        while self._deeds:
            self.now = max(self.now, self._deeds[0][0])
            heapq.heappop(self._deeds)[2]()
        self.now = max(self.now, self._plan.window.ends)
        for agent_id in self._agents:
            self._book(agent_id, "off")
        self.course.visits = [visit for visit in self._visits if self._plan.window.holds(visit.caller.at)]
        return self.course

    @property
    def _second(self) -> int:
        """time(NULL)."""
        return _EPOCH + int(self.now)

    def _at(self, at: float, deed: Callable[[], None]) -> None:
        heapq.heappush(self._deeds, (at, next(self._counter), deed))

    # callers

    def _join_queue(self, caller: Caller) -> None:
        line, min_penalty = self._line_of[caller.queue_id]
        visit = Visit(caller, told_s=line.holdtime)
        self._visits.append(visit)
        entry = Entry(caller.number, self._second, min_penalty)
        line.entries.append(entry)
        waiting = _Waiting(visit, line, entry, self._plan.pool.queues[caller.queue_id].ring_timeout_s)
        self._order.arrive(caller.number, caller.queue_id, self.now)
        if caller.patience_s < math.inf:
            self._at(self.now + caller.patience_s, partial(self._give_up, waiting))
        self._wait_our_turn(waiting)

    def _wait_our_turn(self, waiting: _Waiting) -> None:
        if waiting.is_gone:
            return
        if self.board.is_our_turn(waiting.line, waiting.entry, self._second):
            self._try_calling(waiting)
        else:
            self._at(self.now + RECHECK_S, partial(self._wait_our_turn, waiting))

    def _try_calling(self, waiting: _Waiting) -> None:
        present = {agent_id for agent_id, agent in self._agents.items() if agent.present}
        waiting.outgoing = attempts(waiting.line, waiting.entry, present, self._second)
        waiting.entry.pending = True
        waiting.tries += 1
        waiting.ring_until = self.now + waiting.ring_timeout_s
        self._ring_one(waiting)
        if waiting.rings:
            self._at(waiting.ring_until, partial(self._rang_out, waiting, waiting.tries))
        else:
            self._nobody(waiting)

    def _ring_one(self, waiting: _Waiting) -> None:
        """Ring the best who can be rung; for ringall everybody who is as good."""
        has_rung = False
        while not has_rung and (best := find_best(waiting.outgoing)) is not None:
            chosen = [best]
            if waiting.line.settings.strategy == "ringall":
                chosen = [
                    one for one in waiting.outgoing if one.stillgoing and not one.rings and one.metric <= best.metric
                ]
            for attempt in chosen:
                has_rung |= self._ring_entry(waiting, attempt)

    def _ring_entry(self, waiting: _Waiting, attempt: Attempt) -> bool:
        agent_id, caller = attempt.member.agent_id, waiting.visit.caller
        if not self.board.can_ring_entry(waiting.line, waiting.entry, attempt.member, self._second):
            attempt.stillgoing = False
            return False
        attempt.rings = True
        if waiting.visit.first_ring_s is None:
            waiting.visit.first_ring_s = self.now - caller.at
        waiting.visit.overtook += self._order.rung(caller.number, agent_id)
        if self._agents[agent_id].wrapup_until > self.now:
            waiting.visit.cut_short = True
        self._agents[agent_id].call = caller
        self._look_at(agent_id)
        mood = self._plan.moods.of(caller.number, waiting.attempts)
        waiting.rings[agent_id] = waiting.attempts
        waiting.attempts += 1
        if mood.reply is not Reply.RINGS_ON:
            happens = self._answered if mood.reply is Reply.ANSWERED else self._declined
            self._at(self.now + mood.after_s, partial(happens, waiting, attempt, waiting.rings[agent_id]))
        return True

    def _declined(self, waiting: _Waiting, attempt: Attempt, number: int) -> None:
        if waiting.rings.get(attempt.member.agent_id) != number:
            return
        self._stop_ringing(waiting, attempt.member.agent_id)
        attempt.stillgoing, attempt.rings = False, False
        is_ringall = waiting.line.settings.strategy == "ringall"
        # ringall goes on to the next penalty when all phones of this one are done; others at once, if time is left
        if not waiting.rings and (is_ringall or waiting.ring_until - self.now > TOO_LATE_S):
            self._ring_one(waiting)
        if not waiting.rings:
            self._nobody(waiting)

    def _rang_out(self, waiting: _Waiting, tried: int) -> None:
        """The time of a try is over."""
        if waiting.rings and waiting.tries == tried:
            for agent_id in list(waiting.rings):
                self._stop_ringing(waiting, agent_id)
            self._nobody(waiting)

    def _nobody(self, waiting: _Waiting) -> None:
        """try_calling returns without an answer: sleep, and see whether it is still our turn."""
        store_next(waiting.line, waiting.entry, waiting.outgoing)
        waiting.entry.pending = False
        self._order.stand(waiting.visit.caller.number)
        # after wait_a_bit is_our_turn is asked, and if it says no wait_our_turn asks again at once: the same answer
        self._at(self.now + waiting.line.settings.retry_s, partial(self._wait_our_turn, waiting))

    def _answered(self, waiting: _Waiting, attempt: Attempt, number: int) -> None:
        agent_id, caller = attempt.member.agent_id, waiting.visit.caller
        if waiting.rings.get(agent_id) != number:
            return
        for other in [other for other in waiting.rings if other != agent_id]:
            self._stop_ringing(waiting, other)
        waiting.rings.clear()
        store_next(waiting.line, waiting.entry, waiting.outgoing)
        waiting.visit.agent_id = agent_id
        recalc_holdtime(waiting.line, self._second - waiting.entry.start)
        self._leave_queue(waiting)
        self._at(self.now + caller.talk_s, partial(self._end_talk, waiting.line, attempt.member))

    def _give_up(self, waiting: _Waiting) -> None:
        if waiting.is_gone:
            return
        if waiting.rings:
            store_next(waiting.line, waiting.entry, waiting.outgoing)
        for agent_id in list(waiting.rings):
            self._stop_ringing(waiting, agent_id)
        waiting.line.ended += 1
        self._leave_queue(waiting)

    def _leave_queue(self, waiting: _Waiting) -> None:
        waiting.is_gone = True
        waiting.visit.wait_s = self.now - waiting.visit.caller.at
        waiting.line.entries.remove(waiting.entry)
        self._order.leave(waiting.visit.caller.number)

    # agents

    def _stop_ringing(self, waiting: _Waiting, agent_id: AgentId) -> None:
        del waiting.rings[agent_id]
        self._agents[agent_id].call = None
        self._look_at(agent_id)

    def _end_talk(self, line: Line, member: Member) -> None:
        self.board.update_queue(line, member, self._second)
        agent = self._agents[member.agent_id]
        agent.call = None
        # available again in the second in which the difference of whole seconds is the wrap-up time
        agent.wrapup_until = int(self.now) + line.wrapuptime if line.wrapuptime else self.now
        self._look_at(member.agent_id)
        if line.wrapuptime:
            self._at(agent.wrapup_until, partial(self._look_at, member.agent_id))

    def _move(self, move: AgentMove) -> None:
        agent = self._agents[move.agent_id]
        agent.present = move.move is not Move.SIGN_OUT
        agent.paused = move.move is Move.PAUSE
        self._look_at(move.agent_id)

    def _look_at(self, agent_id: AgentId) -> None:
        """Bring what is known of a phone up to date after something happened to it."""
        agent = self._agents[agent_id]
        if agent.present and not agent.paused and agent.call is None:
            self.board.free.add(agent_id)
        else:
            self.board.free.discard(agent_id)
        if agent.call is not None:
            self._book(agent_id, "busy")
        elif agent.present and not agent.paused:
            self._book(agent_id, "busy" if self.now < agent.wrapup_until else "idle")
        else:
            self._book(agent_id, "off")

    def _book(self, agent_id: AgentId, state: str) -> None:
        agent = self._agents[agent_id]
        if agent.state != "off":
            self.course.spend(agent_id, agent.since, self.now, busy=agent.state == "busy")
        agent.state, agent.since = state, self.now


def _line(layout: Layout, plan: Plan, settings: Settings, weights: dict[QueueId, int]) -> Line:
    queues = [plan.pool.queues[queue_id] for queue_id in layout.min_penalty]
    members = [Member(agent_id, penalty, place) for place, (agent_id, penalty) in enumerate(layout.members.items())]
    return Line(
        layout.name,
        settings,
        members,
        wrapuptime=math.ceil(max(queue.wrapup_s for queue in queues)),
        weight=max(weights.get(queue.id, 0) for queue in queues),
    )
