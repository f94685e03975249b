"""The store in a bucket keeps the contract, and says in our words what went wrong."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.ports import RecordingStore
from acd.recordings.errors import StoreError
from acd.recordings.s3 import S3Store
from tests.contract.recording_store import KEY, RecordingStoreContract
from tests.fixtures.bucket import Bucket, bucket


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Bucket]:
    """A bucket that answers."""
    with bucket(tmp_path / "s3") as running:
        yield running


class TestS3Store(RecordingStoreContract):
    """As every store."""

    @pytest.fixture
    def store(self, there: Bucket) -> RecordingStore:
        """An empty one."""
        return S3Store(there.url, **there.options)


def test_long_files_arrive_whole(there: Bucket, tmp_path: Path) -> None:
    """They go in parts; half an hour is 58 MB."""
    file, sound = tmp_path / "long.raw", bytes(range(256)) * 100_000
    file.write_bytes(sound)
    store = S3Store(there.url, **there.options)
    store.put(KEY, file)
    blocks = list(store.read(KEY))
    assert b"".join(blocks) == sound and len(blocks) > 1, "nobody has to hold all of it"
    assert (there.folder / "kept" / KEY).stat().st_size == len(sound)


def test_a_bucket_that_is_not_there(tmp_path: Path) -> None:
    """The file stays, to be brought later."""
    with bucket(tmp_path / "s3") as gone:
        store = S3Store(gone.url, **gone.options)
    file = tmp_path / "x.raw"
    file.write_bytes(b"sound")
    with pytest.raises(StoreError, match="bucket"):
        store.put(KEY, file)
    with pytest.raises(StoreError, match="bucket"):
        store.size(KEY)
    with pytest.raises(StoreError, match="bucket"):
        store.read(KEY)
    assert file.exists()


def test_an_address_that_is_none() -> None:
    """Told at the start, not at the first call."""
    with pytest.raises(StoreError, match="cannot be used"):
        S3Store("nonsense")


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(StoreError, match=r"acd\[s3\]"):
        S3Store("s3://calls/kept")
