"""Signing out whoever is here."""

from acd.domain.agents import AgentState
from acd.domain.events import SignInRequested
from acd.domain.feature_codes import Sentence
from tests.unit.engine.scenes import ALICE
from tests.unit.feature_codes.stage import DESK, Stage, says


async def test_at_ones_own_phone_and_at_a_desk() -> None:
    """Who is here goes; nobody is no agent."""
    stage = Stage().signed_in(ALICE)
    await stage.dial("*12", says(Sentence.SIGNED_OUT))
    stage.tell(SignInRequested(ALICE, DESK))
    await stage.dial("*12", says(Sentence.NOT_SIGNED_IN))
    await stage.dial("*12", says(Sentence.SIGNED_OUT), phone=DESK)
    assert stage.state(ALICE) is AgentState.OFFLINE
    assert [outcome for _, outcome in stage.counted] == ["done", "refused", "done"]


async def test_during_a_call() -> None:
    """After it."""
    stage = Stage().talking()
    await stage.dial("*12", says(Sentence.SIGN_OUT_LATER))
    assert stage.engine.agents.agents[ALICE].wish is AgentState.OFFLINE
