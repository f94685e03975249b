"""Digits."""

import pytest

from acd.domain.flows import Prompt
from acd.domain.progress import Phase
from acd.domain.steps import CollectStep, Listening
from acd.flows.turn import CallerUp, Listen, Say
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import ENDED, LATE, Walker

ASK = (Prompt("ask"),)


def collect(**more: object) -> CollectStep:
    """Two to four digits, for which one is asked twice."""
    fields = {"fewest": 2, "most": 4, "listening": Listening(5.0, 2), **more}
    return CollectStep("account", ASK, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["1234", "123#", "12#"])
def test_digits_end_when_there_are_enough_or_with_a_hash(typed: str) -> None:
    """They are noted."""
    walker = Walker(collect()).hears(typed)
    assert (walker.gone, walker.at.values) == ("next", {"account": typed.rstrip("#")})


def test_digits_end_with_a_pause() -> None:
    """The first one ends the prompt."""
    walker = Walker(collect(pause_s=2.5)).hears("1")
    assert walker.effects == [Listen(2.5)] and walker.phase is Phase.DIGITS
    assert walker.hears("2", LATE).at.values == {"account": "12"}


def test_star_takes_it_back() -> None:
    """The caller does not want to."""
    assert Walker(collect()).hears("12*").gone == "refused"


@pytest.mark.parametrize(("told", "exit_name"), [("1#", "invalid"), ("#", "no_input"), (LATE, "no_input")])
def test_too_few_and_none_are_asked_again(told: object, exit_name: str) -> None:
    """As often as is written."""
    walker = Walker(collect()).hears(ENDED, told)  # type: ignore[arg-type]
    assert walker.effects == [Say((Prompt("try-again"), *ASK))]
    assert walker.hears(ENDED, told).gone == exit_name  # type: ignore[arg-type]


def test_digits_may_count_only_behind_the_prompt() -> None:
    """Those before are lost."""
    walker = Walker(collect(listening=Listening(5.0, 2, barge_in=False))).hears("12")
    assert walker.at.typed == "" and walker.hears(ENDED).effects == [Listen(5.0)]
    assert walker.hears("34#").at.values == {"account": "34"}


def test_digits_are_read_back() -> None:
    """One is right, and everything else is asked again."""
    said = Say((Prompt("you-entered"), Prompt("1"), Prompt("2"), Prompt("correct")))
    walker = Walker(collect(confirm=True)).hears("12#")
    assert walker.effects == [said] and walker.hears(ENDED).effects == [Listen(5.0)]
    assert walker.hears("1").at.values == {"account": "12"}
    assert Walker(collect(confirm=True)).hears("12#", "2", "34#", "1").at.values == {"account": "34"}
    assert Walker(collect(confirm=True)).hears("12#", "2", "12#", "2").gone == "invalid"
    assert Walker(collect(confirm=True)).hears("12#", LATE, "12#", LATE).gone == "no_input"


def test_without_a_voice_nothing_is_read_back() -> None:
    """The digits count as they are."""
    assert Walker(collect(confirm=True), Told(voice=False)).hears("12#").gone == "next"


def test_what_else_happens_changes_nothing() -> None:
    """A late sign that the caller is up."""
    assert Walker(collect()).hears("1", CallerUp()).at.typed == "1"
