"""What an agent's phone does when it is called, as a few kinds of phones. Pure."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from acd.domain.calls import LegEndCause


@dataclass(frozen=True, slots=True)
class Answers:
    """Rings, and somebody answers. Seconds from the moment of the call."""

    after_s: float = 1.0
    rings_after_s: float = 0.05


@dataclass(frozen=True, slots=True)
class Busy:
    """Says busy at once."""


@dataclass(frozen=True, slots=True)
class Declines:
    """Rings, and somebody presses decline."""

    after_s: float = 1.0
    rings_after_s: float = 0.05


@dataclass(frozen=True, slots=True)
class RingsOn:
    """Rings, and nobody comes."""

    rings_after_s: float = 0.05


@dataclass(frozen=True, slots=True)
class Silent:
    """Registered, but does not say anything: its network is gone."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Refuses for a reason that is not the agent's: no such user there, out of service."""


ScriptedPhone: TypeAlias = Answers | Busy | Declines | RingsOn | Silent | Unreachable


@dataclass(frozen=True, slots=True)
class Deeds:
    """What happens, and when, in seconds from the call; None for never."""

    rings_after_s: float | None = None
    answers_after_s: float | None = None
    refuses: tuple[LegEndCause, float] | None = None


def script(phone: ScriptedPhone) -> Deeds:
    """Return what this phone does with one call."""
    match phone:
        case Answers(after_s, rings_after_s):
            return Deeds(min(rings_after_s, after_s), after_s)
        case Busy():
            return Deeds(refuses=(LegEndCause.BUSY, 0.0))
        case Declines(after_s, rings_after_s):
            return Deeds(min(rings_after_s, after_s), refuses=(LegEndCause.REFUSED, after_s))
        case RingsOn(rings_after_s):
            return Deeds(rings_after_s)
        case Silent():
            return Deeds()
        case Unreachable():
            return Deeds(refuses=(LegEndCause.UNREACHABLE, 0.0))
        case _:
            assert_never(phone)
