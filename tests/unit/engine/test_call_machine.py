"""The call's table: complete, and without a way back from the end."""

import pytest

from acd.domain.calls import CallState
from acd.engine.call_machine import IGNORED, NOTHING, TABLE, CallAction, CallInput, Transition, _rows

PAIRS = [(state, what) for state in CallState for what in CallInput]


@pytest.mark.parametrize(("state", "what"), PAIRS)
def test_every_pair_is_in_the_table(state: CallState, what: CallInput) -> None:
    """What an input does in a state is said, and is one of two things."""
    transition = TABLE[state][what]
    assert transition is IGNORED or (transition.action in CallAction and transition.next_state in CallState)


def test_a_state_ignores_what_its_rows_do_not_name() -> None:
    """However many rows it has; the last that names an input counts."""
    leave, ends = Transition(CallAction.LEAVE, CallState.ENDED), Transition(CallAction.ABANDON, CallState.ENDED)
    rows = _rows({CallInput.RANG: leave, CallInput.STOPPED: leave}, {CallInput.STOPPED: ends})
    assert rows == {**dict.fromkeys(CallInput), CallInput.RANG: leave, CallInput.STOPPED: ends}


@pytest.mark.parametrize("what", CallInput)
def test_nothing_happens_to_a_call_that_ended(what: CallInput) -> None:
    """An outcome is final."""
    assert TABLE[CallState.ENDED][what] is IGNORED


def test_every_action_is_used() -> None:
    """An action that no row names would be dead."""
    used = {row.action for rows in TABLE.values() for row in rows.values() if row is not IGNORED}
    assert used == set(CallAction)


@pytest.mark.parametrize("state", set(CallState) - {CallState.ARRIVING, CallState.ENDED})
def test_every_live_call_can_end_in_each_way_that_is_not_ours_to_choose(state: CallState) -> None:
    """Callers leave, the controller breaks or stops, the PBX dies: in any state."""
    for what in (CallInput.CALLER_GONE, CallInput.CALLER_LEFT, CallInput.BROKEN, CallInput.STOPPED, CallInput.PBX_GONE):
        transition = TABLE[state][what]
        assert transition is not IGNORED and transition.next_state is CallState.ENDED


def test_an_input_without_detail_says_nothing_of_an_agent() -> None:
    """The detail that is passed when there is none is empty."""
    assert NOTHING.pick is None and not NOTHING.leg_gone
