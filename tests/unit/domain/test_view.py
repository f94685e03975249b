"""The view is a copy."""

import dataclasses

import pytest

from acd.domain.agents import Endpoint
from acd.domain.view import LiveView, TrunkView


def test_nobody_changes_what_was_seen() -> None:
    """Pages and gauges read it at the same time."""
    seen = LiveView(pbx_connected=True, draining=False, queues=(), agents=(), calls=())
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.draining = True  # type: ignore[misc]


def test_a_trunk_has_the_name_that_people_gave_it() -> None:
    """The PBX's own has a word before it."""
    assert TrunkView(Endpoint("trunk-carrier")).name == "carrier"
