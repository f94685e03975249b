"""Signing in by number and PIN."""

import pytest

from acd.domain.agents import AgentState
from acd.domain.events import SignInRequested
from acd.domain.feature_codes import Sentence
from tests.unit.engine.scenes import ALICE, BOB
from tests.unit.feature_codes.stage import DESK, DONE, Stage, Talk, asks, opening, says, speaks

NUMBER, PIN = Sentence.ENTER_NUMBER, Sentence.ENTER_PIN
WRONG = (asks(NUMBER, "7001"), asks(PIN, "999999"), says(Sentence.WRONG_PIN))
RIGHT = (asks(NUMBER, "7001"), asks(PIN, "111111"), speaks("en"), says(Sentence.SIGNED_IN))


async def at_desk(stage: Stage, *talk: Talk) -> None:
    """Dial the code at the desk."""
    await stage.dial("*11", *talk, phone=DESK)


async def test_number_and_pin() -> None:
    """The agent is rung here from now on, and hears their own language."""
    stage = Stage()
    await at_desk(
        stage, asks(NUMBER, "7002"), asks(PIN, "222222"), speaks("de"), says(Sentence.SIGNED_IN, language="de")
    )
    assert stage.engine.agents.agents[BOB].phone == DESK
    assert stage.counted == [("sign_in", "done")]


@pytest.mark.parametrize("number", ["7009", "", "70011"])
async def test_an_unknown_number_sounds_like_a_wrong_pin(number: str) -> None:
    """Nobody finds out which numbers there are."""
    stage = Stage()
    await at_desk(stage, asks(NUMBER, number), asks(PIN, "000000"), says(Sentence.WRONG_PIN))
    await at_desk(stage, *WRONG)
    assert stage.counted == [("sign_in", "wrong_pin")] * 2


async def test_what_is_too_long() -> None:
    """A number ends it at once; a PIN was a guess, even one that begins well."""
    stage = Stage()
    await at_desk(stage, asks(NUMBER, "7" * 13), says(Sentence.TOO_LONG))
    await at_desk(stage, asks(NUMBER, "7001"), asks(PIN, "1" * 13), says(Sentence.TOO_LONG))
    assert stage.counted == [("sign_in", "refused"), ("sign_in", "wrong_pin")]


async def test_after_five_wrong_pins_not_even_the_right_one() -> None:
    """For a quarter of an hour."""
    stage = Stage()
    for _ in range(5):
        await at_desk(stage, *WRONG)
    await at_desk(stage, asks(NUMBER, "7001"), says(Sentence.TOO_MANY_GUESSES))
    assert stage.state(ALICE) is AgentState.OFFLINE
    assert stage.counted[-1] == ("sign_in", "blocked")
    stage.now += 15 * 60
    await at_desk(stage, *RIGHT)
    assert stage.state(ALICE) is AgentState.AVAILABLE


async def test_many_phones_at_once_do_not_get_more_guesses() -> None:
    """What was guessed elsewhere while this phone was listening counts before its PIN is looked at."""
    stage = Stage()
    for _ in range(4):
        await at_desk(stage, *WRONG)
    question, answer = asks(PIN, "111111")
    async with stage.line("*11", DESK) as caller:
        await caller.expect(*opening(), asks(NUMBER, "7001"))
        assert await caller.command() == question
        stage.guesses.note("another phone", "7001")
        caller.send(f"{answer}\n")
        await caller.expect(says(Sentence.TOO_MANY_GUESSES), DONE)
    assert stage.state(ALICE) is AgentState.OFFLINE


async def test_a_phone_with_a_call() -> None:
    """The other one is not pushed out."""
    stage = Stage().talking()
    talk = asks(NUMBER, "7002"), asks(PIN, "222222"), speaks("de"), says(Sentence.PHONE_IN_CALL)
    await stage.dial("*11", *talk)
    assert stage.counted == [("sign_in", "refused")]
    stage.tell(SignInRequested(BOB))
