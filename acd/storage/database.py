"""Opens the database and hands out transactions, with limits on everything that could take long.

Does not know tables.
"""

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from acd.storage.errors import DatabaseUnreachable, DatabaseUrlInvalid, RowsRefused

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
CONNECT_TIMEOUT_S = 2.0
FAILURES = (SQLAlchemyError, OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What comes out of a database that is away; while connecting, errors of the driver come through as they are."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the database may take."""

    statement_s: float | None = 2.0
    """One statement; None for as long as it takes. SQLite has no such limit."""
    lock_s: float = 2.0
    """Waiting for another writer."""


DEFAULT_LIMITS = Limits()


def parse(url: str) -> URL:
    """Return the address with the driver that we use. Raises DatabaseUrlInvalid."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # the text is not repeated: it may hold a password
        raise DatabaseUrlInvalid("this is no address of a database") from None
    driver = DRIVERS.get(parsed.drivername)
    if driver is None:
        raise DatabaseUrlInvalid(f"unknown kind of database {parsed.drivername!r}")
    if driver.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlInvalid("SQLite needs a file: one in memory cannot be shared by reader and writer")
    return parsed.set(drivername=driver)


class Database:
    """An open database. Make one per process and event loop; close it at the end."""

    def __init__(self, url: str, limits: Limits = DEFAULT_LIMITS) -> None:
        """Prepare without connecting. Raises DatabaseUrlInvalid, and DatabaseUnreachable without a folder."""
        self.url = parse(url)
        self.dialect: str = self.url.get_backend_name()
        if self.dialect == "sqlite":
            self._make_folder()
            self._engine = _sqlite_engine(self.url, limits)
        else:
            self._engine = _postgresql_engine(self.url, limits)
        self._writing = self._engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @property
    def shown_url(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give one transaction for reading. Raises DatabaseUnreachable."""
        with self._in_our_words():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self, alone_for: str | None = None) -> AsyncIterator[AsyncConnection]:
        """Give one transaction for writing; committed at the end, rolled back on an error.

        On SQLite it takes the write lock at once: a transaction that reads first and writes later fails with
        SQLITE_BUSY_SNAPSHOT however long it would be willing to wait.
        `alone_for` names a piece of work that only one process may do at a time; SQLite writers always are alone.
        Raises RowsRefused or DatabaseUnreachable.
        """
        with self._in_our_words():
            async with self._writing.begin() as connection:
                if alone_for is not None and self.dialect == "postgresql":
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key(alone_for)})
                yield connection

    async def check(self) -> None:
        """Ask the database for a sign of life. Raises DatabaseUnreachable."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    def _make_folder(self) -> None:
        with self._in_our_words():
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except FAILURES as error:
            cause = _driver_error(error)
            if isinstance(error, (IntegrityError, DataError)) or isinstance(cause, asyncpg.DataError):
                raise RowsRefused from error
            raise DatabaseUnreachable(self.shown_url, _line(cause)) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def _key(work: str) -> int:
    return int.from_bytes(hashlib.sha256(f"acd {work}".encode()).digest()[:8], signed=True)


def _driver_error(error: BaseException) -> BaseException:
    # SQLAlchemy knows few of asyncpg's errors and wraps the others in one that tells nothing
    wrapped: BaseException | None = getattr(error, "orig", None)
    return error if wrapped is None else wrapped.__cause__ or wrapped


def _line(error: BaseException) -> str:
    # the first line only, and no SQL: the rest may quote rows, which hold callers' numbers
    line = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def _sqlite_engine(url: URL, limits: Limits) -> AsyncEngine:
    engine = create_async_engine(url, connect_args={"timeout": limits.lock_s})

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # the driver must not begin transactions on its own: it would always begin them deferred
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # FULL, not NORMAL: a spool file is removed after its commit, so a commit must outlive a power failure
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


def _postgresql_engine(url: URL, limits: Limits) -> AsyncEngine:
    settings = {
        "application_name": "acd",
        "lock_timeout": str(int(limits.lock_s * 1000)),
        # a process that was stopped in the middle of a transaction must not keep its locks for ever
        "idle_in_transaction_session_timeout": "10000",
    }
    connect_args: dict[str, Any] = {"timeout": CONNECT_TIMEOUT_S, "server_settings": settings}
    if limits.statement_s is not None:
        settings["statement_timeout"] = str(int(limits.statement_s * 1000))
        # the driver gives up a second after the server should have: a server that hangs keeps no promise
        connect_args["command_timeout"] = limits.statement_s + 1
    return create_async_engine(
        url,
        connect_args=connect_args,
        pool_size=3,
        max_overflow=2,
        pool_timeout=CONNECT_TIMEOUT_S,
        pool_pre_ping=True,
    )
