"""uvicorn inside our own loop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from acd.web.server import AddressUnusable, HttpServer, PortTaken
from tests.unit.web.stage import Stage


@contextlib.asynccontextmanager
async def running(server: HttpServer) -> AsyncIterator[str]:
    port = server.open()
    serving = asyncio.create_task(server.serve())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()
        async with asyncio.timeout(10):
            await serving


async def test_it_answers_until_it_is_stopped() -> None:
    """Then `serve` returns and the port is free again."""
    server = HttpServer(Stage().app(), port=0)
    port = server.open()
    async with running(server) as address, httpx2.AsyncClient() as client:
        answer = await client.get(f"{address}/healthz")
        assert answer.json() == {"alive": True}
        assert "server" not in answer.headers
    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_signals_stay_where_they_are() -> None:
    """The program decides what SIGTERM means: it has calls to drain."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with running(HttpServer(Stage().app(), port=0)) as address, httpx2.AsyncClient() as client:
        await client.get(f"{address}/healthz")
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_port_that_is_taken_is_named() -> None:
    """With the variable that changes it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken.*ACD_HTTP_PORT"):
            HttpServer(Stage().app(), port=port).open()


def test_an_address_of_another_machine_is_an_error() -> None:
    """With what the system says about it, and the variable that changes it."""
    with pytest.raises(AddressUnusable, match=r"192\.0\.2\.1 .*[Cc]annot assign.*ACD_HTTP_HOST"):
        HttpServer(Stage().app(), host="192.0.2.1", port=0).open()


async def test_ipv6_loopback() -> None:
    """An address with colons listens on IPv6."""
    server = HttpServer(Stage().app(), host="::1", port=0)
    try:
        port = server.open()
    except OSError:
        pytest.skip("this machine has no IPv6")
    serving = asyncio.create_task(server.serve())
    async with httpx2.AsyncClient() as client:
        assert (await client.get(f"http://[::1]:{port}/healthz")).status_code == 200
    server.stop()
    await serving


async def test_a_request_in_progress_may_end() -> None:
    """Stopping cuts nobody's answer off."""
    asked = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        await asyncio.sleep(0.2)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    server = HttpServer(slow, port=0)
    async with httpx2.AsyncClient() as client, running(server) as address:
        request = asyncio.create_task(client.get(address))
        await asked.wait()
        server.stop()
        assert (await request).text == "ok"


async def test_cancelled_instead_of_stopped() -> None:
    """A task group that is cancelled leaves no open port behind."""
    server = HttpServer(Stage().app(), port=0)
    port = server.open()
    serving = asyncio.create_task(server.serve())
    async with httpx2.AsyncClient() as client:
        await client.get(f"http://127.0.0.1:{port}/healthz")
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    await asyncio.sleep(0)
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_opened_and_never_served() -> None:
    """A start that fails elsewhere gives the port back."""
    server = HttpServer(Stage().app(), port=0)
    port = server.open()
    assert server.open() == port
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_requests_end_with_a_cancelled_server() -> None:
    """Nothing of it is left in the loop."""
    asked, ended = asyncio.Event(), asyncio.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    server = HttpServer(endless, port=0)
    serving = asyncio.create_task(server.serve())
    await asyncio.sleep(0)
    async with httpx2.AsyncClient() as client:
        request = asyncio.create_task(client.get(f"http://127.0.0.1:{server.open()}"))
        await asked.wait()
        serving.cancel()
        async with asyncio.timeout(5):
            await ended.wait()
        request.cancel()
        await asyncio.gather(serving, request, return_exceptions=True)
