"""Real databases for these tests."""

from tests.fixtures.databases import *  # noqa: F403 - fixtures are found by their names
