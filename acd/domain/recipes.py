"""What changes while a caller waits, as data: steps with times or places in line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from acd.domain.agents import Endpoint
from acd.domain.flows import ExitName, Prompt
from acd.domain.queues import QueueId, SkillLevels


class Figure(StrEnum):
    """What is said by numbers, in the language of the caller's client."""

    POSITION = "position"
    """The place in line."""
    WAIT = "wait"
    """How long the wait will be."""


@dataclass(frozen=True, slots=True)
class Relax:
    """Be content with these levels of skills that the queue asks for; 0: without the skill."""

    levels: SkillLevels


@dataclass(frozen=True, slots=True)
class Widen:
    """Let the agents of these queues serve the caller as well; the place in line stays one."""

    queues: tuple[QueueId, ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """Rank the caller as if they had come so many seconds earlier, on top of what was so far."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Overflow:
    """Give the caller to another queue; the moment at which they came into line stays."""

    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Ask the caller for a message; the call ends with it."""


@dataclass(frozen=True, slots=True)
class TurnAway:
    """End the call."""


@dataclass(frozen=True, slots=True)
class GiveOutside:
    """Connect the caller with an outside number; they are in line again where nobody answers there."""

    outside: Endpoint
    ring_s: float


@dataclass(frozen=True, slots=True)
class CallBack:
    """Let the caller hang up and be called back at their own number, in their place in line."""

    asks: bool = False
    """They are asked first whether they want it, and at which number."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Let the caller go on in their flow, from the step that put them in line."""

    exit_name: ExitName


Change: TypeAlias = Relax | Widen | Raise
"""The caller waits on."""
Exit: TypeAlias = Overflow | TakeMessage | TurnAway | GiveOutside | CallBack | GoOn
"""The caller leaves this line; where it leads nowhere, they wait on."""


@dataclass(frozen=True, slots=True)
class RecipeStep:
    """One step: says something, changes something, or both."""

    after_s: float = 0.0
    """So long after the recipe began."""
    place: int | None = None
    """Instead of a time: as soon as the caller has come up to this place in line (1: the next)."""
    every_s: float | None = None
    """And again so often; only for what is merely said."""
    say: tuple[Prompt | Figure, ...] = ()
    """Before it is done."""
    key: str | None = None
    """Not at once, but when the caller presses this key, from then on."""
    action: Change | Exit | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps by time, in the order of their times, and steps by place."""

    timed: tuple[RecipeStep, ...] = ()
    placed: tuple[RecipeStep, ...] = ()


class RecipeKind(StrEnum):
    """Which recipe of a queue a caller is under."""

    WAITING = "waiting"
    FULL = "full"
    """As many callers wait as may."""
    LONG = "long"
    """Somebody waits too long already."""
    NOBODY = "nobody"
    """No agent is signed in who could serve the caller."""


@dataclass(frozen=True, slots=True)
class Recipes:
    """All recipes of a queue."""

    waiting: Recipe = Recipe()
    nobody: Recipe | None = None
    """For who comes while nobody is signed in, and for who waits when the last one leaves."""
    full: Recipe | None = None
    """For who comes while `full_at` callers wait."""
    full_at: int = 0
    long: Recipe | None = None
    """For who comes while somebody has waited for `long_s` seconds."""
    long_s: float = 0.0

    def of(self, kind: RecipeKind) -> Recipe:
        """Return the recipe of a kind; an empty one where there is none."""
        found = {
            RecipeKind.WAITING: self.waiting,
            RecipeKind.NOBODY: self.nobody,
            RecipeKind.FULL: self.full,
            RecipeKind.LONG: self.long,
        }[kind]
        return found or Recipe()


@dataclass(frozen=True, slots=True)
class RecipeMark:
    """How far a caller is in a recipe; kept beside the call."""

    kind: RecipeKind
    since: float
    """When it began, in monotonic seconds."""
    timed: int = 0
    """So many of the steps by time are done or passed over."""
    placed: int = 0
    """Which of the steps by place are: a bit each, the first step the lowest."""
