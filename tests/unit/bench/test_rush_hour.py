"""The busy hour is what it says: all agents talk, and the line keeps its length."""

import pytest

from acd.bench.rush_hour import RushHour
from acd.clock import Clock
from acd.domain.agents import AgentState


def test_the_line_keeps_its_length() -> None:
    """As many callers come as leave, and nobody is idle between."""
    hour = RushHour(agents=6, queues=3, profiles=3, clock=Clock())
    hour.occupy_agents()
    hour.callers_come(9)
    for _ in range(20):
        hour.one_call_later()
    engine = hour._engine
    assert len(engine.matcher.waiting()) == 9
    assert {agent.state for agent in engine.agents.agents.values()} == {AgentState.TALKING}
    assert len(engine.calls.calls) == 15


def test_each_event_is_timed() -> None:
    """Seven events a call: two ends, three of the agent's phone, two of the caller who comes."""
    hour = RushHour(agents=2, queues=1, profiles=1, clock=Clock())
    hour.occupy_agents()
    hour.callers_come(2)
    hour.spent_s.clear()
    for _ in range(5):
        hour.one_call_later()
    assert len(hour.spent_s) == 35 and len(hour.freed_s) == 5
    assert all(spent_s >= 0 for spent_s in hour.spent_s)


@pytest.mark.parametrize(("queues", "profiles"), [(7, 3), (3, 3), (5, 1), (2, 9)])
def test_every_queue_is_served_and_every_agent_has_calls(queues: int, profiles: int) -> None:
    """Whatever the numbers; several profiles overlap, so that no queue hangs on one of them."""
    hour = RushHour(agents=9, queues=queues, profiles=profiles, clock=Clock())
    hour.occupy_agents()
    pool = hour._engine.calls.pool
    able = {
        queue.id: sum(queue.requirement.met_by(a.profile) for a in pool.agents.values())
        for queue in pool.queues.values()
    }
    assert min(able.values()) > 0
    assert {agent.state for agent in hour._engine.agents.agents.values()} == {AgentState.TALKING}
