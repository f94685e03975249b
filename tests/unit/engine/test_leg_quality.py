"""Whose leg it was."""

import pytest

from acd.domain.calls import CallId, LegId
from acd.domain.events import LegMeasured
from acd.domain.quality import StreamQuality
from acd.domain.records import LegQuality
from acd.engine.leg_quality import quality_of

HEARD, TOLD = StreamQuality(431, 3, 0.00025, 4.404), StreamQuality(390, 7, 0.002, None)
CALL = CallId("acd-1.0")


def kept(leg: str) -> LegQuality | None:
    """Return what is kept of a leg, with one call in progress."""
    return quality_of(LegMeasured(LegId(leg), HEARD, TOLD, 0.0415), {CALL}.__contains__, 12.3456)


@pytest.mark.parametrize(("leg", "offer"), [("acd-1.0", None), ("acd-1.0-a2", 2), ("acd-1.0~k3-a11", 11)])
def test_legs_of_a_call(leg: str, offer: int | None) -> None:
    """The caller's, and those of agents, also when another controller took the call over."""
    assert kept(leg) == LegQuality(CALL, LegId(leg), offer, 12345, HEARD, TOLD, 0.0415)


@pytest.mark.parametrize("leg", ["acd-1.1", "acd-1.1-a1", "acd-1.0-b1", "x", "", "-a1"])
def test_legs_of_no_call_of_ours(leg: str) -> None:
    """Feature codes, legs of other programs, calls of long ago."""
    assert kept(leg) is None
