"""Makes good for what died with an earlier controller of callers who left, from Asterisk's own account of them.

Records are on their way to the database for a tenth of a second, and nobody hears of callers who leave while no
controller runs. Each of them gets a final record, and those that are closed by a guess get the moment of their end.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from acd import logs
from acd.ari.caller_text import caller_id
from acd.clock import Clock
from acd.domain.calls import CallId, Outcome, OutcomeClass, OutcomeReason
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, CallStarted, Record
from acd.domain.tenants import Number
from acd.keep_net_records import KnownCalls
from acd.pbx.departures import Departure
from acd.pbx.queue_log_file import QueueLogFile
from acd.storage.errors import StorageError

log = logs.get("departures")

SETTLED_AFTER_S: Final = 3.0
"""Who left while this controller took over is in the database by then, if it knew the call at all."""
IN_CHARGE_AFTER_MS: Final = 1000
LOOK_AGAIN_EVERY_S: Final = 10.0
LONGEST_AGO_MS: Final = 24 * 60 * 60 * 1000
OUTCOME: Final = Outcome(OutcomeClass.FAILED, OutcomeReason.CONTROLLER_LOST)

CorrectEnds = Callable[[Mapping[CallId, int]], Awaitable[None]]
"""Give calls that were closed by a guess the moment of their end, in ms of UTC. Raises DatabaseUnreachable."""


class Departures:
    """Looks once, after the start; again only when the database could not tell all."""

    def __init__(
        self,
        file: QueueLogFile,
        written: Callable[[], Awaitable[None]],
        known: KnownCalls,
        correct: CorrectEnds,
        pool: Callable[[], Pool],
        keep: Callable[[Sequence[Record]], None],
        clock: Clock,
    ) -> None:
        """`written` returns when the database has all records that there are."""
        self._file = file
        self._written = written
        self._known = known
        self._correct = correct
        self._pool = pool
        self._keep = keep
        self._clock = clock

    async def run(self) -> None:
        """Look from the moment on in which all calls are in hand; returns when all is told."""
        in_hand_ms = self._now_ms()
        await asyncio.sleep(SETTLED_AFTER_S)
        while True:
            try:
                if await self.look(in_hand_ms + IN_CHARGE_AFTER_MS):
                    return
            except (OSError, StorageError) as error:
                log.warning("callers who left unseen are not in the records", action="departures_retry", why=str(error))
            await asyncio.sleep(LOOK_AGAIN_EVERY_S)

    async def look(self, until_ms: int) -> bool:
        """Take in who left until then, ms of UTC. False: some calls are open still, look again.

        Raises OSError and DatabaseUnreachable.
        """
        since_ms = self._now_ms() - LONGEST_AGO_MS
        told = await asyncio.to_thread(lambda: list(self._file.departures(since_ms)))
        left = {CallId(one.call_id): one for one in told if one.left_ms <= until_ms}
        await self._written()
        known = await self._known(list(left))
        lost = {call_id for call_id, reason in known.items() if reason == OutcomeReason.CONTROLLER_LOST}
        await self._correct({call_id: left[call_id].left_ms for call_id in lost})
        unseen = [one for call_id, one in left.items() if call_id not in known]
        for one in unseen:
            self._keep(self._records(one))
        if unseen:
            log.warning("callers left unseen", action="departures", calls=len(unseen))
        # stored and without an end: those of a dead controller are closed when the database is back
        return None not in known.values()

    def _records(self, one: Departure) -> list[Record]:
        pool, zero_ms = self._pool(), self._clock.utc_ms(0)
        call_id, number = CallId(one.call_id), Number(one.number)
        entry = pool.entries.get(number)
        tenant_id = entry.tenant_id if entry else None
        came, left = one.came_ms - zero_ms, one.left_ms - zero_ms
        return [
            CallStarted(call_id, tenant_id, number, caller_id("", one.caller), started_ms=came),
            CallEnded(call_id, tenant_id, None, None, came, left, OUTCOME),
        ]

    def _now_ms(self) -> int:
        return self._clock.utc_ms(round(self._clock.now() * 1000))
