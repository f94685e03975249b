"""Nobody is left in silence: Asterisk is told who talks to whom, and once a second that a controller lives.

When an agent hangs up and nothing was heard of a controller for some seconds, the dialplan ends the caller's leg too.
"""

import asyncio
from typing import Final, Protocol

from acd import logs
from acd.domain.calls import LegId
from acd.domain.commands import Command, Connect
from acd.domain.errors import AcdError
from acd.ports import Telephony

log = logs.get("survivor")

BEAT_S: Final = 1.0
"""The dialplan believes that nobody lives after five times as long."""
AGAIN_S: Final = 0.1
"""When Asterisk could not be told: the first conversation may begin a moment after the link is up."""


class Survivor(Protocol):
    """What goes on when we do not. Each raises AcdError."""

    async def beat(self) -> None:
        """Say that we live."""

    async def watch(self, leg_id: LegId, other: LegId) -> None:
        """Look after the other party when this leg ends without us."""


class SurvivedTelephony:
    """A `ports.Telephony` that names the caller to whoever survives us."""

    def __init__(self, telephony: Telephony, survivor: Survivor) -> None:
        self._telephony = telephony
        self._survivor = survivor

    async def run(self) -> None:
        """Say that we live, until cancelled."""
        told = True
        while True:
            try:
                await self._survivor.beat()
                told = True
            except AcdError as error:
                if told:
                    log.debug("Asterisk was not told that a controller lives", action="beat", why=str(error))
                told = False
            await asyncio.sleep(BEAT_S if told else AGAIN_S)

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises as the telephony that it is for."""
        await self._telephony.execute(command)
        if isinstance(command, Connect):
            await self._watch(command.agent_leg_id, command.lane)
            if command.outside:
                # an agent alone hangs up; an outside number may be a machine, and costs money
                await self._watch(command.lane, command.agent_leg_id)

    async def _watch(self, leg_id: LegId, other: LegId) -> None:
        try:
            await self._survivor.watch(leg_id, other)
        except AcdError as error:
            # the two talk: that one may leave without us is no reason to disturb them
            log.debug("a party would be left alone without us", action="watch", why=str(error))
