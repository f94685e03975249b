"""What is sent: whatever a caller sent stays one part of an address."""

import json
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.web_asks import AskId, WebTarget, WebTargetId
from acd.web_asks.request import NothingToAsk, filled, prepare, signature

TARGET = WebTarget(WebTargetId("acme/crm"), "https://crm.example.com/v1/{caller}/x?q={name}&n=1")
HOSTILE = [
    "\r\nHost: evil",
    "%0d%0a",
    "../../etc",
    "a/b",
    "?x=1",
    "#",
    "{caller}",
    "&admin=1",
    "\0",
    "é",
    "\u202e",
    "\ud800",
]


@given(st.text(min_size=1) | st.sampled_from(HOSTILE), st.text() | st.sampled_from(HOSTILE))
def test_a_value_is_one_part_and_nothing_else(caller: str, name: str) -> None:
    """It decodes to itself, and the address around it stays."""
    parts = urlsplit(filled(TARGET.url, {"caller": caller, "name": name}))
    segments = parts.path.split("/")
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "crm.example.com", "")
    assert [segments[1], segments[3]] == ["v1", "x"] and len(segments) == 4
    assert unquote(segments[2]) == caller.encode(errors="replace").decode()
    query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    assert query == [("q", name.encode(errors="replace").decode()), ("n", "1")]


@pytest.mark.parametrize("caller", ["", ".", ".."])
def test_what_would_be_another_path_is_not_asked_for(caller: str) -> None:
    """Nor what is none."""
    with pytest.raises(NothingToAsk):
        filled("https://x/{caller}", {"caller": caller})


def test_an_address_without_a_path_has_the_root() -> None:
    """As browsers do."""
    assert filled("https://x?a={b}", {}) == "https://x/?a="


def test_who_is_asked_gets_no_text() -> None:
    """And wants JSON that is not compressed."""
    made = prepare(TARGET, AskId("a"), {"caller": "1"}, 7, bearer="b")
    assert (made.method, made.body) == ("GET", None)
    assert made.headers["Authorization"] == "Bearer b" and made.headers["Accept-Encoding"] == "identity"


@given(st.dictionaries(st.text(), st.text()))
def test_what_is_told_is_ascii_json(data: dict[str, str]) -> None:
    """Nothing in it ends a line or a header."""
    told = WebTarget(WebTargetId("acme/hook"), "https://x/", is_told=True)
    made = prepare(told, AskId("1.1~k\r\n-w1"), data, 7, key=b"k" * 16)
    assert made.body is not None and made.body.isascii() and b"\n" not in made.body
    assert json.loads(made.body) == {"type": "call.flow", "timestamp": 7, "data": data}
    assert all("\n" not in text and "\r" not in text for text in made.headers.values())


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of its specification (Standard Webhooks 1.0.0)."""
    import base64

    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    made = signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, key)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
