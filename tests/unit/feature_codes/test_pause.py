"""Pauses by code."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentState
from acd.domain.events import PauseRequested, SignOutRequested
from acd.domain.feature_codes import Sentence
from acd.domain.flows import Prompt
from tests.unit.engine.scenes import ALICE, BOB
from tests.unit.feature_codes.stage import DONE, REASONS, SETTINGS, Stage, opening, says

KEYS = "0123456789*#"
CHOICES = replace(SETTINGS, pause_choices=REASONS)


def plays(sound: str, key: str = "") -> tuple[str, str]:
    """A sound that a key may end."""
    return f'STREAM FILE "{sound}" "{KEYS}"', f"200 result={ord(key) if key else 0} endpos=1"


async def test_without_reasons() -> None:
    """In and out."""
    stage = Stage().signed_in(ALICE)
    await stage.dial("*46", says(Sentence.PAUSED))
    assert (stage.state(ALICE), stage.engine.agents.agents[ALICE].reason) == (AgentState.PAUSED, "pause")
    await stage.dial("*46", says(Sentence.TAKING_CALLS))
    assert stage.state(ALICE) is AgentState.AVAILABLE


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        ([plays("en/choose-reason", "2")], "training"),
        ([plays("en/choose-reason"), plays("lunch", "1")], "lunch"),
        (
            [
                plays("en/choose-reason"),
                plays("lunch"),
                plays("training"),
                ('WAIT FOR DIGIT "5000"', "200 result=50"),
            ],
            "training",
        ),
        (
            [plays("en/choose-reason"), plays("lunch"), plays("training"), ('WAIT FOR DIGIT "5000"', "200 result=0")],
            "pause",
        ),
        (
            [('STREAM FILE "en/choose-reason" "0123456789*#"', "200 result=-1"), plays("lunch", "1")],
            "lunch",
        ),
    ],
)
async def test_a_reason_is_asked_for(heard: list[tuple[str, str]], reason: str) -> None:
    """At any moment of the question; who presses nothing pauses without one; a missing sound is passed over."""
    stage = Stage(settings=CHOICES).signed_in(ALICE)
    await stage.dial("*46", *heard, says(Sentence.PAUSED))
    assert stage.engine.agents.agents[ALICE].reason == reason


async def test_reasons_are_offered_in_the_language_of_the_agent() -> None:
    """Bob's is German."""
    lunch = replace(REASONS[0], in_languages={"de": Prompt("de/lunch")})
    stage = Stage(settings=replace(SETTINGS, pause_choices=(lunch,))).signed_in(BOB)
    heard = plays("en/choose-reason"), plays("de/lunch", "1"), says(Sentence.PAUSED)
    await stage.dial("*46", *heard, phone="agent-bob", language="de")
    assert stage.engine.agents.agents[BOB].reason == "lunch"


async def test_a_reason_that_is_dialled() -> None:
    """Also from one pause into another; one that is not there changes nothing."""
    stage = Stage(settings=CHOICES).signed_in(ALICE)
    await stage.dial("*461", says(Sentence.PAUSED))
    await stage.dial("*462", says(Sentence.PAUSED))
    assert stage.engine.agents.agents[ALICE].reason == "training"
    await stage.dial("*463", says(Sentence.NO_SUCH_REASON))
    assert stage.engine.agents.agents[ALICE].reason == "training"
    assert stage.counted[-1] == ("pause", "refused")


async def test_a_key_that_is_no_reason() -> None:
    """Nothing happens."""
    stage = Stage(settings=CHOICES).signed_in(ALICE)
    await stage.dial("*46", plays("en/choose-reason", "*"), says(Sentence.NO_SUCH_REASON))
    assert stage.state(ALICE) is AgentState.AVAILABLE


async def test_during_a_call() -> None:
    """A wish, and taken back."""
    stage = Stage().talking()
    await stage.dial("*46", says(Sentence.PAUSE_LATER))
    assert stage.engine.agents.agents[ALICE].wish is AgentState.PAUSED
    await stage.dial("*46", says(Sentence.TAKING_CALLS))
    assert stage.engine.agents.agents[ALICE].wish is None


async def test_who_is_not_there() -> None:
    """Is told so; and so is who was signed out while choosing."""
    stage = Stage(settings=CHOICES)
    await stage.dial("*46", says(Sentence.NOT_SIGNED_IN))
    stage.signed_in(ALICE)
    async with stage.line("*46", "agent-alice") as caller:
        await caller.expect(*opening())
        question, answer = plays("en/choose-reason", "1")
        assert await caller.command() == question
        stage.tell(SignOutRequested(ALICE))
        caller.send(f"{answer}\n")
        await caller.expect(says(Sentence.NOT_SIGNED_IN), DONE)
    assert stage.counted == [("pause", "refused")] * 2


async def test_back_from_a_pause_that_nobody_asked_for() -> None:
    """They may wonder why no calls came."""
    stage = Stage().signed_in(ALICE)
    stage.tell(PauseRequested(ALICE, "missed-calls"))
    await stage.dial("*46", says(Sentence.PAUSED_AUTOMATICALLY), says(Sentence.TAKING_CALLS))
    assert stage.state(ALICE) is AgentState.AVAILABLE
