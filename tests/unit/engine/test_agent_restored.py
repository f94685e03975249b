"""Agents as they were stored: they come back once, with their turn, their notes and their wishes."""

from typing import Any

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import LegId
from acd.domain.commands import StartWaiting
from acd.domain.events import Event, PbxConnected, PoolApplied, SignOutRequested, TimerFired
from acd.domain.records import AgentStint
from acd.domain.stored import AgentRestored
from acd.engine.agent import LiveAgent
from acd.engine.engine import Engine
from tests.playbooks import Playbook, agent, arrives, office, opened, some
from tests.unit.engine.scenes import ALICE, BOB, asked

NOW = 1000.0


def restored(*stored: AgentRestored) -> Engine:
    """Return a fresh engine that was told these."""
    engine = Engine("k2")
    engine.handle(PoolApplied(office(agent("alice"))), NOW)
    events: tuple[Event, ...] = (*stored, PbxConnected())
    for event in events:
        engine.handle(event, NOW)
    return engine


def alice(engine: Engine) -> LiveAgent:
    """Return what the engine knows of her."""
    return engine.agents.agents[ALICE]


def in_state(
    agent_id: AgentId, state: AgentState, since: float | None = None, until: float | None = None
) -> AgentRestored:
    """Return what was stored of an agent."""
    return AgentRestored(agent_id, state, None, since, until=until)


def room(caller: str = "c1") -> Any:
    """Return the command that lets a caller wait."""
    return some(StartWaiting, lane=LegId(caller))


def test_what_happened_since_the_start_counts_more() -> None:
    """Who has signed in and left again has left, whatever was stored before."""
    book = opened(office(agent("alice")), [ALICE]).on(SignOutRequested(ALICE)).asks()
    book.on(in_state(ALICE, AgentState.AVAILABLE)).asks().run()
    assert alice(book.engine).state is AgentState.OFFLINE


def test_the_turn_outlives_the_controller() -> None:
    """Who has been idle the longest is asked first; who was in a pause is not asked."""
    events = (
        in_state(AgentId("carol"), AgentState.PAUSED, 800.0),
        in_state(ALICE, AgentState.AVAILABLE, 950.0),
        in_state(BOB, AgentState.AVAILABLE, 900.0),
    )
    book = Playbook(PoolApplied(office(*map(agent, ("alice", "bob", "carol")))), *events, PbxConnected())
    book.on(arrives()).asks(room(), asked(BOB)).on(arrives("c2")).asks(room("c2"), asked(ALICE, "c2"))
    book.on(arrives("c3")).asks(room("c3")).run()


def test_notes_end_when_they_were_to_end() -> None:
    """And that is known to whoever asks, as it was before."""
    engine = restored(in_state(ALICE, AgentState.WRAPUP, 990.0, 1030.0))
    assert (alice(engine).state, alice(engine).until, engine.next_deadline()) == (AgentState.WRAPUP, 1030.0, 1030.0)
    engine.handle(TimerFired(), 1030.0)
    assert alice(engine).state is AgentState.AVAILABLE


@pytest.mark.parametrize("until", [None, NOW, NOW - 1])
def test_notes_that_have_no_time_left_are_over(until: float | None) -> None:
    """Also those that end at this very moment."""
    engine = restored(in_state(ALICE, AgentState.WRAPUP, 990.0, until))
    assert (alice(engine).state, engine.next_deadline()) == (AgentState.AVAILABLE, None)


def test_a_moment_that_nobody_knows_is_now_and_none_is_later() -> None:
    """Clocks may differ; nobody's stint begins in the future."""
    for since, began in ((None, NOW), (1500.0, NOW), (900.0, 900.0)):
        assert alice(restored(in_state(ALICE, AgentState.PAUSED, since))).since == began


def test_who_was_on_a_call_that_is_gone_is_free_and_the_stint_is_whole() -> None:
    """It began when it was stored to begin, and ends at the first look at the PBX."""
    engine = Engine("k2")
    engine.handle(PoolApplied(office(agent("alice"))), NOW)
    engine.handle(in_state(ALICE, AgentState.HOLDING, 990.0), NOW)
    first = engine.handle(PbxConnected(), NOW + 1).records[0]
    assert isinstance(first, AgentStint)
    assert (first.state, first.started_ms, first.ended_ms) == (AgentState.TALKING, 990_000, 1_001_000)
    assert alice(engine).state is AgentState.AVAILABLE


def test_who_is_not_configured_any_more_is_signed_out() -> None:
    """Once; a controller after this one must not find them at work, should they be configured again."""
    engine = Engine("k2")
    engine.handle(PoolApplied(office(agent("alice"))), NOW)
    stored = AgentRestored(BOB, AgentState.PAUSED, "lunch", 990.0)
    told = engine.handle(stored, NOW).records
    assert told == (
        AgentStint(BOB, 1, AgentState.PAUSED, "lunch", None, None, None, 990_000, 1_000_000, AgentState.OFFLINE, None),
    )
    assert engine.handle(stored, NOW).records == ()
    assert engine.handle(in_state(AgentId("carol"), AgentState.OFFLINE, 900.0), NOW).records == ()
    engine.handle(PoolApplied(office(agent("alice"), agent("bob"))), NOW)
    assert (engine.agents.agents[BOB].state, engine.agents.agents[BOB].stints) == (AgentState.OFFLINE, 1)


def test_who_finds_somebody_else_at_the_phone_is_signed_out() -> None:
    """From now on they are not at work, and that is known to whoever reads the records."""
    engine = Engine("k2")
    engine.handle(PoolApplied(office(agent("alice"), agent("bob"))), NOW)
    engine.handle(in_state(ALICE, AgentState.AVAILABLE, 900.0), NOW)
    told = engine.handle(AgentRestored(BOB, AgentState.AVAILABLE, None, None, alice(engine).phone), NOW).records
    assert [(r.agent_id, r.state, r.next_state, r.started_ms) for r in told if isinstance(r, AgentStint)] == [
        (BOB, AgentState.AVAILABLE, AgentState.OFFLINE, 1_000_000)
    ]
    bob = engine.agents.agents[BOB]
    assert (bob.state, bob.booked, bob.since, bob.stints) == (AgentState.OFFLINE, NOW, NOW, 1)


def test_two_who_were_rung_have_a_turn_each() -> None:
    """From when their phones rang; nobody has been idle since the beginning of time."""
    engine = Engine("k2")
    engine.handle(PoolApplied(office(agent("alice"), agent("bob"))), NOW)
    for stored in (in_state(BOB, AgentState.RINGING, 940.0), in_state(ALICE, AgentState.RESERVED, 940.0)):
        engine.handle(stored, NOW)
    turns = [(person.idle_since, person.idle_seq) for person in engine.agents.agents.values()]
    assert turns == [(940.0, 2), (940.0, 1)]
