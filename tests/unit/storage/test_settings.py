"""Configurations that were applied."""

import asyncio

from acd.storage.database import Database
from acd.storage.settings import KEPT_VERSIONS, Origin, Saved, SettingsStore
from tests.storage.sample import UTC_MS, StandingClock


async def test_versions(database: Database) -> None:
    """Every change is kept, the same again is none, and going back is a change."""
    clock = StandingClock()
    store = SettingsStore(database, clock)
    assert await store.load() is None
    assert await store.save('{"a":1}', "sum-a") == Saved(1, changed=True)
    clock.advance(1000)
    assert await store.save('{"a":1}', "sum-a") == Saved(1, changed=False)
    assert await store.save('{"b":"ü"}', "sum-b") == Saved(2, changed=True)
    assert await store.save('{"a":1}', "sum-a") == Saved(3, changed=True)
    loaded = await store.load()
    assert loaded is not None
    version, document = loaded
    assert (version.version, version.sha256, document) == (3, "sum-a", '{"a":1}')
    found = await store.find(2)
    assert found is not None
    assert (found[0].version, found[1]) == (2, '{"b":"ü"}')
    for unknown in (9, 0, -1, 2**31, 2**63):
        assert await store.find(unknown) is None
    assert [(one.version, one.applied_at_ms - UTC_MS) for one in await store.versions()] == [
        (3, 1000),
        (2, 1000),
        (1, 0),
    ]
    assert [one.version for one in await store.versions(limit=1)] == [3]


async def test_same_document_from_several_sides(database: Database) -> None:
    """Of several that apply the same at once, one makes the version."""
    stores = [SettingsStore(database, StandingClock()) for _ in range(5)]
    saved = await asyncio.gather(*(store.save("{}", "sum") for store in stores))
    assert sorted(one.changed for one in saved) == [False] * 4 + [True]
    assert {one.version for one in saved} == {1}


async def test_large_document(database: Database) -> None:
    """A configuration of some megabytes comes back as it was."""
    store = SettingsStore(database, StandingClock())
    document = "ä" * 3_000_000
    await store.save(document, "sum")
    loaded = await store.load()
    assert loaded is not None
    assert loaded[1] == document


async def test_the_oldest_are_dropped(database: Database) -> None:
    """As many as are promised stay, the one in force among them."""
    store = SettingsStore(database, StandingClock())
    for number in range(1, KEPT_VERSIONS + 3):
        await store.save(f"{{{number}}}", str(number))
    kept = [one.version for one in await store.versions(limit=KEPT_VERSIONS + 9)]
    assert kept == list(range(KEPT_VERSIONS + 2, 2, -1))
    assert await store.find(2) is None
    loaded = await store.load()
    assert loaded is not None and loaded[0].version == KEPT_VERSIONS + 2


async def test_where_it_came_from(database: Database) -> None:
    """File, number of changes and the version that was brought back are kept with it, and may be unknown."""
    store = SettingsStore(database, StandingClock())
    await store.save("{}", "a")
    await store.save("{1}", "b", Origin("acme.yaml", 3))
    await store.save("{}", "a", Origin(None, 3, restores=1))
    told = [(one.version, one.file_name, one.changes, one.restores) for one in await store.versions()]
    assert told == [(3, None, 3, 1), (2, "acme.yaml", 3, None), (1, None, None, None)]


async def test_what_was_in_force_at_a_moment(database: Database) -> None:
    """The newest that had been applied by then; the oldest for a moment of before it, as nothing better is kept."""
    clock = StandingClock()
    store = SettingsStore(database, clock)
    assert await store.in_force_at(UTC_MS) is None
    for text in ("a", "b", "c"):
        await store.save(text, text)
        clock.advance(1000)
    found = [await store.in_force_at(UTC_MS + after_ms) for after_ms in (-1, 0, 999, 1000, 1500, 99_000)]
    assert [one and (one[0].version, one[1]) for one in found] == [
        (1, "a"),
        (1, "a"),
        (1, "a"),
        (2, "b"),
        (2, "b"),
        (3, "c"),
    ]
