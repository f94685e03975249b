"""YAML bytes -> plain values that remember their lines. Knows YAML, not configuration.

There are no tags, so nothing is ever constructed; no aliases, so nothing multiplies; a key that comes twice
is a mistake and not the later value; and `no`, `1_000` and `012` are text, as they look.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from acd.configuration.events import Unreadable, events

LARGEST = 5_000_000
"""Bytes of one file."""
_DEEPEST = 20
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]{1,3})?")
_WORDS = {"true": True, "True": True, "false": False, "False": False, "": None, "~": None, "null": None}

Path: TypeAlias = tuple[str | int, ...]


@dataclass(slots=True)
class Tree:
    """The values of a file, where each of them stands, and what could not be read."""

    value: Any = None
    """dict, list, str, int, float, bool or None. A key without a value is left out."""
    lines: dict[Path, int] = field(default_factory=dict)
    """Line of each value, from 1: that of its key, or of its dash."""
    mistakes: list[tuple[int, Path, str]] = field(default_factory=list)
    complete: bool = False
    """Read to the end; otherwise what is missing may be further down."""

    def line(self, path: Path) -> int:
        """Line of a value, or of the nearest that encloses it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(content: bytes) -> Tree:
    """Read one YAML document. Never raises: what is wrong stands in `mistakes`."""
    tree = Tree()
    if len(content) > LARGEST:
        tree.mistakes.append((1, (), f"it has more than {LARGEST // 1_000_000} MB; split it over several pools"))
        return tree
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        tree.mistakes.append((line, (), "this is not UTF-8 text; save the file as UTF-8"))
        return tree
    try:
        _Builder(tree).build(events(text))
        tree.complete = True
    except Unreadable as stop:
        tree.mistakes.append((stop.line, stop.path, str(stop)))
    return tree


@dataclass(slots=True)
class _Open:
    """A mapping or list that is not closed yet."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    """Of a mapping: the key whose value comes next."""
    key_line: int = 0
    ignored: bool = False
    """What comes next belongs to a key that was refused."""


class _Builder:
    """Puts the parser's events together, without recursion: depth is the file's choice, the stack is ours."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._open: list[_Open] = []
        self._documents = 0

    def build(self, parsed: Iterator[Any]) -> None:
        for event in parsed:
            line = event.start_mark.line + 1
            match event:
                case DocumentStartEvent():
                    self._documents += 1
                    if self._documents > 1:
                        raise Unreadable(line, "a second document begins here (---); write one only", ())
                case ScalarEvent():
                    self._refuse_decoration(event, line)
                    self._scalar(event, line)
                case MappingStartEvent():
                    self._refuse_decoration(event, line)
                    self._begin({}, line)
                case SequenceStartEvent():
                    self._refuse_decoration(event, line)
                    self._begin([], line)
                case MappingEndEvent() | SequenceEndEvent():
                    self._open.pop()
                case AliasEvent():
                    path = self._open[-1].path if self._open else ()
                    raise Unreadable(line, f"*{event.anchor} is an alias; write the values out", path)

    def _refuse_decoration(self, event: Any, line: int) -> None:
        path = self._next_path()
        if event.tag is not None:
            raise Unreadable(line, f"{event.tag} is a YAML tag; remove it", path)
        if event.anchor is not None:
            raise Unreadable(line, f"&{event.anchor} is an anchor; remove it and write the values out", path)

    def _scalar(self, event: Any, line: int) -> None:
        self._refuse_half_characters(event.value, line)
        plain = event.style is None
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, line)
            return
        self._place(_plain_value(event.value) if plain else event.value, line)

    @staticmethod
    def _refuse_half_characters(text: str, line: int) -> None:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise Unreadable(line, "an escape stands for half a character; write the character itself")

    def _key(self, top: _Open, key: str, line: int) -> None:
        top.key, top.key_line = key, line
        if (*top.path, key) in self._tree.lines:
            first = self._tree.lines[(*top.path, key)]
            message = f"is written twice (first in line {first}); keep one"
            self._tree.mistakes.append((line, (*top.path, key), message))
            # read on below a name of its own, or every field in it would count as written twice too
            top.key, top.ignored = f"{key} (line {line})", True

    def _begin(self, value: dict[str, Any] | list[Any], line: int) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise Unreadable(line, "a list or group of fields cannot be a field's name", top.path)
        path = self._next_path()
        if len(self._open) >= _DEEPEST:
            raise Unreadable(line, f"is nested deeper than {_DEEPEST} levels; nothing here needs that", path[:4])
        self._place(value, line)
        self._open.append(_Open(value, path))

    def _next_path(self) -> Path:
        if not self._open:
            return ()
        top = self._open[-1]
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        return top.path if top.key is None else (*top.path, top.key)

    def _place(self, value: Any, line: int) -> None:
        """Put a value where it belongs."""
        path = self._next_path()
        if not self._open:
            self._tree.value = value
            self._tree.lines[()] = line
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            self._tree.lines[path] = line
            top.value.append(value)
            return
        if not top.ignored:
            self._tree.lines[path] = top.key_line
            # a section whose entries are all commented out has no value: as if it were not there
            if value is not None:
                top.value[str(top.key)] = value
        top.key, top.ignored = None, False


def _plain_value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
