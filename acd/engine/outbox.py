"""What one step of the engine asks for and reports, in order."""

from dataclasses import dataclass, field

from acd.domain.commands import Command
from acd.domain.records import Record


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one event."""

    commands: tuple[Command, ...] = ()
    records: tuple[Record, ...] = ()
    refusal: str | None = None
    """Why a request of a person was not granted."""


@dataclass(slots=True)
class Outbox:
    """Collects a decision."""

    commands: list[Command] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    refusal: str | None = None

    def take(self) -> Decision:
        """Return what was collected and start anew."""
        decision = Decision(tuple(self.commands), tuple(self.records), self.refusal)
        self.commands.clear()
        self.records.clear()
        self.refusal = None
        return decision


def ms(now: float) -> int:
    """Return a moment in whole milliseconds, cut off.

    All boundaries are cut by this one rule, so that adjoining stretches share a boundary and their lengths
    add up to the whole.
    """
    return int(now * 1000)
