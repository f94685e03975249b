"""Small HTTP servers that behave as told, on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]


@dataclass
class Server:
    """What came in, as bytes; and where it listens."""

    port: int = 0
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str) -> str:
        """Return an address here."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def path(self) -> str:
        """Return what was asked for last, as it stood in the request."""
        return self.heads[-1].split(b" ", 2)[1].decode("ascii")


@asynccontextmanager
async def serving(behaviour: Behaviour) -> AsyncIterator[Server]:
    """Run a server for a while."""
    server = Server()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                server.heads.append(head)
                length = next(
                    (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
                )
                server.bodies.append(await reader.readexactly(int(length.split(b":")[1])))
                await behaviour(reader, writer, head)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone, or was sent away
        finally:
            writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 20)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server


def says(body: bytes, status: bytes = b"200 OK", headers: bytes = b"") -> Behaviour:
    """Answer every request so."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        del head
        length = b"Content-Length: %d\r\n" % len(body)
        writer.write(
            b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\n" + length + headers + b"\r\n" + body
        )

    return behave
