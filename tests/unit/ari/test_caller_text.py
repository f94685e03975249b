"""Text of callers: what they write can be seen, and does nothing else."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.ari.caller_text import caller_id, cleaned, shown_to_agent
from acd.domain.calls import CallerId


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Müller & Söhne", "Müller & Söhne"),
        ("漢字 Ω", "漢字 Ω"),
        ("a\r\nVia: x", "a Via: x"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("\x00\x1b[31mred\x07", "[31mred"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("  \t ", ""),
        ("x" * 5000, "x" * 80),
        ("\u2028line", "line"),
        ("\ud800half", "half"),
    ],
)
def test_names_lose_what_is_not_seen(raw: str, clean: str) -> None:
    """Control, format and direction characters go; letters of every script stay."""
    assert cleaned(raw) == clean


@given(st.text())
def test_cleaned_text_is_one_short_printable_line(text: str) -> None:
    """Whatever comes in."""
    clean = cleaned(text)
    assert len(clean) <= 80
    assert clean == clean.strip()
    assert all(not unicodedata.category(char).startswith("C") for char in clean)


def test_a_caller_keeps_the_letters_of_a_sip_user() -> None:
    """Callers from SIP have names where others have numbers."""
    assert caller_id("Ann", "alice.b") == CallerId(number="alice.b", name="Ann")


@pytest.mark.parametrize(
    ("caller", "shown"),
    [
        (CallerId("+4930123", "Ann"), '"Ann" <+4930123>'),
        (CallerId("+4930123", ""), '"" <+4930123>'),
        (CallerId("", "Ann"), '"Ann" <>'),
        (CallerId("", ""), ""),
        (CallerId("1> <2", 'A" <+999> "'), '"A +999" <12>'),
        (CallerId("", "\\\\\"'"), '"\'" <>'),
        (CallerId("1;tag=x", "${EXTEN}"), '"EXTEN" <1tagx>'),
    ],
)
def test_what_an_agent_is_shown_cannot_break_out(caller: CallerId, shown: str) -> None:
    """Quotes, brackets and backslashes would end the name or begin a second number."""
    assert shown_to_agent(caller) == shown


@given(st.text(), st.text())
def test_what_an_agent_is_shown_has_one_shape(name: str, number: str) -> None:
    """Two parts, whatever a caller writes."""
    shown = shown_to_agent(CallerId(number, name))
    assert shown == "" or re.fullmatch(r'"[^"<>\\\r\n]{0,40}" <[0-9A-Za-z+*#._-]{0,32}>', shown)
