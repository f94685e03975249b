"""What an apply would change. Compares documents, so that order and short forms make no difference."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from acd.configuration.schema import MAIN_FLOW, SECTIONS, Document

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
    """Plain value; None when added. Of a whole item that is removed: what is not a default."""
    after: Any
    """Plain value; None when removed. Of a whole item that is added: what is not a default."""

    def __str__(self) -> str:
        values = [_text(value) for value in (self.before, self.after) if value is not None]
        return f"{_SIGNS[self.kind]} {self.path}: {' -> '.join(values)}"


def diff(old: Document, new: Document) -> list[Change]:
    """The changes from `old` to `new`, always in the same order; empty when both mean the same."""
    return list(_changes("", _side(old), _side(new)))


def rendered(changes: Iterable[Change]) -> str:
    """One line for each change, beginning with + (added), - (removed) or ~ (changed)."""
    return "".join(f"{change}\n" for change in changes)


@dataclass(frozen=True, slots=True)
class _Side:
    """A place of one document: all that it means, and what of it is not a default."""

    whole: Any
    brief: Any

    def at(self, key: str) -> "_Side":
        whole = self.whole[key]
        return _Side(whole, self.brief[key] if isinstance(self.brief, dict) and key in self.brief else whole)


def _side(document: Document) -> _Side:
    return _Side(_by_id(document.tree()), _by_id(document.tree(defaults=False)))


def _by_id(tree: dict[str, Any]) -> dict[str, Any]:
    """The tree with mappings by id or number in the place of lists whose order means nothing."""
    for section in SECTIONS:
        tree[section] = {item.pop("id"): item for item in tree[section]}
    if "phones" in tree:
        tree["phones"] = {item.pop("id"): item for item in tree["phones"]}
    for tenant in tree["tenants"].values():
        if "numbers" in tenant:
            tenant["numbers"] = {entry["number"]: entry.get("flow", MAIN_FLOW) for entry in tenant["numbers"]}
        if "callers" in tenant:
            tenant["callers"] = {", ".join(caller.pop("numbers")): caller for caller in tenant["callers"]}
    return tree


def _changes(path: str, old: _Side, new: _Side) -> Iterator[Change]:
    if old.whole == new.whole:
        return
    if not isinstance(old.whole, dict) or not isinstance(new.whole, dict):
        yield Change(ChangeKind.CHANGED, path, old.whole, new.whole)
        return
    for key in sorted(old.whole.keys() | new.whole.keys()):
        place = f"{path}.{key}" if path else key
        if key not in new.whole:
            yield Change(ChangeKind.REMOVED, place, old.at(key).brief, None)
        elif key not in old.whole:
            yield Change(ChangeKind.ADDED, place, None, new.at(key).brief)
        else:
            yield from _changes(place, old.at(key), new.at(key))


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
