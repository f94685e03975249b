"""Codes that clash, numbers that two have, languages without a voice."""

import pytest

from tests.unit.configuration.test_check import ALICE, found, warned

BOB = {"id": "bob", "name": "Bob"}


@pytest.mark.parametrize(
    ("codes", "field", "message"),
    [
        ({"ready": "*46"}, "ready", "*46 is the code of pause (*46); choose another, or off"),
        ({"ready": "*461"}, "ready", "*461 begins like the code of pause (*46); choose another, or off"),
        ({"pause": "*4"}, "pause", "*4 begins like the code of toggle_sign_in (*45); choose another, or off"),
    ],
)
def test_codes_that_clash(codes: dict[str, str], field: str, message: str) -> None:
    """Nobody could tell what was dialled."""
    assert (("feature_codes", field), message) in found(feature_codes=codes)


def test_codes_that_are_off_clash_with_nothing() -> None:
    """There may be any number of them."""
    assert found(feature_codes={"pause": "off", "ready": "off", "waiting": "*46"}) == []


def test_numbers_that_two_have() -> None:
    """Of agents, and of queues; an agent and a queue may have the same."""
    agents = [ALICE | {"number": "7"}, BOB | {"number": 7}]
    assert (("agents", 1, "number"), "7 is the number of alice too; choose another") in found(agents=agents)
    queues = [{"id": "a", "number": "7"}, {"id": "b"}, {"id": "c", "number": "7"}]
    assert found(agents=[agents[0]], queues=queues) == [
        (("queues", 2, "number"), "7 is the number of a too; choose another")
    ]


def test_ids_of_desks() -> None:
    """They name SIP accounts."""
    desk = {"id": "a", "name": "A"}
    assert found(phones=[desk, desk]) == [(("phones", 1, "id"), "a is the id of phones[0] too; choose another")]


def test_a_digit_chooses_one_reason() -> None:
    """The first one."""
    reasons = [{"digit": 1, "reason": "lunch"}, {"digit": "1", "reason": "tea"}]
    assert found(feature_codes={"pause_reasons": reasons}) == [
        (("feature_codes", "pause_reasons", 1, "digit"), "1 chooses lunch already; choose another digit")
    ]


def test_not_every_language_can_be_spoken() -> None:
    """Other words in English or German can; a language without a voice needs recordings."""
    voices = {"pl": {"paused": "Przerwa."}, "en": {"paused": "On a break."}, "de-AT": {"paused": "Jause."}}
    message = "there is no voice for pl (there are de, en, es, fr, it); use a recording: {file: name.wav}"
    assert found(feature_codes={"voices": voices}) == [(("feature_codes", "voices", "pl", "paused", "say"), message)]


def test_a_language_that_is_not_whole_is_doubtful() -> None:
    """Told once, where it is first wanted; a parent's sounds count."""
    agents = [ALICE | {"language": "pt-BR", "supervisor": True}, BOB | {"language": "pt-BR"}]
    told = warned(agents=agents, feature_codes={"voices": {"pt": {"paused": {"sound": "beep"}}}})
    (message,) = [text for path, text in told if path == ("agents", 0, "language")]
    assert message.startswith(
        "feature codes say 39 sentences in English, as voices.pt-BR lacks enter-number, enter-pin"
    )
    assert ("agents", 1, "language") not in [path for path, _ in told]
    desk, sue = {"id": "a", "name": "A", "language": "pl"}, {"id": "sue", "name": "Sue", "supervisor": True}
    assert [path for path, _ in warned(phones=[desk], agents=[sue], feature_codes={})] == [("phones", 0, "language")]
    for language in ("en-GB", "de", "de-AT", "es", "fr", "it"):
        assert warned(phones=[desk | {"language": language}], agents=[sue], feature_codes={}) == []


def test_a_code_for_supervisors_that_rings_nobody() -> None:
    """Agents may wonder why nobody comes; the code may be there all the same, as what it calls for is shown."""
    (told,) = warned(agents=[ALICE | {"supervisor": False}], feature_codes={"supervisor": "*7"})
    message = "nobody is rung when an agent dials *7: no agent has supervisor: true"
    assert told == (("feature_codes", "supervisor"), message)
    assert warned(agents=[ALICE], feature_codes={"supervisor": "off"}) == []
    assert warned(agents=[ALICE | {"supervisor": True}], feature_codes={}) == []
