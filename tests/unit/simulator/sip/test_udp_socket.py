"""Sockets."""

import asyncio

import pytest

from acd.simulator.sip.udp_socket import UdpSocket, open_media_socket


async def test_a_taken_port_is_told() -> None:
    """OSError, and no socket left open."""
    loop = asyncio.get_running_loop()
    first = UdpSocket(loop, ("127.0.0.1", 0), None)
    with pytest.raises(OSError, match="in use"):
        UdpSocket(loop, first.address, None)
    first.close()
    first.close()


async def test_sending_never_raises() -> None:
    """What cannot be sent is counted; after close nothing happens."""
    socket = UdpSocket(asyncio.get_running_loop(), ("127.0.0.1", 0), None)
    socket.send(b"x" * 70000, socket.address)
    assert socket.dropped == 1
    socket.close()
    socket.send(b"x", ("127.0.0.1", 9))
    assert socket.dropped == 1


async def test_closing_while_receiving() -> None:
    """A receiver that closes its socket gets no further datagram."""
    got: list[bytes] = []
    done = asyncio.Event()

    def receive(data: bytes, _source: tuple[str, int]) -> None:
        got.append(data)
        socket.close()
        done.set()

    socket = UdpSocket(asyncio.get_running_loop(), ("127.0.0.1", 0), receive)
    for data in (b"1", b"2"):
        socket.send(data, socket.address)
    await done.wait()
    assert got == [b"1"]


async def test_media_ports_are_even() -> None:
    """Each of many, as the odd one above belongs to RTCP."""
    loop = asyncio.get_running_loop()
    sockets = [open_media_socket(loop, "127.0.0.1", None) for _ in range(20)]
    assert all(socket.address[1] % 2 == 0 for socket in sockets)
    for socket in sockets:
        socket.close()
