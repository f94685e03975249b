"""The tables; that migrations make the same is checked in tests/storage."""

from sqlalchemy import BigInteger

from acd.storage.tables import metadata


def test_moments_and_durations_are_whole_milliseconds() -> None:
    """Whatever is named so is a number of 64 bits on both databases."""
    columns = [column for table in metadata.tables.values() for column in table.c if column.name.endswith("_ms")]
    assert columns
    assert all(isinstance(column.type, BigInteger) for column in columns)


def test_everything_has_a_name() -> None:
    """A migration of later can name what it changes."""
    for table in metadata.tables.values():
        assert table.primary_key.name
        assert all(index.name for index in table.indexes)
