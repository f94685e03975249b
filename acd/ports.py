"""What the engine's shell needs from outside, in the words of the domain."""

from collections.abc import Sequence
from typing import Protocol

from acd.domain.commands import Command
from acd.domain.records import Record


class Telephony(Protocol):
    """A PBX that carries out commands; what comes of them is told as events to the `submit` it was given."""

    async def execute(self, command: Command) -> None:
        """Carry out one command.

        Commands of one lane are awaited one after the other by the caller.
        Raises CommandRejected when the PBX refused, and TransportError when nobody knows.
        """


class RecordSink(Protocol):
    """Keeps records."""

    def put(self, records: Sequence[Record]) -> None:
        """Take records in order. Never blocks, never waits, never raises: it stands on the call path."""
