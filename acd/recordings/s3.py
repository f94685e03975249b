"""Recordings in a bucket of S3 or of what speaks like it. Needs the extra `s3`.

Endpoint, region and keys come from the variables AWS_* that every S3 client knows.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from acd.recordings.errors import NotInStore, StoreError
from acd.recordings.names import checked_key

BLOCK_BYTES = 1 << 20

PATIENCE: Final[dict[str, dict[str, Any]]] = {
    # a part of a long file has 5 MB, and a slow line must be able to bring it
    "client_options": {"connect_timeout": "5s", "timeout": "30s"},
    # the finisher tries again later; what waits here, the end of the process waits for
    "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
}
"""How long a bucket may take; the library's own patience is minutes."""

ENDPOINTS: Final = ("AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3")
"""Variables that say where the bucket is; http:// is enough to say that it has no TLS."""


class S3Store:
    """A `ports.RecordingStore` in a bucket."""

    def __init__(self, url: str, **options: Any) -> None:
        """`url` is s3://BUCKET/FOLDER; `options` are obstore's own. Raises StoreError when it cannot be used."""
        try:
            import obstore
            from obstore.store import from_url
        except ImportError:
            raise StoreError("recordings in S3 need one more package: pip install 'acd[s3]'") from None
        self._obstore: Any = obstore
        try:
            self._store: Any = from_url(url, **_patient(options))
        except Exception as error:  # the library has an error of its own for each kind of mistake
            raise StoreError(f"the bucket for recordings cannot be used: {error}") from error

    def put(self, key: str, path: Path) -> None:
        """Take over a finished file: it is removed here as soon as the bucket has all of it."""
        with _in_our_words():
            # in parts when it is long; the bucket shows nothing before the last one
            self._obstore.put(self._store, checked_key(key), path)
        path.unlink(missing_ok=True)

    def size(self, key: str) -> int | None:
        """Return the bytes of a recording; None if there is none."""
        try:
            with _in_our_words():
                return int(self._obstore.head(self._store, checked_key(key))["size"])
        except NotInStore:
            return None

    def read(self, key: str) -> Iterator[bytes]:
        """Return the recording in blocks."""
        with _in_our_words():
            found = self._obstore.get(self._store, checked_key(key))
        return self._blocks(found)

    def _blocks(self, found: Any) -> Iterator[bytes]:
        with _in_our_words():
            for block in found.stream(min_chunk_size=BLOCK_BYTES):
                yield bytes(block)


def _patient(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with our times, where they say nothing else."""
    if any(os.environ.get(name, "").lower().startswith("http://") for name in ENDPOINTS):
        # ours take the place of all that the library read from variables, its own AWS_ALLOW_HTTP among it
        options = options | {"client_options": {"allow_http": True} | options.get("client_options", {})}
    return options | {name: times | options.get(name, {}) for name, times in PATIENCE.items()}


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (StoreError, ValueError):
        raise
    except FileNotFoundError as error:
        raise NotInStore from error
    except Exception as error:
        # the first line only: the rest may hold the answer of a stranger's server
        line = str(error).partition("\n")[0]
        raise StoreError(f"the bucket for recordings did not do it: {line}") from error
