"""The agent's table: complete, and each answer is a state, a reaction or a sentence."""

import pytest

from acd.domain.agents import AgentState
from acd.engine.agent_machine import TABLE, AgentInput, Reaction

PAIRS = [(state, what) for state in AgentState for what in AgentInput]
REQUESTS = (
    AgentInput.SIGN_IN,
    AgentInput.SIGN_OUT,
    AgentInput.PAUSE,
    AgentInput.RESUME,
    AgentInput.WRAPUP_END,
    AgentInput.EXTEND_WRAPUP,
    AgentInput.ASK_ASSISTANCE,
)


@pytest.mark.parametrize(("state", "what"), PAIRS)
def test_every_pair_is_in_the_table(state: AgentState, what: AgentInput) -> None:
    """What an input does in a state is said."""
    assert isinstance(TABLE[state][what], AgentState | Reaction)


@pytest.mark.parametrize(("state", "what"), [pair for pair in PAIRS if pair[1] not in REQUESTS])
def test_late_events_of_calls_are_ignored_and_never_refused(state: AgentState, what: AgentInput) -> None:
    """A refusal is a sentence for a person; nobody asked here."""
    assert TABLE[state][what] in (*AgentState, Reaction.IGNORED)


def test_only_who_is_available_or_has_notes_to_write_is_reserved() -> None:
    """And nobody else ever is; whether who has notes is asked is not for the table to say."""
    reserved = [state for state in AgentState if TABLE[state][AgentInput.RESERVE] is not Reaction.IGNORED]
    assert reserved == [AgentState.AVAILABLE, AgentState.WRAPUP]


@pytest.mark.parametrize("state", AgentState)
def test_nobody_signs_out_of_a_conversation(state: AgentState) -> None:
    """While a call is in hand the request is a wish."""
    working = (AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLDING)
    assert (TABLE[state][AgentInput.SIGN_OUT] is Reaction.WISH) == (state in working)
