"""Offer and answer for the one audio stream of a call, and what they mean for sending (RFC 3264)."""

from __future__ import annotations

from dataclasses import replace

from acd.simulator.sip.rtp import RtpStream
from acd.simulator.sip.sdp import Direction, SessionDescription, parse_sdp


class MediaSession:
    """Knows both descriptions; starts and stops the stream by the agreed direction."""

    __slots__ = ("_active", "local", "remote", "stream", "wanted")

    def __init__(self, stream: RtpStream, session_id: int) -> None:
        host, port = stream.address
        self.stream = stream
        self.local = SessionDescription(host, port, session_id=session_id)
        self.remote: SessionDescription | None = None
        #: SENDRECV, or SENDONLY while we hold the other side.
        self.wanted = Direction.SENDRECV
        self._active = False

    @property
    def held_by_remote(self) -> bool:
        """The other side does not listen to us: sendonly, inactive, or the old way with address 0.0.0.0."""
        return self.remote is not None and (not self.remote.direction.receives or self.remote.host == "0.0.0.0")

    def offer(self) -> bytes:
        self._describe(
            SessionDescription(self.local.host, self.local.port, direction=self.wanted), version_from=self.local
        )
        return self.local.encode()

    def answer(self, offer: bytes) -> bytes:
        """Take an offer and return the answer. Raises SdpError and changes nothing."""
        remote = parse_sdp(offer)
        wish = SessionDescription(self.local.host, self.local.port, direction=self.wanted)
        self._describe(wish.answered(remote), version_from=self.local)
        self._agree(remote)
        return self.local.encode()

    def accept(self, answer: bytes) -> None:
        """Take the answer to our offer. Raises SdpError."""
        self._agree(parse_sdp(answer))

    def start(self) -> None:
        """The call is answered: send, if the agreed direction says so."""
        self._active = True
        self._apply()

    def close(self) -> None:
        self._active = False
        self.stream.close()

    def _describe(self, description: SessionDescription, version_from: SessionDescription) -> None:
        same = replace(description, session_id=version_from.session_id, version=version_from.version)
        # The version moves with the content and only then (RFC 3264 §8).
        self.local = same if same == version_from else replace(same, version=same.version + 1)

    def _agree(self, remote: SessionDescription) -> None:
        self.remote = remote
        common = [number for number in remote.payload_types if number in self.local.payload_types]
        if common:
            self.stream.connect((remote.host, remote.port), common[0], remote.event_type)
        self._apply()

    def _apply(self) -> None:
        # Holding, we may still send by the letter (sendonly), but a phone on hold is silent.
        talking = self.wanted is Direction.SENDRECV and not self.held_by_remote
        if self._active and talking and self.remote is not None and self.remote.port:
            self.stream.resume()
        else:
            self.stream.pause()
