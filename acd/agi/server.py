"""Listens for Asterisk on loopback, reads who asks for what, and runs the route of that name.

A session that goes wrong ends alone. The channel variable ACD_AGI is "done" when, and only when, the route came to
its end: a server that is gone, full, stuck, without that route or not willing all look alike to the dialplan.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from acd import logs
from acd.agi import headers
from acd.agi.errors import AgiDeclined, AgiEnded, AgiRefused
from acd.agi.session import Session

log = logs.get("agi")

Route: TypeAlias = Callable[[Session], Awaitable[None]]
HOST = "127.0.0.1"
DONE = "ACD_AGI"


@dataclass(frozen=True, slots=True)
class AgiLimits:
    """What one client can use up at most."""

    connections: int = 100
    """At a time; more are closed at once, and the dialplan goes on."""
    headers_within_s: float = 5.0
    session_within_s: float = 60.0


class AgiServer:
    """The routes of one controller."""

    def __init__(self, port: int, routes: Mapping[str, Route], limits: AgiLimits | None = None) -> None:
        """Routes by the path of their address: `code` for agi://127.0.0.1:PORT/code."""
        self._port = port
        self._routes = dict(routes)
        self._limits = limits or AgiLimits()
        self._open: set[asyncio.StreamWriter] = set()
        self.listening = asyncio.Event()
        self.failed = 0
        """Sessions that ended by an error of ours."""

    @property
    def sessions(self) -> int:
        """Connections that are open."""
        return len(self._open)

    async def run(self) -> None:
        """Serve until cancelled; then every session is ended. Raises OSError when the port is taken."""
        sessions = asyncio.TaskGroup()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if len(self._open) >= self._limits.connections:
                log.warning("too many FastAGI connections: one was closed", action="agi_full")
                writer.transport.abort()
                return
            self._open.add(writer)
            sessions.create_task(self._serve(reader, writer), name="agi-session")

        # not within the group, which would wrap the error up; nobody is accepted before it stands
        server = await asyncio.start_server(accept, HOST, self._port, limit=headers.LONGEST, start_serving=False)
        async with sessions:
            try:
                await server.start_serving()
                self.listening.set()
                await asyncio.get_running_loop().create_future()
            finally:
                self.listening.clear()
                server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(self._limits.session_within_s):
                request = await self._request(reader)
                if request is not None:
                    await self._run(Session(reader, writer, request))
        except TimeoutError:
            log.warning("a FastAGI session took too long", action="agi_too_long")
        except (AgiDeclined, AgiEnded, OSError):
            pass  # not ours, or they hung up: nothing is left to be done
        except Exception as error:
            self.failed += 1
            log.exception("a feature code failed", action="agi_failed", error=repr(error))
        finally:
            self._open.discard(writer)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> headers.AgiRequest | None:
        """Return what Asterisk asks for; None for whoever is not Asterisk. panoramisk waits for it without end."""
        try:
            async with asyncio.timeout(self._limits.headers_within_s):
                return headers.request(await reader.readuntil(b"\n\n"))
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            log.warning("a FastAGI connection without a request", action="agi_no_request", error=type(error).__name__)
            return None

    async def _run(self, session: Session) -> None:
        route = self._routes.get(session.request.route)
        if route is None:
            log.error("the dialplan asks for an unknown route", action="agi_no_route", route=session.request.route)
            return
        await route(session)
        # the channel may be gone by now, which is fine
        with contextlib.suppress(AgiRefused):
            await session.set_variable(DONE, "done")
