"""What goes otherwise than usual: with the third command for a leg, with the second event of one, with a phone.

A seed draws twists with the odds of its storm; a story names them. Both know small delays too, which differ from one
command to the next and from one event to the next, and are no twists: they are drawn by the seed alone.
"""

from collections.abc import Mapping
from zlib import crc32

Odds = Mapping[str, Mapping[str, float]]
"""For each kind of thing: how often each twist comes, of one."""


class Twists:
    """The twists of one storm."""

    def __init__(self, seed: int, odds: Odds, told: Mapping[str, str] | None = None) -> None:
        """`told` are those of a story; others are drawn."""
        self._seed = seed
        self._steps = {kind: _steps(shares) for kind, shares in odds.items()}
        self._told = told or {}
        self.calm = False
        """From now on nothing goes otherwise than usual."""
        self.happened: dict[str, str] = {}

    def of(self, kind: str, name: str) -> str | None:
        """Return the twist of a thing, or None; names are never used twice."""
        if self.calm:
            return None
        twist = self._told.get(f"{kind} {name}")
        if twist is None and (steps := self._steps.get(kind)) is not None:
            share = self.share(name)
            twist = next((word for most, word in steps if share < most), None)
        if twist is not None:
            self.happened[f"{kind} {name}"] = twist
        return twist

    def share(self, name: str) -> float:
        """Return a number from 0 up to 1 that is always the same for this name."""
        mixed = crc32(name.encode(), self._seed) * 0x9E3779B1 & 0xFFFFFFFF
        return (mixed ^ mixed >> 15) / 0x100000000

    def between(self, least: float, most: float, name: str) -> float:
        """Return a number between two that is always the same for this name."""
        return least + (most - least) * self.share(name)


def _steps(shares: Mapping[str, float]) -> list[tuple[float, str]]:
    total, steps = 0.0, []
    for word, share in shares.items():
        total += share
        steps.append((total, word))
    return steps


def odds(share: float, weights: Mapping[str, int]) -> dict[str, float]:
    """Return how often each twist comes, when so many of all things have one."""
    return {word: share * weight / sum(weights.values()) for word, weight in weights.items()}
