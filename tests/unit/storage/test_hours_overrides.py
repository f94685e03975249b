"""What people say of hours, in the database: told twice or late, it stays what it is."""

from dataclasses import replace

from acd.domain.hours import Opening
from acd.domain.records import HoursOverridden
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.hours_overrides import open_overrides
from acd.storage.upserts import write_rows
from tests.storage.sample import StandingClock, overridden

SAID = overridden()


async def _write(database: Database, *records: HoursOverridden) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


async def test_one_that_is_open(database: Database) -> None:
    """It comes back as it was said, to the millisecond."""
    await _write(database, SAID, SAID)
    assert await open_overrides(database) == (SAID.override,)


async def test_one_without_end(database: Database) -> None:
    """The same."""
    override = replace(SAID.override, until=None, state=Opening.HOLIDAY, reason="")
    await _write(database, HoursOverridden(override))
    assert await open_overrides(database) == (override,)


async def test_one_that_has_ended(database: Database) -> None:
    """It stays so, in whatever order it is told, and as it was told first."""
    await _write(database, overridden(ended_utc_ms=1_700_000_100_000), SAID)
    await _write(database, SAID)
    await _write(database, overridden(ended_utc_ms=1_700_000_200_000))
    assert await open_overrides(database) == ()


async def test_the_newest_comes_first(database: Database) -> None:
    """A controller may have died between the end of one and the beginning of the next."""
    newer = replace(SAID.override, since=SAID.override.since + 0.001)
    await _write(database, SAID, HoursOverridden(newer), overridden("other"))
    found = await open_overrides(database)
    assert [override.since for override in found if override.hours_id == newer.hours_id] == [
        newer.since,
        SAID.override.since,
    ]
