"""What a language must have, so that feature codes can be heard in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.domain.feature_codes import Sentence


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, as its voice is given them."""

    sentences: Mapping[Sentence, str]
    """Every one."""
    for_reason: str
    """Offers a reason of a pause, with {reason} and {digit}."""
    more_than: str | None = None
    """A number that is too large to be said, with {number}. None: Asterisk says numbers, as it has their sounds."""
