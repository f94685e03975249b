"""How many channels there are: asked now and then."""

import asyncio
from contextlib import suppress

import pytest

from acd.ami.load import PbxLoad
from tests.fixtures.patience import until
from tests.unit.ami.peer import Peer, running
from tests.unit.ami.test_link import linked


@pytest.mark.parametrize(
    ("answer", "channels"),
    [
        ("Response: Success\r\nCoreCurrentCalls: 12", 12),
        ("Response: Success\r\nCoreCurrentCalls: many", None),
        ("Response: Success", None),
        ("Response: Error\r\nMessage: Permission denied", None),
    ],
)
async def test_what_asterisk_says(answer: str, channels: int | None) -> None:
    """A number, or nobody knows."""
    async with running(Peer(answers={"CoreStatus": [answer]})) as peer, linked(peer.settings()) as bench:
        await bench.up()
        load = PbxLoad(bench.link)
        load.channels = 99
        task = asyncio.ensure_future(load.run())
        await until(lambda: load.channels == channels, "the answer")
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_it_is_asked_again_and_forgotten_without_a_link() -> None:
    """A number of before says nothing of now."""
    answers: dict[str, list[str] | None] = {"CoreStatus": ["Response: Success\r\nCoreCurrentCalls: 1"]}
    async with running(Peer(answers=answers)) as peer, linked(peer.settings()) as bench:
        await bench.up()
        load = PbxLoad(bench.link, every_s=0.01)
        task = asyncio.ensure_future(load.run())
        await until(lambda: load.channels == 1, "the first answer")
        peer.answers["CoreStatus"] = ["Response: Success\r\nCoreCurrentCalls: 2"]
        await until(lambda: load.channels == 2, "the second answer")
        bench.link._connection = None
        await until(lambda: load.channels is None, "nobody knows")
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
