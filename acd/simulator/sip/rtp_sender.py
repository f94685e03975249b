"""The sending half of an RTP stream: one packet every 20 ms, without drift (RFC 3550, RFC 4733).

Costs one timer and one datagram per 20 ms; a sender with nothing to send has no timer at all.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from itertools import chain

from acd.simulator.sip.sdp import PCMU, PTIME_MS, TELEPHONE_EVENT
from acd.simulator.sip.telephone_event import EventFrame
from acd.simulator.sip.tone import FRAME_SAMPLES, silence_frames, tone_frames
from acd.simulator.sip.udp_socket import HostPort, UdpSocket

FRAME_S = PTIME_MS / 1000
#: The fixed header of RFC 3550 §5.1.
HEADER = struct.Struct("!BBHII")
#: Packets sent in a burst after the loop was held up; beyond that the stream leaves a hole, as a phone would.
_CATCH_UP = 10


class RtpSender:
    """Paces sound and digits. `packets` and `late_max_s` (seconds) say how it went."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, socket: UdpSocket, ssrc: int, tone_hz: int | None, *, silent: bool
    ) -> None:
        self._loop, self._socket = loop, socket
        self.packets = 0
        self.late_max_s = 0.0
        self._remote: HostPort | None = None
        self._payload_type, self._event_type = PCMU, TELEPHONE_EVENT
        self._tone_hz, self._muted, self._sending = tone_hz, silent, False
        self._frames: tuple[bytes, ...] = ()
        # Start values that differ from stream to stream stand in for the random ones of §5.1.
        self._ssrc, self._sequence, self._timestamp = ssrc, ssrc & 0xFFFF, ssrc & 0xFFFFFF
        self._ticks, self._event_timestamp, self._marker = 0, 0, True
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._events: Iterator[EventFrame] | None = None
        self._events_done: asyncio.Future[None] | None = None

    def connect(self, remote: HostPort, payload_type: int, event_type: int) -> None:
        self._remote, self._payload_type, self._event_type = remote, payload_type, event_type
        self._choose_frames()

    def resume(self) -> None:
        self._sending = True
        self._arm()

    def pause(self) -> None:
        self._sending = False

    def play(self, tone_hz: int | None) -> None:
        """A tone, or silence."""
        self._tone_hz, self._muted = tone_hz, False
        self._choose_frames()
        self._arm()

    def mute(self) -> None:
        """No packets but digits."""
        self._muted = True

    def send_digits(self, frames: Iterator[EventFrame]) -> asyncio.Future[None]:
        """Send events after those under way. Raises RuntimeError before `connect`."""
        if self._remote is None:
            raise RuntimeError("no media yet: send digits after the call is answered")
        self._events = frames if self._events is None else chain(self._events, frames)
        if self._events_done is None:
            self._events_done = self._loop.create_future()
        done = self._events_done
        self._arm()
        return done

    def close(self) -> None:
        self._sending, self._remote = False, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._finish_events()

    def _choose_frames(self) -> None:
        if self._tone_hz is None:
            self._frames = silence_frames(self._payload_type)
        else:
            self._frames = tone_frames(self._tone_hz, self._payload_type)

    @property
    def _wanted(self) -> bool:
        return self._remote is not None and (self._events is not None or (self._sending and not self._muted))

    def _arm(self) -> None:
        if self._timer is None and self._wanted:
            now = self._loop.time()
            # The stream's clock runs on while it pauses, and talk starts with a marker (§5.1).
            if self._due:
                self._timestamp += max(0, round((now - self._due) / FRAME_S)) * FRAME_SAMPLES
            self._due, self._marker = now, True
            self._tick()

    def _tick(self) -> None:
        self._timer = None
        if not self._wanted:
            return
        late = self._loop.time() - self._due
        self.late_max_s = max(self.late_max_s, late)
        if late > _CATCH_UP * FRAME_S:
            missed = int(late / FRAME_S)
            self._due += missed * FRAME_S
            self._timestamp += missed * FRAME_SAMPLES
        self._send_frame()
        # Deadlines are counted from the first frame, so a late wake-up does not push the later ones back.
        self._due += FRAME_S
        self._timestamp += FRAME_SAMPLES
        self._ticks += 1
        if self._wanted:
            self._timer = self._loop.call_at(self._due, self._tick)

    def _send_frame(self) -> None:
        event = next(self._events, None) if self._events is not None else None
        if event is None:
            self._finish_events()
        if event is not None and event.payload:
            if event.first:
                self._event_timestamp = self._timestamp
            self._put(self._event_type, self._event_timestamp, event.first, event.payload)
        elif self._sending and not self._muted:
            payload = self._frames[self._ticks % len(self._frames)]
            self._put(self._payload_type, self._timestamp, self._marker, payload)
            self._marker = False

    def _finish_events(self) -> None:
        self._events = None
        if self._events_done is not None:
            if not self._events_done.done():
                self._events_done.set_result(None)
            self._events_done = None

    def _put(self, payload_type: int, timestamp: int, marker: bool, payload: bytes) -> None:
        assert self._remote is not None
        second = payload_type | (0x80 if marker else 0)
        header = HEADER.pack(0x80, second, self._sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self._ssrc)
        self._socket.send(header + payload, self._remote)
        self._sequence += 1
        self.packets += 1
