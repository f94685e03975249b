"""Addresses, transactions and what is said when the database is away."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from acd.storage.database import Database, Limits, parse
from acd.storage.errors import DatabaseUnreachable, DatabaseUrlInvalid, RowsRefused

INSERT = "INSERT INTO agent_states (agent_id, state, since_ms, run_ms, seq) VALUES (:name, 'paused', 1, 1, 1)"


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:////var/lib/acd.sqlite", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///acd.sqlite", "sqlite+aiosqlite"),
        ("postgres://u@h/d", "postgresql+asyncpg"),
        ("postgresql://u@h/d", "postgresql+asyncpg"),
        ("postgresql+asyncpg://u:p@h:5433/d?ssl=require", "postgresql+asyncpg"),
    ],
)
def test_addresses(given: str, driver: str) -> None:
    """People write the address without the driver; we know which it is."""
    assert parse(given).drivername == driver


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "no address"),
        ("secret", "no address"),
        ("mysql://u:secret@h/d", "unknown kind of database 'mysql'"),
        ("postgresql+psycopg://u:secret@h/d", "unknown kind"),
        ("postgresql://u:secret@h:port/d", "no address"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_wrong_addresses(given: str, why: str) -> None:
    """The setting is named, and the password is not shown."""
    with pytest.raises(DatabaseUrlInvalid, match=f"ACD_DATABASE_URL.*{why}") as raised:
        Database(given)
    assert "secret" not in str(raised.value)


async def test_unreachable_server() -> None:
    """Within the time for connecting somebody is told what could not be reached, without the password."""
    database = Database("postgresql://u:secret@127.0.0.1:1/d")
    with pytest.raises(DatabaseUnreachable, match=r"ACD_DATABASE_URL.*127\.0\.0\.1:1/d: ConnectionRefused") as raised:
        async with asyncio.timeout(5):
            await database.check()
    assert "secret" not in str(raised.value)
    await database.close()


async def test_server_that_takes_connections_and_says_nothing() -> None:
    """Connecting has an end."""

    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = Database(f"postgresql://u@127.0.0.1:{port}/d?ssl=disable")
    with pytest.raises(DatabaseUnreachable, match="TimeoutError"):
        async with asyncio.timeout(4):
            await database.check()
    await database.close()
    await gone.wait()
    server.close()
    await server.wait_closed()


async def test_unusable_files(tmp_path: Path) -> None:
    """A folder in place of the file, a file in place of the folder, a file that is something else."""
    (tmp_path / "plain").write_text("no database, but long enough to be read as the begin of one" * 20)
    database = Database(f"sqlite:///{tmp_path}")
    with pytest.raises(DatabaseUnreachable, match="unable to open"):
        await database.check()
    await database.close()
    with pytest.raises(DatabaseUnreachable, match="exists"):
        Database(f"sqlite:///{tmp_path}/plain/acd.sqlite")
    database = Database(f"sqlite:///{tmp_path}/plain")
    with pytest.raises(DatabaseUnreachable, match="not a database"):
        await database.check()
    await database.close()


async def test_folder_is_made(tmp_path: Path) -> None:
    """The first start needs no preparation."""
    database = Database(f"sqlite:///{tmp_path}/a/b/acd.sqlite")
    await database.check()
    await database.close()


async def test_all_or_nothing(database: Database) -> None:
    """What failed half-way is not there."""
    statement = text(INSERT)
    with pytest.raises(RowsRefused):
        async with database.write() as connection:
            await connection.execute(statement, {"name": "alice"})
            await connection.execute(statement, {"name": "alice"})
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await connection.execute(statement, {"name": "alice"})
            _ = 1 / 0
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM agent_states"))).scalar() == 0


async def test_read_then_write_beside_another_writer(database: Database) -> None:
    """Two processes that read first and write afterwards both succeed, one after the other."""

    async def add_one() -> None:
        async with database.write(alone_for="test") as connection:
            found = (await connection.execute(text("SELECT count(*) FROM agent_states"))).scalar_one()
            await asyncio.sleep(0.02)
            statement = text(INSERT)
            await connection.execute(statement, {"name": f"agent-{found}"})

    await asyncio.gather(*(add_one() for _ in range(4)))
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM agent_states"))).scalar() == 4


async def test_commit_outlives_power_failure(sqlite_url: str) -> None:
    """SQLite syncs each commit: a spool file is removed on the strength of it."""
    database = Database(sqlite_url)
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
    await database.close()


async def test_wait_for_another_process_has_an_end(sqlite_url: str) -> None:
    """A locked file is an error in our words after the time that was given."""
    database = Database(sqlite_url, Limits(lock_s=0.2))
    other = sqlite3.connect(database.url.database or "", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    loop = asyncio.get_running_loop()
    begin = loop.time()
    with pytest.raises(DatabaseUnreachable, match="database is locked"):
        async with database.write():
            pass
    assert 0.15 < loop.time() - begin < 1.5
    other.close()
    await database.close()
