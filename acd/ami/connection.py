"""One AMI connection: panoramisk's Manager and protocol for as long as one TCP connection lives, never longer.

What panoramisk 1.4 does well is used: actions with their ids and futures, and the parsing of a message. What it does
badly is replaced here. A connection is never opened again, so nothing can be sent twice: panoramisk keeps what was
not answered and sends it after a reconnect.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message

from acd.ami.errors import AmiRefused
from acd.ami.messages import AmiMessage, read
from acd.domain.errors import TransportError

LONGEST_MESSAGE = 256 * 1024
"""Bytes that may come without the end of a message; Asterisk's longest have some kilobytes."""

_END = b"\r\n\r\n"
_ENCODING = "utf-8"
_LOST = "The AMI link to Asterisk broke."


@dataclass(frozen=True, slots=True)
class _List:
    """An answer of many messages that is still coming."""

    complete: asyncio.Future[None]
    items: list[AmiMessage] = field(default_factory=list)


class Connection(Manager):  # type: ignore[misc]  # panoramisk has no types
    """One connection. `hear` is called with each event, in order, while bytes are read: it may only enqueue."""

    def __init__(self, hear: Callable[[AmiMessage], None]) -> None:
        super().__init__(encoding=_ENCODING, loop=asyncio.get_running_loop())
        self._hear = hear
        self._lists: dict[str, _List] = {}
        self._wire: _Wire | None = None
        self.lost: asyncio.Future[None] = self.loop.create_future()
        """Done when the connection is gone."""

    async def open(self, host: str, port: int, within_s: float) -> None:
        """Open it. Raises TransportError. Not by Manager.connect(): that one tries again for ever by itself."""
        try:
            async with asyncio.timeout(within_s):
                _, self._wire = await self.loop.create_connection(lambda: _Wire(self), host, port)
        except (OSError, TimeoutError) as error:
            raise TransportError(f"cannot reach AMI of Asterisk: {str(error) or type(error).__name__}") from error

    async def ask(self, fields: Mapping[str, str], within_s: float) -> AmiMessage:
        """Send one action, once, and return the answer. Raises AmiRefused, or TransportError when nobody knows."""
        return await self._ask(Action(fields), within_s)

    async def ask_list(self, fields: Mapping[str, str], within_s: float) -> tuple[AmiMessage, ...]:
        """Send an action that is answered by a list, and return its items. Raises as `ask` does."""
        action = Action(fields)
        answer = self._lists[action.id] = _List(self.loop.create_future())
        try:
            await self._ask(action, within_s)
            async with asyncio.timeout(within_s):
                await answer.complete
        except TimeoutError:
            raise TransportError(f"Asterisk's answer to {fields['Action']} has no end.") from None
        finally:
            del self._lists[action.id]
            answer.complete.cancel()
        return tuple(answer.items)

    def close(self) -> None:
        """End it at once; whoever waits for an answer gets a TransportError. May be called again."""
        for each in self._lists.values():
            if not each.complete.done():
                each.complete.set_exception(TransportError(_LOST))
                each.complete.exception()  # also read when the action itself fails first
        if self._wire is not None:
            self._wire.close()

    def dispatch(self, event: Message) -> None:
        """Sort one event. In place of panoramisk's callbacks: their errors end the connection, their tasks race."""
        message = read(event)
        expected = self._lists.get(message["actionid"])
        if expected is None:
            self._hear(message)
        elif message["eventlist"] != "Complete":
            expected.items.append(message)
        elif not expected.complete.done():
            expected.complete.set_result(None)

    def connection_lost(self, error: object) -> None:
        """Note the end. panoramisk would connect again after two seconds, and send again what it kept."""
        self.close()
        if not self.lost.done():
            self.lost.set_result(None)

    async def _ask(self, action: Any, within_s: float) -> AmiMessage:
        if self._wire is None or self._wire.closed:
            raise TransportError(_LOST)
        try:
            async with asyncio.timeout(within_s):
                # never `as_list=None`: then panoramisk guesses by the answer's text, and may wait for ever
                answer = read(await self._wire.send(action, as_list=False))
        except TimeoutError:
            raise TransportError(f"Asterisk did not answer to {action['Action']} within {within_s:g} s.") from None
        finally:
            self._wire.responses.pop(action.id, None)
        if answer.name != "Success":
            raise AmiRefused(f"Asterisk refuses {action['Action']}: {answer['message'].strip()}")
        return answer


class _Wire(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """Bytes. panoramisk decodes each packet by itself, which loses letters, and keeps an endless message."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._received = b""
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # here and not after create_connection(): messages may come before that returns
        self.factory, self.encoding = self._connection, _ENCODING

    def data_received(self, data: bytes) -> None:
        """Take whole messages out of what came."""
        *messages, self._received = (self._received + data).split(_END)
        for text in messages:
            if not self.closed and (message := Message.from_line(text.decode(_ENCODING, "replace"))) is not None:
                self.handle_message(message)
        if len(self._received) > LONGEST_MESSAGE:
            self.close()

    def handle_message(self, message: Message) -> None:
        """Hand an answer to whoever waits, an event to everybody. What nobody waits for any more is dropped."""
        if "response" in message:
            action = self.responses.pop(message.actionid, None)
            if action is not None and not action.future.done():
                action.future.set_result(message)
        elif "event" in message:
            self.factory.dispatch(message)

    def close(self) -> None:
        """End the connection. panoramisk would keep the actions that have no answer."""
        for action in self.responses.values():
            if not action.future.done():
                action.future.set_exception(TransportError(_LOST))
        self.responses.clear()
        if not self.closed:
            self.closed = True
            self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell it once, whoever ended it."""
        self.close()
        self._connection.connection_lost(error)
