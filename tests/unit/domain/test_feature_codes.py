"""How a dialled code is read, and what is said in which language."""

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.feature_codes import Dialled, FeatureCode, FeatureCodes, Sentence
from acd.domain.flows import Prompt

ALICE, PHONE, DESK = AgentId("alice"), Endpoint("agent-alice"), Endpoint("phone-front")
CODES = FeatureCodes(
    codes={
        "*45": FeatureCode.TOGGLE_SIGN_IN,
        "*46": FeatureCode.PAUSE,
        "*47": FeatureCode.WAITING,
        "*61": FeatureCode.READY,
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


def test_whose_language_is_spoken() -> None:
    """That of who is there, of who owns the phone, of the phone."""
    assert CODES.language(DESK, ALICE) == "de-AT"
    assert CODES.language(PHONE, None) == "de-AT"
    assert CODES.language(DESK, None) == "fr"
    assert CODES.language(PHONE, AgentId("bob")) == "en"
