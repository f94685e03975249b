"""Strangers' text made harmless: what could move the cursor or turn the writing round is shown as a code."""

import unicodedata
from typing import Final

MAX_MARKS: Final = 2
"""Accents in a row that a letter may carry; more of them would grow over the lines above."""


def plain(text: str, length: int = 64) -> str:
    """Return text as one line of at most `length` characters without control or direction characters."""
    shown: list[str] = []
    marks = 0
    for char in text[:length]:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks > MAX_MARKS:
            continue
        shown.append(char if char.isprintable() else _code(char))
    line = "".join(shown)
    return line if len(line) <= length and len(text) <= length else line[: length - 1] + "…"


def _code(char: str) -> str:
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
