"""The store in a bucket keeps the contract, and says in our words what went wrong."""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.ports import RecordingStore
from acd.recordings.errors import StoreError
from acd.recordings.s3 import PATIENCE, S3Store, _patient
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


@pytest.mark.parametrize("name", ["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_the_variables_of_every_s3_client_are_enough(
    there: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Also those of a bucket of your own without TLS: an endpoint that begins with http:// says so."""
    monkeypatch.setenv(name, there.options["endpoint"])
    for variable, key in (("REGION", "region"), ("ACCESS_KEY_ID",) * 2, ("SECRET_ACCESS_KEY",) * 2):
        monkeypatch.setenv(f"AWS_{variable}", there.options[key.lower()])
    file = tmp_path / "x.raw"
    file.write_bytes(b"sound")
    S3Store(there.url).put(KEY, file)
    assert (there.folder / "kept" / KEY).read_bytes() == b"sound"


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


def test_a_bucket_that_does_not_answer(tmp_path: Path) -> None:
    """It is given up in time: the end of the process waits for whoever waits for it."""
    file = tmp_path / "x.raw"
    file.write_bytes(b"sound")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = {
            "endpoint": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "region": "us-east-1",
            "access_key_id": "anybody",
            "secret_access_key": "anything",
            "client_options": {"allow_http": True, "timeout": "1s"},
        }
        store = S3Store("s3://calls/kept", **options)
        began = time.monotonic()
        with pytest.raises(StoreError, match="bucket"):
            store.put(KEY, file)
    assert time.monotonic() - began < 10
    assert file.exists()


def test_what_is_said_of_times_counts_more() -> None:
    """And leaves the others as they are."""
    told = _patient({"client_options": {"timeout": "1s"}, "region": "x"})
    assert told["client_options"] == {"connect_timeout": "5s", "timeout": "1s"}
    assert told["region"] == "x" and told["retry_config"] == PATIENCE["retry_config"]


def test_an_address_that_is_none() -> None:
    """Told at the start, not at the first call."""
    with pytest.raises(StoreError, match="cannot be used"):
        S3Store("nonsense")


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(StoreError, match=r"acd\[s3\]"):
        S3Store("s3://calls/kept")
