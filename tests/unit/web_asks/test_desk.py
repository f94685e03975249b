"""Asks that go out to real servers, kind ones and others."""

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acd.clock import Clock
from acd.domain.calls import LegId
from acd.domain.commands import Answer, AskWeb
from acd.domain.errors import CommandRejected
from acd.domain.events import Event
from acd.domain.web_asks import AskFailure, AskId, WebAnswered, WebFailed, WebTarget, WebTargetId
from acd.web_asks.desk import LARGEST, MOST_OF_ONE, WebAsks
from acd.web_asks.secrets import WebSecrets
from tests.unit.web_asks.servers import Behaviour, Server, says, serving

CRM = WebTargetId("acme/crm")
LEG = LegId("1.1")


class Desk:
    """What is asked, and what comes of it."""

    def __init__(self, folder: Path, target: WebTarget) -> None:
        self.targets = {target.id: target}
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.told: list[tuple[str, str]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.asks = WebAsks(
            lambda: self.targets,
            WebSecrets(folder, {}),
            self.events.put_nowait,
            lambda work, name: self.tasks.append(asyncio.create_task(work, name=name)),
            lambda target_id, result, _: self.told.append((target_id, result)),
            Clock(),
        )

    async def ask(self, number: int = 1, target_id: WebTargetId = CRM, **data: str) -> None:
        """Begin to ask."""
        await self.asks.execute(AskWeb(LEG, AskId(f"1.1-w{number}"), target_id, data))

    async def end(self) -> Any:
        """Return what is told next."""
        return await asyncio.wait_for(self.events.get(), 10)


@asynccontextmanager
async def desk(
    folder: Path, behaviour: Behaviour, path: str = "/{caller}", **more: Any
) -> AsyncIterator[tuple[Desk, Server]]:
    """A desk with one server to ask."""
    async with serving(behaviour) as server:
        made = Desk(
            folder, WebTarget(CRM, server.url(path), **{"private": True, "answer": {"name": "who.name"}, **more})
        )
        async with made.asks:
            yield made, server
            for task in made.tasks:
                task.cancel()
            await asyncio.gather(*made.tasks, return_exceptions=True)


async def why(folder: Path, behaviour: Behaviour, **more: Any) -> AskFailure:
    """Return how a single ask failed."""
    async with desk(folder, behaviour, **more) as (made, _):
        await made.ask(caller="+4930")
        told = await made.end()
        assert isinstance(told, WebFailed) and made.told == [(CRM, told.why.value)]
        return told.why


async def test_what_is_answered_becomes_values(tmp_path: Path) -> None:
    """And the command is over before the answer comes: nobody waits for it."""
    async with desk(tmp_path, says(b'{"who": {"name": "Ann"}}')) as (made, server):
        await made.ask(caller="+4930 1")
        assert made.events.empty()
        assert await made.end() == WebAnswered(LEG, AskId("1.1-w1"), {"name": "Ann"})
        assert server.path == "/%2B4930%201" and made.told == [(CRM, "answered")]
        assert b"authorization" not in server.heads[0].lower() and b"cookie" not in server.heads[0].lower()


async def test_who_is_told_can_see_who_told_it(tmp_path: Path) -> None:
    """By a secret, and by a signature over number, time and text (Standard Webhooks)."""
    key = bytes(range(32))
    (tmp_path / "web-acme.crm.token").write_text("s3cret\n")
    (tmp_path / "web-acme.crm.key").write_text("whsec_" + base64.b64encode(key).decode())
    async with desk(tmp_path, says(b""), path="/hook", is_told=True, bearer=True, signed=True, answer={}) as (
        made,
        server,
    ):
        await made.ask(caller="\r\nX: y", tier="gold")
        assert await made.end() == WebAnswered(LEG, AskId("1.1-w1"), {})
        head = {
            name.lower(): text.strip()
            for name, _, text in (line.partition(b":") for line in server.heads[0].split(b"\r\n"))
        }
        assert head[b"authorization"] == b"Bearer s3cret" and b"x" not in head
        signed = head[b"webhook-id"] + b"." + head[b"webhook-timestamp"] + b"." + server.bodies[0]
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        assert head[b"webhook-signature"] == b"v1," + mac and head[b"webhook-id"] == b"1.1-w1"
        assert json.loads(server.bodies[0])["data"] == {"caller": "\r\nX: y", "tier": "gold"}


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (says(b"{}", b"404 Not Found"), AskFailure.NOT_FOUND),
        (says(b"{}", b"500 Oh"), AskFailure.STATUS),
        (says(b"", b"302 Found", b"Location: file:///etc/passwd\r\n"), AskFailure.STATUS),
        (says(b"<html>"), AskFailure.NOT_UNDERSTOOD),
        (says(b"\xff\xfe{"), AskFailure.NOT_UNDERSTOOD),
        (says(b"[" * 60_000), AskFailure.NOT_UNDERSTOOD),
        (says(b" " * (LARGEST + 1)), AskFailure.TOO_BIG),
        (says(gzip.compress(b"0" * 10_000_000), headers=b"Content-Encoding: gzip\r\n"), AskFailure.NOT_UNDERSTOOD),
    ],
    ids=["404", "500", "redirect", "html", "no utf-8", "deep", "big", "bomb"],
)
async def test_what_is_no_use(tmp_path: Path, behaviour: Behaviour, failure: AskFailure) -> None:
    """Each has its word."""
    assert await why(tmp_path, behaviour) == failure


async def _silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    del writer, head
    await asyncio.Event().wait()


async def _drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    del reader, head
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    del reader, head
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"who"')
    await writer.drain()
    raise ConnectionError


async def _nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
    del reader, head
    writer.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")


@pytest.mark.parametrize("behaviour", [_silent, _drips], ids=["silent", "drips"])
async def test_the_time_is_for_all_of_it(tmp_path: Path, behaviour: Behaviour) -> None:
    """A byte now and then does not make it longer."""
    clock = Clock()
    began = clock.now()
    assert await why(tmp_path, behaviour, timeout_s=0.3) == AskFailure.TIMEOUT
    assert 0.3 <= clock.now() - began < 3


@pytest.mark.parametrize("behaviour", [_cut, _nonsense], ids=["cut", "nonsense"])
async def test_a_server_that_breaks_off(tmp_path: Path, behaviour: Behaviour) -> None:
    """It was not reached."""
    assert await why(tmp_path, behaviour) == AskFailure.UNREACHABLE


async def test_nobody_listens_and_no_such_name(tmp_path: Path) -> None:
    """The same."""
    for url in ("http://127.0.0.1:1/", "http://no-such-host.invalid/"):
        made = Desk(tmp_path, WebTarget(CRM, url, private=True))
        async with made.asks:
            await made.ask()
            assert (await made.end()).why == AskFailure.UNREACHABLE


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0x7f000001", "2130706433"]
)
async def test_our_own_network_is_asked_only_if_that_was_meant(tmp_path: Path, host: str) -> None:
    """However it is written; and no name that leads there."""
    async with serving(says(b"{}")) as server:
        made = Desk(tmp_path, WebTarget(CRM, f"http://{host}:{server.port}/", timeout_s=1))
        async with made.asks:
            await made.ask()
            assert (await made.end()).why in (AskFailure.UNREACHABLE, AskFailure.TIMEOUT)
        assert server.connections == 0


async def test_a_secret_that_is_missing_is_not_left_out(tmp_path: Path) -> None:
    """Nothing is sent without it."""
    async with desk(tmp_path, says(b"{}"), bearer=True) as (made, server):
        await made.ask(caller="1")
        assert (await made.end()).why == AskFailure.NO_SECRET
        assert server.connections == 0


async def test_who_withholds_the_number_is_not_looked_for(tmp_path: Path) -> None:
    """The address without it would be another one."""
    async with desk(tmp_path, says(b"{}")) as (made, server):
        await made.ask(caller="")
        assert (await made.end()).why == AskFailure.NOT_FOUND
        assert server.connections == 0


async def test_a_target_that_is_gone(tmp_path: Path) -> None:
    """The configuration changed since the call began."""
    async with desk(tmp_path, says(b"{}")) as (made, _):
        await made.ask(target_id=WebTargetId("acme/old"))
        assert (await made.end()).why == AskFailure.UNKNOWN_TARGET


async def test_a_slow_one_does_not_keep_others_from_being_asked(tmp_path: Path) -> None:
    """So many may wait for one; further ones are told at once, and later ones may ask again."""
    async with desk(tmp_path, _silent, timeout_s=0.5) as (made, server):
        other = WebTargetId("acme/other")
        async with serving(says(b'{"who": {"name": "Bob"}}')) as quick:
            made.targets[other] = replace(made.targets[CRM], id=other, url=quick.url("/x"))
            for number in range(MOST_OF_ONE + 3):
                await made.ask(number, caller="1")
            await made.ask(99, other)
            ends = [await made.end() for _ in range(MOST_OF_ONE + 4)]
        whys = [one.why for one in ends if isinstance(one, WebFailed)]
        assert whys.count(AskFailure.BUSY) == 3 and whys.count(AskFailure.TIMEOUT) == MOST_OF_ONE
        assert [one.values for one in ends if isinstance(one, WebAnswered)] == [{"name": "Bob"}]
        assert server.connections == MOST_OF_ONE
        await made.ask(100, caller="1")
        assert (await made.end()).why == AskFailure.TIMEOUT


async def test_other_commands_go_elsewhere(tmp_path: Path) -> None:
    """Nothing is done half."""
    made = Desk(tmp_path, WebTarget(CRM, "http://x/"))
    with pytest.raises(CommandRejected):
        await made.asks.execute(Answer(LEG))


async def test_a_bug_costs_no_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow goes on by its exit for failures, and the log has it."""

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("acd.web_asks.desk.understood", broken)
    assert await why(tmp_path, says(b"{}")) == AskFailure.UNREACHABLE
