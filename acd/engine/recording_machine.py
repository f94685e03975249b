"""The states of a conversation's recording as a table: (state, input) -> (action, next state), IGNORED, or a
sentence why what a person asks for is refused.

The recording never decides anything about its call: no input here leads to one of the call's table.
"""

from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from acd.domain.recordings import RecordingState as S


class RecordingInput(StrEnum):
    """What can happen to a recording."""

    START = "start"
    """Wanted by the policy, or asked for by a person."""
    BEGAN = "began"
    """The PBX says that it records."""
    REFUSED = "refused"
    """The PBX did not start it."""
    GONE = "gone"
    """It never will: the leg is gone."""
    AGAIN = "again"
    """It is time to ask the PBX again to start it; a pause or a resume is repeated as such."""
    PAUSE = "pause"
    RESUME = "resume"
    PAUSE_FAILED = "pause_failed"
    RESUME_FAILED = "resume_failed"
    FOUND_PAUSED = "found_paused"
    """An earlier controller paused it, and it was not stored any more."""
    FOUND_RESUMED = "found_resumed"
    UNADOPTED = "unadopted"
    """What the PBX does with the recording of an earlier controller is not known yet."""
    END = "end"
    """The conversation is over."""
    CUT = "cut"
    """It must end before the conversation does."""


class RecordingAction(StrEnum):
    """What is done on the way to the next state."""

    START = "start"
    NOTE_BEGINNING = "note_beginning"
    TRY_LATER = "try_later"
    START_AGAIN = "start_again"
    GIVE_UP = "give_up"
    WISH_PAUSE = "wish_pause"
    WISH_RESUME = "wish_resume"
    PAUSE = "pause"
    RESUME = "resume"
    NOTE_PAUSE_FAILED = "note_pause_failed"
    NOTE_RESUME_FAILED = "note_resume_failed"
    NOTE_PAUSED = "note_paused"
    NOTE_RESUMED = "note_resumed"
    ADOPT_LATER = "adopt_later"
    FINISH = "finish"
    STOP = "stop"


class Step(NamedTuple):
    """What an input does in a state."""

    action: RecordingAction
    next_state: S


class Refused(StrEnum):
    """What a person is told."""

    NOT_RECORDED = "this call is not being recorded"


Answer: TypeAlias = Step | Refused | None
IGNORED: Final = None
"""A late or repeated event, or a wish that is fulfilled already."""

I, A = RecordingInput, RecordingAction  # noqa: E741 - the table is read by columns, not by names


def _row(row: dict[RecordingInput, Answer]) -> dict[RecordingInput, Answer]:
    """Complete a state: what is not named is ignored."""
    return dict.fromkeys(RecordingInput, IGNORED) | row


TABLE: Final[dict[S, dict[RecordingInput, Answer]]] = {
    S.OFF: _row(
        {
            I.START: Step(A.START, S.STARTING),
            I.PAUSE: Refused.NOT_RECORDED,
            I.RESUME: Refused.NOT_RECORDED,
        }
    ),
    S.STARTING: _row(
        {
            I.BEGAN: Step(A.NOTE_BEGINNING, S.RUNNING),
            I.REFUSED: Step(A.TRY_LATER, S.UNSTARTED),
            I.GONE: Step(A.GIVE_UP, S.OFF),
            # carried out after the start, whatever becomes known when
            I.PAUSE: Step(A.PAUSE, S.PAUSED),
            I.UNADOPTED: Step(A.ADOPT_LATER, S.UNSURE),
            I.END: Step(A.FINISH, S.OFF),
            I.CUT: Step(A.STOP, S.OFF),
        }
    ),
    S.RUNNING: _row(
        {
            I.BEGAN: Step(A.NOTE_BEGINNING, S.RUNNING),
            I.FOUND_PAUSED: Step(A.NOTE_PAUSED, S.PAUSED),
            I.UNADOPTED: Step(A.ADOPT_LATER, S.UNSURE),
            I.REFUSED: Step(A.TRY_LATER, S.UNSTARTED),
            I.GONE: Step(A.GIVE_UP, S.OFF),
            I.PAUSE: Step(A.PAUSE, S.PAUSED),
            I.RESUME_FAILED: Step(A.NOTE_RESUME_FAILED, S.UNSURE),
            I.END: Step(A.FINISH, S.OFF),
            I.CUT: Step(A.STOP, S.OFF),
        }
    ),
    S.PAUSED: _row(
        {
            I.FOUND_RESUMED: Step(A.NOTE_RESUMED, S.RUNNING),
            I.UNADOPTED: Step(A.ADOPT_LATER, S.UNSURE),
            I.BEGAN: Step(A.NOTE_BEGINNING, S.PAUSED),
            I.REFUSED: Step(A.TRY_LATER, S.UNSTARTED),
            I.GONE: Step(A.GIVE_UP, S.OFF),
            I.RESUME: Step(A.RESUME, S.RUNNING),
            I.PAUSE_FAILED: Step(A.NOTE_PAUSE_FAILED, S.UNSURE),
            I.END: Step(A.FINISH, S.OFF),
            I.CUT: Step(A.STOP, S.OFF),
        }
    ),
    S.UNSTARTED: _row(
        {
            I.AGAIN: Step(A.START_AGAIN, S.STARTING),
            # carried out when it starts
            I.PAUSE: Step(A.WISH_PAUSE, S.UNSTARTED),
            I.RESUME: Step(A.WISH_RESUME, S.UNSTARTED),
            I.END: Step(A.GIVE_UP, S.OFF),
            I.CUT: Step(A.GIVE_UP, S.OFF),
        }
    ),
    S.UNSURE: _row(
        {
            I.BEGAN: Step(A.NOTE_BEGINNING, S.UNSURE),
            I.UNADOPTED: Step(A.ADOPT_LATER, S.UNSURE),
            I.REFUSED: Step(A.TRY_LATER, S.UNSTARTED),
            I.GONE: Step(A.GIVE_UP, S.OFF),
            # the PBX is told either way: it may have done what it did not answer
            I.PAUSE: Step(A.PAUSE, S.PAUSED),
            I.RESUME: Step(A.RESUME, S.RUNNING),
            I.END: Step(A.FINISH, S.OFF),
            I.CUT: Step(A.STOP, S.OFF),
        }
    ),
}
