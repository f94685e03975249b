"""One RTP stream of a phone: sends a tone, silence or nothing every 20 ms, and listens (RFC 3550).

Sending costs one timer and one datagram per 20 ms; a stream that does not send has no timer at all.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Iterator

from acd.simulator.sip.reception import WINDOW_S, Reception
from acd.simulator.sip.sdp import PCMU, PTIME_MS, TELEPHONE_EVENT
from acd.simulator.sip.telephone_event import DigitReceiver, EventFrame, plan
from acd.simulator.sip.tone import FRAME_SAMPLES, silence_frames, tone_frames
from acd.simulator.sip.udp_socket import HostPort, open_media_socket

FRAME_S = PTIME_MS / 1000
#: Frames sent in a burst after the loop was held up; beyond that the stream leaves a hole, as a phone would.
_CATCH_UP = 10
_HEADER = struct.Struct("!BBHII")


class RtpStream:
    """The audio of one call. All times are those of `clock`, in seconds."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        local_host: str,
        *,
        ssrc: int,
        media: bool = True,
        tone_hz: int | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Bind a port. `media=False` neither sends nor reads sound. Raises OSError."""
        self._loop, self._clock = loop, clock or loop.time
        self._media = media
        self._socket = open_media_socket(loop, local_host, self._receive if media else None)
        self.received = Reception()
        self.keys = DigitReceiver()
        self.sent_packets = 0
        self.stray_packets = 0
        #: The longest that a frame left after its time: how far this machine's own load spoils the figures.
        self.late_max_s = 0.0
        self._remote: HostPort | None = None
        self._remote_ssrc: int | None = None
        self._payload_type, self._event_type = PCMU, TELEPHONE_EVENT
        self._tone_hz: int | None = tone_hz
        self._silent = not media
        self._sending = False
        self._frames: tuple[bytes, ...] = ()
        self._ssrc, self._sequence, self._timestamp = ssrc, ssrc & 0xFFFF, ssrc & 0xFFFFFF
        self._ticks, self._event_timestamp, self._marker = 0, 0, True
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._events: Iterator[EventFrame] | None = None
        self._events_done: asyncio.Future[None] | None = None
        self._drain: asyncio.TimerHandle | None = None
        self._listeners: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._choose_frames()

    @property
    def address(self) -> HostPort:
        return self._socket.address

    def connect(self, remote: HostPort, payload_type: int, event_type: int | None) -> None:
        """Where to send and in which format, as negotiated."""
        self._remote, self._payload_type = remote, payload_type
        self._event_type = TELEPHONE_EVENT if event_type is None else event_type
        self._choose_frames()

    def resume(self) -> None:
        """Start sending, or go on after a hold."""
        self._sending = True
        self._arm()

    def pause(self) -> None:
        """Stop sending sound; a digit under way is still finished."""
        self._sending = False

    def play_tone(self, frequency_hz: int) -> None:
        self._tone_hz, self._silent = frequency_hz, False
        self._choose_frames()
        self._arm()

    def play_silence(self) -> None:
        """Send packets without sound."""
        self._tone_hz, self._silent = None, False
        self._choose_frames()
        self._arm()

    def play_nothing(self) -> None:
        """Send no packets at all."""
        self._silent = True

    def send_dtmf(self, digits: str, *, digit_s: float = 0.1, pause_s: float = 0.1) -> asyncio.Future[None]:
        """Send digits as telephone events after those under way; the future ends with the last one.

        Raises ValueError for what is no digit, RuntimeError before the stream is connected.
        """
        if self._remote is None:
            raise RuntimeError("no media yet: send digits after the call is answered")
        frames, before = plan(digits, digit_s, pause_s), self._events
        if before is not None:
            frames = _joined(before, frames)
        self._events = frames
        if self._events_done is None:
            self._events_done = self._loop.create_future()
        self._arm()
        return self._events_done

    def heard(self, frequency_hz: float) -> bool:
        """Whether the tone stands out of the last 200 ms."""
        return self.received.heard(frequency_hz, self._clock())

    def tone_db(self, frequency_hz: float) -> float:
        """Level of the tone over the last 200 ms, in dB below a full-scale sine."""
        return self.received.tone_db(frequency_hz, self._clock())

    def overall_db(self) -> float:
        """Level of everything in the last 200 ms, in dB below a full-scale sine."""
        return self.received.overall_db(self._clock())

    async def wait_heard(self, frequency_hz: float, timeout_s: float) -> None:
        """Return once the tone is heard. Raises TimeoutError."""
        await self._wait(lambda: self.heard(frequency_hz), timeout_s)

    async def wait_not_heard(self, frequency_hz: float, timeout_s: float) -> None:
        """Return once the tone is gone from the last 200 ms. Raises TimeoutError."""
        await self._wait(lambda: not self.heard(frequency_hz), timeout_s)

    async def wait_packets(self, count: int, timeout_s: float) -> None:
        """Return once so many packets have arrived in all. Raises TimeoutError."""
        await self._wait(lambda: self.received.packets >= count, timeout_s)

    async def wait_digits(self, digits: str, timeout_s: float) -> None:
        """Return once these digits have arrived, the last key is up, and none besides. Raises TimeoutError."""
        await self._wait(lambda: self.keys.digits == digits and self.keys.received[-1].ended, timeout_s)

    def close(self) -> None:
        self._sending, self._events = False, None
        for timer in (self._timer, self._drain):
            if timer is not None:
                timer.cancel()
        self._timer = self._drain = None
        if self._events_done is not None and not self._events_done.done():
            self._events_done.set_result(None)
        self._socket.close()

    def _choose_frames(self) -> None:
        if self._tone_hz is None:
            self._frames = silence_frames(self._payload_type)
        else:
            self._frames = tone_frames(self._tone_hz, self._payload_type)

    @property
    def _wanted(self) -> bool:
        return self._remote is not None and (self._events is not None or (self._sending and not self._silent))

    def _arm(self) -> None:
        if self._timer is None and self._wanted:
            now = self._loop.time()
            # The stream's clock runs on while it pauses, and talk starts with a marker (RFC 3550 §5.1).
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
        if self._events is not None and event is None:
            self._events = None
            if self._events_done is not None and not self._events_done.done():
                self._events_done.set_result(None)
            self._events_done = None
        if event is not None and event.payload:
            if event.first:
                self._event_timestamp = self._timestamp
            self._put(self._event_type, self._event_timestamp, event.first, event.payload)
        elif self._sending and not self._silent:
            self._put(
                self._payload_type, self._timestamp, self._marker, self._frames[self._ticks % len(self._frames)]
            )
            self._marker = False

    def _put(self, payload_type: int, timestamp: int, marker: bool, payload: bytes) -> None:
        assert self._remote is not None
        second = payload_type | (0x80 if marker else 0)
        header = _HEADER.pack(0x80, second, self._sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self._ssrc)
        self._socket.send(header + payload, self._remote)
        self._sequence += 1
        self.sent_packets += 1

    def _receive(self, data: bytes, source: HostPort) -> None:
        # Version 2 and no RTCP packet (types 192-223, RFC 5761 §4); the port of an ended call may be ours by now.
        if len(data) < 12 or data[0] >> 6 != 2 or 192 <= data[1] <= 223:
            return
        if self._remote is not None and source[1] != self._remote[1]:
            self.stray_packets += 1
            return
        first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
        start = 12 + 4 * (first & 0x0F)
        if first & 0x10 and len(data) >= start + 4:
            start += 4 + 4 * struct.unpack_from("!H", data, start + 2)[0]
        now, payload_type, payload = self._clock(), second & 0x7F, data[start:]
        if ssrc != self._remote_ssrc:
            self._remote_ssrc = ssrc
            self.keys.reset()
        self.received.packet(now, ssrc, sequence, timestamp, payload_type, payload)
        if payload_type == self._event_type:
            self.keys.packet(now, timestamp, payload)
        if self._listeners:
            self._check()
            self._watch_window()

    def _check(self) -> None:
        for condition, future in self._listeners:
            if not future.done() and condition():
                future.set_result(None)

    async def _wait(self, condition: Callable[[], bool], timeout_s: float) -> None:
        if condition():
            return
        listener = (condition, self._loop.create_future())
        self._listeners.append(listener)
        self._watch_window()
        try:
            async with asyncio.timeout(timeout_s):
                await listener[1]
        finally:
            self._listeners.remove(listener)

    def _watch_window(self) -> None:
        # Packets wake the listeners; when packets stop, the window still runs empty, which no packet tells.
        if self._drain is None and self._listeners:
            self._drain = self._loop.call_later(WINDOW_S + FRAME_S, self._drained, self.received.packets)

    def _drained(self, packets_then: int) -> None:
        self._drain = None
        if self.received.packets == packets_then:
            self._check()
        else:
            self._watch_window()


def _joined(first: Iterator[EventFrame], then: Iterator[EventFrame]) -> Iterator[EventFrame]:
    yield from first
    yield from then
