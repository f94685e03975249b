"""Recording by code."""

import pytest

from acd.domain.events import LegAnswered, LegConnected
from acd.domain.feature_codes import Sentence
from acd.domain.recordings import RecordingState
from acd.feature_codes import recording
from tests.playbooks import arrives
from tests.unit.engine.scenes import ALICE, LEG
from tests.unit.feature_codes.stage import Stage, says


async def test_start_pause_and_go_on() -> None:
    """One code for all."""
    stage = Stage().talking()
    for said, state in (
        (Sentence.RECORDING_STARTED, RecordingState.STARTING),
        (Sentence.RECORDING_PAUSED, RecordingState.PAUSED),
        (Sentence.RECORDING_RESUMED, RecordingState.RUNNING),
        (Sentence.RECORDING_PAUSED, RecordingState.PAUSED),
    ):
        await stage.dial("*63", says(said))
        assert stage.controller.view().calls[0].recording is state


async def test_nobody_hears_of_a_pause_that_was_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asterisk does not answer: what is said now may be in the file."""
    monkeypatch.setattr(recording, "CONFIRMED_WITHIN_S", 0.05)
    stage = Stage().talking()
    await stage.dial("*63", says(Sentence.RECORDING_STARTED))
    stage.mutes = False
    await stage.dial("*63", says(Sentence.NOT_POSSIBLE))
    assert stage.counted == [("recording", "done"), ("recording", "refused")]


async def test_what_must_not_be_recorded() -> None:
    """By the policy of the queue."""
    stage = Stage().signed_in(ALICE)
    stage.tell(arrives(queue_name="vip"), LegAnswered(LEG), LegConnected(LEG))
    await stage.dial("*63", says(Sentence.RECORDING_NOT_ALLOWED))
    assert stage.counted == [("recording", "refused")]


async def test_nothing_in_hand() -> None:
    """No call; a call that only rings; one that is over."""
    stage = Stage(wrapup_s=600).signed_in(ALICE)
    await stage.dial("*63", says(Sentence.NO_CALL))
    stage.tell(arrives())
    await stage.dial("*63", says(Sentence.NO_CALL))
    await Stage(wrapup_s=600).in_wrapup().dial("*63", says(Sentence.NO_CALL))
