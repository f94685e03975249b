"""Calling for a supervisor by code."""

from acd.domain.feature_codes import Sentence
from tests.unit.engine.scenes import ALICE
from tests.unit.feature_codes.stage import Stage, says


async def test_called_and_taken_back() -> None:
    """One code for both."""
    stage = Stage().talking()
    await stage.dial("*64", says(Sentence.SUPERVISOR_CALLED))
    assert stage.engine.agents.agents[ALICE].assistance is not None
    await stage.dial("*64", says(Sentence.SUPERVISOR_NOT_NEEDED))
    assert stage.engine.agents.agents[ALICE].assistance is None
    assert stage.counted == [("supervisor", "done")] * 2


async def test_who_is_not_there_calls_nobody() -> None:
    """And is told why."""
    await Stage().dial("*64", says(Sentence.NOT_SIGNED_IN))
