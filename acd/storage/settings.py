"""The configurations that were applied, as documents. What stands in them is not looked at."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from acd.clock import Clock
from acd.storage.database import Database
from acd.storage.tables import configurations


@dataclass(frozen=True, slots=True)
class Version:
    """One configuration that was applied."""

    version: int
    applied_at_ms: int
    """UTC since 1970."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a document."""

    version: int
    changed: bool
    """False when it was in force already."""


class SettingsStore:
    """Keeps every configuration that was ever applied; the newest is in force."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def load(self) -> tuple[Version, str] | None:
        """Return the newest version and its document; None before the first. Raises DatabaseUnreachable."""
        query = select(configurations).order_by(configurations.c.version.desc()).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (Version(row.version, row.applied_at_ms, row.sha256), row.document)

    async def document(self, version: int) -> str | None:
        """Return the document of a version; None when there is none. Raises DatabaseUnreachable."""
        query = select(configurations.c.document).where(configurations.c.version == version)
        async with self._database.read() as connection:
            found: str | None = (await connection.execute(query)).scalar()
        return found

    async def save(self, document: str, sha256: str) -> Saved:
        """Keep a document, unless the newest has the same sum. Raises DatabaseUnreachable and RowsRefused."""
        newest = select(configurations.c.version, configurations.c.sha256)
        newest = newest.order_by(configurations.c.version.desc()).limit(1)
        # alone: two processes that apply the same document at once must not both find that it is new
        async with self._database.write(alone_for="settings") as connection:
            row = (await connection.execute(newest)).first()
            if row is not None and row.sha256 == sha256:
                return Saved(row.version, changed=False)
            applied_at_ms = self._clock.utc_ms(round(self._clock.now() * 1000))
            added = insert(configurations).values(applied_at_ms=applied_at_ms, sha256=sha256, document=document)
            made = await connection.execute(added.returning(configurations.c.version))
            return Saved(made.scalar_one(), changed=True)

    async def versions(self, limit: int = 50) -> tuple[Version, ...]:
        """Return the newest versions, the newest first. Raises DatabaseUnreachable."""
        columns = configurations.c
        query = select(columns.version, columns.applied_at_ms, columns.sha256).order_by(columns.version.desc())
        async with self._database.read() as connection:
            return tuple(Version(*row) for row in await connection.execute(query.limit(limit)))
