"""How a dialled code is read, and what is said in which language."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.feature_codes import (
    LARGEST_NUMBER,
    MORE,
    Dialled,
    FeatureCode,
    FeatureCodes,
    PauseChoice,
    Sentence,
    number_name,
)
from acd.domain.flows import Prompt

ALICE, PHONE, DESK = AgentId("alice"), Endpoint("agent-alice"), Endpoint("phone-front")
CODES = FeatureCodes(
    codes={
        "*45": FeatureCode.TOGGLE_SIGN_IN,
        "*46": FeatureCode.PAUSE,
        "*47": FeatureCode.WAITING,
        "*61": FeatureCode.READY,
        "*65": FeatureCode.HOURS,
    },
    owners={PHONE: ALICE, DESK: None},
    agent_languages={ALICE: "de-AT"},
    phone_languages={DESK: "fr"},
    voices={
        "en": {sentence: Prompt(f"en/{sentence}") for sentence in Sentence},
        "de": {Sentence.PAUSED: Prompt("de/paused"), Sentence.SIGNED_IN: Prompt("de/signed-in")},
        "de-AT": {Sentence.PAUSED: Prompt("at/paused")},
    },
)


@pytest.mark.parametrize(
    ("dialled", "read"),
    [
        ("*45", Dialled(FeatureCode.TOGGLE_SIGN_IN)),
        ("*451", None),
        ("*46", Dialled(FeatureCode.PAUSE)),
        ("*467", Dialled(FeatureCode.PAUSE, "7")),
        ("*4677", None),
        ("*46*", None),
        ("*46\u0661", None),
        ("*45*alice", Dialled(FeatureCode.TOGGLE_SIGN_IN, name="alice")),
        ("*46*ann-lee", Dialled(FeatureCode.PAUSE, name="ann-lee")),
        ("*46*Alice", None),
        ("*47*support", Dialled(FeatureCode.WAITING, name="support")),
        ("*61*alice", None),
        ("*47", Dialled(FeatureCode.WAITING)),
        ("*47*12", Dialled(FeatureCode.WAITING, "12")),
        ("*47*", None),
        ("*4712", None),
        ("*65", Dialled(FeatureCode.HOURS)),
        ("*6511", Dialled(FeatureCode.HOURS, "11")),
        ("*65123", Dialled(FeatureCode.HOURS, "123")),
        ("*651", None),
        ("*6514", None),
        ("*65*1", None),
        ("*65" + "1" * 14, None),
        ("*651\u0661", None),
        ("*47*1*", None),
        ("*47*\u0661", None),
        ("*47*" + "1" * 13, None),
        ("*4", None),
        ("", None),
    ],
)
def test_what_was_dialled(dialled: str, read: Dialled | None) -> None:
    """The code, and digits behind it where it takes some."""
    assert CODES.read(dialled) == read


def test_a_sentence_is_said_in_the_nearest_language() -> None:
    """The language itself, its parent, then English."""
    assert CODES.prompt("de-AT", Sentence.PAUSED) == "at/paused"
    assert CODES.prompt("de-AT", Sentence.SIGNED_IN) == "de/signed-in"
    assert CODES.prompt("de-AT", Sentence.NO_CALL) == "en/no-call"
    assert CODES.prompt("sv", Sentence.PAUSED) == "en/paused"


def test_a_number_is_said_by_its_own_sound() -> None:
    """In the language or its parent; a large one is more than all. Without one, Asterisk says it."""
    codes = replace(CODES, numbers={"de": {0: Prompt("de/0"), 7: Prompt("de/7"), MORE: Prompt("de/more")}})
    assert (codes.number("de", 7), codes.number("de-AT", 0)) == ("de/7", "de/0")
    assert codes.number("de", 99) is None
    assert codes.number("de", LARGEST_NUMBER + 1) == codes.number("de", 5000) == "de/more"
    assert (codes.number("en", 7), CODES.number("de", 7)) == (None, None)
    assert (number_name(7), number_name(MORE)) == ("number-7", "number-more")


def test_a_reason_is_offered_in_the_nearest_language() -> None:
    """Like a sentence; what is the same everywhere is written once."""
    choice = PauseChoice("1", "lunch", Prompt("en/lunch"), {"de": Prompt("de/lunch")})
    assert [choice.prompt_in(language) for language in ("de-AT", "de", "fr")] == ["de/lunch", "de/lunch", "en/lunch"]


def test_whose_language_is_spoken() -> None:
    """That of who is there, of who owns the phone, of the phone."""
    assert CODES.language(DESK, ALICE) == "de-AT"
    assert CODES.language(PHONE, None) == "de-AT"
    assert CODES.language(DESK, None) == "fr"
    assert CODES.language(PHONE, AgentId("bob")) == "en"
