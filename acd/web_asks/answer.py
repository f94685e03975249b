"""What is made of another system's answer. Pure; whatever it says, what comes out is short text."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from acd.domain.progress import LONGEST_VALUE
from acd.domain.web_asks import AskFailure

NOT_KNOWN: Final = frozenset({404, 410})
"""Statuses that say that there is no such thing (RFC 9110, 15.5.5 and 15.5.11)."""


def understood(status: int, body: bytes, wanted: Mapping[str, str]) -> Mapping[str, str] | AskFailure:
    """Return the wanted values that an answer has, or why it is of no use."""
    if status in NOT_KNOWN:
        return AskFailure.NOT_FOUND
    if not 200 <= status < 300:
        return AskFailure.STATUS
    if not wanted:
        return {}
    try:
        told = msgspec.json.decode(body)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return AskFailure.NOT_UNDERSTOOD
    found = {name: _text(_at(told, path)) for name, path in wanted.items()}
    return {name: text for name, text in found.items() if text is not None}


def _at(told: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(told, dict):
            told = told.get(part)
        elif isinstance(told, list) and part.isascii() and part.isdecimal() and int(part) < len(told):
            told = told[int(part)]
        else:
            return None
    return told


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)[:LONGEST_VALUE]
    if not isinstance(value, str):
        return None
    return "".join(char for char in value if unicodedata.category(char)[0] != "C")[:LONGEST_VALUE]
