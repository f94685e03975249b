"""What the engine's shell needs from outside, in the words of the domain."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from acd.domain.calls import LegId
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


class Recorder(Protocol):
    """A PBX that records legs into files of one folder."""

    async def start(self, leg_id: LegId, name: str) -> str:
        """Append to a file what the leg's party says (left) and hears (right): 16 bit, 8 kHz, little end first.

        Returns the PBX's own name for it. Raises TransportError when nobody knows, and any other AcdError when the
        PBX refused. So do the others.
        """

    async def stop(self, leg_id: LegId, recording: str) -> None:
        """End a recording."""

    async def mute(self, leg_id: LegId, recording: str, muted: bool) -> None:
        """Write silence for both parties, or sound again; time goes on in the file."""

    async def recorded(self, leg_id: LegId) -> str | None:
        """Return the name of the file that the leg is recorded into; None when it is not recorded."""

    async def note(self, leg_id: LegId, text: str) -> None:
        """Keep a word beside the leg, for the next controller; the one before it is gone."""

    async def noted(self, leg_id: LegId) -> str:
        """Return the word that was kept last; "" when there is none."""


class RecordingStore(Protocol):
    """Keeps finished recordings under keys such as `acme/2026/11/21/<id>.wav`. Every method blocks: for threads.

    Each raises StoreError when the store did not do it, and ValueError for a key that is none.
    """

    def put(self, key: str, path: Path) -> None:
        """Take over a finished file, which is gone afterwards. What was there under this key is replaced."""

    def size(self, key: str) -> int | None:
        """Return the bytes of a recording; None if there is none."""

    def read(self, key: str) -> Iterator[bytes]:
        """Return a recording in blocks. Raises NotInStore."""
