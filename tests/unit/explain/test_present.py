"""Everybody as a running controller sees them."""

from dataclasses import replace

from acd.domain.agents import AgentId, AgentState, Obstacle
from acd.domain.calls import CallerId, CallId, CallState
from acd.domain.tenants import Number
from acd.domain.view import AgentView, CallView, LiveView
from acd.explain.present import call_facts, wait_facts
from tests.unit.explain.scene import ACME, ALICE, BOB, CALL, GERMAN, POOL, SUPPORT, TEN_MS

WAITING = CallView(
    CALL,
    CallState.WAITING,
    ACME,
    Number("+1555"),
    CallerId(),
    SUPPORT,
    None,
    age_s=21.0,
    wait_s=20.0,
    position=1,
    asks=(GERMAN,),
    ranked_s=50.0,
)
RINGS = replace(WAITING, call_id=CallId("1.8"), state=CallState.OFFERED, agent_id=BOB)
TALKS = replace(
    WAITING, call_id=CallId("1.6"), state=CallState.CONNECTED, agent_id=ALICE, asks=(), ranked_s=None, position=None
)
VIEW = LiveView(
    pbx_connected=False,
    draining=False,
    queues=(),
    agents=(
        AgentView(ALICE, "Alice", AgentState.TALKING, None, None, 12.5, TALKS.call_id),
        AgentView(BOB, "Bob", AgentState.AVAILABLE, None, None, 3.0, None, obstacle=Obstacle.UNREACHABLE),
        AgentView(AgentId("dan"), "Dan", AgentState.WRAPUP, None, None, 3.0, CallId("over")),
    ),
    calls=(WAITING, RINGS, TALKS),
)


def test_a_call_that_waits() -> None:
    """Who does what since when, what keeps calls away, who stands in line."""
    found = wait_facts(VIEW, POOL, replace(WAITING, meant_for=(BOB,)), TEN_MS)
    assert found is not None
    assert (found.requirements, found.meant_for, found.ranked_ms) == ((GERMAN,), (BOB,), TEN_MS - 50_000)
    assert not found.pbx_connected and found.moment.pool is POOL and found.moment.at_ms == TEN_MS
    alice = found.moment.states[ALICE]
    assert (alice.state, alice.since_ms, alice.call_id, alice.queue_id) == ("talking", TEN_MS - 12_500, "1.6", SUPPORT)
    assert found.moment.states[AgentId("dan")].queue_id is None
    assert found.moment.obstacles == {BOB: Obstacle.UNREACHABLE}
    line = [(one.call_id, one.asked, one.queued_at_ms, one.ranked_at_ms) for one in found.moment.callers]
    assert line == [(CALL, None, TEN_MS - 20_000, TEN_MS - 50_000), ("1.8", BOB, TEN_MS - 20_000, TEN_MS - 50_000)]


def test_a_call_that_does_not_wait() -> None:
    """In conversation, or a phone is being asked."""
    assert wait_facts(VIEW, POOL, TALKS, TEN_MS) is None and wait_facts(VIEW, POOL, RINGS, TEN_MS) is None


def test_a_call_of_which_nothing_is_stored() -> None:
    """What the view tells of it; of one in conversation it is known how long it waited, and not when."""
    facts = call_facts(WAITING, TEN_MS)
    assert (facts.started_ms, facts.queued_ms, facts.state) == (TEN_MS - 21_000, TEN_MS - 20_000, CallState.WAITING)
    assert (facts.connected_ms, facts.ended_ms, facts.outcome, facts.agent_id) == (None, None, None, None)
    assert call_facts(TALKS, TEN_MS).queued_ms is None and call_facts(TALKS, TEN_MS).agent_id == ALICE
    assert call_facts(replace(WAITING, wait_s=None), TEN_MS).queued_ms is None
