"""Names for calls, branches and tags: unique on the machine, though not secret."""

from __future__ import annotations

from itertools import count


class Tokens:
    """Counts from a seed. Unlike random text, a name tells which phone made it when a trace is read."""

    __slots__ = ("_next", "_seed")

    def __init__(self, username: str, port: int, now: float) -> None:
        # The moment tells two phones apart that had the same port one after the other.
        self._seed = f"{''.join(filter(str.isalnum, username))}-{port:x}-{int(now * 1e6):x}"
        self._next = count(1)

    def token(self) -> str:
        return f"{self._seed}-{next(self._next):x}"

    def branch(self) -> str:
        """A branch with the magic cookie of RFC 3261 §8.1.1.7."""
        return f"z9hG4bK-{self.token()}"

    def number(self) -> int:
        """A 32-bit number for SSRC and session ids; differs from stream to stream."""
        return hash((self._seed, next(self._next))) & 0xFFFFFFFF
