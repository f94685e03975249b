"""A scripted Asterisk on a real socket: answers what it is told to answer, sends what it is told to send."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from acd.ari.connection import LinkSettings

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
VERSION = "22.10.1+dfsg"


@dataclass
class Peer:
    """State that tests change while it runs."""

    version: str = VERSION
    startup_time: str = "2026-11-21T22:21:36.219+0000"
    channels: list[dict[str, Any]] = field(default_factory=list)
    bridges: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    """By "METHOD path", in place of the usual 204."""
    log: list[str] = field(default_factory=list)
    """"METHOD path?query" of every request, in order."""
    bodies: dict[str, Any] = field(default_factory=dict)
    headers: list[dict[str, str]] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    url: str = ""

    def settings(self, **changes: Any) -> LinkSettings:
        """How to reach it."""
        return LinkSettings(**{"url": self.url, "user": "acd", "password": "pw", **changes})

    async def send(self, *frames: bytes) -> None:
        """Events to whoever connected last."""
        for data in frames:
            await self.sockets[-1].send_str(data.decode())

    async def drop(self) -> None:
        """Break the newest events socket."""
        transport = self.sockets[-1]._req.transport if self.sockets[-1]._req else None
        assert transport is not None
        transport.abort()

    def commands(self) -> list[str]:
        """Everything but the questions of a connect."""
        return [line for line in self.log if not line.startswith("GET")]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        path = request.raw_path.removeprefix("/ari/")
        line = f"{request.method} {path.partition('?')[0]}"
        self.log.append(f"{request.method} {path}")
        self.headers.append(dict(request.headers))
        if request.can_read_body:
            self.bodies[line] = await request.json()
        if line in self.answers:
            return await self.answers[line](request)
        if line == "GET events":
            return await self._events(request)
        return self._usual(line)

    def _usual(self, line: str) -> web.Response:
        match line:
            case "GET asterisk/info":
                told = {"system": {"version": self.version}, "status": {"startup_time": self.startup_time}}
                return web.json_response(told)
            case "GET channels":
                return web.json_response(self.channels)
            case "GET bridges":
                return web.json_response(self.bridges)
            case "GET applications/acd-main":
                return web.json_response({"channel_ids": [channel["id"] for channel in self.channels]})
        return web.Response(status=204)

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            assert message.type is WSMsgType.TEXT
        return socket


def says(status: int, body: Any = None, delay_s: float = 0.0) -> Answer:
    """An answer for `answers`."""

    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(delay_s)
        return web.Response(status=status, text=json.dumps(body), content_type="application/json")

    return answer


@asynccontextmanager
async def running(peer: Peer | None = None) -> AsyncIterator[Peer]:
    """A peer on a free loopback port."""
    peer = peer or Peer()
    app = web.Application()
    app.router.add_route("*", "/ari/{rest:.*}", peer.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}/ari"
    try:
        yield peer
    finally:
        await runner.cleanup()
