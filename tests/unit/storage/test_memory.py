"""Records in memory; what it shares with the database is in tests/contract."""

from acd.domain.records import CallEnded, CommandRefused
from acd.storage.memory import MemoryRecords
from tests.storage.sample import answered_call, ended


def test_of() -> None:
    """Records are found by their kind, in order."""
    kept = MemoryRecords()
    kept.put(answered_call("c1"))
    kept.put([ended("c2")])
    assert kept.of(CallEnded) == [ended("c1"), ended("c2")]


def test_refusals_are_counted_each() -> None:
    """Two refusals that read the same are two."""
    kept = MemoryRecords()
    refused = CommandRefused("Play", "gone", "")
    kept.put([refused])
    kept.put([refused])
    assert kept.records == [refused, refused]
