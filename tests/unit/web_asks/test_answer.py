"""What is made of an answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.web_asks import AskFailure
from acd.web_asks.answer import understood

WANTED = {"v": "a.0.b"}


def value(told: Any) -> Any:
    """Return what is made of a value at the wanted place."""
    made = understood(200, json.dumps({"a": [{"b": told}]}).encode(), WANTED)
    assert not isinstance(made, AskFailure)
    return made.get("v")


@pytest.mark.parametrize(
    ("told", "text"),
    [("x", "x"), (True, "true"), (False, "false"), (7, "7"), (1.5, "1.5"), (None, None), ({}, None), ([], None),
     ("a\r\nb\0\u202e", "ab"), ("y" * 999, "y" * 256), (10**300, str(10**300)[:256])],
)  # fmt: skip
def test_values_become_short_text(told: Any, text: str | None) -> None:
    """What is none is left out."""
    assert value(told) == text


@pytest.mark.parametrize("told", [b'{"a": []}', b'{"a": {"0": 1}}', b"[]", b"7", b'{"a": [7]}'])
def test_a_way_that_leads_nowhere(told: bytes) -> None:
    """The value stays unknown."""
    assert understood(200, told, WANTED) == {}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (404, AskFailure.NOT_FOUND),
        (410, AskFailure.NOT_FOUND),
        (301, AskFailure.STATUS),
        (199, AskFailure.STATUS),
        (500, AskFailure.STATUS),
    ],
)
def test_statuses(status: int, why: AskFailure) -> None:
    """Of an answer that is no success the text does not matter."""
    assert understood(status, b"{", WANTED) == why


def test_where_nothing_is_wanted_the_text_does_not_matter() -> None:
    """A webhook may answer anything."""
    assert understood(204, b"", {}) == {} == understood(200, b"ok", {})


@given(
    st.binary() | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(lambda one: json.dumps(one).encode())
)
def test_no_answer_breaks_us(body: bytes) -> None:
    """It is of use, or it is not."""
    made = understood(200, body, WANTED)
    assert made is AskFailure.NOT_UNDERSTOOD or not isinstance(made, AskFailure)
