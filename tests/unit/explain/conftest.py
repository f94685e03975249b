"""SQLite for these tests; `tests/storage` runs the same ones on PostgreSQL."""

from tests.unit.storage.conftest import *  # noqa: F403 - fixtures are found by their names
