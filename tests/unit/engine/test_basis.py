"""A fresh engine goes on about where another one is."""

from acd.domain.agents import AgentState, Reach
from acd.domain.calls import CallerId
from acd.domain.events import DrainRequested, LegEnded, PauseRequested, PbxConnected, PbxLost, PhonesSeen
from acd.engine.basis import basis
from acd.engine.engine import Engine
from tests.playbooks import ACME, Playbook, agent, office, opened, queue
from tests.unit.engine.scenes import ALICE, BOB, CALLER, connected, ringing, waiting


def told(book: Playbook) -> Engine:
    """Return a fresh engine that was told the basis of a playbook's."""
    engine = Engine()
    for event in basis(book.engine):
        assert not engine.handle(event, book.now).commands
    return engine


def states(engine: Engine) -> dict[str, AgentState]:
    """Who is in which state."""
    return {agent_id: agent.state for agent_id, agent in engine.agents.agents.items()}


def test_agents_and_configuration_are_as_they_were() -> None:
    """Who is there is idle, a pause keeps its reason."""
    pool = office(agent("alice"), agent("bob"))
    engine = told(opened(pool).on(PauseRequested(BOB, "lunch")).asks().run())
    assert states(engine) == {ALICE: AgentState.AVAILABLE, BOB: AgentState.PAUSED}
    assert engine.agents.agents[BOB].reason == "lunch"
    assert (engine.calls.pool, engine.pbx_connected, engine.draining) == (pool, True, False)


def test_conversations_go_on_and_end() -> None:
    """The agent is busy as long as both legs are there; callers in line are unknown, and nothing is done to them."""
    book = waiting(connected(opened(office(agent("alice")))), "c2").run()
    engine = told(book)
    assert states(engine) == {ALICE: AgentState.TALKING}
    assert not engine.calls.calls
    engine.handle(LegEnded(CALLER), book.now)
    assert states(engine) == {ALICE: AgentState.AVAILABLE}


def test_offers_are_not_part_of_it() -> None:
    """Whoever is asked is idle for the fresh engine, which knows no call."""
    assert states(told(ringing(opened(office(agent("alice")))).run())) == {ALICE: AgentState.AVAILABLE}


def test_what_was_said_to_the_whole_call_centre_is_said_again() -> None:
    """The link is down, no new calls are taken."""
    book = opened(office()).on(PbxLost()).asks().on(DrainRequested()).asks().run()
    assert not any(isinstance(event, PbxConnected) for event in basis(book.engine))
    engine = told(book)
    assert (engine.pbx_connected, engine.draining) == (False, True)


def test_who_is_reached_is_part_of_it() -> None:
    """Else a fresh engine would ring phones that are gone."""
    book = opened(office(agent("alice"))).on(PhonesSeen(frozenset())).asks().run()
    engine = told(book)
    assert engine.agents.reach_of(engine.agents.agents[ALICE]) is Reach.UNREACHABLE


def test_who_talked_last_to_whom_is_part_of_it_where_a_queue_wants_to_know() -> None:
    """Else nobody is told of callers."""
    for for_s, known in ((0.0, None), (30.0, ALICE)):
        pool = office(agent("alice"), queues=[queue(last_agent_for_s=for_s)])
        engine = told(connected(opened(pool)).run())
        assert engine.calls.last_agents.of(ACME, CallerId("+4930123")) == known
