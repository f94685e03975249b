"""Mistakes in words that their writer understands."""

import pytest
from pydantic_core import ErrorDetails

from acd.configuration.sentences import nearest, path_text, printable, sentence_of, shown


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("queues", 1, "ring_timeout_s"), "queues[1].ring_timeout_s"),
        (("tenants", 0, "flows", "after-hours", 2), "tenants[0].flows.after-hours[2]"),
        (("queues", 0, "requires", "a b"), 'queues[0].requires."a b"'),
        (("", "x\x1b"), '""."x\\u001b"'),
    ],
)
def test_a_place_is_written_as_people_write_it(path: tuple[str | int, ...], text: str) -> None:
    """Names that are no names stand in quotes."""
    assert path_text(path) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (2.5, "2.5"),
        (True, "true"),
        (None, "nothing"),
        ("a", '"a"'),
        ("é\u202e\x07", '"é\\u202e\\u0007"'),
        ("x" * 100, f'"{"x" * 59}..."'),
        ([1], "a list"),
        ((), "a list"),
        ({}, "a group of fields"),
    ],
)
def test_a_value_is_shown_as_it_was_written_and_short(value: object, text: str) -> None:
    """A terminal obeys none of it."""
    assert shown(value) == text


def test_an_unknown_word_gets_a_guess_or_the_whole_choice() -> None:
    """A long choice is cut."""
    assert nearest("wrapup", ["wrapup_s", "music"]) == "; did you mean wrapup_s?"
    assert nearest("zzz", ["b", "a"]) == "; known: a, b"
    assert nearest("zzz", []) == "; there are none"
    assert nearest("-", [f"a{number:02}" for number in range(20)]).endswith("a11, ...")


def test_what_cannot_be_printed_is_escaped() -> None:
    """Half characters too, which no terminal could be sent."""
    assert printable("a\ud800\x9b") == "a\\ud800\\u009b"


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("missing", {}, "is missing; write it"),
        ("extra_forbidden", 1, "there is no such field; did you mean name?"),
        ("too_short", [], "is empty; write at least one entry"),
        ("too_long", [], "has 21 entries; 20 are the limit"),
        ("tuple_type", None, "is empty; fill it in or remove it"),
        ("tuple_type", 3, "3 does not fit; this must be a list"),
        ("dict_type", [], "a list does not fit; this must be fields with values (name: value)"),
        ("bool_type", "yes", '"yes" is neither true nor false'),
        ("plain", 3, "as it stands"),
    ],
)
def test_every_kind_of_error_has_its_sentence(kind: str, value: object, sentence: str) -> None:
    """None of them is the validator's own."""
    error = ErrorDetails(
        type=kind,
        loc=("agents", 0, "nmae"),
        msg="as it stands",
        input=value,
        ctx={"actual_length": 21, "max_length": 20},
    )
    assert sentence_of(error, ["name", "skills"]) == sentence
