"""A scripted Asterisk manager interface on a real socket: answers what it is told to answer, says what it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from acd.ami.link import AmiSettings

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
BOOTED = "Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"
PASSWORD = "a-password-of-no-worth"


@dataclass
class Peer:
    """State that tests change while it runs."""

    port: int = 0
    password: str = PASSWORD
    booted: bool = True
    """Say so after the login."""
    answers: dict[str, list[str] | None] = field(default_factory=dict)
    """Messages by action, without ActionID and end, in place of the usual Success; None for silence.

    Of Getvar and Setvar also by action and variable.

    One that has its end is no answer: an event that happens just then.
    """
    heard: list[dict[str, str]] = field(default_factory=list)
    """Every action but logins and pings, in order."""
    logins: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def settings(self, **changes: Any) -> AmiSettings:
        """How to reach it, with short deadlines."""
        quick = {"answer_within_s": 0.3, "boot_within_s": 0.3, "ping_every_s": 10.0}
        return AmiSettings(**{"port": self.port, "user": "acd", "password": PASSWORD, **quick, **changes})

    def say(self, text: str | bytes) -> None:
        """Send bytes to whoever connected last."""
        self.writers[-1].write(text.encode() if isinstance(text, str) else text)

    def drop(self) -> None:
        """Break the newest connection."""
        self.writers[-1].transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.writers.append(writer)
        writer.write(GREETING)
        try:
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode()
                action = dict(line.split(": ", 1) for line in block.split("\r\n") if line)
                self._answer(action, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, action: dict[str, str], writer: asyncio.StreamWriter) -> None:
        name = action["Action"]
        messages: list[str] | None = ["Response: Success"]
        if name == "Login":
            self.logins += 1
            if action["Secret"] != self.password:
                messages = ["Response: Error\r\nMessage: Authentication failed"]
        elif name != "Ping":
            self.heard.append(action)
        told = self.answers.get(f"{name} {action.get('Variable')}", self.answers.get(name, messages))
        for message in told or []:
            end = "" if message.endswith("\r\n\r\n") else f"\r\nActionID: {action['ActionID']}\r\n\r\n"
            writer.write((message + end).encode())
        if name == "Login" and self.booted:
            writer.write(BOOTED.encode())


@asynccontextmanager
async def running(peer: Peer | None = None) -> AsyncIterator[Peer]:
    """A peer on a free loopback port, or on the one that it had."""
    peer = peer or Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", peer.port)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        for writer in peer.writers:
            writer.transport.abort()
        peer.writers.clear()
        await asyncio.sleep(0.01)


def listed(*items: str) -> list[str]:
    """An answer that is a list."""
    end = f"Event: ListComplete\r\nEventList: Complete\r\nListItems: {len(items)}"
    return ["Response: Success\r\nEventList: start\r\nMessage: A list will follow", *items, end]
