"""The store in memory keeps the contract."""

import pytest

from acd.ports import RecordingStore
from acd.recordings.memory import MemoryStore
from tests.contract.recording_store import RecordingStoreContract


class TestMemoryStore(RecordingStoreContract):
    """As every store."""

    @pytest.fixture
    def store(self) -> RecordingStore:
        """An empty one."""
        return MemoryStore()
