"""Keeps Asterisk's own queue filled with the agents who are signed in, for the time when no controller is there.

The last state stays in its file: an Asterisk that starts anew reads it, and so does one whose controller died.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from acd import logs
from acd.ari.errors import ProvisioningFailed
from acd.domain.agents import AgentState, Endpoint
from acd.domain.errors import TransportError
from acd.domain.outside import is_outside
from acd.pbx.plan import PbxPlan
from acd.pbx.safety_net import write_members

log = logs.get("safety net")

SETTLE_S = 0.5
"""Changes within this time after one are written once: an agent's day is made of them."""
RETRY_S = 1.0


class Member(NamedTuple):
    """An agent and where they can be rung."""

    endpoint: Endpoint
    state: AgentState


class Reloader(Protocol):
    """What makes Asterisk read its members again: `acd.ari.provision`."""

    async def reload_safety_net(self) -> None:
        """Calls in the queue are not touched. Raises TransportError and ProvisioningFailed."""


class SafetyNetKeeper:
    """Writes who is signed in, and lets Asterisk read it; never on the way of a call."""

    def __init__(self, reloader: Reloader, plan: PbxPlan, members: Callable[[], Iterable[Member]]) -> None:
        self._reloader = reloader
        self._plan = plan
        self._members = members
        self._due = asyncio.Event()
        self._written: tuple[frozenset[Endpoint], frozenset[Endpoint]] | None = None
        self._read = False
        """Asterisk has read what was written last."""

    def check(self) -> None:
        """Look soon whether somebody came or went. Cheap: it may be called at every event."""
        self._due.set()

    def reread(self) -> None:
        """Let Asterisk read the file again, because it was away."""
        self._read = False
        self._due.set()

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                # at once: who signs in is in the net should we die in the next moment
                await self._bring()
                await asyncio.sleep(SETTLE_S)
            except (TransportError, ProvisioningFailed, OSError) as error:
                log.warning("the safety net is not up to date yet", action="safety_net_retry", why=str(error))
                await asyncio.sleep(RETRY_S)
                self._due.set()

    async def _bring(self) -> None:
        ready, paused = set(), set()
        for member in self._members():
            if is_outside(member.endpoint):
                continue  # a voicemail there would take the caller: Asterisk's queue asks nobody to press a key
            if member.state is AgentState.PAUSED:
                paused.add(member.endpoint)
            elif member.state is not AgentState.OFFLINE:
                ready.add(member.endpoint)
        wanted = frozenset(ready), frozenset(paused)
        if wanted != self._written:
            self._read = False
            await asyncio.to_thread(write_members, self._plan, *wanted)
            self._written = wanted
        if not self._read:
            await self._reloader.reload_safety_net()
            self._read = True
