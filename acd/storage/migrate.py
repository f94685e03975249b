"""Brings the tables to the shape that this release needs. Safe when several processes do it at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from acd.storage.database import Database, Limits
from acd.storage.errors import VARIABLE, SchemaUnfit, StorageError

WAIT_FOR_OTHERS_S = 60.0
T = TypeVar("T")


def newest() -> str:
    """Return the schema version that this release needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


async def current(url: str) -> str | None:
    """Return the schema version of the database; None when it has no tables. Raises StorageError."""
    return await _run(url, _version)


async def upgrade(
    url: str, progress: Callable[[str], None] = lambda _line: None, wait_s: float = WAIT_FOR_OTHERS_S
) -> None:
    """Apply what is missing, all or nothing; `progress` is told a line per step. Raises StorageError.

    A second process that comes at the same time waits, at most `wait_s`, and then finds nothing to do.
    """
    await _run(url, lambda connection: _alembic(connection, command.upgrade, "head", progress), wait_s)


async def downgrade(url: str, version: str, progress: Callable[[str], None] = lambda _line: None) -> None:
    """Go back to `version` (`base` removes all tables and what they hold). Raises StorageError."""
    await _run(url, lambda connection: _alembic(connection, command.downgrade, version, progress))


async def require_newest(url: str) -> None:
    """Raise SchemaUnfit when the database is not at the version that this release needs."""
    found = await current(url)
    if found != newest():
        raise SchemaUnfit(found, newest())


async def _run(url: str, work: Callable[[Connection], T], wait_s: float = WAIT_FOR_OTHERS_S) -> T:
    database = Database(url, Limits(statement_s=None, lock_s=wait_s))
    try:
        # one transaction for everything: the lock is held and the tables are changed, or nothing happened
        async with database.write(alone_for="migration") as connection:
            return await connection.run_sync(work)
    except CommandError as error:
        # for example a database that a newer release has migrated
        raise StorageError(f"{VARIABLE}: cannot migrate {database.shown_url}: {error}") from error
    finally:
        await database.close()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _alembic(
    connection: Connection, step: Callable[[Config, str], None], target: str, progress: Callable[[str], None]
) -> None:
    def tell(*, step: MigrationInfo, **_: Any) -> None:
        direction = "applied" if step.is_upgrade else "removed"
        for name in step.up_revision_ids:
            progress(f"{direction} {name}: {scripts.get_revision(name).doc}")

    config = _config()
    scripts = ScriptDirectory.from_config(config)
    config.attributes["connection"] = connection
    config.attributes["on_version_apply"] = tell
    step(config, target)


def _config() -> Config:
    config = Config()
    # percent signs would be read as references to other options
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    return config


def _folder() -> Path:
    here = Path(__file__).parent
    # inside the package when installed, at the top of the repository when not
    for folder in (here / "migrations", here.parent / "migrations", here.parent.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StorageError("the folder `migrations` is missing from this installation")
