"""Rows on the local disk while the database is away: JSON lines with a checksum, synced before `append` returns.

A file has one writer, which holds a lock on it, and is read only after its writer closed it or died. So a second
process may look into the same folder at any time. Synchronous: the writer calls it in a thread.
"""

import errno
import fcntl
import os
import threading
import zlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from acd.clock import Clock
from acd.storage import rows as codec
from acd.storage.rows import AnyRow

ROTATE_BYTES: Final = 8_000_000
"""A file is replayed as a whole after a crash; this is some seconds of work."""
RESERVE_BYTES: Final = 16_000_000
"""Given up when the disk is full: room for some 80,000 rows, or 6,000 calls."""
RESERVE_NAME: Final = "reserve"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that is not what was written."""

    line: bytes


class Spool:
    """The spool folder of one process."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Prepare; the time of the start puts this process's files after those of the processes before."""
        self._folder = folder
        self._run_ms = clock.utc_ms(round(clock.now() * 1000))
        # a task that is cancelled leaves its thread at work: the file must not be closed under it
        self._alone = threading.Lock()
        self._count = 0
        self._file: int | None = None
        self._path = folder / "none"
        self._bytes = 0

    def append(self, rows: Sequence[AnyRow]) -> None:
        """Write rows and wait until the disk has them. Raises OSError: then none of them counts as written.

        After an error the file is given up and the next call opens a new one: what the disk holds of a file
        whose fsync failed is not known, and asking again would be answered with success.
        """
        lines = b"".join(_line(codec.encode(row)) for row in rows)
        with self._alone:
            try:
                self._write(lines)
            except OSError as error:
                if error.errno != errno.ENOSPC or not self._free_reserve():
                    raise
                self._write(lines)

    def close(self) -> None:
        """Let go of the file that is being written, so that it can be replayed."""
        with self._alone:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            os.close(file)

    def files(self) -> list[Path]:
        """Return the files that nobody writes any more, oldest first."""
        return [path for path in sorted(self._folder.glob("records-*.jsonl")) if not _is_being_written(path)]

    def remove(self, path: Path) -> None:
        """Forget a file whose rows are all in the database."""
        path.unlink(missing_ok=True)

    def put_away(self, path: Path) -> None:
        """Keep a file that cannot be read to its end out of the way, for a person to look at."""
        path.rename(path.with_suffix(".unreadable"))

    def set_aside(self, lines: Iterable[bytes]) -> None:
        """Keep lines that cannot be stored, for a person to look at."""
        self._make_folder()
        with (self._folder / "set-aside.jsonl").open("ab") as file:
            file.writelines(line + b"\n" for line in lines)
            file.flush()
            os.fdatasync(file.fileno())

    def make_reserve(self) -> None:
        """Set room aside on the disk while there is some. Raises OSError when there is none."""
        self._make_folder()
        with (self._folder / RESERVE_NAME).open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)

    def _free_reserve(self) -> bool:
        try:
            (self._folder / RESERVE_NAME).unlink()
        except OSError:
            return False
        return True

    def _write(self, lines: bytes) -> None:
        try:
            file = self._open()
            _write_all(file, lines)
            os.fdatasync(file)
        except OSError:
            self._close()
            if self._bytes == 0:
                # nothing in it counts as written: a disk that stays full must not collect such files
                self._path.unlink(missing_ok=True)
            raise
        self._bytes += len(lines)
        if self._bytes >= ROTATE_BYTES:
            self._close()

    def _make_folder(self) -> None:
        # callers' numbers are nobody else's business
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _open(self) -> int:
        if self._file is None:
            self._make_folder()
            self._count += 1
            self._bytes = 0
            self._path = self._folder / f"records-{self._run_ms:015d}-{os.getpid()}-{self._count:05d}.jsonl"
            # Locked before it gets the name by which others find it.
            fresh = self._path.with_suffix(".new")
            self._file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fresh.rename(self._path)
            _sync_folder(self._folder)
        return self._file


def read(path: Path) -> Generator[AnyRow | Damaged, None, None]:
    """Yield the rows of a file in the order they were written.

    The end of the last line may be missing when its writer died: nobody was told that it had been written.
    """
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield _row(line.rstrip(b"\n"))


def _line(encoded: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(encoded), encoded)


def _row(line: bytes) -> AnyRow | Damaged:
    checksum, _, encoded = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(encoded):
        return Damaged(line)
    try:
        return codec.decode(encoded)
    except msgspec.DecodeError:
        # whole, but of a kind that only a newer release knows
        return Damaged(line)


def _write_all(file: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(file, view) :]


def _is_being_written(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return True  # another process has just replayed it
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
