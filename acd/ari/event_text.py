"""Domain values as plain JSON values and back: each class by its name, nothing but classes of the domain."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from acd.domain import (
    agents,
    callbacks,
    caller_events,
    caller_sentences,
    callers,
    calls,
    commands,
    conditions,
    demands,
    events,
    fairness,
    figures,
    flows,
    hours,
    hours_events,
    memo,
    pool,
    progress,
    queues,
    recipes,
    requests,
    spoken_digits,
    steps,
    stored,
    tenants,
    voicemail_events,
    voicemail_rules,
    web_asks,
    zones,
)

_CLASS, _ENUM, _SET, _MAP = "_class", "_enum", "_set", "_map"

_MODULES = (
    *(agents, callbacks, caller_events, caller_sentences, callers, calls, commands, conditions, demands, events),
    *(fairness, figures, flows, hours, memo, pool, progress, queues, recipes, requests, spoken_digits, steps, stored),
    *(hours_events, tenants, voicemail_events, voicemail_rules, web_asks, zones),
)
_CLASSES: dict[str, type] = {
    name: value
    for module in _MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and (is_dataclass(value) or issubclass(value, StrEnum))
}


def to_plain(value: object) -> Any:
    """Return dictionaries, lists, text and numbers that say the same."""
    if is_dataclass(value):
        parts = {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        return {_CLASS: type(value).__name__, **parts}
    if isinstance(value, StrEnum):
        return {_ENUM: type(value).__name__, "value": value.value}
    if isinstance(value, Mapping):
        return {_MAP: [[to_plain(key), to_plain(item)] for key, item in value.items()]}
    if isinstance(value, frozenset):
        # by their texts, as sets of sets have no order of their own
        return {_SET: sorted((to_plain(item) for item in value), key=repr)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(plain: Any) -> Any:
    """Return the domain value. Raises KeyError for an unknown class, TypeError or ValueError for wrong content."""
    if isinstance(plain, list):
        return tuple(from_plain(item) for item in plain)
    if not isinstance(plain, dict):
        return plain
    if _MAP in plain:
        return {from_plain(key): from_plain(item) for key, item in plain[_MAP]}
    if _SET in plain:
        return frozenset(from_plain(item) for item in plain[_SET])
    if _ENUM in plain:
        return _CLASSES[plain[_ENUM]](plain["value"])
    parts = {name: from_plain(item) for name, item in plain.items() if name != _CLASS}
    return _CLASSES[plain[_CLASS]](**parts)
