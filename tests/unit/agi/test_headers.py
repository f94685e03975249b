"""The beginning of a session."""

from hypothesis import given
from hypothesis import strategies as st

from acd.agi.headers import AgiRequest, request
from tests.unit.agi.peer import HEADERS


def test_a_request() -> None:
    """The phone is the one that the PBX knows."""
    read = request(HEADERS.encode())
    assert read == AgiRequest("code", "*45", "PJSIP/agent-anna-00000001", "acd-1.0", "from-agent", ())
    assert read.endpoint == "agent-anna"


def test_arguments_and_query() -> None:
    """In order, without a gap; what stands behind the question mark is not part of the route."""
    block = b"agi_network_script: code?x=1\nagi_arg_1: a\nagi_arg_2: b: c\nagi_arg_4: d\n\n"
    assert (request(block).route, request(block).arguments) == ("code", ("a", "b: c"))


def test_the_first_counts() -> None:
    """Nobody overrides what Asterisk said before."""
    assert request(b"agi_channel: PJSIP/agent-a-1\nagi_channel: PJSIP/agent-b-1\n\n").endpoint == "agent-a"


def test_other_channels_have_no_phone() -> None:
    """A Local channel is nobody's."""
    assert request(b"agi_channel: Local/x@y-00000001;2\n\n").endpoint == ""


@given(st.binary())
def test_hostile_bytes(block: bytes) -> None:
    """Whatever it is: texts of limited length, without control characters."""
    read = request(b"agi_extension: " + block + b"\nagi_arg_1: " + block + b"\n\n")
    for value in (read.route, read.extension, read.channel, *read.arguments):
        assert len(value) <= 256 and value.isprintable()
