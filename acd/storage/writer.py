"""Takes records off the call path and writes them in batches; to a local spool while the database is away or slow.

Two loops: one empties the buffer into the database or the spool, the other brings the spool into the database.
A record leaves memory only when a disk has it. Decides nothing about calls.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

from acd import ids, logs
from acd.clock import Clock
from acd.domain.records import Record
from acd.storage.buffer import Buffer
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.delivery import Delivery
from acd.storage.errors import DatabaseUnreachable
from acd.storage.rows import AnyRow
from acd.storage.spool import Spool

PATIENCE_S: Final = 1.0
"""A batch that is not committed by then goes to the spool as well."""
DRAINING_PATIENCE_S: Final = 0.3
FIRST_RETRY_S: Final = 0.2
LAST_RETRY_S: Final = 5.0
DISK_RETRY_S: Final = 1.0
log = logs.get("storage")


class RecordWriter:
    """A RecordSink that loses nothing while either the database or the local disk works."""

    def __init__(self, database: Database, clock: Clock, spool: Spool, limit_rows: int = 20_000) -> None:
        """Prepare; `limit_rows` bounds what is kept in memory. Nothing happens before `run`."""
        self.prepare: Callable[[], Awaitable[None]] = database.check
        """Awaited before rows go into a database that was away. Raises DatabaseUnreachable: they stay in the spool."""
        self._spool = spool
        self._delivery = Delivery(database, spool)
        self._converter = Converter(clock)
        self.scale = self._converter.scale
        """How moments are stored; whoever reads them back must use the same."""
        self._buffer = Buffer(clock, limit_rows)
        # `away` until the database has answered and what earlier processes left in the spool is in it
        self._away, self._direct = asyncio.Event(), asyncio.Event()
        self._away.set()
        self._straggler: asyncio.Task[bool] | None = None
        # held while rows go from the buffer to a disk, and while the way that they take is changed
        self._turn = asyncio.Lock()
        self._running = self._draining = False
        self.spooled = 0
        """Rows that went to the local disk."""
        self.failed_batches = 0
        """Batches that the database did not take, or not in time."""

    def put(self, records: Sequence[Record]) -> None:
        """Take records in order. Never blocks, never waits, never raises. Only from the event loop's thread."""
        self._buffer.add(self._converter.rows(records))

    @property
    def written(self) -> int:
        """Rows committed, straight or by way of the spool."""
        return self._delivery.written

    @property
    def set_aside(self) -> int:
        """Rows and damaged lines that went to `set-aside.jsonl`: somebody should look at them."""
        return self._delivery.set_aside

    @property
    def lost(self) -> int:
        """Rows given up because memory was full: neither database nor disk took any for a long time."""
        return self._buffer.lost

    @property
    def depth(self) -> int:
        """Rows in memory."""
        return len(self._buffer)

    @property
    def oldest_age_s(self) -> float:
        """How long the oldest row in memory has been there; 0 when there is none."""
        return self._buffer.oldest_age_s

    @property
    def database_away(self) -> bool:
        """True while rows take the way over the spool."""
        return self._away.is_set()

    async def caught_up(self) -> None:
        """Wait until the database answers and holds everything that earlier processes had spooled."""
        await self._direct.wait()

    async def run(self) -> None:
        """Write until cancelled."""
        self._running = True
        try:
            await self._make_reserve()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._bring_back(), name="records-bring-back")
                while True:
                    await self._buffer.batch_due()
                    async with self._turn:
                        await self._keep(tasks)
        finally:
            self._running = False
            self._spool.close()

    async def drain(self, timeout_s: float) -> int:
        """Bring everything in memory to a disk, and return how many rows could not be (0 but for a dead disk).

        Call it while `run` is running and after the last `put`; cancel `run` afterwards. Without `run` rows go to
        the spool, and the next process brings them into the database.
        """
        self._draining = True
        self._buffer.hurry()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while self._buffer and not self._running:
                    async with self._turn:
                        await self._to_spool(self._buffer.batch())
                await self._buffer.emptied()
        if not self._running:
            self._spool.close()
        if self._buffer:
            log.error("records could not be kept", action="drain", rows=len(self._buffer))
        return len(self._buffer)

    async def _keep(self, tasks: asyncio.TaskGroup) -> None:
        batch = self._buffer.batch()
        if self._away.is_set() or not await self._in_time(batch, tasks):
            await self._to_spool(batch)
        else:
            self._buffer.release(batch)

    async def _in_time(self, batch: list[AnyRow], tasks: asyncio.TaskGroup) -> bool:
        # Not cancelled when it takes too long: it may yet be committed, which does no harm, and giving up a
        # connection to a server that hangs takes time of its own.
        delivery = tasks.create_task(self._deliver(batch), name="records-deliver")
        await asyncio.wait({delivery}, timeout=DRAINING_PATIENCE_S if self._draining else PATIENCE_S)
        if delivery.done() and delivery.result():
            return True
        self.failed_batches += 1
        self._straggler = delivery
        self._direct.clear()
        self._away.set()
        log.warning("database away or slow: records go to the spool", action="database_away")
        return False

    async def _deliver(self, batch: list[AnyRow]) -> bool:
        try:
            await self._delivery.write(batch)
        except (DatabaseUnreachable, OSError) as error:
            log.warning("batch not written", action="database_away", error=str(error))
            return False
        return True

    async def _to_spool(self, batch: list[AnyRow]) -> None:
        try:
            await asyncio.to_thread(self._spool.append, batch)
        except OSError as error:
            log.error("the spool cannot be written", action="spool_failed", error=str(error))  # noqa: TRY400
            await asyncio.sleep(DISK_RETRY_S)
            return
        self.spooled += len(batch)
        self._buffer.release(batch)

    async def _make_reserve(self) -> None:
        try:
            await asyncio.to_thread(self._spool.make_reserve)
        except OSError as error:
            log.warning("no room set aside for the spool", action="spool_failed", error=str(error))

    async def _bring_back(self) -> None:
        delay_s = FIRST_RETRY_S
        while True:
            await self._away.wait()
            if self._straggler is not None:
                await asyncio.wait({self._straggler})
                self._straggler = None
            try:
                await self._replay_all()
            except (DatabaseUnreachable, OSError) as error:
                log.warning("database still away", action="database_away", error=str(error), retry_s=delay_s)
                await asyncio.sleep(delay_s * (0.5 + ids.jitter()))
                delay_s = min(delay_s * 2, LAST_RETRY_S)
            else:
                delay_s = FIRST_RETRY_S

    async def _replay_all(self) -> None:
        await self.prepare()
        await self._delivery.check()
        while True:
            for path in await asyncio.to_thread(self._spool.files):
                await self._delivery.replay(path)
            async with self._turn:
                # Nobody appends now: when nothing is left, rows may take the straight way again.
                self._spool.close()
                if not await asyncio.to_thread(self._spool.files):
                    self._away.clear()
                    self._direct.set()
                    log.info("database in use", action="database_back", written=self.written)
                    return
