"""What is said to a phone, and what Asterisk may answer."""

from dataclasses import replace

from acd.domain.agents import AgentState
from acd.domain.feature_codes import Sentence
from tests.unit.engine.scenes import ALICE
from tests.unit.feature_codes.stage import DESK, SETTINGS, Stage, asks, says, speaks


async def test_a_sound_that_is_missing_keeps_nothing_from_being_done() -> None:
    """The agent hears nothing, and is signed in all the same; a question nobody hears is not answered."""
    stage = Stage()
    await stage.dial("*45", says(Sentence.SIGNED_IN, "200 result=-1"))
    assert stage.state(ALICE) is AgentState.AVAILABLE
    number = 'GET DATA "en/enter-number" "5000" "13"'
    await stage.dial(
        "*11", (number, "200 result=-1"), asks(Sentence.ENTER_PIN, "111111"), says(Sentence.WRONG_PIN), phone=DESK
    )


async def test_the_language_of_a_phone_that_is_nobodys() -> None:
    """As configured; what its voice lacks is said in English."""
    stage = Stage(settings=replace(SETTINGS, phone_languages={DESK: "de-AT"}))
    await stage.dial("*45", says(Sentence.NO_OWNER), phone=DESK, language="de_AT")
    await stage.dial("*12", says(Sentence.NOT_SIGNED_IN), phone="agent-bob", language="de")
    assert speaks("en") != speaks("de")
