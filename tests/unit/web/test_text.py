"""Strangers' text on its way into JSON, and ids on their way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from acd.web.text import CallIdText, Cursor, FileName, PauseReasonText, Slug, fit
from tests.unit.web.hostile import NAMES


@given(st.text() | st.sampled_from(NAMES))
def test_fit_text_is_short_and_can_be_encoded(text: str) -> None:
    """At most 128 characters, and always UTF-8."""
    fitted = fit(text)
    assert len(fitted) <= 128
    fitted.encode()


def test_fit_leaves_good_text_alone() -> None:
    """What people write comes out as it went in."""
    assert fit("Zoë \U0001f600") == "Zoë \U0001f600"


@pytest.mark.parametrize("wrong", ["", "../x", "-x", "a b", "a/b", "é", "a\n", "x" * 65, "%2e"])
def test_ids_are_letters_digits_and_a_few_signs(wrong: str) -> None:
    """Nothing that means something in a path, a query or a terminal."""
    with pytest.raises(ValidationError):
        TypeAdapter(Slug).validate_python(wrong)


def test_call_ids_are_those_of_the_pbx() -> None:
    """Asterisk's unique id, with a system name before it if there is one."""
    for right in ("1763719200.17", "node-1-1763719200.17"):
        assert TypeAdapter(CallIdText).validate_python(right) == right
    with pytest.raises(ValidationError):
        TypeAdapter(CallIdText).validate_python("1.1\n")


def test_a_reason_is_one_printable_line() -> None:
    """It ends up in tables, metrics and terminals."""
    reason = TypeAdapter(PauseReasonText)
    assert reason.validate_python("  lunch ") == "lunch"
    for wrong in ("", "   ", "a\nb", "\x1b[31m", "\u202e", "\ud800", "x" * 65):
        with pytest.raises(ValidationError):
            reason.validate_python(wrong)


def test_names_and_cursors_are_bounded() -> None:
    """Longer or stranger ones are not even looked at."""
    with pytest.raises(ValidationError):
        TypeAdapter(FileName).validate_python("x" * 256)
    for wrong in ("", "a b", "\x00", "x" * 201):
        with pytest.raises(ValidationError):
            TypeAdapter(Cursor).validate_python(wrong)
    assert TypeAdapter(Cursor).validate_python("1763719200000.node-1763719200.17")
