"""The server: whatever connects, the others are served and nothing is left over."""

import asyncio
import contextlib
import errno
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.agi.server import AgiLimits, AgiServer
from acd.agi.session import Session
from tests.fixtures.patience import until
from tests.unit.agi.peer import HEADERS, calling, serving

QUICK = AgiLimits(connections=3, headers_within_s=0.1, session_within_s=0.3)


async def answer(session: Session) -> None:
    """A route."""
    await session.answer()


async def served(port: int) -> None:
    """Fails if an ordinary session is not served."""
    async with calling(port) as caller:
        await caller.expect(("ANSWER", "200 result=0"), ('SET VARIABLE "ACD_AGI" "done"', "200 result=1"))
        await caller.closed()


async def test_a_route_and_the_word_that_it_ended() -> None:
    """The dialplan looks for it."""
    async with serving({"code": answer}) as (server, port):
        await served(port)
        await until(lambda: server.sessions == 0, "the end")


@pytest.mark.parametrize("sent", [b"", b"\n", b"agi_network: yes\n", HEADERS.encode()[:-1]])
async def test_connect_and_close(sent: bytes) -> None:
    """On panoramisk's server this is an endless loop."""
    async with serving({"code": answer}) as (server, port):
        for _ in range(20):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.close()
        await served(port)
        await until(lambda: server.sessions == 0, "the end of all")


async def test_whoever_says_nothing_is_closed() -> None:
    """After the time for headers."""
    async with serving({"code": answer}, QUICK) as (_, port), calling(port, b"agi_network: yes\n") as caller:
        await caller.closed()


async def test_endless_headers_are_cut_off() -> None:
    """By size, before the time is over."""
    async with serving({"code": answer}) as (_, port), calling(port, b"agi_x: y\n" * 10_000) as caller:
        with contextlib.suppress(ConnectionError):
            await caller.closed()
        await served(port)


async def test_an_unknown_route() -> None:
    """No word of an end."""
    async with serving({}) as (_, port), calling(port) as caller:
        assert await caller.command() == ""


async def test_a_route_that_fails_ends_alone() -> None:
    """Counted, logged, without a word of an end; the next one is served."""

    async def fail(session: Session) -> None:
        raise ZeroDivisionError(session.request.extension)

    async with serving({"bad": fail, "code": answer}) as (server, port):
        async with calling(port, HEADERS.replace("script: code", "script: bad")) as caller:
            assert await caller.command() == ""
        await served(port)
        assert server.failed == 1


async def test_a_route_that_gets_stuck_is_ended() -> None:
    """Asterisk waits as long as we keep the connection."""

    async def hang(session: Session) -> None:
        await asyncio.sleep(60)

    async with serving({"code": hang}, QUICK) as (server, port), calling(port) as caller:
        assert await caller.command() == ""
        assert server.failed == 0


async def test_more_than_the_limit_are_closed_at_once() -> None:
    """Those before them are served."""

    async def wait(session: Session) -> None:
        await session.wait_for_digit(1)

    limits = AgiLimits(connections=2)
    async with serving({"code": wait}, limits) as (server, port), calling(port) as one, calling(port) as two:
        assert await one.command() == await two.command() == 'WAIT FOR DIGIT "1000"'
        async with calling(port) as three:
            with contextlib.suppress(ConnectionError):
                await three.closed()
        assert server.sessions == 2


async def test_the_end_of_the_server_ends_its_sessions() -> None:
    """At once."""

    async def wait(session: Session) -> None:
        await session.wait_for_digit(1)

    async with serving({"code": wait}) as (server, port), calling(port) as caller:
        await caller.command()
        assert server.sessions == 1
        task = next(each for each in asyncio.all_tasks() if each.get_name() == "agi-session")
        task.cancel()
        await caller.closed()


async def test_a_port_that_is_taken() -> None:
    """The plain error, so that whoever starts it can say what to do."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        server = AgiServer(holder.getsockname()[1], {})
        with pytest.raises(OSError) as refused:
            await server.run()
    assert refused.value.errno == errno.EADDRINUSE
    assert not server.listening.is_set()


async def test_only_this_machine_reaches_it() -> None:
    """The protocol has no password."""
    async with serving({"code": answer}) as (_, port):
        # the same port is still free on every other address
        with socket.create_server(("127.0.0.2", port)):
            pass


@settings(max_examples=60)
@given(
    st.lists(
        st.binary(max_size=80)
        | st.sampled_from(
            [HEADERS.encode(), b"200 result=0\n", b"HANGUP\n", b"\n\n", b"agi_network_script: code\n", b"520-x\n"]
        ),
        max_size=8,
    )
)
def test_any_bytes(chunks: list[bytes]) -> None:
    """No bytes make an error of ours, and the next caller is served."""

    async def feed() -> None:
        async with serving({"code": answer}, AgiLimits(headers_within_s=0.2, session_within_s=0.5)) as (server, port):
            async with calling(port, b"".join(chunks)) as caller:
                caller.writer.write_eof()
                with contextlib.suppress(ConnectionError):
                    await caller.closed()
            await served(port)
            assert server.failed == 0

    asyncio.run(feed())
