"""One question over HTTP: everything but a clear yes is no."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from acd.pbx import readiness
from acd.pbx.plan import PbxPlan


@asynccontextmanager
async def answering(*answers: bytes | None) -> AsyncIterator[tuple[PbxPlan, list[str]]]:
    """A server that gives these answers in turn (None: closes at once), and the requests that it got."""
    requests: list[str] = []
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = left.pop(0)
        if answer is not None:
            requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield (
            PbxPlan(
                state=Path("/srv/x"),
                ari_port=port,
                ari_password="p" * 20,
                ami_port=5038,
                ami_password="m" * 20,
                agi_port=4573,
            ),
            requests,
        )


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n{}", True),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", False),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", False),
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", False),
        (b"SSH-2.0-somebody-else\r\n", False),
        (b"\r\n", False),
        (None, False),
    ],
)
async def test_only_200_is_ready(answer: bytes | None, ready: bool) -> None:
    """While booting it refuses, or answers 404 or 503."""
    async with answering(answer) as (plan, requests):
        assert await readiness.booted(plan) is ready
        if requests:
            assert base64.b64encode(b"acd:" + b"p" * 20).decode() in requests[0]


async def test_nobody_there_is_not_ready() -> None:
    """The port is closed."""
    async with answering() as (plan, _):
        pass
    assert not await readiness.booted(plan)


async def test_a_server_that_hangs_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked again later; one question never blocks the start."""
    monkeypatch.setattr(readiness, "_ANSWER_LIMIT_S", 0.05)
    ended = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        plan = PbxPlan(
            state=Path("/srv/x"),
            ari_port=port,
            ari_password="p" * 20,
            ami_port=5038,
            ami_password="m" * 20,
            agi_port=4573,
        )
        assert not await readiness.booted(plan)
        ended.set()


async def test_a_transport_that_asterisk_dropped_is_missing() -> None:
    """It answers 404 for a transport whose port it could not have."""
    async with answering(b"HTTP/1.1 404 Not Found\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n") as (plan, requests):
        assert await readiness.missing_transports(plan) == ["transport-udp"]
        assert "/res_pjsip/transport/transport-tcp" in requests[1]
