"""Session descriptions for one G.711 audio stream with telephone events (RFC 8866, RFC 3264, RFC 4733)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

PCMU = 0
PCMA = 8
#: Payload type we offer for telephone events; an answer keeps the number the other side chose.
TELEPHONE_EVENT = 101
PTIME_MS = 20
_STATIC = {PCMU: "PCMU/8000", PCMA: "PCMA/8000"}


class SdpError(ValueError):
    """The description cannot be read, or has no audio that we speak; a phone answers 488."""


class Direction(StrEnum):
    """Media direction as seen by the side that wrote the description."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def sends(self) -> bool:
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def receives(self) -> bool:
        return self in (Direction.SENDRECV, Direction.RECVONLY)

    @property
    def mirrored(self) -> Direction:
        """The most an answer may say to this offer (RFC 3264 §6.1)."""
        return _MIRROR[self]

    def limited_by(self, offered: Direction) -> Direction:
        """What we answer when we want `self` and the other side offered `offered`."""
        sends = self.sends and offered.receives
        receives = self.receives and offered.sends
        return _BY_FLAGS[sends, receives]


_MIRROR = {
    Direction.SENDRECV: Direction.SENDRECV,
    Direction.SENDONLY: Direction.RECVONLY,
    Direction.RECVONLY: Direction.SENDONLY,
    Direction.INACTIVE: Direction.INACTIVE,
}
_BY_FLAGS = {
    (True, True): Direction.SENDRECV,
    (True, False): Direction.SENDONLY,
    (False, True): Direction.RECVONLY,
    (False, False): Direction.INACTIVE,
}


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """One audio stream: where to send to, which payload types, in which direction."""

    host: str
    port: int
    payload_types: tuple[int, ...] = (PCMU, PCMA)
    event_type: int | None = TELEPHONE_EVENT
    direction: Direction = Direction.SENDRECV
    session_id: int = 1
    version: int = 1
    #: Lines `m=` of other media, to be refused with port 0 in an answer (RFC 3264 §6).
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def encode(self) -> bytes:
        types = [*self.payload_types, *(() if self.event_type is None else (self.event_type,))]
        lines = [
            "v=0",
            f"o=- {self.session_id} {self.version} IN IP4 {self.host}",
            "s=call",
            f"c=IN IP4 {self.host}",
            "t=0 0",
            *self.before,
            f"m=audio {self.port} RTP/AVP {' '.join(map(str, types))}",
            *(f"a=rtpmap:{number} {_STATIC[number]}" for number in self.payload_types),
        ]
        if self.event_type is not None:
            lines += [f"a=rtpmap:{self.event_type} telephone-event/8000", f"a=fmtp:{self.event_type} 0-15"]
        lines += [f"a=ptime:{PTIME_MS}", f"a={self.direction}", *self.after]
        return ("\r\n".join(lines) + "\r\n").encode()

    def answered(self, offer: SessionDescription) -> SessionDescription:
        """Turn this wish into the answer to `offer`: common payload types in the offer's order.

        Raises SdpError when no payload type is common.
        """
        common = tuple(number for number in offer.payload_types if number in self.payload_types)
        if not common:
            raise SdpError("no common audio format: the phone speaks PCMU and PCMA only")
        return replace(
            self,
            payload_types=common[:1],
            event_type=offer.event_type,
            direction=self.direction.limited_by(offer.direction),
            before=tuple(_refused(line) for line in offer.before),
            after=tuple(_refused(line) for line in offer.after),
        )


def parse_sdp(body: bytes) -> SessionDescription:
    """Read the first audio stream. Raises SdpError."""
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines() if line[1:2] == "="]
    media = [index for index, line in enumerate(lines) if line.startswith("m=")]
    audio = next((index for index in media if lines[index].startswith("m=audio ")), None)
    if audio is None:
        raise SdpError("no audio stream in the description")
    end = next((index for index in media if index > audio), len(lines))
    match = re.fullmatch(r"m=audio ([0-9]{1,5})(?:/[0-9]+)? \S*RTP/AVPF? ([0-9 ]+)", lines[audio])
    if match is None:
        raise SdpError(f"cannot speak {lines[audio]!r}")
    session, section = lines[: media[0]], lines[audio:end]
    host = _connection(section) or _connection(session)
    if host is None:
        raise SdpError("no IPv4 address in the description")
    numbers = [int(number) for number in match[2].split()]
    event = re.compile(r"a=rtpmap:([0-9]{1,3}) telephone-event/8000", re.IGNORECASE)
    events = [int(found[1]) for line in section if (found := event.match(line))]
    return SessionDescription(
        host,
        int(match[1]),
        tuple(number for number in numbers if number in _STATIC),
        next((number for number in events if number in numbers), None),
        _direction(section) or _direction(session) or Direction.SENDRECV,
        *_origin(session),
        before=tuple(lines[index] for index in media if index < audio),
        after=tuple(lines[index] for index in media if index > audio),
    )


def _refused(line: str) -> str:
    """The same media line with port 0."""
    kind, _, rest = line.partition(" ")
    return f"{kind} 0 {rest.partition(' ')[2]}"


def _connection(lines: Sequence[str]) -> str | None:
    return next((line[9:].split("/")[0].strip() for line in lines if line.startswith("c=IN IP4 ")), None)


def _direction(lines: Sequence[str]) -> Direction | None:
    words = {f"a={direction}": direction for direction in Direction}
    return next((words[line] for line in lines if line in words), None)


def _origin(lines: Sequence[str]) -> tuple[int, int]:
    for line in lines:
        fields = line.split()
        if line.startswith("o=") and len(fields) == 6 and fields[1].isdecimal() and fields[2].isdecimal():
            return int(fields[1]), int(fields[2])
    return 1, 1
