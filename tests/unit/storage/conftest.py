"""SQLite for these tests; `tests/storage` runs the same ones on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from acd.storage.database import Database
from tests.fixtures.databases import *  # noqa: F403 - fixtures are found by their names


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A database with tables and nothing in them."""
    return sqlite_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """The same, open."""
    database = Database(url)
    yield database
    await database.close()
