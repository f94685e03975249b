"""What a language must have, so that feature codes, callers' figures and our dialogues can be heard in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.caller_sentences import CallerSentence
from acd.domain.feature_codes import Sentence


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What callers are told of their wait."""

    next: str
    """Of who is first in line."""
    place: str
    """Of who has place {number}."""
    far_back: str
    """Of who has at least {number} callers ahead."""
    under_a_minute: str
    """This and the next: of the wait that is left."""
    one_minute: str
    minutes: str
    """With {number}."""
    long: str
    """More than {number} minutes."""
    minute_numbers: Mapping[int, str] = field(default_factory=dict)
    """Numbers that are not read as before minutes when they are written in digits."""


@dataclass(frozen=True, slots=True)
class CallerWords:
    """What our own dialogues say to callers."""

    sentences: Mapping[CallerSentence, str]
    """Every one."""
    keys: str
    """A word for each of `KEYS`, with spaces between."""
    group: int
    """So many digits of a number are said without a pause."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, as its voice is given them."""

    sentences: Mapping[Sentence, str]
    """Every one."""
    for_reason: str
    """Offers a reason of a pause, with {reason} and {digit}."""
    callers: CallerWords
    figures: FigureWords
    """To callers who wait."""
    caller_numbers: Mapping[int, str] = field(default_factory=dict)
    """Numbers of callers that are not read so when they are written in digits."""
    more_than: str | None = None
    """A number that is too large to be said, with {number}. None: Asterisk says numbers, as it has their sounds."""
