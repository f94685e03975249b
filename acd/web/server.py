"""uvicorn inside our own loop, beside the controller. It neither handles signals nor ends the process."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from acd import logs
from acd.domain.errors import AcdError

log = logs.get("web")

MAX_CONNECTIONS: Final = 256
GRACE_S: Final = 3
"""How long requests in progress may still take when the server stops."""


class PortTaken(AcdError):
    """Another program listens on the port of the HTTP API."""


class AddressUnusable(AcdError):
    """This machine does not have the address of the HTTP API, or may not use its port."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # signals belong to app.py: it drains calls first, and a server that takes SIGTERM away would end them
        yield


class HttpServer:
    """Serves an application until it is stopped."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", port: int = 8080) -> None:
        """`port` 0 lets the system choose; see `open`."""
        self._host = host
        self._port = port
        self._socket: socket.socket | None = None
        self._serving = False
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",  # below that, any stranger's bytes would write a line
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_graceful_shutdown=GRACE_S,
        )
        self._server = _Server(config)

    def open(self) -> int:
        """Take the port and return it, so that a port that is taken shows before anything else starts.

        Raises PortTaken, and AddressUnusable for an address that this machine does not have.
        """
        if self._socket is None:
            family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
            try:
                self._socket = socket.create_server((self._host, self._port), family=family, backlog=MAX_CONNECTIONS)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise AddressUnusable(
                        f"API and metrics cannot listen on {self._host} port {self._port} ({error.strerror}):"
                        " set ACD_HTTP_HOST to an address of this machine, and ACD_HTTP_PORT to 1024 or more"
                    ) from error
                raise PortTaken(
                    f"port {self._port} on {self._host} is taken by another program: stop it,"
                    " or set ACD_HTTP_PORT to a port that is free"
                ) from error
        return int(self._socket.getsockname()[1])

    async def serve(self) -> None:
        """Answer requests until `stop`; raises as `open` does."""
        port = self.open()
        assert self._socket is not None
        log.info("HTTP API listens", action="listen", host=self._host, port=port)
        self._serving = True
        try:
            await self._server.serve(sockets=[self._socket])
        except asyncio.CancelledError:
            # cancelled instead of stopped: nobody else would close the listener and end the requests
            for server in getattr(self._server, "servers", ()):
                server.close()
            for task in self._server.server_state.tasks:
                task.cancel()
            raise
        finally:
            self._serving = False
            self._close()

    def stop(self) -> None:
        """Let `serve` return: no new requests, those in progress may end within 3 seconds."""
        self._server.should_exit = True
        if not self._serving:
            self._close()  # opened, but the start failed before anybody served

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
