"""What the API does with the configuration."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.api_configuration import ApiConfiguration
from acd.apply import Applier, InForce
from acd.clock import Clock
from acd.configuration.mistakes import ConfigurationError
from acd.prompts.store import PromptStore
from acd.storage.database import Database
from acd.storage.settings import SettingsStore
from tests.fixtures.mute_voice import MuteVoice

ALICE = "agents:\n  - id: alice\n    name: Alice\n"
BOB = "agents:\n  - id: bob\n    name: Bob\n"


async def _nobody_listens(in_force: InForce) -> None:
    """Whom it is told to is tested with the applier."""


@pytest.fixture
async def configuration(tmp_path: Path, sqlite_url: str) -> AsyncIterator[ApiConfiguration]:
    database = Database(sqlite_url)
    store = SettingsStore(database, Clock())
    yield ApiConfiguration(store, Applier(store, PromptStore(tmp_path, {"en": MuteVoice()}), _nobody_listens))
    await database.close()


async def test_what_was_applied_is_read(configuration: ApiConfiguration) -> None:
    """A dry run before the first has no version to tell."""
    assert await configuration.read() is None
    tried = await configuration.apply(ALICE, "a.yaml", True)
    assert tried.version is None and any("alice" in change for change in tried.changes)
    assert await configuration.read() is None
    applied = await configuration.apply(ALICE, "a.yaml", False)
    assert (applied.version, applied.changes) == (1, tried.changes)
    in_force = await configuration.read()
    assert in_force is not None and in_force.version == 1 and "alice" in in_force.text


async def test_back_to_the_one_before(configuration: ApiConfiguration) -> None:
    """As a new version."""
    await configuration.apply(ALICE, "a.yaml", False)
    await configuration.apply(BOB, "b.yaml", False)
    undone = await configuration.undo(None, False)
    assert undone.version == 3
    in_force = await configuration.read()
    assert in_force is not None and "alice" in in_force.text and "bob" not in in_force.text


async def test_a_mistake_names_the_file(configuration: ApiConfiguration) -> None:
    """As on the command line."""
    with pytest.raises(ConfigurationError, match=r"b\.yaml"):
        await configuration.apply("agents: 5", "b.yaml", False)
