"""Who is busy with what is not there is freed."""

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, LegId
from acd.domain.commands import CloseBridge
from acd.domain.events import (
    LegConnected,
)
from acd.engine.lost_agents import finish_forgotten, free_from_lost_calls
from tests.playbooks import agent, office, opened, some
from tests.unit.engine.scenes import (
    connected,
    offered,
)


def test_only_who_was_left_with_a_lost_call_is_freed_after_an_error() -> None:
    """Not who talks, whoever comes first, and not who is idle; each by what they were at."""
    book = connected(opened(office(*map(agent, ("alice", "bob", "carol", "dora")))))
    for caller, name in (("c2", "bob"), ("c3", "carol")):
        book = offered(book, caller, AgentId(name)).on(LegConnected(LegId(f"{caller}-a1"))).asks(some(CloseBridge))
    book.run()
    agents = book.engine.agents
    free_from_lost_calls(agents, book.engine.matcher, {CallId("c1")}, [AgentId("carol")], book.now)
    states = [person.state for person in agents.agents.values()]
    free, talking = AgentState.AVAILABLE, AgentState.TALKING
    assert states == [talking, free, talking, free]
    assert not any(person.resting for person in agents.agents.values())


def test_who_was_restored_as_talking_is_free_when_there_is_no_conversation() -> None:
    """But not one whose conversation is a stray of which the PBX told, nor one with a call in hand."""
    book = connected(opened(office(*map(agent, ("alice", "bob", "carol")))))
    book.run()
    desk = book.engine.agents
    for name in ("bob", "carol"):
        desk.agents[AgentId(name)].state = AgentState.TALKING
    finish_forgotten(desk, [AgentId("carol")], book.now)
    states = [person.state for person in desk.agents.values()]
    assert states == [AgentState.TALKING, AgentState.AVAILABLE, AgentState.TALKING]
