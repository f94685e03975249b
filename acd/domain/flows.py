"""What a caller goes through before a queue, as data that can be stored and resumed."""

from dataclasses import dataclass
from typing import NewType, TypeAlias

from acd.domain.demands import NO_DEMAND, Demand
from acd.domain.queues import QueueId

FlowId = NewType("FlowId", str)
Prompt = NewType("Prompt", str)
"""A sound as the PBX knows it: an absolute path or a name in its sound folder, without the format's suffix."""


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """Answer the caller (SIP 200); billing at the carrier starts here."""


@dataclass(frozen=True, slots=True)
class PlayStep:
    """Play sounds to the caller, one after the other; a sound that is missing is passed over."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class QueueStep:
    """Put the caller in line; the flow ends here."""

    queue_id: QueueId
    demand: Demand = NO_DEMAND
    """What callers who come this way ask for, beside what the queue asks."""


@dataclass(frozen=True, slots=True)
class HangUpStep:
    """End the call."""


Step: TypeAlias = AnswerStep | PlayStep | QueueStep | HangUpStep


@dataclass(frozen=True, slots=True)
class Flow:
    """A list of steps, run from the first to the last."""

    id: FlowId
    steps: tuple[Step, ...]
    whisper: tuple[Prompt, ...] = ()
    """Played to the agent alone before the caller is connected: whose call this is."""

    def demand_at(self, position: int) -> Demand:
        """Return what a caller asks for who came into line by a step, counted from 0.

        Where another configuration has another step by now: that of the first that leads into a queue, if there is one.
        """
        for step in (*self.steps[position : position + 1], *self.steps):
            if isinstance(step, QueueStep):
                return step.demand
        return NO_DEMAND
