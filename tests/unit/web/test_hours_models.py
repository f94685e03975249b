"""The end of an override, however it is given."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from acd.domain.hours import Opening
from acd.web.hours_models import NewOverride

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_ends() -> None:
    """As a length, by UTC, by the clock of the tenant, or not at all."""
    assert NewOverride(state=Opening.OPEN).ends_at(NOW, "UTC") is None
    assert NewOverride(state=Opening.OPEN, for_s=60).ends_at(NOW, "UTC") == NOW.timestamp() + 60
    here = NewOverride.model_validate({"state": "open", "until": "2026-11-21T13:00"})
    assert here.ends_at(NOW, "Europe/Berlin") == NOW.timestamp()
    there = NewOverride.model_validate({"state": "open", "until": "2026-11-21T12:00Z"})
    assert there.ends_at(NOW, "Europe/Berlin") == NOW.timestamp()


def test_two_ends() -> None:
    """Nobody knows which is meant."""
    with pytest.raises(ValidationError, match="two ends"):
        NewOverride(state=Opening.OPEN, for_s=60, until=NOW)
