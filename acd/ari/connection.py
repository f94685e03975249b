"""Bytes to and from Asterisk: requests over a small pool of kept-alive connections, events over one websocket.

Requests never go over the websocket: there Asterisk runs them one after the other, one that waits for a channel
holds up all others and the PONG, and an answer of some hundred kilobytes kills it.
Everything that goes wrong on the way is a TransportError: nobody knows whether the request was carried out.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
import msgspec
from yarl import URL

from acd.ari.http import HttpPool
from acd.ari.requests import Reply, Request
from acd.ari.tape import Tape
from acd.domain.errors import TransportError

_CLOSED = "The link to Asterisk is closed."


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Where Asterisk's HTTP server is, and who we are."""

    url: str
    """For example `http://127.0.0.1:8088/ari`, without a slash at the end."""
    user: str
    password: str = field(repr=False)
    request_timeout_s: float = 5.0
    connections: int = 16
    """Requests at a time. Asterisk's listen backlog is 10 and its session limit 100 by default."""
    heartbeat_s: float = 3.2
    """Silence on the events socket until a PING; no PONG within half of it means that the link is dead."""


class EventSocket:
    """The events of one application, from the moment of connecting."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse[bool]) -> None:
        self._socket = socket

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield frames until the link is lost. Raises TransportError then; never ends otherwise."""
        async for message in self._socket:
            # text comes as bytes (decode_text=False): one copy less, and bad UTF-8 does not end the link
            if message.type is aiohttp.WSMsgType.TEXT:
                yield message.data
        raise TransportError(f"Asterisk's events socket ended (code {self._socket.close_code}).")


class AriLink:
    """Our connections to one Asterisk. Use as a context manager."""

    def __init__(self, settings: LinkSettings, tape: Tape | None = None) -> None:
        self._settings = settings
        self.tape = tape
        self._pool: HttpPool | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        # the header, never `?api_key=`: addresses end up in logs
        authorization = aiohttp.encode_basic_auth(settings.user, settings.password)
        self._pool = HttpPool(settings.url, authorization, settings.connections)
        self._session = aiohttp.ClientSession(
            headers={"Authorization": authorization},
            timeout=aiohttp.ClientTimeout(total=settings.request_timeout_s),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.close()
        if self._session is not None:
            await self._session.close()
        self._pool = self._session = None

    async def send(self, request: Request) -> Reply:
        """Send one request and return the answer, whatever it says. Raises TransportError if there was none."""
        if self._pool is None:
            raise TransportError(_CLOSED)
        content = None if request.body is None else msgspec.json.encode(request.body)
        timeout_s = request.timeout_s or self._settings.request_timeout_s
        reply: Reply | None = None
        try:
            reply = await self._pool.send(request.method, request.target, content, timeout_s)
        except (TimeoutError, OSError) as error:
            raise TransportError(f"no answer to {request.method} {request.parts[0]}: {_told(error)}") from error
        finally:
            if self.tape is not None:
                self.tape.outbound(request, reply)
        return reply

    async def ask(self, request: Request) -> Reply:
        """Send a request that only fails when Asterisk is not ready for us. Raises TransportError then."""
        reply = await self.send(request)
        if reply.status in (401, 403):
            raise TransportError("Asterisk refuses the controller: user or password do not fit its ari.conf.")
        if not reply.ok:
            raise TransportError(f"Asterisk answers {reply.status} to {request.target}: it is still starting.")
        return reply

    @asynccontextmanager
    async def events(self, application: str) -> AsyncIterator[EventSocket]:
        """Register the application and open its events socket. Raises TransportError if that fails."""
        if self._session is None:
            raise TransportError(_CLOSED)
        # Never subscribeAll: it can lock Asterisk up for good (asterisk#2170).
        target = Request("GET", ("events",), {"app": application}).target
        try:
            socket = await self._session.ws_connect(
                URL(f"{self._settings.url}/{target}", encoded=True),
                heartbeat=self._settings.heartbeat_s,
                # all on one machine: compressing would only cost
                compress=0,
                max_msg_size=16 * 1024 * 1024,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                decode_text=False,
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransportError(f"cannot open Asterisk's events socket: {_told(error)}") from error
        try:
            yield EventSocket(socket)
        finally:
            await socket.close()


def _told(error: BaseException) -> str:
    """Say what happened in one line; several of these errors have no text of their own."""
    return str(error) or type(error).__name__
