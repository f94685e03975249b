"""What a flow may ask about its call and the world. Asking changes nothing."""

from typing import Protocol

from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import CallerId
from acd.domain.conditions import QueueFigure
from acd.domain.flows import Prompt
from acd.domain.hours import HoursId, Opening
from acd.domain.queues import QueueId
from acd.domain.tenants import Number


class Facts(Protocol):
    """Of one call at one moment."""

    @property
    def number(self) -> Number:
        """What was dialled."""

    @property
    def caller(self) -> CallerId:
        """Who calls, as the network says."""

    @property
    def answered(self) -> bool:
        """The caller's leg is up."""

    def value(self, name: str) -> str | None:
        """Return what is known under a name that no step has set: of the call, the caller or the tenant."""

    def opening(self, hours_id: HoursId) -> Opening:
        """Return the state of hours now."""

    def queue(self, queue_id: QueueId, figure: QueueFigure) -> float | None:
        """Return how a queue stands; None where there is no such figure now."""

    def sentence(self, sentence: CallerSentence, language: str | None) -> tuple[Prompt, ...]:
        """Return a sentence of ours in a language, or in the tenant's (None); nothing where there is no voice."""

    def digits(self, text: str, language: str | None) -> tuple[Prompt, ...]:
        """Return digits to be read back one by one."""

    def callback_refusal(self, queue_id: QueueId | None, number: str) -> str | None:
        """Return why a number cannot be called back; None when it can."""

    def callback_queue(self) -> QueueId | None:
        """Return the queue in which the caller stands, or stood."""

    def room_for_message(self) -> bool:
        """Tell whether a message could be kept."""
