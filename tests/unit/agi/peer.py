"""Asterisk's end of a FastAGI connection, as tests want it to behave."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from acd.agi.server import AgiLimits, AgiServer, Route

HEADERS = (
    "agi_network: yes\nagi_network_script: code\nagi_channel: PJSIP/agent-anna-00000001\nagi_uniqueid: acd-1.0\n"
    "agi_extension: *45\nagi_context: from-agent\n\n"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """One connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, text: str | bytes) -> None:
        """Send what may be anything."""
        self.writer.write(text.encode() if isinstance(text, str) else text)

    async def command(self) -> str:
        """Return the next command of the server; "" when it closed."""
        async with asyncio.timeout(5):
            return (await self.reader.readline()).decode().rstrip("\n")

    async def expect(self, *talk: tuple[str, str]) -> None:
        """Take these commands in order, each with its answer."""
        for command, answer in talk:
            assert await self.command() == command
            self.send(answer + "\n")

    async def closed(self) -> None:
        """Wait for the end."""
        async with asyncio.timeout(5):
            while await self.reader.read(4096):
                pass


@asynccontextmanager
async def serving(routes: Mapping[str, Route], limits: AgiLimits | None = None) -> AsyncIterator[tuple[AgiServer, int]]:
    """A server on a free port; afterwards no task of it is left."""
    probe = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    server = AgiServer(port, routes, limits)
    task = asyncio.ensure_future(server.run())
    async with asyncio.timeout(5):
        await server.listening.wait()
    try:
        yield server, port
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0)
        assert not [each for each in asyncio.all_tasks() if each.get_name().startswith("agi-")]
        assert server.sessions == 0


@asynccontextmanager
async def calling(port: int, headers: str | bytes = HEADERS) -> AsyncIterator[Caller]:
    """Somebody who connects and sends these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    caller = Caller(reader, writer)
    caller.send(headers)
    try:
        yield caller
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)
