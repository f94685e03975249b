"""Offer and answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.simulator.sip.sdp import PCMA, PCMU, Direction, SdpError, SessionDescription, parse_sdp

ASTERISK = (
    b"v=0\r\no=- 1763 4 IN IP4 10.0.0.1\r\ns=Asterisk\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 21050 RTP/AVP 8 0 107\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    b"a=rtpmap:107 telephone-event/8000\r\na=fmtp:107 0-16\r\na=ptime:20\r\na=maxptime:140\r\na=sendonly\r\n"
    b"m=video 21052 RTP/AVP 99\r\na=inactive\r\n"
)


def test_reads_an_offer_of_asterisk() -> None:
    """Address of the session, port and order of the media, its own direction, the event number."""
    offer = parse_sdp(ASTERISK)
    assert (offer.host, offer.port) == ("127.0.0.1", 21050)
    assert offer.payload_types == (PCMA, PCMU)
    assert offer.event_type == 107
    assert offer.direction is Direction.SENDONLY
    assert (offer.session_id, offer.version) == (1763, 4)


def test_answers_with_one_format_and_refuses_other_media() -> None:
    """First common format, the offered event number, recvonly to sendonly, video with port 0 (RFC 3264 §6)."""
    answer = SessionDescription("127.0.0.1", 4000).answered(parse_sdp(ASTERISK))
    assert answer.payload_types == (PCMA,)
    assert answer.event_type == 107
    assert answer.direction is Direction.RECVONLY
    assert b"m=video 0 RTP/AVP 99" in answer.encode()


@pytest.mark.parametrize(
    "body",
    [b"", b"v=0\r\n", b"c=IN IP4 1.1.1.1\r\nm=video 1 RTP/AVP 9", b"m=audio 1 RTP/AVP 0",
     b"c=IN IP4 1.1.1.1\r\nm=audio 1 UDP/TLS/RTP/SAVPF 0", b"c=IN IP6 ::1\r\nm=audio 1 RTP/AVP 0"],
)  # fmt: skip
def test_refuses_what_it_cannot_speak(body: bytes) -> None:
    """No audio, no address, encryption."""
    with pytest.raises(SdpError):
        parse_sdp(body)


def test_no_common_format() -> None:
    """G.722 alone is no call."""
    offer = parse_sdp(b"c=IN IP4 1.1.1.1\r\nm=audio 1 RTP/AVP 9")
    with pytest.raises(SdpError, match="no common"):
        SessionDescription("127.0.0.1", 4000).answered(offer)


@given(wish=st.sampled_from(Direction), offered=st.sampled_from(Direction))
def test_an_answer_never_claims_more_than_was_offered(wish: Direction, offered: Direction) -> None:
    """We send only to who receives, and receive only from who sends; the mirror is the most there is."""
    answer = wish.limited_by(offered)
    assert not answer.sends or (wish.sends and offered.receives)
    assert not answer.receives or (wish.receives and offered.sends)
    assert Direction.SENDRECV.limited_by(offered) is offered.mirrored


@given(
    port=st.integers(0, 65535),
    types=st.sampled_from([(PCMU,), (PCMA,), (PCMU, PCMA), (PCMA, PCMU)]),
    event=st.sampled_from([None, 96, 101, 127]),
    direction=st.sampled_from(Direction),
    version=st.integers(0, 2**62),
)
def test_round_trip(port: int, types: tuple[int, ...], event: int | None, direction: Direction, version: int) -> None:
    """What is written is read back."""
    description = SessionDescription("127.0.0.1", port, types, event, direction, 7, version)
    assert parse_sdp(description.encode()) == description


@given(st.binary(max_size=200))
def test_parser_only_raises_its_own_error(data: bytes) -> None:
    """No body can stop the phone."""
    for body in (data, b"c=IN IP4 1.1.1.1\r\nm=audio 1 RTP/AVP 0\r\n" + data, b"m=audio " + data):
        try:
            parse_sdp(body)
        except SdpError:
            continue
