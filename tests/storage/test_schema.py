"""Migrations on both databases."""

import asyncio
import sys
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from acd.storage import migrate
from acd.storage.database import Database
from acd.storage.errors import SchemaUnfit, StorageError
from acd.storage.tables import metadata


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def _inspect(url: str, look: Any) -> Any:
    database = Database(url)
    async with database.read() as connection:
        found = await connection.run_sync(look)
    await database.close()
    return found


async def test_migrated_is_model(empty_database_url: str) -> None:
    """The tables that migrations make are those that the code expects."""
    await migrate.upgrade(empty_database_url)
    assert await _inspect(empty_database_url, _differences) == []


async def test_same_as_made_at_once(empty_database_url: str) -> None:
    """Names of keys and indexes too are those that the model would give."""
    await migrate.upgrade(empty_database_url)
    by_steps = await _inspect(empty_database_url, _names)
    database = Database(empty_database_url)
    async with database.write() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    await database.close()
    assert await _inspect(empty_database_url, _names) == by_steps


def _names(connection: Connection) -> dict[str, Any]:
    found = inspect(connection)
    return {
        table: (
            found.get_pk_constraint(table)["name"],
            sorted((str(index["name"]), tuple(index["column_names"])) for index in found.get_indexes(table)),
            [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)],
        )
        for table in found.get_table_names()
        if table != "alembic_version"
    }


async def test_up_down_up(empty_database_url: str) -> None:
    """Every step can be taken back and taken again, and says so."""
    said: list[str] = []
    assert await migrate.current(empty_database_url) is None
    with pytest.raises(SchemaUnfit, match=r"ACD_DATABASE_URL.*no tables yet.*acd migrate"):
        await migrate.require_newest(empty_database_url)
    await migrate.upgrade(empty_database_url, said.append)
    await migrate.require_newest(empty_database_url)
    await migrate.downgrade(empty_database_url, "base", said.append)
    assert await migrate.current(empty_database_url) is None
    assert await _inspect(empty_database_url, lambda c: inspect(c).get_table_names()) == ["alembic_version"]
    await migrate.upgrade(empty_database_url, said.append)
    await migrate.upgrade(empty_database_url, said.append)
    steps = [f"{step:04}" for step in range(1, int(migrate.newest()) + 1)]
    up, down = [f"applied {step}" for step in steps], [f"removed {step}" for step in reversed(steps)]
    assert [line.split(":")[0] for line in said] == up + down + up
    assert await migrate.current(empty_database_url) == migrate.newest()


async def test_unknown_version(empty_database_url: str) -> None:
    """A database of a newer release is refused in words, and left as it is."""
    await migrate.upgrade(empty_database_url)
    database = Database(empty_database_url)
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await database.close()
    with pytest.raises(SchemaUnfit, match=rf"9999.*needs {migrate.newest()}"):
        await migrate.require_newest(empty_database_url)
    with pytest.raises(StorageError, match=r"cannot migrate .*9999"):
        await migrate.upgrade(empty_database_url)


async def test_several_processes_at_once(empty_database_url: str) -> None:
    """Of several processes that migrate at the same time one does it, and the others find it done."""
    script = "import asyncio, sys; from acd.storage import migrate; asyncio.run(migrate.upgrade(sys.argv[1], print))"
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, empty_database_url, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(5)
    ]
    said = [await process.communicate() for process in started]
    assert [process.returncode for process in started] == [0] * 5
    assert sorted(out.decode().count("applied 0001") for out, _ in said) == [0, 0, 0, 0, 1]
