"""DTMF as RTP telephone events: what to send frame by frame, and digits out of what arrives (RFC 4733 §2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from acd.simulator.sip.tone import FRAME_SAMPLES, SAMPLE_RATE_HZ

_DIGITS = "0123456789*#ABCD"
_FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ
_END = 0x80
_VOLUME = 10  # -10 dBm0
#: The end is sent three times, so that one lost packet does not leave the key down (§2.5.1.4).
_END_COPIES = 3


@dataclass(frozen=True, slots=True)
class EventFrame:
    """One packet's worth: `first` starts a new timestamp and sets the marker; no payload means ordinary sound."""

    payload: bytes = b""
    first: bool = False


def plan(digits: str, digit_s: float = 0.1, pause_s: float = 0.1) -> Iterator[EventFrame]:
    """Frames of 20 ms for the digits, each followed by a pause. Raises ValueError for what is no digit."""
    codes = [_DIGITS.find(digit) for digit in digits.upper()]
    if -1 in codes:
        raise ValueError(f"not DTMF digits: {digits!r}; use 0-9 * # A-D")
    length = max(1, round(digit_s / _FRAME_S))
    pause = max(1, round(pause_s / _FRAME_S))
    return _frames(codes, length, pause)


def _frames(codes: list[int], length: int, pause: int) -> Iterator[EventFrame]:
    for code in codes:
        for frame in range(1, length + 1):
            yield EventFrame(struct.pack("!BBH", code, _VOLUME, frame * FRAME_SAMPLES), frame == 1)
        for _ in range(_END_COPIES):
            yield EventFrame(struct.pack("!BBH", code, _END | _VOLUME, length * FRAME_SAMPLES))
        for _ in range(pause):
            yield EventFrame()


@dataclass(slots=True)
class ReceivedDigit:
    """A digit as heard: `started_at` on the phone's clock; the duration grows until the key is up."""

    digit: str
    started_at: float
    duration_s: float = 0.0
    ended: bool = False


class DigitReceiver:
    """Puts event packets together; one event is all packets with one timestamp."""

    __slots__ = ("_timestamp", "received")

    def __init__(self) -> None:
        self.received: list[ReceivedDigit] = []
        self._timestamp: int | None = None

    @property
    def digits(self) -> str:
        return "".join(item.digit for item in self.received)

    def packet(self, now: float, timestamp: int, payload: bytes) -> bool:
        """Take one packet; True when a new digit began with it."""
        if len(payload) < 4 or payload[0] >= len(_DIGITS):
            return False
        code, flags, duration = struct.unpack_from("!BBH", payload)
        behind = self._timestamp is not None and (timestamp - self._timestamp) & 0xFFFFFFFF >= 0x80000000
        if behind:
            return False  # a late copy of an older digit
        new = timestamp != self._timestamp
        if new:
            self._timestamp = timestamp
            self.received.append(ReceivedDigit(_DIGITS[code], now))
        digit = self.received[-1]
        digit.duration_s = max(digit.duration_s, duration / SAMPLE_RATE_HZ)
        digit.ended = digit.ended or bool(flags & _END)
        return new

    def reset(self) -> None:
        """Forget the last timestamp: a new sender counts from elsewhere."""
        self._timestamp = None
