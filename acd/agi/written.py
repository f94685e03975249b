"""Commands as Asterisk reads them: every value checked and quoted. Pure."""

import re

from acd.agi.errors import AgiUnsafe

LONGEST_COMMAND = 2000
"""Bytes; Asterisk reads a command into 8,192, and what is longer becomes the next command."""

_LINE_END = re.compile(r"[\r\n\0\ud800-\udfff]")
_DIGITS = re.compile(r"[0-9*#A-D]{0,32}", re.ASCII)
_SOUND = re.compile(r"/?[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*", re.ASCII)
_OUR_SOUND = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[\w.+@=~ -]+)+")
"""A whole path, as far as Asterisk's configuration files could carry it; see acd/pbx/plan.py."""
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}(?:\([A-Za-z0-9_-]{0,79}\))?", re.ASCII)
_APPLICATION = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}", re.ASCII)


def command(words: str, *values: str) -> bytes:
    """Return a line: words of ours as they are, values quoted. Raises AgiUnsafe."""
    if any(_LINE_END.search(value) for value in values):
        raise AgiUnsafe(f"A value of {words} holds a line end or NUL.")
    line = " ".join([words, *map(_quoted, values)]).encode() + b"\n"
    if len(line) > LONGEST_COMMAND:
        raise AgiUnsafe(f"{words} with its values is longer than Asterisk reads.")
    return line


def digits(text: str) -> str:
    """Return keys of a phone, at most 32. Raises AgiUnsafe."""
    return _checked(_DIGITS, text, "keys of a phone")


def sound(name: str) -> str:
    """Return a sound, without its ending: a name in Asterisk's folder, or a whole path. Raises AgiUnsafe."""
    if _OUR_SOUND.fullmatch(name) is not None:
        return name
    return _checked(_SOUND, name, "name of a sound")


def variable(name: str) -> str:
    """Return the name of a channel variable or function. Raises AgiUnsafe."""
    return _checked(_VARIABLE, name, "name of a variable")


def application(name: str) -> str:
    """Return the name of a dialplan application. Raises AgiUnsafe."""
    return _checked(_APPLICATION, name, "name of an application")


def argument(text: str) -> str:
    """Return one argument of an application: a comma would begin another. Raises AgiUnsafe."""
    if "," in text:
        raise AgiUnsafe(f"{text!r} is no single argument.")
    return text


def _checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    if pattern.fullmatch(text) is None:
        raise AgiUnsafe(f"{text!r} is no {what}.")
    return text


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
