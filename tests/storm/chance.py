"""Who decides in a storm: a seed, which remembers what it decided; or a story, which says what was decided.

What is drawn is kept in words and not by number, so that a story stays the same when somebody adds a choice.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from tests.property.pbx_model import ModelLeg

T = TypeVar("T")


class NotThere(Exception):
    """What was drawn when the story was lived is not among the choices."""


def word_for(option: object) -> str:
    """Return how a choice is written in a story."""
    if isinstance(option, ModelLeg):
        return option.id
    return str(option) if isinstance(option, str) else repr(option)


class Drawn:
    """Draws by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.words: list[Any] = []
        """What was drawn: words, or values of the domain."""

    def pick(self, options: Sequence[T]) -> T:
        """Choose one."""
        option = options[int(self._random.random() * len(options))]
        self.words.append(word_for(option))
        return option

    def often(self, times_in_ten: int) -> bool:
        """Decide yes or no."""
        answer = self._random.random() * 10 < times_in_ten
        self.words.append("yes" if answer else "no")
        return answer


class Told:
    """Says what a story says. Raises NotThere."""

    def __init__(self, words: Iterable[Any]) -> None:
        self.words = list(words)
        self._next = iter(self.words)

    def pick(self, options: Sequence[T]) -> T:
        """Choose the one that was chosen."""
        word = self._word()
        for option in options:
            if word_for(option) == word:
                return option
        raise NotThere(word)

    def often(self, times_in_ten: int) -> bool:
        """Decide as was decided."""
        del times_in_ten
        return bool(self._word() == "yes")

    def plain(self) -> Any:
        """Return a value of the domain."""
        return self._word()

    def _word(self) -> Any:
        try:
            return next(self._next)
        except StopIteration:
            raise NotThere("the story says no more of this") from None
