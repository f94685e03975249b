"""What every store of recordings promises. A subclass gives a `store` fixture; see tests/unit/recordings."""

from pathlib import Path

import pytest

from acd.ports import RecordingStore
from acd.recordings.errors import NotInStore

KEY = "acme/2026/11/21/1.1-r1.wav"
OTHER = "other/2026/11/21/1.1-r1.wav"


class RecordingStoreContract:
    """Put, read, replace; and no way out."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        """A finished file."""
        path = tmp_path / "finished.raw"
        path.write_bytes(bytes(range(256)) * 1000)
        return path

    def test_there_and_back(self, store: RecordingStore, file: Path) -> None:
        """Every byte arrives, and the file is not there twice."""
        sound = file.read_bytes()
        assert store.size(KEY) is None
        store.put(KEY, file)
        assert not file.exists()
        assert store.size(KEY) == len(sound) and b"".join(store.read(KEY)) == sound
        assert store.size(OTHER) is None

    def test_a_second_time_replaces_the_first(self, store: RecordingStore, file: Path) -> None:
        """A controller that died between two steps does them again."""
        store.put(KEY, file)
        file.write_bytes(b"anew")
        store.put(KEY, file)
        assert b"".join(store.read(KEY)) == b"anew"

    def test_what_is_not_there_cannot_be_read(self, store: RecordingStore) -> None:
        """The error says so."""
        with pytest.raises(NotInStore):
            b"".join(store.read(KEY))

    @pytest.mark.parametrize("key", ["", "../x", "/etc/passwd", "acme/2026/11/21/../../../../../x-r1.wav", "a\0b"])
    def test_keys_that_are_none(self, store: RecordingStore, file: Path, key: str) -> None:
        """Nothing leads out of the store, and nothing is touched."""
        with pytest.raises(ValueError, match="no key"):
            store.put(key, file)
        with pytest.raises(ValueError, match="no key"):
            store.size(key)
        with pytest.raises(ValueError, match="no key"):
            b"".join(store.read(key))
        assert file.exists()
