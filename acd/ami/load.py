"""How much Asterisk has to do: asked now and then, as no event tells it."""

import asyncio

from acd.ami.errors import AmiRefused
from acd.ami.link import AmiLink
from acd.domain.errors import TransportError

ASK_EVERY_S = 15.0
"""As often as Prometheus usually looks; the answer costs Asterisk nothing, it has counted already."""


class PbxLoad:
    """The number of channels in Asterisk, ours or not."""

    def __init__(self, link: AmiLink, every_s: float = ASK_EVERY_S) -> None:
        self._link = link
        self._every_s = every_s
        self.channels: int | None = None
        """None while nobody knows."""

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            self.channels = await self._ask()
            await asyncio.sleep(self._every_s)

    async def _ask(self) -> int | None:
        try:
            answer = await self._link.action("CoreStatus")
        except (AmiRefused, TransportError):
            return None
        count = answer["corecurrentcalls"]  # so it is called there, but channels are counted
        return int(count) if count.isascii() and count.isdecimal() else None
