"""Digits that are said one by one, in groups, as people say numbers of telephones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acd.domain.flows import Prompt

KEYS = "0123456789+*#"
"""What can be said."""
_COUNTRIES_1 = frozenset("17")
_COUNTRIES_2 = frozenset(
    map(str, (20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67), 81, 82, 84, 86,
              *range(90, 96), 98))
)  # fmt: skip
"""The rest have three digits."""


def grouped(text: str, size: int) -> list[str]:
    """Return the parts between which there is a pause, `size` digits each; nothing is left alone at the end.

    Of a number that begins with +, the code of the country is a part of its own.
    """
    if text.startswith("+"):
        length = 2 if text[1:2] in _COUNTRIES_1 else 3 if text[1:3] in _COUNTRIES_2 else 4
        return [text[:length], *grouped(text[length:], size)]
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [parts[-2] + parts[-1]]
    return parts


@dataclass(frozen=True, slots=True)
class DigitSounds:
    """Of one language."""

    sounds: Mapping[str, Prompt]
    """By character, see KEYS."""
    pause: Prompt | None = None
    """Between two groups."""
    group: int = 3
    """So many digits are said without a pause."""

    def read_back(self, text: str) -> tuple[Prompt, ...]:
        """Return what is said; characters without a sound are passed over."""
        return tuple(self._said("".join(one for one in text if one in self.sounds)))

    def _said(self, text: str) -> Iterator[Prompt]:
        for place, part in enumerate(grouped(text, self.group)):
            if place and self.pause is not None:
                yield self.pause
            yield from (self.sounds[one] for one in part)
