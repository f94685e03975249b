"""HTTP as Asterisk speaks it: nothing is taken for the answer to another question, and nothing is sent twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from acd.ari import http
from acd.ari.http import HttpPool, NotHttp
from acd.ari.requests import Reply

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nServer: Asterisk\r\nContent-type: application/json\r\nContent-Length: 2\r\n\r\n[]"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


class Server:
    """A server that says what it was told to say, to each request in turn."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = self.open = 0
        self.pieces = False
        self.closes = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        self.open += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split()[0])
                self.requests.append(head + await reader.readexactly(length))
                await self._answer(writer)
                if self.closes:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()
        self.open -= 1

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        answer = self.answers.pop(0)
        step = 1 if self.pieces else max(len(answer), 1)
        for start in range(0, len(answer), step):
            writer.write(answer[start : start + step])
            await writer.drain()
            await asyncio.sleep(0)


@asynccontextmanager
async def pool_to(server: Server, connections: int = 4) -> AsyncIterator[HttpPool]:
    """A pool to a running server."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    pool = HttpPool(f"http://127.0.0.1:{port}/ari/", "Basic eA==", connections)
    try:
        yield pool
    finally:
        pool.close()
        listening.close()
        async with asyncio.timeout(2):
            while server.open:
                await asyncio.sleep(0.001)


async def ask(pool: HttpPool, content: bytes | None = None, timeout_s: float = 2.0) -> Reply:
    """Any request."""
    return await pool.send("POST", "channels/x/answer", content, timeout_s)


async def test_what_is_sent() -> None:
    """Nothing that Asterisk does not read."""
    server = Server(NO_CONTENT, NO_CONTENT)
    async with pool_to(server) as pool:
        await ask(pool)
        await ask(pool, b'{"a":1}')
    first, second = server.requests
    assert first.startswith(b"POST /ari/channels/x/answer HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nAuthorization: Basic eA==\r\n" in first
    assert first.endswith(b"\r\nContent-Length: 0\r\n\r\n")
    assert b"Content-Type" not in first
    assert second.endswith(b'\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}')


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (OK, Reply(200, b"[]")),
        (NO_CONTENT, Reply(204)),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", Reply(204)),
        (b"HTTP/1.0 404 Not Found\r\nCONTENT-LENGTH:   5  \r\nX: y\r\n\r\n\r\n\r\n!", Reply(404, b"\r\n\r\n!")),
        (b"HTTP/1.1 500 \r\nX-content-length: 9\r\nContent-Length: 0\r\n\r\n", Reply(500)),
    ],
)
@pytest.mark.parametrize("pieces", [False, True])
async def test_answers(answer: bytes, reply: Reply, pieces: bool) -> None:
    """Whole or byte by byte."""
    server = Server(answer, answer)
    server.pieces = pieces
    async with pool_to(server) as pool:
        assert await ask(pool) == reply
        assert await ask(pool) == reply
    assert server.connections == 1


async def test_a_long_list_comes_whole() -> None:
    """Many packets."""
    body = b"x" * 1_000_000
    async with pool_to(Server(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body)) as pool:
        assert (await ask(pool)).body == body


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n\r\n",
        b"HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        b"x" * 20_000,
    ],
)
async def test_what_is_no_answer(answer: bytes) -> None:
    """The connection is given up, and the next request gets a new one."""
    server = Server(answer, OK)
    async with pool_to(server) as pool:
        with pytest.raises(NotHttp):
            await ask(pool)
        assert await ask(pool) == Reply(200, b"[]")
    assert server.connections == 2


async def test_a_connection_that_ends_in_the_middle() -> None:
    """The request is not repeated."""
    server = Server(OK[:40])
    server.closes = True
    async with pool_to(server) as pool:
        with pytest.raises(ConnectionError):
            await ask(pool)
    assert len(server.requests) == 1


async def test_connections_are_used_again_only_while_they_are_good() -> None:
    """Not when the server closes, nor when it says that it will."""
    closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    server = Server(closing, OK, OK)
    async with pool_to(server) as pool:
        await ask(pool)
        await ask(pool)
        assert server.connections == 2
        server.closes = True
        await ask(pool)
        await asyncio.sleep(0.02)
        server.closes = False
        server.answers.append(OK)
        await ask(pool)
        assert server.connections == 3


async def test_old_connections_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asterisk may just close them, and the request would be lost."""
    monkeypatch.setattr(http, "IDLE_LIMIT_S", 0.0)
    server = Server(OK, OK)
    async with pool_to(server) as pool:
        await ask(pool)
        await ask(pool)
    assert server.connections == 2


async def test_an_answer_that_comes_too_late_is_nobodys() -> None:
    """After a time-out the connection is given up, so that its answer cannot be taken for another one."""
    late = asyncio.Event()

    class Late(Server):
        async def _answer(self, writer: asyncio.StreamWriter) -> None:
            if len(self.requests) == 1:
                await late.wait()
            await super()._answer(writer)

    server = Late(b"HTTP/1.1 500 late\r\nContent-Length: 0\r\n\r\n", OK)
    async with pool_to(server) as pool:
        with pytest.raises(TimeoutError):
            await ask(pool, timeout_s=0.02)
        server.answers.pop(0)
        assert await ask(pool) == Reply(200, b"[]")
        server.answers.append(OK)
        late.set()
    assert server.connections == 2


async def test_more_than_was_asked_for_ends_the_connection() -> None:
    """Two answers to one question: what comes next could be anything."""
    server = Server(OK + OK, NO_CONTENT)
    async with pool_to(server) as pool:
        assert await ask(pool) == Reply(200, b"[]")
        assert await ask(pool) == Reply(204)
    assert server.connections == 2


async def test_waiting_for_a_turn_counts_as_waiting() -> None:
    """Behind slow requests the time runs too."""
    server = Server()
    forever = asyncio.Event()

    class Stuck(Server):
        async def _answer(self, writer: asyncio.StreamWriter) -> None:
            await forever.wait()
            await super()._answer(writer)

    server = Stuck(OK, OK)
    async with pool_to(server, connections=1) as pool:
        first = asyncio.ensure_future(ask(pool, timeout_s=1.0))
        await asyncio.sleep(0.01)
        with pytest.raises(TimeoutError):
            await ask(pool, timeout_s=0.02)
        assert len(server.requests) == 1
        forever.set()
        assert (await first).ok


@pytest.mark.parametrize("url", ["127.0.0.1:8088/ari", "ftp://x/ari", "http:///ari", ""])
def test_bad_addresses(url: str) -> None:
    """Said before anything is tried."""
    with pytest.raises(ValueError, match="no address"):
        HttpPool(url, "", 1)
