"""How many wrong PINs are allowed: so many in a while at each phone, and so many for each agent number.

A guess counts before it is looked at, so that many at once are no way around the limit. One that was right is taken
back for the number, and stays counted for nobody else.
"""

from collections import deque
from collections.abc import Callable

MOST = 5
WITHIN_S = 15 * 60.0
_MANY = 10_000
"""Phones and numbers from which on those without recent guesses are forgotten at once."""


class Guesses:
    """The guesses of the last while, by phone and by number."""

    def __init__(self, now: Callable[[], float], most: int = MOST, within_s: float = WITHIN_S) -> None:
        self._now, self._most, self._within_s = now, most, within_s
        self._made: dict[tuple[str, str], deque[float]] = {}

    def blocked(self, phone: str, number: str) -> bool:
        """Tell whether no more guesses are allowed at this phone, or for this number."""
        return any(len(self._recent(key)) >= self._most for key in _keys(phone, number))

    def note(self, phone: str, number: str) -> None:
        """Count a guess that is being made."""
        if len(self._made) >= _MANY:
            self._forget_old()
        for key in _keys(phone, number):
            self._made.setdefault(key, deque()).append(self._now())

    def take_back(self, phone: str, number: str) -> None:
        """The last guess was right: earlier ones for this number were slips; those at the phone may be a thief's."""
        at_phone, for_number = _keys(phone, number)
        self._made.pop(for_number, None)
        self._recent(at_phone).pop()

    def _recent(self, key: tuple[str, str]) -> deque[float]:
        made = self._made.get(key, deque())
        while made and made[0] <= self._now() - self._within_s:
            made.popleft()
        return made

    def _forget_old(self) -> None:
        self._made = {key: made for key, made in self._made.items() if self._recent(key)}


def _keys(phone: str, number: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("phone", phone), ("number", number)
