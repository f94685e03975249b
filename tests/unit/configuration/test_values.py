"""Single values: what each may look like, and what is said about a wrong one."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from acd.configuration import values


def complaint(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value, strict=True)
    (error,) = caught.value.errors()
    return str(error["msg"])


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("+15550100", "+15550100"),
        ("+1 (555) 01-00", "+15550100"),
        ("+44.20.7946.0000", "+442079460000"),
        ("020 7946 0000", "02079460000"),
        (5550100, "5550100"),
        ("112", "112"),
        ("sales", "sales"),
        ("front-desk_2.x", "front-desk_2.x"),
    ],
)
def test_a_number_has_one_form(written: Any, normal: str) -> None:
    """So that it is found however it was written."""
    assert TypeAdapter(values.DialledNumber).validate_python(written, strict=True) == normal


NO_NUMBER = (
    " is no number that a caller can dial; use + with country code and number, the national digits, "
    "or a SIP name in small letters"
)


@pytest.mark.parametrize(
    "written",
    ["+", "+0155501", "+123456", "+1234567890123456", "1", "Sales", "a b", "", "*99", "s@x", "１２３"],  # noqa: RUF001
)
def test_what_nobody_can_dial_is_refused(written: str) -> None:
    """It would never ring."""
    assert complaint(values.DialledNumber, written) == f'"{written}"{NO_NUMBER}'


@pytest.mark.parametrize(
    ("written", "normal"),
    [("192.0.2.7", "192.0.2.7"), ("192.0.2.7/32", "192.0.2.7"), ("192.0.2.0/24", "192.0.2.0/24")],
)
def test_a_network_has_one_form(written: str, normal: str) -> None:
    """An address is a network of one."""
    assert TypeAdapter(values.NetworkText).validate_python(written) == normal


NETWORK = "use one like 192.0.2.7 or 192.0.2.0/24"
ID = "use small letters, digits and hyphens, beginning with a letter, at most 40"
SOUND = "use the name of a sound in Asterisk's sound folder without suffix, such as vm-goodbye"
MUSIC = "use the name of a class of music on hold in Asterisk, such as default, or a list of files: [music.mp3]"
ENDINGS = ".wav, .flac, .mp3, .ogg, .oga, .opus, .aif, .aiff, .aifc, .au, .caf"
NO_TEXT = " is not text (text that looks like a number or true/false needs quotes); "


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (values.NetworkText, "sip.invalid", '"sip.invalid" is no IPv4 address or network; ' + NETWORK),
        (values.NetworkText, "192.0.2.7/24", '"192.0.2.7/24" has bits beyond its mask; ' + NETWORK),
        (values.NetworkText, "::1", '"::1" is no IPv4 address or network; ' + NETWORK),
        (values.NetworkText, "0.0.0.0/0", '"0.0.0.0/0" lets nearly anybody in; '
         "use the trunk's own addresses, /8 or longer"),
        (values.NetworkText, 1, f"1{NO_TEXT}use an IPv4 address or network, such as 192.0.2.7 or 192.0.2.0/24"),
        (values.Id, "Support!", '"Support!" does not fit; ' + ID),
        (values.Id, "a" * 41, f'"{"a" * 41}" does not fit; ' + ID),
        (values.Id, "a\n", '"a\\n" does not fit; ' + ID),
        (values.Name, True, f"true{NO_TEXT}use 1 to 80 characters"),
        (values.Name, " ", '" " is too short; use 1 to 80 characters'),
        (values.Name, "x" * 81, f'"{"x" * 59}..." is too long; use 1 to 80 characters'),
        (values.Name, "a\x1b[2J", '"a\\u001b[2J" has a character that cannot be seen (U+001B); remove it'),
        (values.Name, "a\u202eb", '"a\\u202eb" has a character that cannot be seen (U+202E); remove it'),
        (values.Name, "a\u2028b", '"a\\u2028b" has a character that cannot be seen (U+2028); remove it'),
        (values.Say, "...", '"..." has no letter or digit; write words'),
        (values.Say, "x" * 1001, f'"{"x" * 59}..." is too long; use 1 to 1000 characters'),
        (values.Sound, "../secret", '"../secret" does not fit; ' + SOUND),
        (values.Sound, "a&b", '"a&b" does not fit; ' + SOUND),
        (values.SoundFile, "hi.m4a", '"hi.m4a" is no sound file; use one whose name ends in ' + ENDINGS),
        (values.SoundFolder, "a\nb", '"a\\nb" has a character that cannot be seen (U+000A); remove it'),
        (values.Language, "english", '"english" does not fit; use a code such as en, en-GB or de'),
        (values.Level, 11, "11 is too large; use a level of 0 (none) to 10 (expert)"),
        (values.Level, 1.5, "1.5 is not a whole number; use a level of 0 (none) to 10 (expert)"),
        (values.Level, "3", '"3" is not a whole number; use a level of 0 (none) to 10 (expert)'),
        (values.RequiredLevel, 0, "0 is too small; use a level of 1 to 10 (expert)"),
        (values.RequiredLevel, True, "true is not a whole number; use a level of 1 to 10 (expert)"),
        (values.MusicClass, "a b", '"a b" does not fit; ' + MUSIC),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_mend(kind: Any, value: Any, message: str) -> None:
    """What was found, what is wrong with it, what to write instead."""
    assert complaint(kind, value) == message


def test_blanks_around_words_do_not_count() -> None:
    """Folded texts end with a line break."""
    assert TypeAdapter(values.Say).validate_python("Hello.\n") == "Hello."
    assert TypeAdapter(values.Name).validate_python(" Acme ") == "Acme"
