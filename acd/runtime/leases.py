"""Leases on callers who are not connected: while we live they are ours, and when we do not they reach the safety net.

The dialplan gives each caller a lease on entry. It is renewed while the call is in its flow or in line, and ended
before caller and agent are connected: whoever talks outlives us. One loop walks over the calls; there is no task and
no timer for a call.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol

from acd import logs
from acd.clock import Clock
from acd.domain.calls import CallState, LegId
from acd.domain.commands import Command, Connect
from acd.domain.errors import AcdError, TransportError
from acd.engine.call import LiveCall
from acd.ports import Telephony

log = logs.get("leases")

TICK_S: Final = 1.0
RENEWALS_IN_A_LEASE: Final = 3


class Lease(Protocol):
    """A way to the PBX."""

    async def grant(self, leg_id: LegId, seconds: int) -> None:
        """Let the call be ours for so long; 0: for ever. Raises AcdError; TransportError when nobody knows."""


class Leases:
    """The leases of all calls."""

    def __init__(
        self, ways: Sequence[Lease], legs: Callable[[], Mapping[LegId, LiveCall]], clock: Clock, lease_s: int
    ) -> None:
        """The first of `ways` carries out in order what is asked; the others are tried only to end a lease."""
        self._ways = ways
        self._legs = legs
        self._clock = clock
        self._lease_s = lease_s
        self._renewed: dict[LegId, float] | None = None
        """When; None until the first look: who was there before us may have little time left."""
        self._ended: set[LegId] = set()
        self._owed: set[LegId] = set()
        """Whose lease could not be ended, though they talk."""
        self._told = False
        self._taken_over = asyncio.Event()

    async def run(self) -> None:
        """Renew until cancelled."""
        while True:
            self._taken_over.clear()
            await self.renew()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._taken_over.wait()

    def look(self) -> None:
        """Renew soon: calls may have been taken over, and nobody knows how much time they have left."""
        self._taken_over.set()

    async def end(self, leg_id: LegId) -> None:
        """Let the call outlive us. Never raises: what cannot be done now is done later."""
        self._ended.add(leg_id)
        for way in self._ways:
            try:
                await way.grant(leg_id, 0)
            except TransportError:
                continue
            except AcdError:
                pass  # gone
            self._owed.discard(leg_id)
            return
        self._owed.add(leg_id)

    async def renew(self) -> None:
        """Look at each call once."""
        now = self._clock.now()
        legs = self._legs()
        for leg_id in [leg_id for leg_id in self._owed if leg_id not in legs or self._is_leased(leg_id)]:
            self._owed.discard(leg_id)
        for leg_id in list(self._owed):
            await self.end(leg_id)
        leased = [leg_id for leg_id in legs if self._is_leased(leg_id)]
        await self._renew(self._due(leased, now), now)
        self._ended.intersection_update(self._legs())

    def _due(self, leased: Sequence[LegId], now: float) -> list[LegId]:
        pause_s = self._lease_s / RENEWALS_IN_A_LEASE
        known = self._renewed
        if known is None:
            self._renewed = {}
            return list(leased)
        self._renewed = {leg_id: self._renewed_at(leg_id, known, now, pause_s) for leg_id in leased}
        return [leg_id for leg_id, at in self._renewed.items() if now - at >= pause_s]

    def _renewed_at(self, leg_id: LegId, known: Mapping[LegId, float], now: float, pause_s: float) -> float:
        if leg_id in self._ended:  # has none at all
            return now - pause_s
        # a new one has the whole lease that the dialplan gave; of one that was taken over, nobody knows
        return known.get(leg_id, now - pause_s if self._legs()[leg_id].run else now)

    async def _renew(self, due: Sequence[LegId], now: float) -> None:
        assert self._renewed is not None
        for place, leg_id in enumerate(due):
            # looked at again: nothing may come between this and the writing, or a conversation would get a lease
            if not self._is_leased(leg_id):
                continue
            try:
                await self._ways[0].grant(leg_id, self._lease_s)
            except TransportError as error:
                self._tell_failure(error)
                return  # all others are still due at the next look
            except AcdError:
                pass  # gone: its end is on the way
            self._told = False
            self._ended.discard(leg_id)
            # those who were due together are spread over the time until the next renewal
            self._renewed[leg_id] = now - self._lease_s / RENEWALS_IN_A_LEASE * place / len(due)

    def _tell_failure(self, error: TransportError) -> None:
        if not self._told:
            self._told = True
            log.warning("leases of waiting callers cannot be renewed", action="lease_retry", why=str(error))

    def _is_leased(self, leg_id: LegId) -> bool:
        """Tell whether the leg is of a caller who is in the flow or in line, and not about to be connected."""
        call = self._legs().get(leg_id)
        if call is None or call.leg_id != leg_id or call.listening is not None:
            return False
        if call.state in (CallState.OFFERED, CallState.TRANSFERRING):
            return call.bridge_id is None
        return call.state in (CallState.IN_FLOW, CallState.WAITING)


class LeasedTelephony:
    """Ends the lease of a caller before the conversation begins."""

    def __init__(self, telephony: Telephony, leases: Leases) -> None:
        self._telephony = telephony
        self._leases = leases

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises as the telephony that it is for."""
        if isinstance(command, Connect):
            await self._leases.end(command.lane)
            if command.outside:
                await self._leases.end(command.agent_leg_id)
        await self._telephony.execute(command)
