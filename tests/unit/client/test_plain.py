"""Strangers' text made harmless for a terminal."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acd.client.plain import plain
from tests.unit.web.hostile import NAMES


@given(st.text(alphabet=st.characters()) | st.sampled_from(NAMES), st.integers(1, 100))
@example("\ud800", 10)
def test_nothing_comes_through_that_a_terminal_obeys(text: str, length: int) -> None:
    """Printable, one line, no longer than asked, no more than two accents on a letter."""
    shown = plain(text, length)
    assert shown.isprintable()
    assert len(shown) <= length
    shown.encode()
    marks = "".join("m" if unicodedata.category(char) in ("Mn", "Me") else "." for char in shown)
    assert "mmm" not in marks


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ÄÖÜéßñ0123456789+-", max_size=64))
def test_good_names_come_through_unchanged(text: str) -> None:
    """Names are names."""
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\x9b1m", "\\x9b1m"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
        ("e\u0301\u0301\u0301\u0301", "e\u0301\u0301"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    """So that one sees that it is there."""
    assert plain(text) == shown


def test_long_text_is_cut_visibly() -> None:
    """Also when only writing it out made it long."""
    assert plain("x" * 65) == "x" * 63 + "…"
    assert plain("x" * 64) == "x" * 64
    assert plain("\x00" * 20, 10) == "\\x00\\x00\\…"
