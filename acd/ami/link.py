"""The link to Asterisk's manager interface: kept up, watched, and safe to write to.

Who runs what: the app runs `run()` as one of its tasks; whoever wants something done awaits `action()`. No task
outlives a connection. What is said here is not interpreted, and nothing is ever sent twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from acd import ids, logs
from acd.ami.connection import Connection
from acd.ami.errors import AmiLoginRefused, AmiRefused
from acd.ami.messages import AmiMessage, checked
from acd.domain.errors import NotSent, TransportError

log = logs.get("ami")

FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 2.0
MOST_EVENTS = 10_000
"""Events that may wait; with more the link is broken off, and what is told after the next connect counts."""

_BOOTED = "FullyBooted"


@dataclass(frozen=True, slots=True)
class AmiSettings:
    """Where AMI is, and who we are."""

    port: int
    user: str
    password: str = field(repr=False)
    host: str = "127.0.0.1"
    answer_within_s: float = 5.0
    boot_within_s: float = 30.0
    """From the login to the end of Asterisk's start; until then it knows neither phones nor most actions."""
    ping_every_s: float = 5.0
    """A link on which nobody answers for this long and `answer_within_s` more is broken off."""


async def _nothing_to_ask() -> None:
    return


def _nothing_to_tell() -> None:
    return


class AmiLink:
    """Our one connection to the manager interface of one Asterisk."""

    def __init__(
        self,
        settings: AmiSettings,
        hear: Callable[[AmiMessage], Awaitable[None]],
        greet: Callable[[], Awaitable[None]] = _nothing_to_ask,
        lost: Callable[[], None] = _nothing_to_tell,
    ) -> None:
        """Tell events to `hear`: one at a time, in order, by the task that runs `run()`; it may ask back.

        `greet` is awaited after each login, to ask what is there; events that come meanwhile are told after it.
        It may raise TransportError to have the connection opened anew. `lost` is called when a link that was up
        breaks; not when `run()` is cancelled.
        """
        self._settings = settings
        self._hear = hear
        self._greet = greet
        self._lost = lost
        self._connection: Connection | None = None
        self.connects = 0

    @property
    def connected(self) -> bool:
        """Logged in to an Asterisk that has started: actions are sent."""
        return self._connection is not None

    async def action(self, name: str, /, **fields: str | int) -> AmiMessage:
        """Have one action carried out, and return the answer.

        Raises AmiUnsafe for what must not be written, AmiRefused when Asterisk says no, NotSent when the link is
        down, and another TransportError when it broke or no answer came in time (nobody knows).
        """
        action = checked(name, fields)
        return await self._logged_in().ask(action, self._settings.answer_within_s)

    async def listing(self, name: str, /, **fields: str | int) -> tuple[AmiMessage, ...]:
        """Return the items of an action that is answered by a list. Raises as `action` does."""
        action = checked(name, fields)
        return await self._logged_in().ask_list(action, self._settings.answer_within_s)

    async def run(self) -> None:
        """Connect, listen, and connect again, until cancelled. Raises AmiLoginRefused, which is final."""
        retry_s, told = FIRST_RETRY_S, ""
        while True:
            connects = self.connects
            try:
                await self._serve()
            except TransportError as error:
                # the same trouble every two seconds is said once
                if str(error) != told:
                    told = str(error)
                    log.warning("no AMI link to Asterisk", action="no_ami_link", error=told)
            if self.connects > connects:
                retry_s = FIRST_RETRY_S
            # spread, so that several controllers do not come back at one moment
            await asyncio.sleep(retry_s * (0.5 + ids.jitter() / 2))
            retry_s = min(retry_s * 2, LONGEST_RETRY_S)

    async def _serve(self) -> None:
        """Live through one connection, from the first byte to the loss. Always raises."""
        events: asyncio.Queue[AmiMessage] = asyncio.Queue(MOST_EVENTS)
        booted = asyncio.Event()

        def enqueue(event: AmiMessage) -> None:
            if event.name == _BOOTED:
                booted.set()
            try:
                events.put_nowait(event)
            except asyncio.QueueFull:
                connection.close()

        connection = Connection(enqueue)
        await connection.open(self._settings.host, self._settings.port, self._settings.answer_within_s)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_until_lost(connection), name="ami-loss")
                group.create_task(self._ping(connection), name="ami-ping")
                await self._log_in(connection)
                await self._wait_for(booted)
                self._up(connection)
                await self._greet()
                while True:
                    await self._hear(await events.get())
        except ExceptionGroup as group:
            # not `except*`: Python 3.11.2, that of Debian 12, wraps what is raised in there into a group again
            cause = _cause(group)
            if self.connected and isinstance(cause, TransportError):
                self._lost()
            raise cause from group
        finally:
            self._connection = None
            connection.close()

    async def _log_in(self, connection: Connection) -> None:
        settings = self._settings
        login = checked("Login", {"Username": settings.user, "Secret": settings.password, "Events": "on"})
        try:
            await connection.ask(login, settings.answer_within_s)
        except AmiRefused:
            raise AmiLoginRefused from None

    async def _wait_for(self, booted: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._settings.boot_within_s):
                await booted.wait()
        except TimeoutError:
            raise TransportError("Asterisk is still starting, says AMI.") from None

    async def _ping(self, connection: Connection) -> None:
        """Ask for a sign of life; no answer is a TransportError. panoramisk sends pings and ignores the answers."""
        ping = checked("Ping", {})
        while True:
            await asyncio.sleep(self._settings.ping_every_s)
            await connection.ask(ping, self._settings.answer_within_s)

    def _up(self, connection: Connection) -> None:
        self._connection = connection
        self.connects += 1
        log.info("the AMI link to Asterisk is up", action="ami_link_up")

    def _logged_in(self) -> Connection:
        # while the link is down nothing is sent, and nothing is kept for later
        if self._connection is None:
            raise NotSent("The AMI link to Asterisk is down.")
        return self._connection


def _cause(group: ExceptionGroup[Exception]) -> Exception:
    """Return what ended a connection: a refused login before a loss, and a fault of ours, if any, as it is."""
    for kind in (AmiLoginRefused, TransportError):
        found = [error for error in group.exceptions if isinstance(error, kind)]
        if found and all(isinstance(error, AmiLoginRefused | TransportError) for error in group.exceptions):
            return found[0]
    return group


async def _until_lost(connection: Connection) -> None:
    await connection.lost
    raise TransportError("The AMI link to Asterisk ended.")
