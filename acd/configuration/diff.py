"""What an apply would change. Compares documents, so that order and short forms make no difference."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from acd.configuration.schema import Document

_LONGEST_VALUE = 120


class ChangeKind(StrEnum):
    """What happened to a place of the document."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.CHANGED: "~"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    kind: ChangeKind
    path: str
    """By ids and not by places: queues.support.ring_timeout_s."""
    before: Any
    """Plain value; None when added."""
    after: Any
    """Plain value; None when removed."""

    def __str__(self) -> str:
        values = [_text(value) for value in (self.before, self.after) if value is not None]
        return f"{_SIGNS[self.kind]} {self.path}: {' -> '.join(values)}"


def diff(old: Document, new: Document) -> list[Change]:
    """The changes from `old` to `new`, always in the same order; empty when both mean the same."""
    return list(_changes("", _by_id(old), _by_id(new)))


def rendered(changes: Iterable[Change]) -> str:
    """One line for each change, beginning with + (added), - (removed) or ~ (changed)."""
    return "".join(f"{change}\n" for change in changes)


def _by_id(document: Document) -> dict[str, Any]:
    """The document's tree with mappings by id or number in the place of lists whose order means nothing."""
    tree = document.tree()
    for section in ("trunks", "tenants", "queues", "agents"):
        tree[section] = {item.pop("id"): item for item in tree[section]}
    for tenant in tree["tenants"].values():
        tenant["numbers"] = {entry["number"]: entry["flow"] for entry in tenant["numbers"]}
    return tree


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield Change(ChangeKind.CHANGED, path, old, new)
        return
    for key in sorted(old.keys() | new.keys()):
        place = f"{path}.{key}" if path else key
        if key not in new:
            yield Change(ChangeKind.REMOVED, place, old[key], None)
        elif key not in old:
            yield Change(ChangeKind.ADDED, place, None, new[key])
        else:
            yield from _changes(place, old[key], new[key])


def _text(value: Any) -> str:
    text = json.dumps(_whole(value), ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def _whole(value: Any) -> Any:
    """20.0 as 20, as people wrote it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return value
