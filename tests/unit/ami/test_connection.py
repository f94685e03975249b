"""One connection: whole messages whatever the packets, answers to those who asked, nothing kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.ami.connection import LONGEST_MESSAGE, Connection, _Wire
from acd.ami.errors import AmiRefused
from acd.ami.messages import AmiMessage
from acd.domain.errors import TransportError
from tests.fixtures.patience import until
from tests.unit.ami.peer import Peer, listed, running


@asynccontextmanager
async def connected(peer: Peer) -> AsyncIterator[tuple[Connection, list[AmiMessage]]]:
    """An open connection, and the events that it told."""
    heard: list[AmiMessage] = []
    connection = Connection(heard.append)
    await connection.open("127.0.0.1", peer.port, 1)
    try:
        yield connection, heard
    finally:
        connection.close()
        await asyncio.sleep(0)


async def test_nobody_there() -> None:
    """And no attempt goes on behind our back."""
    async with running() as peer:
        pass
    with pytest.raises(TransportError, match="cannot reach"):
        await Connection(lambda event: None).open("127.0.0.1", peer.port, 1)
    assert len(asyncio.all_tasks()) == 1


async def test_each_answer_goes_to_who_asked() -> None:
    """Also when a hundred ask at once, and events stand between the answers."""
    async with running() as peer, connected(peer) as (connection, heard):
        peer.answers["Echo"] = ["Event: Noise\r\nUniqueid: x", "Response: Success\r\nPing: Pong"]
        asked = [connection.ask({"Action": "Echo"}, 1) for _ in range(100)]
        answers = await asyncio.gather(*asked)
        assert {answer["actionid"] for answer in answers} == {action["ActionID"] for action in peer.heard}
        assert len(heard) == 100


async def test_an_answer_that_panoramisk_takes_for_a_list() -> None:
    """With its guess by the text, the future of this one never ends."""
    async with running() as peer, connected(peer) as (connection, _):
        peer.answers["QueueAdd"] = ["Response: Success\r\nMessage: Added interface to queue"]
        assert (await connection.ask({"Action": "QueueAdd"}, 1))["message"] == "Added interface to queue"


async def test_a_list() -> None:
    """Its items in order, without the end; other events are told to everybody."""
    async with running() as peer, connected(peer) as (connection, heard):
        peer.answers["Show"] = listed("Event: Item\r\nName: a", "Event: Item\r\nName: ü")
        peer.say("Event: Other\r\nX: 1\r\n\r\n")
        assert [item["name"] for item in await connection.ask_list({"Action": "Show"}, 1)] == ["a", "ü"]
        assert [event.name for event in heard] == ["Other"]


@pytest.mark.parametrize("answer", [None, ["Response: Success\r\nEventList: start", "Event: Item\r\nName: a"]])
async def test_an_answer_that_does_not_come_or_does_not_end(answer: list[str] | None) -> None:
    """The deadline holds, and nothing is left over."""
    async with running() as peer, connected(peer) as (connection, _):
        peer.answers["Show"] = answer
        with pytest.raises(TransportError, match="Show"):
            await connection.ask_list({"Action": "Show"}, 0.05)
        assert connection._lists == {} and connection._wire is not None and connection._wire.responses == {}


async def test_a_refusal() -> None:
    """In Asterisk's words, without its line ends."""
    async with running() as peer, connected(peer) as (connection, _):
        peer.answers["Show"] = ["Response: Error\r\nMessage: No Contacts found\n"]
        with pytest.raises(AmiRefused, match=r"refuses Show: No Contacts found$"):
            await connection.ask_list({"Action": "Show"}, 1)


@pytest.mark.parametrize("as_list", [False, True])
async def test_a_connection_that_breaks_ends_every_wait(as_list: bool) -> None:
    """At once, not at the deadline; and what was not answered is gone."""
    async with running() as peer, connected(peer) as (connection, _):
        peer.answers["Show"] = listed()[:1] if as_list else None
        ask = connection.ask_list if as_list else connection.ask
        waiting = asyncio.ensure_future(ask({"Action": "Show"}, 60))
        await until(lambda: len(peer.heard) == 1, "the action")
        await asyncio.sleep(0.01)
        peer.drop()
        with pytest.raises(TransportError, match="broke"):
            await waiting
        await connection.lost
        assert not connection.awaiting_actions
        with pytest.raises(TransportError):
            await ask({"Action": "Show"}, 60)


async def test_text_in_every_packet_size() -> None:
    """Letters that are cut by a packet's end are whole again; those at a message's end keep their last byte."""
    message = "Event: Call\r\nNumber: 1\r\nName: Zoë Ångström … à\r\n\r\n".encode()
    for size in range(1, 9):
        async with running() as peer, connected(peer) as (_, heard):
            await until(lambda: bool(peer.writers), "the connection")
            for start in range(0, len(message), size):
                peer.say(message[start : start + size])
                await asyncio.sleep(0)
            await until(lambda: len(heard) == 1, "the event")
            assert heard[0]["name"] == "Zoë Ångström … à"


async def test_bytes_that_are_no_text() -> None:
    """A caller's name in an old encoding spoils itself only."""
    async with running() as peer, connected(peer) as (_, heard):
        await until(lambda: bool(peer.writers), "the connection")
        peer.say(b"Event: Call\r\nName: Zo\xeb\r\n\r\nEvent: Next\r\n\r\n")
        await until(lambda: len(heard) == 2, "both events")
        assert heard[0]["name"] == "Zo\ufffd"


async def test_a_message_without_end() -> None:
    """It does not fill the memory: the connection is given up."""
    async with running() as peer, connected(peer) as (connection, _):
        await until(lambda: bool(peer.writers), "the connection")
        peer.say(b"x" * (LONGEST_MESSAGE + 1))
        await connection.lost


@settings(max_examples=300)
@given(
    st.lists(st.binary(max_size=60) | st.sampled_from([b"\r\n", b"\r\n\r\n", b"Event: ", b"Response: ", b"ActionID: "]))
)
def test_no_bytes_raise(chunks: list[bytes]) -> None:
    """An error while reading would end the connection, and lose what came with it."""

    async def feed() -> None:
        connection = Connection(lambda event: None)
        await asyncio.sleep(0)
        wire = _Wire(connection)
        wire.connection_made(asyncio.Transport())
        for chunk in chunks:
            wire.data_received(chunk)

    asyncio.run(feed())
