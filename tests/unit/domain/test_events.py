"""Everything that can happen."""

import dataclasses
from typing import get_args

import pytest

from acd.domain.events import Event
from acd.engine.engine import Engine

EVENTS = get_args(Event)


@pytest.mark.parametrize("event", EVENTS)
def test_events_are_frozen_and_light(event: type) -> None:
    """Nobody changes what happened; and each says in words when it happens."""
    assert dataclasses.is_dataclass(event) and event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert hasattr(event, "__slots__") and event.__doc__


def test_the_engine_knows_what_to_do_with_each() -> None:
    """An event without a handler would be an error at the worst moment."""
    assert set(Engine()._handlers) == set(EVENTS)
