"""Brings rows into the database: fresh ones, and those that a spool holds. Tells when the database is away."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from acd import logs
from acd.storage import rows as codec
from acd.storage import spool as spool_files
from acd.storage.buffer import BATCH_ROWS
from acd.storage.database import Database
from acd.storage.errors import RowsRefused
from acd.storage.rows import AnyRow
from acd.storage.spool import Damaged, Spool
from acd.storage.upserts import write_rows

log = logs.get("storage")


class Delivery:
    """The way into the database, with account of what could not go in."""

    def __init__(self, database: Database, spool: Spool) -> None:
        self._database = database
        self._spool = spool
        self.written = 0
        """Rows committed; a row that was there already counts too."""
        self.set_aside = 0
        """Rows and lines that the database will never take; they are in `set-aside.jsonl` of the spool folder."""

    async def write(self, rows: Sequence[AnyRow]) -> None:
        """Commit rows. Raises DatabaseUnreachable (nothing or all may be committed) and OSError."""
        await self._set_aside([codec.encode(row) for row in await self._commit(rows)])

    async def replay(self, path: Path) -> None:
        """Commit all rows of a spool file and remove it. Raises DatabaseUnreachable and OSError."""
        useless: list[bytes] = []
        with closing(spool_files.read(path)) as lines:
            while piece := await self._next(lines, path):
                useless += [entry.line for entry in piece if isinstance(entry, Damaged)]
                rows = [entry for entry in piece if not isinstance(entry, Damaged)]
                useless += [codec.encode(row) for row in await self._commit(rows)]
        await self._set_aside(useless)
        await asyncio.to_thread(self._spool.remove, path)

    async def _next(self, lines: Iterator[AnyRow | Damaged], path: Path) -> list[AnyRow | Damaged]:
        try:
            # in a thread and in pieces: the loop has calls to look after
            return await asyncio.to_thread(lambda: list(islice(lines, BATCH_ROWS)))
        except OSError as error:
            # one bad spot of the disk must not keep all the other files from the database
            log.error("spool file unreadable", action="set_aside", file=path.name, error=str(error))  # noqa: TRY400
            await asyncio.to_thread(self._spool.put_away, path)
            self.set_aside += 1
            return []

    async def check(self) -> None:
        """Raise DatabaseUnreachable when it is."""
        await self._database.check()

    async def _commit(self, rows: Sequence[AnyRow]) -> list[AnyRow]:
        try:
            async with self._database.write() as connection:
                await write_rows(connection, rows)
        except (RowsRefused, ValueError, OverflowError, TypeError):
            if len(rows) > 1:
                # one bad row must not hold up the others for ever: look for it in both halves
                middle = len(rows) // 2
                return await self._commit(rows[:middle]) + await self._commit(rows[middle:])
            return list(rows)
        self.written += len(rows)
        return []

    async def _set_aside(self, lines: list[bytes]) -> None:
        if lines:
            log.error("rows that the database does not take were set aside", action="set_aside", rows=len(lines))
            await asyncio.to_thread(self._spool.set_aside, lines)
            self.set_aside += len(lines)
