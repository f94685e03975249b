"""What people have said of opening hours and that has not ended, for the controller that begins."""

from sqlalchemy import select

from acd.domain.hours import HoursId, Opening, Override
from acd.storage.database import Database
from acd.storage.tables import hours_overrides, open_override


async def open_overrides(database: Database) -> tuple[Override, ...]:
    """Return those that are open, the newest of the same hours first. Raises DatabaseUnreachable."""
    query = select(hours_overrides).where(open_override).order_by(hours_overrides.c.since_ms.desc())
    async with database.read() as connection:
        found = (await connection.execute(query)).mappings().all()
    return tuple(
        Override(
            HoursId(row["hours_id"]),
            Opening(row["state"]),
            row["since_ms"] / 1000,
            None if row["until_ms"] is None else row["until_ms"] / 1000,
            row["said_by"],
            row["reason"],
        )
        for row in found
    )
