"""Carries out commands: in order within a lane (one leg), side by side for different lanes.

A lane is a leg and not a whole call: the agent's phone is asked while the caller is still being put into the
waiting room, which takes two round trips off the time to ring. Whatever needs both legs (`Connect`) is decided
only when the events of both have been seen.

The recording of a leg has a lane of its own: it goes another way to the PBX, and when that one is slow, nobody must
wait for it to be hung up.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from acd import logs
from acd.domain.calls import LegId
from acd.domain.commands import Command, RecordingCommand, Refusal
from acd.domain.errors import CommandRejected, TransportError
from acd.domain.events import CommandFailed, Event
from acd.ports import Telephony

log = logs.get("dispatch")
Spawn = Callable[[Coroutine[Any, Any, None], str], object]
Lane = tuple[LegId, bool]
"""A leg; True: its recording."""


class Dispatcher:
    """Lanes of commands on their way to the PBX."""

    def __init__(self, telephony: Telephony, submit: Callable[[Event], None], spawn: Spawn) -> None:
        self._telephony = telephony
        self._submit = submit
        self._spawn = spawn
        self._lanes: dict[Lane, deque[Command]] = {}
        self._awaited: dict[Lane, asyncio.Event] = {}
        """Lanes that somebody waits for."""
        self._idle = asyncio.Event()
        self._idle.set()

    def send(self, commands: Iterable[Command]) -> None:
        """Take commands; never waits. What fails comes back as `CommandFailed`."""
        for command in commands:
            key = (command.lane, isinstance(command, RecordingCommand))
            lane = self._lanes.get(key)
            if lane is not None:
                lane.append(command)
                continue
            self._lanes[key] = deque((command,))
            self._idle.clear()
            self._spawn(self._run(key), f"lane {command.lane}")

    async def idle(self) -> None:
        """Wait until nothing is on its way."""
        await self._idle.wait()

    async def settled(self, leg_id: LegId) -> None:
        """Wait until nothing is on its way for a leg; its recording does not count."""
        key = (leg_id, False)
        if key in self._lanes:
            await self._awaited.setdefault(key, asyncio.Event()).wait()

    async def _run(self, key: Lane) -> None:
        lane = self._lanes[key]
        try:
            while lane:
                await self._execute(lane.popleft())
        finally:
            del self._lanes[key]
            if (awaited := self._awaited.pop(key, None)) is not None:
                awaited.set()
            if not self._lanes:
                self._idle.set()

    async def _execute(self, command: Command) -> None:
        try:
            await self._telephony.execute(command)
        except CommandRejected as error:
            self._submit(CommandFailed(command, error.refusal, error.detail))
        except TransportError as error:
            self._submit(CommandFailed(command, Refusal.UNKNOWN, str(error)))
        except Exception as error:
            # no more of the command than this: a caller's number may be in it
            log.exception(
                "a command could not be carried out",
                action="command_bug",
                command=type(command).__name__,
                leg=command.lane,
            )
            log.debug("the command that could not be carried out", action="command_bug", command=repr(command))
            self._submit(CommandFailed(command, Refusal.UNKNOWN, repr(error)))
