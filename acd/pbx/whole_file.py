"""Writes a file whole or not at all, readable by its owner and group only."""

import contextlib
import os
from pathlib import Path

_MODE = 0o640


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that a reader sees the old one or the new one, never a part."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    # O_EXCL with the final mode: the password is never in a file that others may read
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), _MODE)
        file.write(text)
    new.replace(path)
