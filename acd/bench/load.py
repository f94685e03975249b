"""Phones of agents and callers in this process, with exact clocks: every time is taken where a message is sent or read.

Agents answer at once and hang up by themselves. Callers send four packets of sound: without any, Asterisk's
Answer() waits half a second for it. One clock serves both sides, so differences are exact.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from acd.bench.instance import TRUNK, Instance
from acd.clock import Clock
from acd.simulator.sip import Answer, CallState, EndedBy, IncomingCall, OutgoingCall, Phone, RequestRefused

MEDIA_FOR_S = 0.07
REGISTER_WITHIN_S = 30.0


@dataclass(slots=True)
class Visit:
    """One caller. Times are monotonic seconds."""

    call: OutgoingCall
    sent_at: float
    """INVITE."""
    rung_at: float | None = None
    """INVITE at an agent's phone, the first if there are several."""
    over: bool = False

    @property
    def ok_at(self) -> float | None:
        """200 OK at the caller."""
        return self.call.marks.get("ok_received")


@dataclass(slots=True)
class Seen:
    """What was seen since the last `Load.forget`."""

    visits: list[Visit] = field(default_factory=list)
    rung: list[Visit] = field(default_factory=list)
    """In the order in which they were first offered to an agent."""
    gaps_s: list[float] = field(default_factory=list)
    """From an agent's BYE to the next INVITE at the same phone."""


class Load:
    """All phones."""

    def __init__(self, instance: Instance) -> None:
        self.seen = Seen()
        self.on_rung: Callable[[], object] = _nothing
        """Called when a caller is offered to an agent, and so is not waiting any more."""
        self.talk_s: Callable[[], float] | None = None
        """Length of the next conversation in seconds, until the agent hangs up; None: until `clear`."""
        self.keeps_talking = False
        """Both parties go on sending sound; else callers send a little, and agents nothing."""
        password = instance.credentials.sip_password
        clock = Clock().now  # that of uvloop counts whole milliseconds
        self._agents = [
            Phone(
                name,
                password(name),
                instance.server,
                media=False,
                policy=lambda call, name=name: self._rung(name, call),
            )
            for name in instance.agents
        ]
        self._trunk = Phone(TRUNK, "", instance.server, media=False, clock=clock)
        self._visits: dict[str, Visit] = {}
        self._freed_at: dict[str, float] = {}
        self._callers = 0

    async def start(self) -> None:
        """Open ports and register. Raises TimeoutError when Asterisk does not know the phones."""
        async with asyncio.timeout(REGISTER_WITHIN_S):
            await self._trunk.start()
            for phone in self._agents:
                await phone.start()
                await _register(phone)

    def close(self) -> None:
        """Close all ports."""
        for phone in (*self._agents, self._trunk):
            phone.close()

    def call(self, number: str) -> Visit:
        """Let a caller come."""
        self._callers += 1
        caller = f"1555{self._callers:07}"
        call = self._trunk.call(number, caller_number=caller)
        visit = Visit(call, call.marks["invite_sent"])
        call.on_state = partial(self._caller_changed, visit)
        self._visits[caller] = visit
        self.seen.visits.append(visit)
        return visit

    def waiting(self) -> int:
        """Return how many callers have not been offered to an agent yet."""
        return sum(not visit.over and visit.rung_at is None for visit in self._visits.values())

    def talking(self) -> int:
        """Return how many agents are in conversation."""
        return sum(any(call.state is CallState.ANSWERED for call in phone.calls) for phone in self._agents)

    def forget(self) -> None:
        """Begin a new record."""
        self.seen = Seen()
        self._freed_at.clear()

    async def clear(self, within_s: float = 20.0) -> None:
        """Let everybody hang up, and wait until all is quiet. Raises TimeoutError."""
        self.on_rung = _nothing
        for visit in list(self._visits.values()):
            visit.call.hang_up()
        await until(lambda: not self._visits and not any(phone.calls for phone in self._agents), within_s)
        await asyncio.sleep(0.5)  # Asterisk is still tidying up

    def _caller_changed(self, visit: Visit, state: CallState) -> None:
        if state is CallState.ANSWERED:
            visit.call.media.play_silence()
            if not self.keeps_talking:
                visit.call.later(MEDIA_FOR_S, visit.call.media.play_nothing)
        elif state is CallState.ENDED:
            visit.over = True
            self._visits.pop(visit.call.caller_number, None)

    def _rung(self, name: str, call: IncomingCall) -> Answer:
        now = call.marks["invite_received"]
        freed_at = self._freed_at.pop(name, None)
        if freed_at is not None:
            self.seen.gaps_s.append(now - freed_at)
        visit = self._visits.get(call.caller_number)
        if visit is not None and visit.rung_at is None:
            visit.rung_at = now
            self.seen.rung.append(visit)
            self.on_rung()
        call.on_state = partial(self._agent_changed, name, call)
        return Answer()

    def _agent_changed(self, name: str, call: IncomingCall, state: CallState) -> None:
        if state is CallState.ANSWERED and self.keeps_talking:
            call.media.play_silence()
        if state is CallState.ANSWERED and self.talk_s is not None:
            call.later(self.talk_s(), call.hang_up)
        elif state is CallState.ENDED and call.ended_by is EndedBy.LOCAL and "bye_sent" in call.marks:
            self._freed_at[name] = call.marks["bye_sent"]


async def until(true: Callable[[], bool], within_s: float) -> None:
    """Wait until it is true; looks fifty times a second. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - what is waited for is spread over all phones
            await asyncio.sleep(0.02)


async def _register(phone: Phone) -> None:
    """Register; again while Asterisk has not been told of the phone."""
    while True:
        try:
            return await phone.register()
        except RequestRefused:
            await asyncio.sleep(0.2)


def _nothing() -> None:
    """Nobody wants to know."""
