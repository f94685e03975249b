"""How far a call has come, when each step happened, and who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from acd.simulator.sip.message import Request, Response


class CallState(StrEnum):
    CALLING = "calling"
    PROCEEDING = "proceeding"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class EndedBy(StrEnum):
    LOCAL = "local"
    REMOTE = "remote"
    #: Nobody: an answer, or an ACK, did not come in time.
    TIMEOUT = "timeout"


class CallEnded(Exception):
    """The call ended before it got as far as was waited for."""

    def __init__(self, status: int | None, ended_by: EndedBy) -> None:
        super().__init__(f"call ended with {status} by {ended_by}")
        self.status = status
        self.ended_by = ended_by


class RequestRefused(Exception):
    """A request within the call, or a registration, was refused; 408 when it was not answered at all."""

    def __init__(self, method: str, status: int) -> None:
        super().__init__(f"{method} answered with {status}")
        self.status = status


#: A state not in the list is ignored: a 180 that overtakes the 200, a 100 after ringing.
_NEXT: dict[CallState, frozenset[CallState]] = {
    CallState.CALLING: frozenset({CallState.PROCEEDING, CallState.RINGING, CallState.ANSWERED, CallState.ENDED}),
    CallState.PROCEEDING: frozenset({CallState.RINGING, CallState.ANSWERED, CallState.ENDED}),
    CallState.RINGING: frozenset({CallState.ANSWERED, CallState.ENDED}),
    CallState.ANSWERED: frozenset({CallState.ENDED}),
    CallState.ENDED: frozenset(),
}

_AT_LEAST_RINGING = frozenset({CallState.RINGING, CallState.ANSWERED})
_ANSWERED = frozenset({CallState.ANSWERED})
_ENDED = frozenset({CallState.ENDED})


class CallProgress:
    """State and marks of a call. Every wait is a future that a state resolves."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clock: Callable[[], float]) -> None:
        self._loop, self._clock = loop, clock
        self.state = CallState.CALLING
        #: Name of a message sent or received -> when it first was, in seconds of the phone's clock.
        self.marks: dict[str, float] = {}
        #: Status that ended the INVITE: 200 for a call that was answered, None if none came.
        self.final_status: int | None = None
        self.ended_by: EndedBy | None = None
        #: What ended the call from the other side (BYE, CANCEL or refusal), with its Reason headers.
        self.end_message: Request | Response | None = None
        #: Called at each change of state, for load runs that hold no task per call.
        self.on_state: Callable[[CallState], None] | None = None
        self._waiting: list[tuple[frozenset[CallState], asyncio.Future[None]]] = []

    async def ringing(self, timeout_s: float = 10.0) -> None:
        """Return once the other phone rings, or answered without. Raises CallEnded, TimeoutError."""
        await self._reach(_AT_LEAST_RINGING, timeout_s)

    async def answered(self, timeout_s: float = 30.0) -> None:
        """Return once the call is answered. Raises CallEnded, TimeoutError."""
        await self._reach(_ANSWERED, timeout_s)

    async def ended(self, timeout_s: float = 30.0) -> int | None:
        """Return the final status once the call is over. Raises TimeoutError."""
        await self._reach(_ENDED, timeout_s)
        return self.final_status

    def mark(self, name: str) -> None:
        self.marks.setdefault(name, self._clock())

    def _enter(self, state: CallState) -> bool:
        if state not in _NEXT[self.state]:
            return False
        self.state = state
        ended = CallEnded(self.final_status, self.ended_by or EndedBy.LOCAL)
        for states, future in self._waiting:
            if future.done():
                continue
            if state in states:
                future.set_result(None)
            elif state is CallState.ENDED:
                future.set_exception(ended)
        if self.on_state is not None:
            self.on_state(state)
        return True

    async def _reach(self, states: frozenset[CallState], timeout_s: float) -> None:
        if self.state in states:
            return
        if self.state is CallState.ENDED:
            raise CallEnded(self.final_status, self.ended_by or EndedBy.LOCAL)
        waiting = (states, self._loop.create_future())
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(timeout_s):
                await waiting[1]
        finally:
            self._waiting.remove(waiting)


def quiet(future: asyncio.Future[None]) -> asyncio.Future[None]:
    """Let the caller drop this future: an error nobody awaits is not reported at its end."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
