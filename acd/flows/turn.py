"""What can happen to a call in its flow, and what the flow can ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.agents import Endpoint
from acd.domain.calls import HangUpReason
from acd.domain.flows import ExitName, Prompt, Taken
from acd.domain.progress import Progress
from acd.domain.queues import QueueId
from acd.domain.steps import QueueStep
from acd.domain.web_asks import WebTargetId

# what happens


@dataclass(frozen=True, slots=True)
class CallerUp:
    """The caller's leg is up."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """What the flow asked for could not be done: an answer, a place in line, a number outside, room for a message."""


@dataclass(frozen=True, slots=True)
class SoundEnded:
    """What was played is over."""

    failed: bool = False
    """Nothing of it could be played."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class TimeOver:
    """The time to press a key is over, or that of another system to answer."""


@dataclass(frozen=True, slots=True)
class WebTold:
    """Another system has answered."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WebDidNot:
    """Another system has not answered as it should."""

    found: bool = True
    """False: it says that it does not know what was asked for."""


@dataclass(frozen=True, slots=True)
class LetGoOn:
    """The recipe of the queue lets the caller go on in the flow."""

    exit_name: ExitName


Told: TypeAlias = CallerUp | NotDone | SoundEnded | KeyPressed | TimeOver | WebTold | WebDidNot | LetGoOn

# what is to be done


@dataclass(frozen=True, slots=True)
class AnswerCaller:
    """Answer; `CallerUp` or `NotDone` follows."""


@dataclass(frozen=True, slots=True)
class Say:
    """Play this instead of what is played; `SoundEnded` follows."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Hush:
    """End what is played, if anything is; nothing follows."""


@dataclass(frozen=True, slots=True)
class Listen:
    """`TimeOver` follows after so many seconds, unless the step ends, something is said or this comes once more."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AskWeb:
    """Ask another system; `WebTold` or `WebDidNot` follows if it is waited for."""

    target_id: WebTargetId
    waits: bool


@dataclass(frozen=True, slots=True)
class LineUp:
    """Put the caller in line; `NotDone` or `LetGoOn` may follow."""

    step: QueueStep


@dataclass(frozen=True, slots=True)
class BackInLine:
    """Put the caller back into the place that was left; `LetGoOn` may follow."""


@dataclass(frozen=True, slots=True)
class GoOutside:
    """Ring a number outside; `NotDone` may follow."""

    outside: Endpoint
    ring_s: float


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Ask for a message; `NotDone` may follow."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """Note that the caller is called back; the flow goes on."""

    queue_id: QueueId
    number: str


@dataclass(frozen=True, slots=True)
class EndCall:
    """End the call."""

    reason: HangUpReason


@dataclass(frozen=True, slots=True)
class GiveUp:
    """There is no way on: somebody else must care for the caller."""


Effect: TypeAlias = (
    AnswerCaller
    | Say
    | Hush
    | Listen
    | AskWeb
    | LineUp
    | BackInLine
    | GoOutside
    | TakeMessage
    | CallBack
    | EndCall
    | GiveUp
)


@dataclass(frozen=True, slots=True)
class Stay:
    """The step goes on."""

    progress: Progress
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Go:
    """The step is over."""

    exit_name: ExitName
    progress: Progress
    effects: tuple[Effect, ...] = ()


Move: TypeAlias = Stay | Go


@dataclass(frozen=True, slots=True)
class Turn:
    """What a flow makes of something that happened."""

    progress: Progress
    effects: tuple[Effect, ...] = ()
    taken: tuple[Taken, ...] = ()
