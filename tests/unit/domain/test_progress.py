"""Where a call is in its flow."""

from acd.domain.flows import StepName
from acd.domain.progress import Phase, Progress


def test_a_call_begins_with_nothing() -> None:
    """And every part has a text."""
    at = Progress(StepName("main/1"))
    assert (at.phase, at.tries, at.typed, at.taken, at.tags, at.line) == (Phase.NOTHING, 0, "", 0, (), None)
    assert not at.values
