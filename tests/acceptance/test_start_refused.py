"""When the controller must not go on: the wrong Asterisk, or another controller in its place."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from acd.ari.errors import TakenOver
from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.domain.errors import PbxTooOld
from acd.pbx.process import AsteriskProcess
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import configuration, write
from tests.fixtures.databases import free_port
from tests.fixtures.linked_app import LinkedApp
from tests.fixtures.patience import scaled
from tests.fixtures.private_settings import private_settings
from tests.fixtures.scenes import hear_each_other, talking, waiting

pytestmark = pytest.mark.live


async def test_an_asterisk_that_is_too_old_is_refused(tmp_path: Path) -> None:
    """The message names the version that is there and the one that is needed; nothing is left running."""
    async with old_asterisk("18.20.0") as port:
        app = LinkedApp(private_settings(tmp_path, write(configuration(), tmp_path)), lambda text: None, port)
        with pytest.raises(PbxTooOld, match=r"Asterisk 18\.20\.0 is older than 22\.10\.1"):
            async with asyncio.timeout(scaled(20)):
                await app.start()
    assert AsteriskProcess.adopt(app.plan) is None
    assert app.tasks.names() == []


async def test_who_cannot_start_leaves_the_calls_that_it_found(tmp_path: Path) -> None:
    """A second start that fails does not end an Asterisk that it did not start."""
    async with call_centre(tmp_path, configuration()) as centre:
        call, ringing = await talking(centre)
        async with old_asterisk("18.20.0") as port:
            settings = centre.app.settings.model_copy(update={"http_port": free_port()})
            second = LinkedApp(settings, lambda text: None, port)
            with pytest.raises(PbxTooOld):
                async with asyncio.timeout(scaled(20)):
                    await second.start()
        await hear_each_other(call, ringing)
        call.hang_up()
        # the second one closed the open calls of what it took for a dead controller
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)


async def test_of_two_controllers_the_first_stops_and_harms_nobody(tmp_path: Path) -> None:
    """The second connection takes the pool over; the loser says so, sends no command, and leaves Asterisk alone."""
    async with call_centre(tmp_path, configuration()) as centre:
        call, ringing = await talking(centre)
        line = await waiting(centre)
        sent = centre.decisions()
        settings = centre.app.settings.model_copy(update={"http_port": free_port()})
        winner = LinkedApp(settings, lambda text: None, centre.app.plan.ari_port)
        await winner.start()
        try:
            with pytest.raises(TakenOver):
                async with asyncio.timeout(scaled(5)):
                    await centre.app.tasks.crashed()
            sent.clear()
            await centre.app.stop(asyncio.Event())
            assert [command for _, decision in sent for command in decision.commands] == []
            assert not centre.view().pbx_connected
            # the winner found two who talk and one who waits: they talk on, the other waits on
            await hear_each_other(call, ringing)
            assert [agent.state for agent in winner.controller.view().agents] == [AgentState.TALKING]
            states = sorted(each.state for each in winner.controller.view().calls)
            assert states == [CallState.CONNECTED, CallState.WAITING]
            line.hang_up()
            call.hang_up()
            await ringing.ended(scaled(5))
        finally:
            centre.close_phones()
            await winner.stop(asyncio.Event())
    assert AsteriskProcess.adopt(centre.app.plan) is None


@contextlib.asynccontextmanager
async def old_asterisk(version: str) -> AsyncIterator[int]:
    """Yield the port of something that answers as an Asterisk of this version, and knows nothing else."""
    server = await asyncio.start_server(partial(_answer, version), "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


async def _answer(version: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            known = b"asterisk/info" in request.split(b"\r\n")[0]
            body = {"system": {"version": version}, "status": {"startup_time": "2026-01-01T00:00:00.000+0000"}}
            content = json.dumps(body if known else {}).encode()
            status = b"200 OK" if known else b"404 Not Found"
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(content), content))
            await writer.drain()
    writer.close()
