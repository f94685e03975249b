"""Facts as a test says them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import CallerId
from acd.domain.conditions import QueueFigure
from acd.domain.flows import Prompt
from acd.domain.hours import HoursId, Opening
from acd.domain.queues import QueueId
from acd.domain.tenants import Number

CALLER, DIALLED = CallerId("+4930123", "Ann"), Number("+49301")


@dataclass
class Told:
    """See `acd/flows/facts.py`; sentences are their own names, and digits their characters."""

    caller: CallerId = CALLER
    number: Number = DIALLED
    answered: bool = True
    known: Mapping[str, str] = field(default_factory=dict)
    open: Opening = Opening.OPEN
    figures: Mapping[QueueFigure, float] = field(default_factory=dict)
    voice: bool = True
    refused: frozenset[str] = frozenset()
    line: QueueId | None = None
    room: bool = True

    def value(self, name: str) -> str | None:
        """Return what the test knows."""
        return self.known.get(name)

    def opening(self, hours_id: HoursId) -> Opening:
        """Return the same for all hours."""
        del hours_id
        return self.open

    def queue(self, queue_id: QueueId, figure: QueueFigure) -> float | None:
        """Return the same for all queues."""
        del queue_id
        return self.figures.get(figure)

    def sentence(self, sentence: CallerSentence, language: str | None) -> tuple[Prompt, ...]:
        """Return the name of the sentence, behind the language if one is asked for."""
        return (Prompt(f"{language or ''}{sentence.value}"),) if self.voice else ()

    def digits(self, text: str, language: str | None) -> tuple[Prompt, ...]:
        """Return the characters."""
        del language
        return tuple(map(Prompt, text)) if self.voice else ()

    def callback_refusal(self, queue_id: QueueId | None, number: str) -> str | None:
        """Refuse some numbers, and the empty one."""
        del queue_id
        return "no" if number in self.refused or not number else None

    def callback_queue(self) -> QueueId | None:
        """Return where the caller stands."""
        return self.line

    def room_for_message(self) -> bool:
        """Tell whether there is room."""
        return self.room
