"""The view is a copy."""

import dataclasses

import pytest

from acd.domain.view import LiveView


def test_nobody_changes_what_was_seen() -> None:
    """Pages and gauges read it at the same time."""
    seen = LiveView(pbx_connected=True, draining=False, queues=(), agents=(), calls=())
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.draining = True  # type: ignore[misc]
