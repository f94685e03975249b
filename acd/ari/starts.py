"""Waits for channels that we create to begin: `dial` before that is refused."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from acd.ari.messages import ChannelDestroyed, Message, StasisStart
from acd.domain.calls import LegId
from acd.domain.commands import Refusal
from acd.domain.errors import CommandRejected, TransportError

LIMIT_S = 2.0
"""A created channel begins within a millisecond; beyond this its event was lost."""


class Starts:
    """Channels that were asked for and whose start is awaited."""

    def __init__(self) -> None:
        self._awaited: dict[str, asyncio.Future[None]] = {}

    @contextmanager
    def expect(self, leg_id: LegId) -> Iterator[None]:
        """Listen for this leg. Enter before asking for it: its event may come before the answer."""
        start: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited[leg_id] = start
        try:
            yield
        finally:
            del self._awaited[leg_id]
            if not start.cancel() and not start.cancelled():
                start.exception()  # seen, or asyncio would complain about it when nobody waited

    async def wait(self, leg_id: LegId) -> None:
        """Return when the leg has begun. Raises CommandRejected if it ended first, else TransportError."""
        try:
            async with asyncio.timeout(LIMIT_S):
                await asyncio.shield(self._awaited[leg_id])
        except TimeoutError:
            raise TransportError("Asterisk did not tell that the new channel began.") from None

    def tell(self, message: Message) -> None:
        """Take every message."""
        if isinstance(message, StasisStart):
            self._settle(message.channel.id, None)
        elif isinstance(message, ChannelDestroyed):
            error = CommandRejected(Refusal.GONE, "the channel ended before it was dialled")
            self._settle(message.channel.id, error)

    def lose(self) -> None:
        """Give up on all: the link is down."""
        for leg_id in self._awaited:
            self._settle(leg_id, TransportError("The link to Asterisk was lost before the channel began."))

    def _settle(self, leg_id: str, error: Exception | None) -> None:
        start = self._awaited.get(leg_id)
        if start is None or start.done():
            return
        if error is None:
            start.set_result(None)
        else:
            start.set_exception(error)
