"""Writing in batches, and what happens when something is missing. Real outages are in tests/storage."""

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from acd.clock import Clock
from acd.domain.calls import CallerId
from acd.domain.records import CommandRefused
from acd.storage import writer as module
from acd.storage.buffer import BATCH_ROWS
from acd.storage.database import Database, Limits
from acd.storage.spool import Spool
from acd.storage.tables import calls
from acd.storage.writer import RecordWriter
from tests.storage.sample import answered_call, ended, started

MakeWriter = Callable[[], RecordWriter]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the spool is."""
    return tmp_path / "spool"


@pytest.fixture
def make_writer(database: Database, folder: Path) -> MakeWriter:
    """Makes a writer as a process that starts would."""
    return lambda: RecordWriter(database, Clock(), Spool(folder, Clock()))


@asynccontextmanager
async def running(writer: RecordWriter) -> AsyncIterator[None]:
    """Run a writer as the controller does."""
    task = asyncio.create_task(writer.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _ended_calls(database: Database) -> int:
    async with database.read() as connection:
        count = select(func.count()).select_from(calls).where(calls.c.ended_at_ms.is_not(None))
        return (await connection.execute(count)).scalar_one()


def _spool_files(folder: Path) -> list[Path]:
    return list(folder.glob("records-*"))


async def test_straight_way(make_writer: MakeWriter, database: Database, folder: Path) -> None:
    """With a database that works nothing touches the spool."""
    writer = make_writer()
    async with running(writer):
        await writer.caught_up()
        for n in range(BATCH_ROWS):
            writer.put(answered_call(f"c{n}"))
        writer.put([CommandRefused("Play", "gone", "")])
        assert writer.depth == BATCH_ROWS * len(answered_call())
        assert writer.oldest_age_s >= 0
        assert await writer.drain(10) == 0
    assert (writer.written, writer.spooled, writer.failed_batches, writer.lost, writer.set_aside) == (
        BATCH_ROWS * len(answered_call()),
        0,
        0,
        0,
        0,
    )
    assert await _ended_calls(database) == BATCH_ROWS
    assert _spool_files(folder) == []
    assert not writer.database_away


async def test_written_without_drain(make_writer: MakeWriter, database: Database) -> None:
    """A single record is in the database a moment later."""
    writer = make_writer()
    async with running(writer):
        await writer.caught_up()
        writer.put([ended()])
        async with asyncio.timeout(5):
            while not await _ended_calls(database):
                await asyncio.sleep(0.01)
        assert writer.depth == 0


async def test_memory_is_bounded(database: Database, folder: Path) -> None:
    """What finds no room is counted and not kept; put stays silent."""
    writer = RecordWriter(database, Clock(), Spool(folder, Clock()), limit_rows=10)
    for n in range(30):
        writer.put([started(f"c{n}")])
    assert (writer.depth, writer.lost) == (10, 20)
    await writer.drain(5)


async def test_drain_without_run(make_writer: MakeWriter, database: Database, folder: Path) -> None:
    """Nobody writes: records go to the spool, and the next process brings them into the database first."""
    writer = make_writer()
    writer.put(answered_call("c1"))
    assert await writer.drain(5) == 0
    assert (writer.spooled, len(_spool_files(folder))) == (len(answered_call()), 1)
    successor = make_writer()
    async with running(successor):
        await successor.caught_up()
        assert await _ended_calls(database) == 1
        assert _spool_files(folder) == []


async def test_records_put_while_a_spool_is_replayed(make_writer: MakeWriter, database: Database) -> None:
    """Old records first, new ones after them, all there in the end."""
    writer = make_writer()
    for n in range(300):
        writer.put(answered_call(f"old{n}"))
    await writer.drain(5)
    successor = make_writer()
    async with running(successor):
        for n in range(50):
            successor.put([ended(f"new{n}")])
            await asyncio.sleep(0.002)
        await successor.drain(10)
        await successor.caught_up()
    assert await _ended_calls(database) == 350


async def test_another_writer_holds_the_file(sqlite_url: str, folder: Path) -> None:
    """Locked out of the database, the writer takes the spool, and comes back when the lock is gone."""
    database = Database(sqlite_url, Limits(lock_s=0.3))
    writer = RecordWriter(database, Clock(), Spool(folder, Clock()))
    async with running(writer):
        await writer.caught_up()
        other = sqlite3.connect(database.url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writer.put([ended("c1")])
        async with asyncio.timeout(5):
            while not writer.spooled:
                await asyncio.sleep(0.01)
        assert (writer.database_away, writer.failed_batches) == (True, 1)
        other.execute("COMMIT")
        other.close()
        async with asyncio.timeout(10):
            await writer.caught_up()
        assert await _ended_calls(database) == 1
    assert _spool_files(folder) == []
    await database.close()


async def test_disk_and_database_broken(
    make_writer: MakeWriter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With neither, records stay in memory and drain says how many; with one of them back they are kept."""
    monkeypatch.setattr(module, "DISK_RETRY_S", 0.05)
    writer = make_writer()

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "disk")

    writer.put(answered_call())
    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(Spool, "append", broken)
        assert await writer.drain(0.3) == len(answered_call())
    assert await writer.drain(5) == 0
    assert (writer.depth, writer.spooled) == (0, len(answered_call()))


async def test_no_room_to_set_aside(
    make_writer: MakeWriter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk without room is no reason not to use the database."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Spool, "make_reserve", full)
    monkeypatch.setattr(Spool, "append", full)
    writer = make_writer()
    async with running(writer):
        await writer.caught_up()
        writer.put([ended()])
        assert await writer.drain(5) == 0
    assert await _ended_calls(database) == 1


async def test_cancelled_in_the_middle(make_writer: MakeWriter, database: Database) -> None:
    """Whenever the writer is cancelled, what it had not finished is still there for drain."""
    for wait_ticks in range(0, 40, 3):
        writer = make_writer()
        task = asyncio.create_task(writer.run())
        writer.put(answered_call(f"c{wait_ticks}"))
        await asyncio.sleep(wait_ticks * 0.004)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert await writer.drain(5) == 0
    successor = make_writer()
    async with running(successor):
        await successor.caught_up()
    assert await _ended_calls(database) == len(range(0, 40, 3))


async def test_hostile_caller(make_writer: MakeWriter, database: Database) -> None:
    """Whatever the network says of a caller, the record is kept, in the database and by way of the spool."""
    texts = ["\0", "\ud800", "<script>", "'; DROP TABLE calls; --", "\x1b[2J", "x" * 100_000, "\N{PILE OF POO}", ""]
    records = [started(f"c{n}", caller=CallerId(text, text)) for n, text in enumerate(texts)]
    writer = make_writer()
    writer.put(records)
    await writer.drain(5)
    successor = make_writer()
    async with running(successor):
        await successor.caught_up()
        successor.put([started(f"d{n}", caller=CallerId(text, text)) for n, text in enumerate(texts)])
        await successor.drain(5)
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(calls))).scalar() == 2 * len(texts)
    assert successor.set_aside == 0
