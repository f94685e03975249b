"""What tests of several folders share: real databases."""

from tests.fixtures.databases import *  # noqa: F403 - fixtures are found by their names
