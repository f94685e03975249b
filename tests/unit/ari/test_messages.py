"""Frames: whatever comes, the reader goes on, and what was wrong is counted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.ari import messages
from acd.ari.messages import ChannelDestroyed, FrameCounts, StasisStart, decode
from tests.unit.ari.frames import CALLER, agent, arrival, frame


def test_a_frame_becomes_a_struct_with_what_is_read() -> None:
    """Fields that nobody reads are not looked at."""
    counts = FrameCounts()
    message = decode(arrival(), counts)
    assert isinstance(message, StasisStart)
    assert (message.channel.id, message.channel.state, message.args) == (CALLER, "Ring", ("caller",))
    assert message.channel.dialplan.exten == "+498912345"
    assert (counts.decoded, counts.unknown, counts.malformed) == (1, 0, 0)


def test_the_codes_of_an_end_are_read() -> None:
    """Both the Q.850 and the SIP one; either may be missing."""
    both = decode(frame("ChannelDestroyed", cause=17, tech_cause=486, channel=agent("Down")), FrameCounts())
    assert isinstance(both, ChannelDestroyed)
    assert (both.cause, both.tech_cause) == (17, 486)
    one = decode(frame("ChannelDestroyed", cause=16, channel=agent()), FrameCounts())
    assert isinstance(one, ChannelDestroyed)
    assert one.tech_cause == 0


def test_a_type_that_nobody_reads_is_counted_and_dropped() -> None:
    """New versions of Asterisk bring new types."""
    counts = FrameCounts()
    assert decode(frame("ChannelVarset", variable="X"), counts) is None
    assert (counts.decoded, counts.unknown, counts.malformed) == (0, 1, 0)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"type":7}',
        b'{"type":"StasisStart"}',
        b'{"type":"StasisStart","channel":null}',
        b'{"type":"StasisStart","channel":{"id":5}}',
        b'{"type":"StasisStart","channel":{"id":"x","state":null}}',
        b'{"type":"ChannelDestroyed","cause":1e400,"channel":{"id":"x"}}',
        b'{"type":"StasisEnd","channel":{"id":"\xff\xfe"}}',
        b'{"type":"StasisEnd","channel":{"id":"x","caller":{"name":' + b"[" * 10_000 + b"]" * 10_000 + b"}}}",
    ],
)
def test_a_malformed_frame_is_counted_and_dropped(broken: bytes) -> None:
    """Wrong types, missing fields, no JSON, bad UTF-8, nesting without end."""
    counts = FrameCounts()
    assert decode(broken, counts) is None
    assert (counts.decoded, counts.malformed) == (0, 1)
    assert counts.last_malformed


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    """Arbitrary bytes give a message or nothing, never an exception."""
    decode(data, FrameCounts())


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "channel", "x"]), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(messages._KNOWN)), st.dictionaries(st.sampled_from(["channel", "bridge", "args"]), _json))
def test_no_content_stops_the_reader(kind: str, fields: dict[str, object]) -> None:
    """The right type with wrong content gives a message or nothing."""
    decode(json.dumps({"type": kind, **fields}).encode(), FrameCounts())


def test_what_asterisk_is_told_not_to_send_is_nothing_that_is_read() -> None:
    """A type in both lists would never come; RESTResponse in the list would eat answers."""
    assert not messages._KNOWN & set(messages.UNUSED)
    assert "RESTResponse" not in messages.UNUSED
