"""Calls that ended lately."""

from acd.domain.calls import CallId
from acd.engine.recent import Recent


def test_the_oldest_is_forgotten_first() -> None:
    """Memory is bounded; adding one twice does not push out another."""
    recent = Recent(kept=2)
    for name in ("a", "b", "b"):
        recent.add(CallId(name))
    assert CallId("a") in recent and CallId("b") in recent
    recent.add(CallId("c"))
    assert CallId("a") not in recent and CallId("b") in recent and CallId("c") in recent
