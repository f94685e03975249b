"""Recordings kept in memory: for tests. Nothing outlives the process."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from acd.recordings.errors import NotInStore
from acd.recordings.names import checked_key


class MemoryStore:
    """A `ports.RecordingStore` whose recordings can be looked at."""

    def __init__(self, kept: Mapping[str, bytes] | None = None) -> None:
        self.kept = dict(kept or {})

    def put(self, key: str, path: Path) -> None:
        """Take over a finished file."""
        self.kept[checked_key(key)] = path.read_bytes()
        path.unlink()

    def size(self, key: str) -> int | None:
        """Return the bytes of a recording; None if there is none."""
        sound = self.kept.get(checked_key(key))
        return None if sound is None else len(sound)

    def read(self, key: str) -> Iterator[bytes]:
        """Return a recording in one block."""
        if checked_key(key) not in self.kept:
            raise NotInStore
        return iter((self.kept[key],))
