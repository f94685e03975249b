"""Records kept in memory: for tests, the simulator and the benchmark. Nothing outlives the process."""

from collections.abc import Sequence
from typing import TypeVar

from acd.domain.records import CommandRefused, PlayFailed, Record

R = TypeVar("R")


class MemoryRecords:
    """A RecordSink whose records can be looked at."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        """All of them, in the order in which they came."""
        self._seen: set[Record] = set()

    def put(self, records: Sequence[Record]) -> None:
        """Keep records; one that says what an earlier one said already is passed over."""
        for record in records:
            # these have no key of their own: two that read the same are two
            if isinstance(record, CommandRefused | PlayFailed) or record not in self._seen:
                self._seen.add(record)
                self.records.append(record)

    def of(self, kind: type[R]) -> list[R]:
        """Return the records of one kind, in order."""
        return [record for record in self.records if isinstance(record, kind)]
