"""The file in which Asterisk keeps its account of queues. Blocks: for threads."""

from pathlib import Path
from typing import Final

from acd.pbx.queue_log import NetAccount, account_of

LONGEST: Final = 8 * 1024 * 1024
"""Bytes that are read; the end of the file counts. A caller of the net leaves about 300 of them."""


class QueueLogFile:
    """One file, which need not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self) -> int:
        """Return its bytes. Raises OSError."""
        return self._path.stat().st_size if self._path.exists() else 0

    def account(self) -> NetAccount:
        """Return what it tells of the safety net. Raises OSError."""
        if not self._path.exists():
            return NetAccount()
        with self._path.open("rb") as file:
            file.seek(max(0, self.size() - LONGEST))
            return account_of(file.read(LONGEST).decode(errors="replace").splitlines())
