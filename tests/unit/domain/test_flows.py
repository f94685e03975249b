"""Flows as data."""

from acd.domain.flows import FlowId, Prompt
from acd.domain.steps import AnswerStep, PlayStep, in_a_row


def test_flows_with_the_same_steps_are_equal() -> None:
    """So a configuration can be held against another; there is no whisper by default."""
    steps = (AnswerStep(), PlayStep((Prompt("hello"),)))
    assert in_a_row(FlowId("f"), steps) == in_a_row(FlowId("f"), (AnswerStep(), PlayStep((Prompt("hello"),))), ())
