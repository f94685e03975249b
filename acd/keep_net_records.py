"""Takes calls that the safety net served into the records, once each, from Asterisk's own account of them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from acd import logs
from acd.ari.caller_text import caller_id
from acd.clock import Clock
from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import CallId, Outcome, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, CallStarted, Record, Segment
from acd.domain.tenants import Number
from acd.pbx.queue_log import NetCall
from acd.pbx.queue_log_file import QueueLogFile
from acd.storage.errors import StorageError

log = logs.get("net records")

LOOK_EVERY_S: Final = 10.0
OUTCOME: Final = Outcome(OutcomeClass.EXITED, OutcomeReason.SAFETY_NET)

KnownCalls = Callable[[Collection[CallId]], Awaitable[Mapping[CallId, str | None]]]
"""Of these calls those that are stored, with the reason of their end. Raises DatabaseUnreachable."""


class NetRecords:
    """Reads the log whenever it grew."""

    def __init__(
        self,
        file: QueueLogFile,
        known: KnownCalls,
        pool: Callable[[], Pool],
        seats: Callable[[], Mapping[Endpoint, AgentId]],
        keep: Callable[[Sequence[Record]], None],
        clock: Clock,
    ) -> None:
        """`seats` tells who sits at each phone; at one where nobody signed in, its owner."""
        self._file = file
        self._known = known
        self._pool = pool
        self._seats = seats
        self._keep = keep
        self._clock = clock
        self._size = 0
        self._told: set[CallId] = set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except (OSError, StorageError) as error:
                log.warning("calls of the safety net are not in the records yet", action="net_retry", why=str(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Take in what ended since the last look. Raises OSError and DatabaseUnreachable."""
        size = await asyncio.to_thread(self._file.size)
        if size == self._size:
            return
        account = await asyncio.to_thread(self._file.account)
        ended = {CallId(call.call_id): call for call in account.ended}
        self._told &= ended.keys()  # what the file does not tell any more needs no memory
        new = {call_id: call for call_id, call in ended.items() if call_id not in self._told}
        known = await self._known(list(new))
        # stored and without an end: whoever has the call, or closes those of a dead controller, tells the end first
        going_on = {call_id for call_id in new if call_id in known and known[call_id] is None}
        for call_id in new.keys() - going_on:
            self._keep(self._records(new[call_id], known))
            self._told.add(call_id)
        if not going_on:
            self._size = size

    def _records(self, call: NetCall, known: Mapping[CallId, str | None]) -> list[Record]:
        call_id = CallId(call.call_id)
        # a call that was ours: how it left us is known, unless the controller of that time died with it
        if known.get(call_id, OutcomeReason.CONTROLLER_LOST) != OutcomeReason.CONTROLLER_LOST:
            return []
        assert call.ended_ms is not None
        pool, zero_ms = self._pool(), self._clock.utc_ms(0)
        entry = pool.entries.get(Number(call.number))
        tenant_id = entry.tenant_id if entry else None
        stretches = list(_stretches(call))
        talk_ms = sum(until - since for kind, since, until in stretches if kind is SegmentKind.TALK)
        began, agent_id = call.entered_ms - zero_ms, self._seats().get(Endpoint(call.endpoint or ""))
        final = CallEnded(
            call_id=call_id,
            tenant_id=tenant_id,
            queue_id=None,
            agent_id=agent_id,
            started_ms=began,
            ended_ms=call.ended_ms - zero_ms,
            outcome=OUTCOME,
            wait_ms=stretches[0][2] - stretches[0][1],
            talk_ms=talk_ms,
        )
        if call_id in known:
            return [final]
        caller = caller_id("", call.caller)
        parts: list[Record] = [CallStarted(call_id, tenant_id, Number(call.number), caller, started_ms=began)]
        if tenant_id is not None:
            for seq, (kind, since, until) in enumerate(stretches, start=1):
                agent = agent_id if kind is SegmentKind.TALK else None
                parts.append(Segment(call_id, seq, kind, tenant_id, None, agent, since - zero_ms, until - zero_ms))
        return [*parts, final]


def _stretches(call: NetCall) -> Iterator[tuple[SegmentKind, int, int]]:
    """Tell what the call did from when to when: in line, then with an agent or asked for a message."""
    assert call.ended_ms is not None
    then = call.connected_ms or call.asked_ms
    yield SegmentKind.QUEUE, call.entered_ms, then or call.ended_ms
    if then is not None:
        yield SegmentKind.TALK if call.connected_ms else SegmentKind.FLOW, then, call.ended_ms
