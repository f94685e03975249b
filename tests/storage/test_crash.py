"""A controller that is killed with records in hand: what a disk had taken is in the database afterwards, once."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from acd.clock import Clock
from acd.storage.database import Database
from acd.storage.spool import Spool
from acd.storage.tables import calls, segments
from acd.storage.writer import RecordWriter
from tests.storage.sample import answered_call

# Rows leave memory in the order in which they came, so what has been taken is told by one number.
VICTIM = """
import asyncio, sys
from pathlib import Path
from acd.clock import Clock
from acd.storage.database import Database, Limits
from acd.storage.spool import Spool
from acd.storage.writer import RecordWriter
from tests.storage.sample import answered_call

async def main(url, folder):
    writer = RecordWriter(Database(url, Limits(lock_s=0.2)), Clock(), Spool(Path(folder), Clock()))
    running = asyncio.create_task(writer.run())
    await writer.caught_up()
    put = 0
    while True:
        for n in range(5):
            writer.put(answered_call(f"c{put}", first_stint=put * 3))
            put += 1
        print(put * len(answered_call()) - writer.depth, flush=True)
        await asyncio.sleep(0.001)

asyncio.run(main(*sys.argv[1:]))
"""
RECORDS_PER_CALL = len(answered_call())


async def _kill_while_writing(url: str, folder: Path, after_s: float) -> int:
    """Return how many records the victim said were on a disk."""
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VICTIM, url, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    said = await victim.stdout.readline()
    with suppress(TimeoutError):
        async with asyncio.timeout(after_s):
            while line := await victim.stdout.readline():
                said = line
    os.kill(victim.pid, signal.SIGKILL)
    rest = (await victim.stdout.read()).splitlines(keepends=True)
    await victim.wait()
    return int([line for line in [said, *rest] if line.endswith(b"\n")][-1])


async def _recover(url: str, folder: Path) -> None:
    database = Database(url)
    writer = RecordWriter(database, Clock(), Spool(folder, Clock()))
    task = asyncio.create_task(writer.run())
    async with asyncio.timeout(20):
        await writer.caught_up()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await database.close()
    assert list(folder.glob("records-*")) == []
    assert writer.set_aside == 0


async def _check(url: str, kept: int) -> None:
    database = Database(url)
    async with database.read() as connection:
        found = {row.call_id: row for row in await connection.execute(select(calls))}
        parts = {(row.call_id, row.seq) for row in await connection.execute(select(segments))}
    await database.close()
    # each row is there at most once by its key; here: at least once, and whole
    for n in range(kept // RECORDS_PER_CALL):
        call = found[f"c{n}"]
        assert (call.number, call.outcome_reason, call.in_threshold) == ("+4930", "caller_hung_up", True)
        assert {(f"c{n}", seq) for seq in range(4)} <= parts


@pytest.mark.parametrize("after_s", [0.05, 0.21, 0.4, 0.83])
async def test_killed_while_writing_to_the_database(database_url: str, tmp_path: Path, after_s: float) -> None:
    """Everything that was said to be kept is there."""
    kept = await _kill_while_writing(database_url, tmp_path / "spool", after_s)
    await _recover(database_url, tmp_path / "spool")
    await _check(database_url, kept)


@pytest.mark.parametrize("after_s", [0.9, 1.3])
async def test_killed_while_writing_to_the_spool(sqlite_url: str, tmp_path: Path, after_s: float) -> None:
    """The same with a database that is locked meanwhile."""
    folder = tmp_path / "spool"
    other = sqlite3.connect(tmp_path / "acd.sqlite", isolation_level=None, timeout=10, check_same_thread=False)

    async def lock() -> None:
        await asyncio.sleep(0.6)
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")

    kept, _ = await asyncio.gather(_kill_while_writing(sqlite_url, folder, after_s), lock())
    other.execute("COMMIT")
    other.close()
    await _recover(sqlite_url, folder)
    await _check(sqlite_url, kept)


async def test_killed_while_replaying(sqlite_url: str, tmp_path: Path) -> None:
    """The successor is killed while it brings the spool back; the one after it finds everything again."""
    folder = tmp_path / "spool"
    writer = RecordWriter(Database(sqlite_url), Clock(), Spool(folder, Clock()))
    for n in range(1500):
        writer.put(answered_call(f"c{n}", first_stint=n * 3))
    await writer.drain(10)
    kept = writer.spooled
    for after_s in (0.0, 0.02):
        await _kill_while_replaying(sqlite_url, folder, after_s)
    await _recover(sqlite_url, folder)
    await _check(sqlite_url, kept)


async def _kill_while_replaying(url: str, folder: Path, after_s: float) -> None:
    script = VICTIM.replace("await writer.caught_up()", 'print("0", flush=True); await asyncio.sleep(60)')
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, url, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    await victim.stdout.readline()
    await asyncio.sleep(after_s)
    os.kill(victim.pid, signal.SIGKILL)
    await victim.communicate()
