"""Takes calls that the safety net served into the records, once each, from Asterisk's own account of them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from acd import logs
from acd.ari.caller_text import caller_id
from acd.clock import Clock
from acd.domain.agents import AgentId
from acd.domain.calls import CallId, Outcome, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, CallStarted, Record, Segment
from acd.domain.tenants import Number
from acd.pbx.queue_log import NetCall, net_calls
from acd.storage.errors import StorageError

log = logs.get("net records")

LOOK_EVERY_S: Final = 10.0
LONGEST: Final = 8 * 1024 * 1024
"""Bytes of the log that are read; the end of it counts."""
OUTCOME: Final = Outcome(OutcomeClass.EXITED, OutcomeReason.SAFETY_NET)

KnownCalls = Callable[[Collection[CallId]], Awaitable[Mapping[CallId, str | None]]]
"""Of these calls those that are stored, with the reason of their end. Raises DatabaseUnreachable."""


class NetRecords:
    """Reads the log whenever it grew."""

    def __init__(
        self,
        path: Path,
        known: KnownCalls,
        pool: Callable[[], Pool],
        keep: Callable[[Sequence[Record]], None],
        clock: Clock,
    ) -> None:
        self._path = path
        self._known = known
        self._pool = pool
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
        size = await asyncio.to_thread(self._size_now)
        if size == self._size:
            return
        calls = net_calls(await asyncio.to_thread(self._lines))
        new = [call for call in calls if CallId(call.call_id) not in self._told]
        known = await self._known([CallId(call.call_id) for call in new])
        for call in new:
            self._keep(self._records(call, known))
            self._told.add(CallId(call.call_id))
        self._size = size

    def _size_now(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def _lines(self) -> list[str]:
        with self._path.open("rb") as file:
            file.seek(max(0, self._size_now() - LONGEST))
            return file.read(LONGEST).decode(errors="replace").splitlines()

    def _records(self, call: NetCall, known: Mapping[CallId, str | None]) -> list[Record]:
        call_id = CallId(call.call_id)
        # a call that was ours: how it left us is known, unless the controller of that time died with it
        if known.get(call_id, OutcomeReason.CONTROLLER_LOST) != OutcomeReason.CONTROLLER_LOST:
            return []
        assert call.ended_s is not None
        pool, zero_ms = self._pool(), self._clock.utc_ms(0)
        entry = pool.entries.get(Number(call.number))
        tenant_id = entry.tenant_id if entry else None
        agent_id = self._agent(pool, call.endpoint)
        began, ended = call.entered_s * 1000 - zero_ms, call.ended_s * 1000 - zero_ms
        answered = ended if call.connected_s is None else call.connected_s * 1000 - zero_ms
        final = CallEnded(
            call_id=call_id,
            tenant_id=tenant_id,
            queue_id=None,
            agent_id=agent_id,
            started_ms=began,
            ended_ms=ended,
            outcome=OUTCOME,
            wait_ms=answered - began,
            talk_ms=ended - answered,
        )
        if call_id in known:
            return [final]
        caller = caller_id("", call.caller)
        parts: list[Record] = [CallStarted(call_id, tenant_id, Number(call.number), caller, started_ms=began)]
        if tenant_id is not None:
            stretches: list[tuple[SegmentKind, AgentId | None, int, int]] = [(SegmentKind.QUEUE, None, began, answered)]
            if call.connected_s is not None:
                stretches.append((SegmentKind.TALK, agent_id, answered, ended))
            for seq, (kind, agent, since, until) in enumerate(stretches, start=1):
                parts.append(Segment(call_id, seq, kind, tenant_id, None, agent, since, until))
        return [*parts, final]

    @staticmethod
    def _agent(pool: Pool, endpoint: str | None) -> AgentId | None:
        return next((agent.id for agent in pool.agents.values() if agent.endpoint == endpoint), None)
