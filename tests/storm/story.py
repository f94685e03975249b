"""A storm as data: the house, what happens and when, and what goes otherwise than usual. Can be kept in a file.

Delays and lengths that are not in it come from the seed, by the name of what they are of: taking something out of a
story leaves the rest as it was.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from acd.ari.event_text import from_plain, to_plain
from acd.domain.pool import Pool

KEPT = Path(__file__).parent / "kept"
"""Stories that once failed: they are told first, every time."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happens."""

    at: float
    """Seconds since the house was opened."""
    name: str
    """Of a method of the centre."""
    number: int
    """Of all items of the storm; stays when others are taken out."""
    words: tuple[Any, ...] | None = None
    """What was decided, in words or values of the domain; None: the seed decides."""


@dataclass(frozen=True)
class Story:
    """Everything that makes a storm what it is."""

    seed: int
    names: tuple[str, ...]
    pool: Pool
    items: tuple[Item, ...]
    odds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of twists, for a storm that was not lived through yet."""
    twists: Mapping[str, str] | None = None
    """None: the seed draws them."""

    @property
    def calls(self) -> int:
        """How many callers there are."""
        return sum(item.name == "arrive" for item in self.items)

    def as_lived(self, items: Mapping[int, Sequence[Any]], twists: Mapping[str, str]) -> "Story":
        """Return what of the story was lived through, with what was decided in it."""
        told = (replace(item, words=tuple(items[item.number])) for item in self.items if item.number in items)
        return replace(self, items=tuple(told), twists=dict(twists), odds={})


def text_of(story: Story, about: str) -> str:
    """Return a story as text that `read` understands: one line for each thing that happens."""
    assert story.twists is not None
    lines = [
        '{"about": ' + json.dumps(about) + ",",
        f' "seed": {story.seed},',
        f' "names": {json.dumps(story.names)},',
        ' "pool": ' + json.dumps(to_plain(story.pool)) + ",",
        ' "items": [',
        ",\n".join(
            f"  {json.dumps([item.at, item.name, item.number, to_plain(item.words or ())])}" for item in story.items
        ),
        ' ], "twists": {',
        ",\n".join(f"  {json.dumps(name)}: {json.dumps(twist)}" for name, twist in story.twists.items()),
        " }}",
    ]
    return "\n".join(lines) + "\n"


def read(text: str) -> Story:
    """Return the story of a text."""
    told: dict[str, Any] = json.loads(text)
    return Story(
        seed=told["seed"],
        names=tuple(told["names"]),
        pool=from_plain(told["pool"]),
        items=tuple(Item(at, name, number, from_plain(words)) for at, name, number, words in told["items"]),
        twists=told["twists"],
    )
