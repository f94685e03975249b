"""The busy hour is what it says: all agents talk, and the line keeps its length."""

from acd.bench.rush_hour import RushHour
from acd.clock import Clock
from acd.domain.agents import AgentState


def test_the_line_keeps_its_length() -> None:
    """As many callers come as leave, and nobody is idle between."""
    hour = RushHour(agents=6, kinds=3, clock=Clock())
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
    hour = RushHour(agents=2, kinds=1, clock=Clock())
    hour.occupy_agents()
    hour.callers_come(2)
    hour.spent_s.clear()
    for _ in range(5):
        hour.one_call_later()
    assert len(hour.spent_s) == 35 and len(hour.freed_s) == 5
    assert all(spent_s >= 0 for spent_s in hour.spent_s)
