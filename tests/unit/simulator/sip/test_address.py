"""URIs and name-addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.simulator.sip.address import NameAddress, SipUri, parse_address, parse_uri
from acd.simulator.sip.message import MessageError

PRINTABLE = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:bob@127.0.0.1:5070;transport=udp", SipUri("bob", "127.0.0.1", 5070, ";transport=udp")),
        ("sip:127.0.0.1", SipUri("", "127.0.0.1")),
        ("sips:a%20b@host", SipUri("a b", "host")),
        ("sip:a:password@[::1]:5", SipUri("a", "[::1]", 5)),
        ("sip:+49%3Bext=1@host?Subject=x", SipUri("+49;ext=1", "host", None, "?Subject=x")),
        ("tel:+4930", SipUri("+4930", "")),
    ],
)
def test_reads_uris(text: str, uri: SipUri) -> None:
    """User, host, port and the rest come apart."""
    assert parse_uri(text) == uri


@pytest.mark.parametrize("text", ["", "bob", "http://x", "sip:"])
def test_refuses_what_is_no_uri(text: str) -> None:
    """No guess is made."""
    with pytest.raises(MessageError):
        parse_uri(text)


def test_address_is_known_for_literals_only() -> None:
    """A host name gives no address, so the server is used instead of a resolver."""
    assert parse_uri("sip:a@127.0.0.1").address == ("127.0.0.1", 5060)
    assert parse_uri("sip:a@example.net").address is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('"Bob \\"B\\" <x>" <sip:b@h>;tag=1', NameAddress("sip:b@h", 'Bob "B" <x>', "1")),
        ("Bob B <sip:b@h;tag=no>", NameAddress("sip:b@h;tag=no", "Bob B")),
        ("sip:b@h;tag=2", NameAddress("sip:b@h", "", "2")),
    ],
)
def test_reads_name_addresses(text: str, address: NameAddress) -> None:
    """Display name, URI and tag, in each of the three forms of §20.10."""
    assert parse_address(text) == address


@given(name=PRINTABLE, user=PRINTABLE)
def test_round_trip(name: str, user: str) -> None:
    """Any caller name and number survive the header."""
    written = str(NameAddress(str(SipUri(user, "127.0.0.1")), name, "t"))
    read = parse_address(written)
    assert (read.name, read.tag) == (name, "t")
    assert read.number == user


@given(st.text(max_size=80))
def test_never_raises_on_headers(text: str) -> None:
    """Odd From headers are read somehow; they do not stop the phone."""
    assert isinstance(parse_address(text).number, str)
