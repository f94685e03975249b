"""The folder of all state belongs to one running controller at a time.

Two of them would take each other's Asterisk, its calls and the records. The lock is the kernel's: it is gone with
its holder, however that one ended.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from acd.domain.errors import AcdError

_FILE = "controller.lock"


class StateFolderUnusable(AcdError):
    """The folder of state cannot be written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"the state folder {folder} cannot be used ({error.strerror or error}):"
            " make it writable for this user, or set ACD_VAR to another folder"
        )


class StateFolderTaken(AcdError):
    """Another controller runs with this folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"another controller{holder} runs with the state folder {folder}: stop it,"
            " or set ACD_VAR, ACD_HTTP_PORT, ACD_SIP_PORT and ACD_RTP_PORTS for one more beside it"
        )


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder if need be, and keep every other controller out of it.

    Raises StateFolderTaken or StateFolderUnusable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StateFolderUnusable(folder, error) from error
    try:
        _lock(file, folder)
        yield
    finally:
        # closing frees the lock; the file stays, for removing it could free a name that another one has just locked
        os.close(file)


def _lock(file: int, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
    except BlockingIOError:
        holder = os.read(file, 20).decode(errors="replace").strip()
        raise StateFolderTaken(folder, f" (process {holder})" if holder.isdigit() else "") from None
    except OSError as error:
        raise StateFolderUnusable(folder, error) from error
