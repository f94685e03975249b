"""How RTP packets arrived: count, loss, jitter, gaps, sound (RFC 3550 A.1, A.3, A.8)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from acd.simulator.sip.g711 import SAMPLES, decode
from acd.simulator.sip.tone import SAMPLE_RATE_HZ, amplitude, level_db, overall

#: How far back `samples` listens, in seconds.
WINDOW_S = 0.2
#: A pause between two packets from which on it counts as a gap, in seconds: two packets of 20 ms are missing.
GAP_S = 0.06
#: The loudest part of a tone that must stand out of everything heard, as a share of its energy.
_SHARE = 0.2
_AUDIBLE_DB = -50.0
_LEAST_SAMPLES = SAMPLE_RATE_HZ // 10
#: A jump in sequence numbers from which on the sender has started anew (RFC 3550 A.1 MAX_DROPOUT).
_RESTART = 3000


@dataclass(frozen=True, slots=True)
class Gap:
    """No packet for `length_s` from `started_at` (the clock of the phone) on."""

    started_at: float
    length_s: float


class Reception:
    """Statistics of one direction. Fed with each packet and its arrival time; keeps no more than the window."""

    __slots__ = (
        "_base",
        "_highest",
        "_pause_expected",
        "_since_base",
        "_ssrc",
        "_transit",
        "_window",
        "duplicates_or_late",
        "first_at",
        "gaps",
        "jitter_s",
        "last_at",
        "lost_before",
        "packets",
    )  # fmt: skip

    def __init__(self) -> None:
        self.packets = 0
        self.first_at: float | None = None
        self.last_at: float | None = None
        self.jitter_s = 0.0
        self.gaps: list[Gap] = []
        self.duplicates_or_late = 0
        self.lost_before = 0
        self._ssrc: int | None = None
        self._pause_expected = False
        self._base = self._highest = self._since_base = 0
        self._transit: float | None = None
        self._window: deque[tuple[float, int, bytes]] = deque(maxlen=50)

    @property
    def lost(self) -> int:
        """Packets that the sequence numbers promise and that did not come, over all senders so far."""
        return self.lost_before + self._lost_here()

    def packet(self, now: float, ssrc: int, sequence: int, timestamp: int, payload_type: int, payload: bytes) -> None:
        """Account for one packet that arrived at `now` (seconds)."""
        if self.last_at is None:
            self.first_at = now
        elif now - self.last_at >= GAP_S:
            if self._pause_expected:
                self._pause_expected = False
                self._ssrc_ended()
            else:
                self.gaps.append(Gap(self.last_at, now - self.last_at))
        self.last_at = now
        self.packets += 1
        self._count(ssrc, sequence)
        # Telephone events keep one timestamp through many packets and would look like jitter.
        if payload_type in SAMPLES:
            self._measure_jitter(now, timestamp)
            self._window.append((now, payload_type, payload))

    def expect_pause(self) -> None:
        """The next gap is our own doing (hold) and is neither a gap nor a loss.

        Asterisk 22 keeps counting sequence numbers for the packets it does not send to a phone that holds.
        """
        self._pause_expected = True

    def samples(self, now: float) -> list[int]:
        """Sound of the last 200 ms, signed 16 bit; empty when nothing came."""
        # One packet more than the window holds must not push the first one out by a hair.
        earliest = now - WINDOW_S - 0.005
        return [
            sample
            for arrived_at, payload_type, payload in self._window
            if arrived_at >= earliest
            for sample in decode(payload, payload_type)
        ]

    def tone_db(self, frequency_hz: float, now: float) -> float:
        """Level of this frequency in dB below a full-scale sine."""
        return level_db(amplitude(self.samples(now), frequency_hz))

    def overall_db(self, now: float) -> float:
        """Level of all that is heard, in dB below a full-scale sine."""
        return level_db(overall(self.samples(now)))

    def heard(self, frequency_hz: float, now: float) -> bool:
        """Whether the tone is audible and stands out of what else is heard, for 100 ms at least."""
        samples = self.samples(now)
        # A single frame cannot tell 440 Hz from 480 Hz: 20 ms are 50 Hz wide.
        if len(samples) < _LEAST_SAMPLES:
            return False
        found = amplitude(samples, frequency_hz)
        return level_db(found) > _AUDIBLE_DB and found * found >= _SHARE * overall(samples) ** 2

    def _count(self, ssrc: int, sequence: int) -> None:
        step = (sequence - self._highest) & 0xFFFF
        if ssrc != self._ssrc or _RESTART < step < 0x10000 - _RESTART:
            # A new sender: Asterisk changes SSRC when a bridge hands the media over.
            self._ssrc_ended()
            self._ssrc, self._base, self._highest, self._since_base = ssrc, sequence, sequence, 1
            return
        self._since_base += 1
        if step == 0 or step >= 0x8000:
            self.duplicates_or_late += 1
        else:
            # Extended by hand: `_highest` grows past 16 bits so that the count survives a wrap.
            self._highest += step

    def _ssrc_ended(self) -> None:
        self.lost_before += self._lost_here()
        self._ssrc = self._transit = None

    def _lost_here(self) -> int:
        return max(0, self._highest - self._base + 1 - self._since_base) if self._ssrc is not None else 0

    def _measure_jitter(self, now: float, timestamp: int) -> None:
        transit = now - timestamp / SAMPLE_RATE_HZ
        if self._transit is not None:
            difference = abs(transit - self._transit)
            # More than a second is a jump of the sender's clock, not jitter.
            if difference < 1.0:
                self.jitter_s += (difference - self.jitter_s) / 16
        self._transit = transit
