"""Texts in which `{name}` stands for something that is known of the call."""

import re
from typing import Final

from acd.domain.progress import LONGEST_VALUE, MOST_VALUES, Progress
from acd.flows.facts import Facts

_NAME: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


def value_of(name: str, at: Progress, facts: Facts) -> str | None:
    """Return what is known under a name: set by a step, or of the call; None: nothing."""
    own = at.values.get(name)
    return facts.value(name) if own is None else own


def filled(text: str, at: Progress, facts: Facts) -> str:
    """Return a text with what its names stand for, cut to what a value may be long; nothing for unknown names."""
    return _NAME.sub(lambda found: value_of(found[1], at, facts) or "", text)[:LONGEST_VALUE]


def with_values(at: Progress, values: dict[str, str]) -> dict[str, str]:
    """Return the values of a call with some more; when there are too many, further ones are left out."""
    merged = dict(at.values)
    for name, text in values.items():
        if name in merged or len(merged) < MOST_VALUES:
            merged[name] = text[:LONGEST_VALUE]
    return merged
