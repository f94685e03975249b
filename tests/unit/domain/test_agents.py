"""Agents and their states."""

from acd.domain.agents import AUTOMATIC_REASONS, Agent, AgentId, AgentState, Endpoint, PauseReason


def test_an_agent_without_skills_serves_queues_without_requirement() -> None:
    """The profile is empty by default, and agents can be counted by it."""
    assert Agent(AgentId("a"), "A", Endpoint("agent-a")).profile == frozenset()


def test_states_and_reasons_are_the_same_text_everywhere() -> None:
    """In tables, JSON and labels."""
    assert [state.value for state in AgentState] == [
        "offline", "available", "reserved", "ringing", "talking", "holding", "wrapup", "paused",
    ]  # fmt: skip
    assert str(PauseReason.MISSED_CALLS) == "missed-calls"


def test_pauses_that_nobody_asked_for_are_known_by_their_reason() -> None:
    """As text, as it comes from a database."""
    assert "missed-calls" in AUTOMATIC_REASONS and "lunch" not in AUTOMATIC_REASONS
    assert set(PauseReason) == AUTOMATIC_REASONS
