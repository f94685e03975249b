"""What the flow of a call may know, answered from the engine's own state at one moment."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import CallerId
from acd.domain.conditions import QueueFigure
from acd.domain.flows import Prompt
from acd.domain.hours import HoursId, Opening
from acd.domain.languages import nearest
from acd.domain.queues import Queue, QueueId
from acd.domain.tenants import Number
from acd.engine.call import LiveCall
from acd.engine.caller_context import caller_context
from acd.engine.matching import Want

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class CallFacts:
    """Of one call; see `acd/flows/facts.py`."""

    def __init__(self, desk: "CallDesk", call: LiveCall, now: float) -> None:
        self._desk, self._call, self._now = desk, call, now

    @property
    def number(self) -> Number:
        """What was dialled."""
        return self._call.number

    @property
    def caller(self) -> CallerId:
        """Who calls."""
        return self._call.caller

    @property
    def answered(self) -> bool:
        """The caller's leg is up."""
        return self._call.answered

    def value(self, name: str) -> str | None:
        """Return what is known under a name."""
        return self._known().get(name)

    def web_data(self, call: LiveCall) -> Mapping[str, str]:
        """Return what another system may be told: what is known, and what steps have set."""
        own = {} if call.progress is None else dict(call.progress.values)
        return {**self._known(), **own}

    def _known(self) -> Mapping[str, str]:
        call, tenant = self._call, self._desk.pool.tenants.get(self._call.tenant_id)
        known = {
            "call": call.id,
            "number": call.number,
            "tenant": call.tenant_id,
            "caller": call.caller.number,
            "caller.name": call.caller.name,
        }
        return (
            known | dict(caller_context(self._desk, call, self._now)) | dict(tenant.data if tenant is not None else {})
        )

    def opening(self, hours_id: HoursId) -> Opening:
        """Return the state of hours now."""
        return self._desk.openings.state(hours_id, self._now).state

    def queue(self, queue_id: QueueId, figure: QueueFigure) -> float | None:
        """Return how a queue stands."""
        queue = self._desk.pool.queues.get(queue_id)
        if queue is None:
            return None
        want = Want((queue.requirement,), choice=queue.choice)
        match figure:
            case QueueFigure.AGENTS:
                return float(self._desk.agents.presence.count(want.any_of))
            case QueueFigure.IDLE:
                return float(len(self._desk.matcher.idle_for(want)))
            case QueueFigure.WAITING:
                return float(self._desk.waiting_in(queue_id))
            case _:
                return self._wait_s(queue, want)

    def _wait_s(self, queue: Queue, want: Want) -> float | None:
        if self._desk.matcher.has_idle(want):
            return 0.0
        rank = (self._now - queue.head_start_s, 0)
        forecast = self._desk.forecast
        outlook = forecast.prospect(want, queue.id).behind(forecast.ahead(want, rank))
        return None if outlook is None else outlook.seconds

    def sentence(self, sentence: CallerSentence, language: str | None) -> tuple[Prompt, ...]:
        """Return a sentence of ours."""
        having = self._desk.pool.caller_sentences
        spoken = nearest(having, language, self._tenant_language())
        sounds = {} if spoken is None else having[spoken]
        return (sounds[sentence],) if sentence in sounds else ()

    def digits(self, text: str, language: str | None) -> tuple[Prompt, ...]:
        """Return digits to be read back."""
        having = self._desk.pool.digits
        spoken = nearest(having, language, self._tenant_language())
        return () if spoken is None else having[spoken].read_back(text)

    def callback_refusal(self, queue_id: QueueId | None, number: str) -> str | None:
        """Return why a number cannot be called back."""
        own = number == self._call.caller.number
        return self._desk.callbacks.refusal(self._call.tenant_id, queue_id or QueueId(""), number, own=own)

    def callback_queue(self) -> QueueId | None:
        """Return the queue in which the caller stands, or stood."""
        return None if self._call.queue is None else self._call.queue.id

    def room_for_message(self) -> bool:
        """Tell whether a message could be kept."""
        return self._desk.voicemails.has_space

    def _tenant_language(self) -> str | None:
        tenant = self._desk.pool.tenants.get(self._call.tenant_id)
        return None if tenant is None else tenant.language
