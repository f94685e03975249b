"""Digits that are said one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.domain.flows import Prompt


@dataclass(frozen=True, slots=True)
class DigitSounds:
    """Of one language."""

    sounds: Mapping[str, Prompt]

    def read_back(self, text: str) -> tuple[Prompt, ...]:
        """Return what is said; characters without a sound are passed over."""
        return tuple(self.sounds[one] for one in text if one in self.sounds)
