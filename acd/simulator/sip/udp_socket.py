"""A bound UDP socket on the running loop; opened without waiting, so a handler can open one at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

HostPort = tuple[str, int]
Receiver = Callable[[bytes, HostPort], None]

#: Datagrams taken per wake-up, so that one busy stream does not keep the others waiting.
_BATCH = 8
_LARGEST = 65535


class Wire(Protocol):
    """What a phone needs of its SIP socket. Tests put one in its place that loses datagrams."""

    @property
    def address(self) -> HostPort: ...

    def send(self, data: bytes, to: HostPort) -> None: ...

    def close(self) -> None: ...


OpenWire = Callable[[asyncio.AbstractEventLoop, HostPort, Receiver], Wire]


class UdpSocket:
    """Sends and receives datagrams; without a receiver the kernel drops what arrives, at no cost to us."""

    __slots__ = ("_loop", "_receiver", "_socket", "address", "dropped")

    def __init__(self, loop: asyncio.AbstractEventLoop, local: HostPort, receiver: Receiver | None) -> None:
        """Bind `local` (port 0: any). Raises OSError."""
        self._loop = loop
        self._receiver = receiver
        self._socket: socket.socket | None = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.dropped = 0
        try:
            self._socket.setblocking(False)
            self._socket.bind(local)
            self.address: HostPort = self._socket.getsockname()[:2]
            if receiver is not None:
                loop.add_reader(self._socket, self._readable)
        except OSError:
            self._socket.close()
            raise

    def send(self, data: bytes, to: HostPort) -> None:
        """Send one datagram, or count it as dropped: UDP promises no more, and SIP sends again by itself."""
        if self._socket is None:
            return
        try:
            self._socket.sendto(data, to)
        except OSError:
            self.dropped += 1

    def close(self) -> None:
        if self._socket is not None:
            if self._receiver is not None:
                self._loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _readable(self) -> None:
        for _ in range(_BATCH):
            # The receiver may close us between two datagrams.
            if self._socket is None or self._receiver is None:
                return
            try:
                data, source = self._socket.recvfrom(_LARGEST)
            except OSError:
                return
            self._receiver(data, source)


def open_media_socket(loop: asyncio.AbstractEventLoop, host: str, receiver: Receiver | None) -> UdpSocket:
    """Bind an even port (RFC 3550 §11): the peer sends its RTCP to the odd one above. Raises OSError."""
    rejected: list[UdpSocket] = []
    try:
        while True:
            media = UdpSocket(loop, (host, 0), receiver)
            if media.address[1] % 2 == 0 or len(rejected) > 30:
                return media
            # Held until an even one is found, or the kernel might offer the same port again.
            rejected.append(media)
    finally:
        for other in rejected:
            other.close()
