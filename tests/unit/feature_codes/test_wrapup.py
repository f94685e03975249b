"""Ready, and more time."""

from acd.domain.agents import AgentState
from acd.domain.feature_codes import Sentence
from acd.engine.timers import TimerKind
from tests.unit.engine.scenes import ALICE
from tests.unit.feature_codes.stage import Stage, says


async def test_ready() -> None:
    """The notes are done."""
    stage = Stage(wrapup_s=600).in_wrapup()
    await stage.dial("*61", says(Sentence.TAKING_CALLS))
    assert stage.state(ALICE) is AgentState.AVAILABLE
    await stage.dial("*61", says(Sentence.NO_WRAPUP))
    assert stage.counted == [("ready", "done"), ("ready", "refused")]


async def test_more_time() -> None:
    """As many seconds as are configured."""
    stage = Stage(wrapup_s=600).in_wrapup()
    before = stage.engine.timers.deadline(TimerKind.WRAPUP, ALICE)
    await stage.dial("*62", says(Sentence.WRAPUP_EXTENDED))
    after = stage.engine.timers.deadline(TimerKind.WRAPUP, ALICE)
    assert before is not None and after == before + 60
    await Stage().signed_in(ALICE).dial("*62", says(Sentence.NO_WRAPUP))
