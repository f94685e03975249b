"""Lines of Asterisk's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panoramisk.utils import parse_agi_result

from acd.agi.result import Result, result


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("200 result=0", Result("0")),
        ("200 result=-1", Result("-1")),
        ("200 result=007", Result("007")),
        ("200 result=1*2# (timeout)", Result("1*2#", "timeout")),
        ("200 result= (timeout)", Result("", "timeout")),
        ("200 result=", Result("")),
        ("200 result=0 endpos=8160", Result("0")),
        ("200 result=1 (Ann (sales) x=1)", Result("1", "Ann (sales) x=1")),
        ("200 result=1 ()", Result("1")),
        ("200 result=1 (hangup)", Result("1", "hangup")),
        ("200 result=1 (a", None),
        ("200 result=1 (a) b", None),
        ("510 Invalid or unknown command", None),
        ("HANGUP", None),
        ("", None),
    ],
)
def test_a_line(line: str, meaning: Result | None) -> None:
    """Digits stay as they were pressed; what is in brackets is taken whole or not at all."""
    assert result(line) == meaning


@given(st.text())
def test_any_text(line: str) -> None:
    """It is a result or it is not."""
    result(line)
    result(f"200 result=1 ({line})")


def test_why_it_is_not_panoramisks() -> None:
    """A caller who is called hangup would end the session; should it be cured one day, this test says so."""
    assert parse_agi_result("200 result=1 (hangup)")["error"] == "AGIResultHangup"
