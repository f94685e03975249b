"""SIP text: tolerant in, strict out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.simulator.sip.message import MessageError, Request, Response, param, parse, reply, split_list

INVITE = (
    b"\r\nINVITE sip:bob@127.0.0.1 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKa, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKb\r\n"
    b"Record-Route: <sip:p1;lr>\r\n"
    b"f: \"A, B\" <sip:a@x;user=phone>;tag=1\r\n"
    b"t: <sip:bob@x>\r\n"
    b"i: abc\r\n"
    b"record-route: <sip:p2;lr>,\r\n <sip:p3;lr>\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"X-Queue: sales\r\n"
    b"this line is no header\r\n"
    b"l: 4\r\n\r\nv=0\nrest that does not belong"
)  # fmt: skip

TOKEN = st.from_regex(r"[A-Za-z0-9.!%*_+`'~-]{1,20}", fullmatch=True)
VALUE = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"]), max_size=60)
NAME = TOKEN.filter(lambda name: name.lower() not in {"l", "content-length"})


def test_reads_compact_folded_and_repeated_headers() -> None:
    """Compact names, folding, several values and odd lines are read as RFC 3261 §7.3 means them."""
    request = parse(INVITE)
    assert isinstance(request, Request)
    assert request.method == "INVITE"
    assert request.cseq == (7, "INVITE")
    assert request.branch == "z9hG4bKa"
    assert len(request.values("Via")) == 2
    assert request.values("Record-Route") == ("<sip:p1;lr>", "<sip:p2;lr>", "<sip:p3;lr>")
    assert request.get("x-queue") == "sales"
    assert request.get("v") == request.get("Via")
    assert request.body == b"v=0\n"


def test_reply_keeps_vias_and_routes_in_order() -> None:
    """An answer copies Via and Record-Route rows as they stood and adds the tag once (§8.2.6.2)."""
    request = parse(INVITE)
    assert isinstance(request, Request)
    response = reply(request, 180, to_tag="t1")
    assert response.values("Via") == request.values("Via")
    assert response.values("Record-Route") == request.values("Record-Route")
    assert response.get("To") == "<sip:bob@x>;tag=t1"
    again = reply(Request("BYE", "sip:x", response.headers), 200, to_tag="t2")
    assert param(again.get("To"), "tag") == "t1"


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n\r\n", b"nonsense", b"INVITE sip:x HTTP/1.1\r\n\r\n", b"SIP/2.0 99 Low\r\n\r\n",
     b"SIP/2.0 200 OK\r\nContent-Length: 9\r\n\r\nshort", b"SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n"],
)  # fmt: skip
def test_refuses_what_is_no_message(data: bytes) -> None:
    """Garbage and truncated bodies raise, and nothing else."""
    with pytest.raises(MessageError):
        parse(data)


@pytest.mark.parametrize(
    "message",
    [
        Request("INVITE", "sip:x\r\nVia: y"),
        Request("INVITE", "sip:a b"),
        Request("IN VITE", "sip:x"),
        Request("INVITE", "sip:x", (("X-A", "a\r\nX-B: b"),)),
        Request("INVITE", "sip:x", (("X-A", "a\nb"),)),
        Request("INVITE", "sip:x", (("X-A: b\r\nX", "a"),)),
        Request("INVITE", "sip:x", (("", "a"),)),
        Response(200, "OK\r\nX-A: b"),
        Response(99, "Low"),
    ],
)
def test_writes_no_line_breaks(message: Request | Response) -> None:
    """A value with a line break never becomes a header of its own."""
    with pytest.raises(MessageError):
        message.encode()


@given(method=TOKEN, headers=st.lists(st.tuples(NAME, VALUE), max_size=6), body=st.binary(max_size=80))
def test_round_trip(method: str, headers: list[tuple[str, str]], body: bytes) -> None:
    """What the writer writes the parser reads back, header by header."""
    request = Request(method, "sip:bob@127.0.0.1:5060", tuple(headers), body)
    again = parse(request.encode())
    assert isinstance(again, Request)
    assert (again.method, again.uri, again.body) == (request.method, request.uri, request.body)
    assert [value for _, value in again.headers] == [value.strip() for _, value in headers]
    assert parse(again.encode()) == again


@given(name=st.text(max_size=20), value=st.text(max_size=60))
def test_one_header_stays_one(name: str, value: str) -> None:
    """Whatever text is given, the wire holds that one header or nothing at all."""
    try:
        data = Request("INVITE", "sip:x", ((name, value),)).encode()
    except MessageError:
        return
    except UnicodeEncodeError:
        return
    assert data.count(b"\r\n") == (3 if name.lower() == "content-length" else 4)
    assert data.count(b"\n") == data.count(b"\r\n")


@given(st.binary(max_size=300))
def test_parser_only_raises_its_own_error(data: bytes) -> None:
    """No datagram can stop the phone."""
    for candidate in (data, b"SIP/2.0 200 OK\r\n" + data, b"INVITE sip:x SIP/2.0\r\n" + data):
        try:
            message = parse(candidate)
        except MessageError:
            continue
        assert isinstance(message.branch, str)
        assert message.cseq[0] >= 0


def test_splits_lists_outside_quotes_and_brackets() -> None:
    """Commas in display names and URIs do not part values."""
    assert split_list('"a, \\"b" <sip:x,y>, <sip:z>,') == ['"a, \\"b" <sip:x,y>', "<sip:z>"]
    assert split_list("") == []


def test_header_parameters_are_not_those_of_the_uri() -> None:
    """tag and expires are looked for behind the brackets."""
    assert param("<sip:a;tag=no>;Tag=yes;flag", "tag") == "yes"
    assert param("<sip:a>;flag", "flag") == ""
    assert param("<sip:a;tag=no>", "tag") is None
