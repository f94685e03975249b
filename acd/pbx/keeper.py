"""Keeps one Asterisk up: finds the one that an earlier run left, starts one else, and again when it dies."""

import asyncio
from collections.abc import Callable

from acd.pbx.errors import PbxError
from acd.pbx.locate import AsteriskBinary
from acd.pbx.plan import PbxPlan
from acd.pbx.process import AsteriskProcess

READY_WITHIN_S = 30.0
FIRST_RETRY_S = 0.5
LAST_RETRY_S = 30.0
NEXT_SECOND_S = 1.0
"""Channels are named after the second and a counter that starts anew with Asterisk: within the same second, a caller
would get the name of one who was there before it died."""


class PbxKeeper:
    """The Asterisk of one state folder."""

    def __init__(self, plan: PbxPlan, binary: AsteriskBinary, tell: Callable[[str], None]) -> None:
        """`tell` gets a sentence when Asterisk died, and when it is back."""
        self._plan = plan
        self._binary = binary
        self._tell = tell
        self._process: AsteriskProcess | None = None
        self.restarts = 0
        """How often it died."""
        self.found = False
        """It was started by an earlier run of ours: true before it is ready, and until it dies and we start one."""

    async def up(self) -> bool:
        """Return when it takes calls; True when it was found running. Raises PbxError.

        One that was found may have calls: it goes on when it does not get ready in time, or when this is cancelled.
        """
        self._process = AsteriskProcess.adopt(self._plan)
        self.found = self._process is not None
        if self._process is not None:
            await self._process.wait_ready(READY_WITHIN_S)
            return True
        await self._start()
        return False

    async def run(self) -> None:
        """Start it again whenever it ends, until cancelled."""
        while True:
            assert self._process is not None
            await self._process.wait_end()
            self.restarts += 1
            self._tell("Asterisk ended: its calls are lost; it is started again")
            await asyncio.sleep(NEXT_SECOND_S)
            await self._start_until_up()
            self._tell("Asterisk is back")

    async def stop(self, grace_s: float = 10.0) -> None:
        """End it, and with it every call."""
        if self._process is not None:
            await self._process.stop(grace_s)
            self._process = None

    async def _start(self) -> None:
        process = await AsteriskProcess.start(self._plan, self._binary)
        self._process = process
        self.found = False
        try:
            await process.wait_ready(READY_WITHIN_S)
        except PbxError:
            await process.stop(grace_s=1)
            raise

    async def _start_until_up(self) -> None:
        retry_s = FIRST_RETRY_S
        while True:
            try:
                await self._start()
            except PbxError as error:
                self._tell(str(error))
                await asyncio.sleep(retry_s)
                retry_s = min(retry_s * 2, LAST_RETRY_S)
            else:
                return
