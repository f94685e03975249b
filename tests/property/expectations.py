"""What must be true of the waits that the engine expects: found again by counting heads, the slow way."""

import math
from collections import Counter

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, CallState
from acd.engine.agent import LiveAgent
from acd.engine.call import LiveCall
from acd.engine.engine import Engine
from acd.engine.live import view

_LATER_S = 10_000.0
_EVERY = 10


class HeadCounts:
    """Looks after some of the events: counting heads takes long."""

    def __init__(self) -> None:
        self._told = 0

    def told(self, engine: Engine, now: float) -> None:
        """Note an event that was decided."""
        self._told += 1
        if self._told % _EVERY == 0:
            check_expectations(engine, now)


def check_expectations(engine: Engine, now: float) -> None:
    """Check who counts as staff, and what every caller in line may expect and be told."""
    staff, at_work = engine.agents.staff, _at_work(engine)
    # who talks to an outside number is counted until that is over
    counted = (CallState.WAITING, CallState.OFFERED, CallState.TRANSFERRING, CallState.OUTSIDE)
    calls = engine.calls.calls.values()
    in_line = Counter(
        call.queue.id for call in calls if call.queue and call.state in counted and call.listening is None
    )
    for agent_id, agent in engine.agents.agents.items():
        assert staff.profile(agent_id) == (agent.spec.profile if agent_id in at_work else None)
    assert sum(staff.count.values()) == len(at_work)
    for queue_id in {*engine.calls.pool.queues, *in_line}:
        assert engine.calls.forecast.pace.waiting(queue_id) <= in_line[queue_id]
    shown = {call.call_id: call.expected_wait_s for call in view(engine, now).calls}
    later = {call.call_id: call.expected_wait_s for call in view(engine, now + _LATER_S).calls}
    assert shown == later, "time alone makes no wait longer"
    for call in engine.calls.calls.values():
        if call.state is CallState.WAITING:
            _check_waiting(engine, call, shown[call.id], at_work)
        elif call.state is CallState.OFFERED and call.listening is None:
            assert shown[call.id] == 0
        else:
            assert shown[call.id] is None


def _check_waiting(engine: Engine, call: LiveCall, shown: float | None, at_work: dict[AgentId, LiveAgent]) -> None:
    able = [serving for line in _lines(engine, call.id, at_work) for serving in line]
    before = call.told
    told = engine.calls.forecast.tell(call)
    if engine.matcher.has_idle(engine.matcher.want(call.id)):  # while the PBX is away
        assert told == 0 and call.told is before
        return
    assert (told is None) == (not able)
    assert told == shown or (told is not None and shown is not None and math.isclose(told, shown))
    if told is None or call.told is None:
        return
    assert call.told.agents == len(set(able)) and 0 < told < math.inf
    assert math.isclose(call.told.ahead, _ahead(engine, call, set(able), at_work), abs_tol=1e-6)
    if before is not None and call.told.agents >= before.agents and call.told.ahead <= before.ahead:
        assert told <= before.seconds, "more than before, without a reason"


def _at_work(engine: Engine) -> dict[AgentId, LiveAgent]:
    desk = engine.agents
    return {
        agent_id: agent
        for agent_id, agent in desk.agents.items()
        if agent.state not in (AgentState.OFFLINE, AgentState.PAUSED)
        and not (agent.sign_out_wish or agent.leaving or agent.pause_wish is not None)
        and desk.reach_of(agent) != "unreachable"
        and not desk.reach.in_net(agent.phone)
    }


def _lines(engine: Engine, call_id: CallId, at_work: dict[AgentId, LiveAgent]) -> list[set[AgentId]]:
    """Return who is at work for each of the lines in which a caller stands."""
    want = engine.matcher.want(call_id)
    skilled = [
        {name for name, agent in at_work.items() if requirement.met_by(agent.spec.profile)}
        for requirement in want.any_of
    ]
    return skilled + [{name} & at_work.keys() for name in want.agents]


def _ahead(engine: Engine, call: LiveCall, able: set[AgentId], at_work: dict[AgentId, LiveAgent]) -> float:
    """Count everybody ahead, in each of their lines, as much as its agents are agents of this caller's."""
    others = [other.id for other in engine.calls.calls.values() if other.state is CallState.WAITING]
    ahead = [other for other in others if engine.calls.calls[other].rank < call.rank]
    book = engine.calls.callbacks
    ahead += [CallId(name) for name in book.standing.values() if book.items[name].rank < call.rank]
    ahead += [name for rank, name, _ in engine.calls.voicemails.standing() if rank < call.rank]
    lines = [line for other in ahead for line in _lines(engine, other, at_work)]
    return sum(len(line & able) / len(line) for line in lines if line)
