"""One RTP stream of a phone: what it sends, what it hears, and waiting for what it hears (RFC 3550)."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable

from acd.simulator.sip.reception import WINDOW_S, Reception
from acd.simulator.sip.rtp_sender import FRAME_S, HEADER, RtpSender
from acd.simulator.sip.sdp import TELEPHONE_EVENT
from acd.simulator.sip.telephone_event import DigitReceiver, plan
from acd.simulator.sip.udp_socket import HostPort, open_media_socket


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
        self._socket = open_media_socket(loop, local_host, self._receive if media else None)
        self.sender = RtpSender(loop, self._socket, ssrc, tone_hz, silent=not media)
        self.received = Reception()
        self.keys = DigitReceiver()
        self.stray_packets = 0
        self._remote: HostPort | None = None
        self._remote_ssrc: int | None = None
        self._event_type = TELEPHONE_EVENT
        self._drain: asyncio.TimerHandle | None = None
        self._listeners: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    @property
    def address(self) -> HostPort:
        return self._socket.address

    @property
    def sent_packets(self) -> int:
        return self.sender.packets

    @property
    def late_max_s(self) -> float:
        """The longest that a packet left after its time: how far this machine's own load spoils the figures."""
        return self.sender.late_max_s

    def connect(self, remote: HostPort, payload_type: int, event_type: int | None) -> None:
        """Where to send and in which format, as negotiated."""
        self._remote = remote
        self._event_type = TELEPHONE_EVENT if event_type is None else event_type
        self.sender.connect(remote, payload_type, self._event_type)

    def resume(self) -> None:
        """Start sending, or go on after a hold."""
        self.sender.resume()

    def pause(self) -> None:
        """Stop sending sound; a digit under way is still finished."""
        self.sender.pause()

    def play_tone(self, frequency_hz: int) -> None:
        self.sender.play(frequency_hz)

    def play_silence(self) -> None:
        """Send packets without sound."""
        self.sender.play(None)

    def play_nothing(self) -> None:
        """Send no packets at all."""
        self.sender.mute()

    def send_dtmf(self, digits: str, *, digit_s: float = 0.1, pause_s: float = 0.1) -> asyncio.Future[None]:
        """Send digits as telephone events after those under way; the future ends with the last one.

        Raises ValueError for what is no digit, RuntimeError before the stream is connected.
        """
        return self.sender.send_digits(plan(digits, digit_s, pause_s))

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
        self.sender.close()
        if self._drain is not None:
            self._drain.cancel()
            self._drain = None
        self._socket.close()

    def _receive(self, data: bytes, source: HostPort) -> None:
        # Version 2 and no RTCP packet (types 192-223, RFC 5761 §4); the port of an ended call may be ours by now.
        if len(data) < 12 or data[0] >> 6 != 2 or 192 <= data[1] <= 223:
            return
        if self._remote is not None and source[1] != self._remote[1]:
            self.stray_packets += 1
            return
        first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
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
