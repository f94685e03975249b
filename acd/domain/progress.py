"""Where a call is in its flow: all that must be stored to go on with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from acd.domain.flows import StepName


class Phase(StrEnum):
    """What a step waits for."""

    NOTHING = "nothing"
    """It was not entered yet."""
    ANSWER = "answer"
    """The caller's leg is not up yet."""
    SOUND = "sound"
    """The end of what is played; keys do not matter."""
    SORRY = "sorry"
    """The same, of an apology: the step has failed."""
    KEY = "key"
    """A key."""
    DIGITS = "digits"
    """Further digits."""
    CONFIRM = "confirm"
    """A key that says whether what was read back is right."""
    WEB = "web"
    """What another system answers."""
    ELSEWHERE = "elsewhere"
    """The caller is in line, or an outside number is rung: the flow may go on when that comes to nothing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Plain data, each part of which can be written as text."""

    step: StepName
    phase: Phase = Phase.NOTHING
    tries: int = 0
    """How often the caller was asked in vain."""
    typed: str = ""
    taken: int = 0
    """How many steps were entered since the call began."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What is known of the call, by name."""
    tags: tuple[str, ...] = ()
    line: StepName | None = None
    """The step that put the caller in line; None: none has."""


MOST_STEPS: Final = 500
"""A call that enters more is in a circle."""
MOST_VALUES: Final = 32
LONGEST_VALUE: Final = 256
"""Characters of one value."""
MOST_TAGS: Final = 16
