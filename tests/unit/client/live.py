"""A real server on a free port, in a thread with a loop of its own, for a client that blocks."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from starlette.types import ASGIApp

from acd.web.server import HttpServer


@contextlib.contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Give the address of a server for the application."""
    server = HttpServer(app, port=0)
    port = server.open()
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive()
