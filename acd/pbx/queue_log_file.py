"""The file in which Asterisk keeps its account of queues. Blocks: for threads, several at once if need be."""

from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Final

from acd.pbx import departures
from acd.pbx.departures import Departure, departures_of
from acd.pbx.queue_log import QUEUE, NetAccount, account_of

LONGEST: Final = 8 * 1024 * 1024
"""Bytes that are read; the end of the file counts. A caller of the net leaves about 300 of them, any other 110."""
_OF_THE_NET: Final = (f"|{QUEUE}|".encode(), b"|QUEUESTART|")
_DEPARTURE: Final = f"|{departures.QUEUE}|".encode()


class QueueLogFile:
    """One file, which need not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._inode = self._until = 0
        self._of_the_net: list[str] = []

    def size(self) -> int:
        """Return its bytes. Raises OSError."""
        return self._path.stat().st_size if self._path.exists() else 0

    def account(self) -> NetAccount:
        """Return what it tells of the safety net. Raises OSError.

        Only what came since the last time is read: most lines are those of other callers.
        """
        with self._lock:
            if not self._path.exists():
                return NetAccount()
            status = self._path.stat()
            if status.st_ino != self._inode or status.st_size < self._until:  # rotated
                self._inode, self._until, self._of_the_net = status.st_ino, 0, []
            since = max(self._until, status.st_size - LONGEST)
            new = self._whole_lines(since)
            self._until = since + len(new)
            self._of_the_net += (
                line.decode(errors="replace") for line in new.split(b"\n") if any(mark in line for mark in _OF_THE_NET)
            )
            return account_of(self._of_the_net)

    def departures(self, since_ms: int) -> Iterator[Departure]:
        """Tell who left at `since_ms` or later, without those of the safety net. Raises OSError."""
        if not self._path.exists():
            return
        lines = self._whole_lines(max(0, self.size() - LONGEST)).split(b"\n")
        yield from departures_of((line.decode(errors="replace") for line in lines if _DEPARTURE in line), since_ms)

    def _whole_lines(self, since: int) -> bytes:
        """Return what is there from a place on, but for a line that is just being written."""
        with self._path.open("rb") as file:
            file.seek(since)
            read = file.read(LONGEST)
        return read[: read.rfind(b"\n") + 1]
