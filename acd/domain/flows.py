"""What a caller goes through before a queue, as data that can be stored and resumed: a graph of steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType

if TYPE_CHECKING:
    from acd.domain.steps import Step

FlowId = NewType("FlowId", str)
StepName = NewType("StepName", str)
"""Names a step within its flow."""
ExitName = NewType("ExitName", str)
"""One of `Exit`, a key of a menu, the number of a case of a branch, or a word that a recipe of a queue says."""
Prompt = NewType("Prompt", str)
"""A sound as the PBX knows it: an absolute path or a name in its sound folder, without the format's suffix."""


class Exit(StrEnum):
    """How a step can end. Each step has some of them; see `acd/domain/steps.py`."""

    NEXT = "next"
    FAILED = "failed"
    """It could not be done; of a step that has a more special exit which is not written, that too."""
    NO_INPUT = "no_input"
    """Nothing was pressed, as often as was asked."""
    INVALID = "invalid"
    """What was pressed was not among what is allowed, as often as was asked."""
    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    """The caller does not want it."""
    WAITED = "waited"
    """The recipe of the queue lets the caller go on here."""


@dataclass(frozen=True, slots=True)
class Node:
    """A step with its exits."""

    step: "Step"
    exits: Mapping[ExitName, StepName] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """An exit that a call has taken."""

    step: StepName
    exit_name: ExitName


@dataclass(frozen=True, slots=True)
class Flow:
    """A graph of steps. Calls finish on the flow that they started with."""

    id: FlowId
    start: StepName
    nodes: Mapping[StepName, Node]
    whisper: tuple[Prompt, ...] = ()
    """Played to the agent alone before the caller is connected: whose call this is."""
    failed: StepName | None = None
    """Where the flow goes on when a step fails that has no exit for it; None: the safety net has the caller."""
    version: int = 0
    """Of the configuration that it is part of."""

    @property
    def steps(self) -> tuple["Step", ...]:
        """All steps, in the order in which they are written."""
        return tuple(node.step for node in self.nodes.values())


NEXT: Final = ExitName(Exit.NEXT)
FAILED: Final = ExitName(Exit.FAILED)
NO_FLOW: Final = Flow(FlowId(""), StepName(""), {})
"""Of a number whose flow is not known any more."""
