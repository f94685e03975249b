"""The simulated PBX in real time: `ports.Telephony` on the running event loop, without a task."""

import asyncio
from collections.abc import Callable

from acd.domain.commands import Command
from acd.domain.events import Event
from acd.simulator.telephony import FakeTelephony


class LiveTelephony:
    """Lets a FakeTelephony run by the clock of the event loop."""

    def __init__(self, fake: FakeTelephony, submit: Callable[[Event], None]) -> None:
        """Must be made while the loop runs."""
        self.fake = fake
        self._submit = submit
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Return the time that the fake is to be told."""
        return self._loop.time()

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises CommandRejected and TransportError."""
        self.fake.apply(command, self.now())
        self.wake()

    def wake(self) -> None:
        """Set the alarm anew; to be called after anything was done to the fake from outside."""
        if self._timer is not None:
            self._timer.cancel()
        deadline = self.fake.next_deadline()
        self._timer = None if deadline is None else self._loop.call_at(deadline, self._ring)

    def close(self) -> None:
        """Let nothing happen any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        for event in self.fake.advance(self.now()):
            self._submit(event)
        self.wake()
