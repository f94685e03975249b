"""The link: everything that goes wrong is a TransportError, and nothing secret is told."""

import asyncio

import pytest
from aiohttp import web

from acd.ari.connection import AriLink
from acd.ari.requests import Reply, get, post, put
from acd.domain.errors import TransportError
from tests.unit.ari.frames import arrival
from tests.unit.ari.peer import Peer, running, says


async def test_a_request_and_its_answer() -> None:
    """Path, query and body arrive as they were meant; the password travels in a header."""
    async with running() as peer, AriLink(peer.settings()) as link:
        assert await link.send(put("a/b", "c", body={"x": "ä"})) == Reply(204)
        assert peer.log == ["PUT a%2Fb/c"]
        assert peer.bodies == {"PUT a%2Fb/c": {"x": "ä"}}
        assert peer.headers[0]["Authorization"] == "Basic YWNkOnB3"


async def test_any_answer_is_an_answer() -> None:
    """Also a refusal; what it means is for others to say."""
    async with running() as peer, AriLink(peer.settings()) as link:
        peer.answers["POST channels/x/answer"] = says(404, {"message": "Channel not found"})
        reply = await link.send(post("channels", "x", "answer"))
        assert (reply.status, reply.ok) == (404, False)
        assert b"Channel not found" in reply.body


async def test_no_answer_in_time() -> None:
    """It may or may not have been done."""
    async with running() as peer, AriLink(peer.settings(request_timeout_s=0.05)) as link:
        peer.answers["POST channels/x/answer"] = says(204, delay_s=1)
        with pytest.raises(TransportError, match="no answer to POST channels"):
            await link.send(post("channels", "x", "answer"))


async def test_a_connection_that_breaks_in_the_middle() -> None:
    """The answer is lost, the request is not repeated."""
    seen = 0

    async def hang_up(request: web.Request) -> web.StreamResponse:
        nonlocal seen
        seen += 1
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with running() as peer, AriLink(peer.settings()) as link:
        peer.answers["POST channels/x/answer"] = hang_up
        with pytest.raises(TransportError):
            await link.send(post("channels", "x", "answer"))
        assert seen == 1


async def test_nobody_there() -> None:
    """Refused connections are lost links, for requests and for events."""
    async with running() as peer:
        settings = peer.settings()
    async with AriLink(settings) as link:
        with pytest.raises(TransportError):
            await link.send(get("asterisk", "info"))
        with pytest.raises(TransportError, match="cannot open"):
            async with link.events("acd-main"):
                pass


async def test_a_closed_link() -> None:
    """Before and after use."""
    link = AriLink(Peer(url="http://127.0.0.1:1/ari").settings())
    with pytest.raises(TransportError):
        await link.send(get("x"))
    async with link:
        pass
    with pytest.raises(TransportError):
        await link.send(get("x"))


@pytest.mark.parametrize(
    ("status", "told"), [(401, "password"), (403, "password"), (404, "starting"), (503, "starting")]
)
async def test_asterisk_that_is_not_ready(status: int, told: str) -> None:
    """404 and 503 while it boots, 401 and 403 for a wrong password: the message says which."""
    async with running() as peer, AriLink(peer.settings()) as link:
        peer.answers["GET asterisk/info"] = says(status)
        with pytest.raises(TransportError, match=told):
            await link.ask(get("asterisk", "info"))


async def test_events_until_the_socket_breaks() -> None:
    """Every frame, byte for byte, then the loss."""
    frames = []
    async with running() as peer, AriLink(peer.settings()) as link, link.events("acd-main") as socket:
        assert peer.log == ["GET events?app=acd-main"]
        await peer.send(arrival(), b"not json")
        with pytest.raises(TransportError, match="ended"):
            async for frame in socket.frames():
                frames.append(frame)
                if len(frames) == 2:
                    await peer.drop()
    assert frames == [arrival(), b"not json"]


async def test_a_link_that_went_silent_is_found() -> None:
    """No PONG: the far end is there for TCP and for nobody else."""

    async def deaf(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await asyncio.sleep(5)
        return socket

    async with running() as peer, AriLink(peer.settings(heartbeat_s=0.05)) as link:
        peer.answers["GET events"] = deaf
        with pytest.raises(TransportError):
            async with asyncio.timeout(2), link.events("acd-main") as socket:
                async for _ in socket.frames():
                    pass


async def test_a_dead_link_is_found_within_five_seconds() -> None:
    """By the defaults: silence until the PING, and half of it again for the PONG."""
    assert Peer(url="x").settings().heartbeat_s * 1.5 <= 5


async def test_more_requests_than_connections() -> None:
    """A hundred and one at once go over few connections, and none is lost."""
    at_once = most = 0

    async def count(_: web.Request) -> web.Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.005)
        at_once -= 1
        return web.Response(status=204)

    async with running() as peer, AriLink(peer.settings(connections=16)) as link:
        peer.answers["POST channels/x/answer"] = count
        async with link.events("acd-main"), asyncio.TaskGroup() as group:
            tasks = [group.create_task(link.send(post("channels", "x", "answer"))) for _ in range(101)]
    assert all(task.result().ok for task in tasks)
    assert 1 < most <= 16


def test_the_password_is_not_shown() -> None:
    """Settings end up in logs."""
    assert "pw" not in repr(Peer(url="x").settings())
