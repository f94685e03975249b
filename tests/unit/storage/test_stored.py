"""What queries answer has the fields that the tables have: one is built from the other by name."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import Table

from acd.storage import stored, tables


@pytest.mark.parametrize(
    ("answer", "table"),
    [
        (stored.StoredCall, tables.calls),
        (stored.StoredSegment, tables.segments),
        (stored.StoredOffer, tables.offers),
        (stored.StoredStint, tables.agent_stints),
        (stored.StoredLegQuality, tables.leg_quality),
    ],
)
def test_fields_are_columns(answer: Any, table: Table) -> None:
    """No column is forgotten, and none is invented."""
    assert {field.name for field in fields(answer)} == {column.name for column in table.c}
