"""Requests: nothing leaves its place in the address, and answers are read alike everywhere."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.ari.requests import Reply, delete, get, post, put
from acd.domain.commands import Refusal


def test_path_and_query_are_escaped() -> None:
    """A slash, a question mark or an ampersand in a value is part of the value."""
    request = post("channels", "a/../b?x", "play", "p1", media="sound:a&b=c d+ä")
    assert request.target == "channels/a%2F..%2Fb%3Fx/play/p1?media=sound%3Aa%26b%3Dc%20d%2B%C3%A4"
    assert get("channels").target == "channels"
    assert put("a", body={}).target == "a"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_put_in_comes_out_at_the_same_place(part: str, value: str) -> None:
    """Read back as a server reads it."""
    split = urlsplit("http://x/ari/" + post("channels", part, "answer", key=value).target)
    assert [unquote(piece) for piece in split.path.split("/")] == ["", "ari", "channels", part, "answer"]
    assert parse_qsl(split.query, keep_blank_values=True) == [("key", value)]
    assert split.fragment == ""


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (404, b'{"message":"Channel not found"}', Refusal.GONE),
        (400, b'{"message":"Channel not found"}', Refusal.GONE),
        (400, b'{"message":"Invalid parameter"}', Refusal.REFUSED),
        (409, b"", Refusal.REFUSED),
        (412, b"", Refusal.REFUSED),
        (422, b"", Refusal.REFUSED),
        (500, b'{"error":"Allocation failed"}', Refusal.REFUSED),
        (503, b"\xff", Refusal.REFUSED),
        (401, b"", Refusal.REFUSED),
        (302, b"", Refusal.REFUSED),
    ],
)
def test_refusals(status: int, body: bytes, refusal: Refusal) -> None:
    """What is gone is told from what is not wanted."""
    error = post("channels", "x", "answer").refusal(Reply(status, body))
    assert error is not None
    assert error.refusal is refusal
    assert str(status) in error.detail


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success(status: int) -> None:
    """Every 2xx."""
    assert post("channels", "x", "answer").refusal(Reply(status)) is None


def test_what_should_be_gone_may_be_gone() -> None:
    """404 is what was wished for; another refusal is still one."""
    request = delete("bridges", "x", gone_is_fine=True)
    assert request.refusal(Reply(404)) is None
    assert request.refusal(Reply(409)) is not None
    assert delete("channels", "x").refusal(Reply(404)) is not None
