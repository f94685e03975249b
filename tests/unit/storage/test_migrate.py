"""Finding migrations; what they do is checked on both databases in tests/storage."""

from pathlib import Path

import pytest

from acd.storage import migrate
from acd.storage.errors import StorageError


async def test_fresh_file(empty_sqlite_url: str) -> None:
    """The first start makes the tables and says so; the second finds nothing to do."""
    said: list[str] = []
    assert await migrate.current(empty_sqlite_url) is None
    await migrate.upgrade(empty_sqlite_url, said.append)
    assert [line.split(":")[0] for line in said] == [f"applied {step:04}" for step in range(1, len(said) + 1)]
    assert said[-1].startswith(f"applied {migrate.newest()}")
    told = len(said)
    await migrate.upgrade(empty_sqlite_url, said.append)
    assert len(said) == told
    await migrate.require_newest(empty_sqlite_url)


def test_migrations_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation without them is told apart from a database without tables."""
    monkeypatch.setattr(migrate, "__file__", str(tmp_path / "acd" / "storage" / "migrate.py"))
    with pytest.raises(StorageError, match="migrations"):
        migrate.newest()


@pytest.mark.parametrize("place", ["acd/storage", "acd", ""])
def test_migrations_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str) -> None:
    """Inside the package when installed, beside it in the repository; odd characters in the path do no harm."""
    root = tmp_path / "100%s"
    folder = root / place / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").touch()
    (folder / "versions" / "a.py").write_text("revision = 'odd'\ndown_revision = None\n")
    monkeypatch.setattr(migrate, "__file__", str(root / "acd" / "storage" / "migrate.py"))
    assert migrate.newest() == "odd"
