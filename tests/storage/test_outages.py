"""The database hangs, dies or is locked while records are put. Nobody waits, nothing is lost, nothing is doubled."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from acd.clock import Clock
from acd.storage import migrate
from acd.storage.database import Database
from acd.storage.spool import Spool
from acd.storage.tables import agent_stints, calls, offers, segments
from acd.storage.writer import RecordWriter
from tests.fixtures.databases import PostgresServer
from tests.storage.sample import answered_call

PUT_LIMIT_S = 0.1
"""Far more than a put needs, on a busy machine too; far less than a database that hangs would take."""


class Traffic:
    """Calls that come and end all the time."""

    def __init__(self, writer: RecordWriter) -> None:
        self._writer = writer
        self._clock = Clock()
        self.calls = 0
        self.slowest_put_s = 0.0

    async def run(self, until: Callable[[], bool] = lambda: False, limit_s: float = 30.0) -> None:
        """Put one call every few milliseconds until something is so; fails after `limit_s`."""
        async with asyncio.timeout(limit_s):
            while not until():
                now = self._clock.now()
                records = answered_call(f"c{self.calls}", round(now * 1000), first_stint=self.calls * 3)
                begin = self._clock.now()
                self._writer.put(records)
                self.slowest_put_s = max(self.slowest_put_s, self._clock.now() - begin)
                self.calls += 1
                await asyncio.sleep(0.005)

    async def run_for(self, seconds: float) -> None:
        """Put calls for so long."""
        end = self._clock.now() + seconds
        await self.run(until=lambda: self._clock.now() >= end)


@asynccontextmanager
async def under_traffic(url: str, folder: Path) -> AsyncIterator[tuple[RecordWriter, Traffic]]:
    """Start with a database that works and calls that come; check at the end that all records are there, once."""
    await migrate.upgrade(url)
    database = Database(url)
    writer = RecordWriter(database, Clock(), Spool(folder, Clock()))
    task = asyncio.create_task(writer.run())
    traffic = Traffic(writer)
    try:
        await writer.caught_up()
        await traffic.run_for(0.5)
        assert writer.spooled == 0
        yield writer, traffic
        assert await writer.drain(5) == 0
        async with asyncio.timeout(20):
            await writer.caught_up()
        assert list(folder.glob("records-*")) == []
        assert (writer.lost, writer.set_aside) == (0, 0)
        assert traffic.slowest_put_s < PUT_LIMIT_S
        async with database.read() as connection:
            for table, per_call in ((calls, 1), (segments, 4), (offers, 1), (agent_stints, 3)):
                found = await connection.execute(select(func.count()).select_from(table))
                assert (table.name, found.scalar()) == (table.name, traffic.calls * per_call)
            whole = calls.c.ended_at_ms.is_not(None) & calls.c.number.is_not(None) & calls.c.in_threshold.is_(True)
            found = await connection.execute(select(func.count()).select_from(calls).where(whole))
            assert found.scalar() == traffic.calls
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.close()


async def test_server_hangs(own_postgres: PostgresServer, tmp_path: Path) -> None:
    """All its processes stand still for some seconds, with connections open, and then go on."""
    async with under_traffic(await asyncio.to_thread(own_postgres.new_database), tmp_path) as (writer, traffic):
        own_postgres.hang()
        try:
            # a second of patience, and then everything goes to the disk at once
            await traffic.run(until=lambda: writer.spooled > 0, limit_s=3)
            assert writer.oldest_age_s < 3
            await traffic.run_for(6)
            assert writer.database_away
            assert writer.depth < 2000
        finally:
            own_postgres.go_on()
        await traffic.run(until=lambda: not writer.database_away)


async def test_drain_while_the_server_hangs(own_postgres: PostgresServer, tmp_path: Path) -> None:
    """The controller stops in the middle of it: everything is on the disk within a moment."""
    loop = asyncio.get_running_loop()
    async with under_traffic(await asyncio.to_thread(own_postgres.new_database), tmp_path) as (writer, traffic):
        own_postgres.hang()
        try:
            await traffic.run_for(0.3)
            begin = loop.time()
            assert await writer.drain(5) == 0
            assert loop.time() - begin < 1.5
            assert writer.spooled > 0
        finally:
            own_postgres.go_on()


async def test_server_dies_and_comes_back(own_postgres: PostgresServer, tmp_path: Path) -> None:
    """A crash in the middle of batches, twice."""
    async with under_traffic(await asyncio.to_thread(own_postgres.new_database), tmp_path) as (writer, traffic):
        for _ in range(2):
            own_postgres.stop()
            await traffic.run(until=lambda: writer.spooled > 0, limit_s=3)
            await traffic.run_for(1)
            assert writer.database_away
            await asyncio.to_thread(own_postgres.start)
            await traffic.run(until=lambda: not writer.database_away)


async def test_connections_are_cut(own_postgres: PostgresServer, tmp_path: Path) -> None:
    """Somebody ends all sessions, again and again: at most a batch takes the way over the spool each time."""
    async with under_traffic(await asyncio.to_thread(own_postgres.new_database), tmp_path) as (_, traffic):
        for _ in range(10):
            await own_postgres.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'acd'"
            )
            await traffic.run_for(0.2)


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
async def test_file_is_locked(empty_sqlite_url: str, tmp_path: Path, how: str) -> None:
    """Another process holds the SQLite file for three seconds."""
    async with under_traffic(empty_sqlite_url, tmp_path / "spool") as (writer, traffic):
        other = sqlite3.connect(tmp_path / "acd.sqlite", isolation_level=None)
        other.execute(how)
        await traffic.run_for(3)
        assert writer.spooled > 0
        assert writer.depth < 2000
        other.execute("COMMIT")
        other.close()
        await traffic.run(until=lambda: not writer.database_away)


async def test_table_is_locked(postgres_url: str, tmp_path: Path) -> None:
    """Somebody holds a lock on a table for longer than we wait, with a migration or by hand."""
    admin = Database(postgres_url)

    async def hold(seconds: Awaitable[None]) -> None:
        async with admin.write() as connection:
            await connection.exec_driver_sql("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE")
            await seconds

    async with under_traffic(postgres_url, tmp_path) as (writer, traffic):
        await hold(traffic.run_for(4))
        assert writer.spooled > 0
        await traffic.run(until=lambda: not writer.database_away)
    await admin.close()
