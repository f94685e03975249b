"""Who was configured at a moment."""

from acd.configuration.schema import Document
from acd.explain.configured import Configured
from acd.storage.database import Database
from acd.storage.settings import SettingsStore
from tests.storage.sample import UTC_MS, StandingClock


def document(*agents: str) -> Document:
    """Return a configuration with these agents and a greeting that is spoken."""
    return Document.model_validate(
        {
            "queues": [{"id": "support"}],
            "agents": [{"id": name, "name": name.title()} for name in agents],
            "tenants": [{"id": "acme", "name": "Acme", "queue": "support", "greeting": [{"say": "Hello"}]}],
        }
    )


async def names_at(configured: Configured, after_ms: int) -> list[str]:
    """Return who was configured."""
    return sorted((await configured.pool_at(UTC_MS + after_ms)).agents)


async def test_what_was_in_force(database: Database) -> None:
    """Each version for its time; the oldest for what came before it, which is said once."""
    clock = StandingClock()
    store = SettingsStore(database, clock)
    for agents in (("alice",), ("alice", "bob")):
        one = document(*agents)
        await store.save(one.canonical(), one.digest())
        clock.advance(1000)
    configured = Configured(store)
    assert await names_at(configured, 0) == await names_at(configured, 999) == ["alice"]
    assert await names_at(configured, 1000) == ["alice", "bob"]
    assert list(configured.notes) == []
    assert await names_at(configured, -5) == await names_at(configured, -9) == ["alice"]
    (note,) = configured.notes
    assert note.startswith("Skills are those of version 1, applied at 2026-11-18 ")


async def test_nothing_that_can_be_read(database: Database) -> None:
    """Neither before the first configuration nor of one that another release wrote; both are said."""
    store = SettingsStore(database, StandingClock())
    configured = Configured(store)
    assert await names_at(configured, 0) == []
    assert list(configured.notes) == ["No configuration is stored: nobody's skills are known."]
    await store.save('{"agents": "all"}', "sum")
    configured = Configured(store)
    assert await names_at(configured, 0) == []
    assert list(configured.notes) == [
        "Version 1 of the configuration is not of this release: its skills are not known."
    ]
