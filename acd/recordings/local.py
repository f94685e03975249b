"""Recordings on the local disk: `<folder>/<tenant>/<yyyy>/<mm>/<dd>/<id>.wav`."""

import os
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from acd.recordings.errors import NotInStore, StoreError
from acd.recordings.names import checked_key

BLOCK_BYTES = 1 << 16


class LocalStore:
    """A `ports.RecordingStore` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, path: Path) -> None:
        """Take over a finished file: it appears whole or not at all, and is gone from where it was."""
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            path.chmod(0o640)
            path.replace(target)
            _sync(target.parent)
        except OSError as error:
            raise StoreError(f"{target} could not be written: {error.strerror}") from error

    def size(self, key: str) -> int | None:
        """Return the bytes of a file; None if there is none."""
        path = self._path(key)
        try:
            return path.stat().st_size if path.is_file() else None
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}") from error

    def read(self, key: str) -> Iterator[bytes]:
        """Return the file in blocks."""
        path = self._path(key)
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise NotInStore from error
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}") from error
        return _blocks(file)

    def _path(self, key: str) -> Path:
        path = self._folder / checked_key(key)
        # the pattern lets nothing through that leads out; a link that somebody put there could
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise StoreError("this recording lies outside of the store")
        return path


def _blocks(file: BufferedReader) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK_BYTES):
            yield block


def _sync(folder: Path) -> None:
    """Let the new name outlive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
