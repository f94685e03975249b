"""Facts to keep."""

import dataclasses
from typing import get_args

import pytest

from acd.domain.records import Record

_COUNTS = ("seq", "size_bytes", "attempts", "changes", "order", "idle", "offers", "plays", "version")


@pytest.mark.parametrize("record", get_args(Record))
def test_times_are_whole_milliseconds(record: type) -> None:
    """And their names say so: no float ever comes near a bill."""
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    for field in dataclasses.fields(record):
        assert field.type is not float
        assert field.name.endswith("_ms") == (field.type in (int, int | None) and field.name not in _COUNTS)
