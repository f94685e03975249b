"""The table of a recording: complete, and every recording can end."""

import pytest

from acd.domain.recordings import RecordingState
from acd.engine.recording_machine import IGNORED, TABLE, RecordingAction, RecordingInput, Refused, Step, _row

PAIRS = [(state, what) for state in RecordingState for what in RecordingInput]
ON = [state for state in RecordingState if state is not RecordingState.OFF]


@pytest.mark.parametrize(("state", "what"), PAIRS)
def test_every_pair_is_in_the_table(state: RecordingState, what: RecordingInput) -> None:
    """What an input does in a state is said, and is one of three things."""
    answer = TABLE[state][what]
    assert answer is IGNORED or isinstance(answer, Step | Refused)


def test_a_state_ignores_what_its_row_does_not_name() -> None:
    """It knows every input all the same."""
    named = Step(RecordingAction.START, RecordingState.STARTING)
    assert _row({RecordingInput.START: named}) == {**dict.fromkeys(RecordingInput), RecordingInput.START: named}


def test_every_action_is_used() -> None:
    """An action that no row names would be dead."""
    steps = [answer for row in TABLE.values() for answer in row.values() if isinstance(answer, Step)]
    assert {step.action for step in steps} == set(RecordingAction)


@pytest.mark.parametrize("state", ON)
def test_every_recording_can_end(state: RecordingState) -> None:
    """With the conversation, or before it."""
    for what in (RecordingInput.END, RecordingInput.CUT):
        answer = TABLE[state][what]
        assert isinstance(answer, Step) and answer.next_state is RecordingState.OFF


@pytest.mark.parametrize("state", [state for state in ON if state is not RecordingState.UNSTARTED])
def test_only_a_leg_that_is_gone_ends_the_tries_to_start(state: RecordingState) -> None:
    """All other refusals may pass."""
    refused, gone = TABLE[state][RecordingInput.REFUSED], TABLE[state][RecordingInput.GONE]
    assert isinstance(refused, Step) and refused.next_state is RecordingState.UNSTARTED
    assert isinstance(gone, Step) and gone.next_state is RecordingState.OFF


def test_only_people_are_refused() -> None:
    """What the PBX or a policy brings is carried out or ignored."""
    refused = {what for row in TABLE.values() for what, answer in row.items() if isinstance(answer, Refused)}
    assert refused == {RecordingInput.PAUSE, RecordingInput.RESUME}
