"""The configurations that were applied, as documents. What stands in them is not looked at."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select

from acd.clock import Clock
from acd.storage.database import Database
from acd.storage.tables import configurations

LAST_VERSION: Final = 2**31 - 1
KEPT_VERSIONS: Final = 200
"""A document may have some megabytes; an hourly `acd apply` of changing files must not fill the database."""


@dataclass(frozen=True, slots=True)
class Version:
    """One configuration that was applied."""

    version: int
    applied_at_ms: int
    """UTC since 1970."""
    sha256: str
    file_name: str | None = None
    """What the document was called; None for versions of before this was kept."""
    changes: int | None = None
    """How many places differ from the version before."""
    restores: int | None = None
    """The version that this one brought back; None for a document that was applied."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from, as `Version` tells it."""

    file_name: str | None = None
    changes: int | None = None
    restores: int | None = None


UNKNOWN = Origin()


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a document."""

    version: int
    changed: bool
    """False when it was in force already."""


class SettingsStore:
    """Keeps the newest configurations that were applied; the very newest is in force."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def load(self) -> tuple[Version, str] | None:
        """Return the newest version and its document; None before the first. Raises DatabaseUnreachable."""
        query = select(configurations).order_by(configurations.c.version.desc()).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (_version(row), row.document)

    async def find(self, version: int) -> tuple[Version, str] | None:
        """Return a version and its document; None when there is none. Raises DatabaseUnreachable."""
        if not 0 < version <= LAST_VERSION:  # more than the column can hold is no question to a database
            return None
        query = select(configurations).where(configurations.c.version == version)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (_version(row), row.document)

    async def in_force_at(self, at_ms: int) -> tuple[Version, str] | None:
        """Return the version that was in force at a moment, ms UTC, and its document; the oldest that is kept for a
        moment before it; None before the first. Raises DatabaseUnreachable.
        """
        version = configurations.c.version
        then = select(configurations).where(configurations.c.applied_at_ms <= at_ms).order_by(version.desc()).limit(1)
        oldest = select(configurations).order_by(version).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(then)).first() or (await connection.execute(oldest)).first()
        return None if row is None else (_version(row), row.document)

    async def save(self, document: str, sha256: str, origin: Origin = UNKNOWN) -> Saved:
        """Keep a document, unless the newest has the same sum. Raises DatabaseUnreachable and RowsRefused."""
        newest = select(configurations.c.version, configurations.c.sha256)
        newest = newest.order_by(configurations.c.version.desc()).limit(1)
        # alone: two processes that apply the same document at once must not both find that it is new
        async with self._database.write(alone_for="settings") as connection:
            row = (await connection.execute(newest)).first()
            if row is not None and row.sha256 == sha256:
                return Saved(row.version, changed=False)
            applied_at_ms = self._clock.utc_ms(round(self._clock.now() * 1000))
            added = insert(configurations).values(
                applied_at_ms=applied_at_ms,
                sha256=sha256,
                document=document,
                file_name=origin.file_name,
                changes=origin.changes,
                restores=origin.restores,
            )
            version = (await connection.execute(added.returning(configurations.c.version))).scalar_one()
            await connection.execute(_DROP_OLDEST)
            return Saved(version, changed=True)

    async def versions(self, limit: int = 50) -> tuple[Version, ...]:
        """Return the newest versions, the newest first. Raises DatabaseUnreachable."""
        columns = [column for column in configurations.c if column.name != "document"]
        query = select(*columns).order_by(configurations.c.version.desc()).limit(limit)
        async with self._database.read() as connection:
            return tuple(_version(row) for row in await connection.execute(query))


# counted and not reckoned from the number: numbers that were given and rolled back are missing
_NEWEST = select(configurations.c.version).order_by(configurations.c.version.desc())
_DROP_OLDEST = delete(configurations).where(
    configurations.c.version <= _NEWEST.offset(KEPT_VERSIONS).limit(1).scalar_subquery()
)


def _version(row: Row[Any]) -> Version:
    return Version(row.version, row.applied_at_ms, row.sha256, row.file_name, row.changes, row.restores)
