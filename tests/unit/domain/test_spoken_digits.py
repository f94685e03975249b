"""Digits that are read back."""

import pytest

from acd.domain.flows import Prompt
from acd.domain.spoken_digits import KEYS, DigitSounds, grouped


@pytest.mark.parametrize(
    ("text", "size", "parts"),
    [
        ("", 3, []),
        ("7", 3, ["7"]),
        ("123", 3, ["123"]),
        ("1234", 3, ["1234"]),
        ("5550100", 3, ["555", "0100"]),
        ("2125550100", 3, ["212", "555", "0100"]),
        ("0142687953", 2, ["01", "42", "68", "79", "53"]),
        ("12345", 2, ["12", "345"]),
        ("+12125550100", 3, ["+1", "212", "555", "0100"]),
        ("+33142687953", 2, ["+33", "14", "26", "87", "953"]),
        ("+35312345678", 3, ["+353", "123", "456", "78"]),
        ("+49", 3, ["+49"]),
    ],
)
def test_numbers_are_said_in_groups(text: str, size: int, parts: list[str]) -> None:
    """The code of the country alone; no digit stands alone at the end."""
    assert grouped(text, size) == parts


def test_there_is_a_pause_between_groups() -> None:
    """None before the first or behind the last; what has no sound is passed over."""
    sounds = {key: Prompt(f"k{key}") for key in KEYS}
    said = DigitSounds(sounds, Prompt("pause"), 2).read_back("12x-34")
    assert said == ("k1", "k2", "pause", "k3", "k4")
    assert DigitSounds(sounds, None, 2).read_back("1234") == ("k1", "k2", "k3", "k4")
    assert DigitSounds({}).read_back("12") == ()
