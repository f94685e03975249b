"""Flows as data."""

from acd.domain.flows import AnswerStep, Flow, FlowId, PlayStep, Prompt


def test_flows_with_the_same_steps_are_equal() -> None:
    """So a configuration can be held against another; there is no whisper by default."""
    steps = (AnswerStep(), PlayStep((Prompt("hello"),)))
    assert Flow(FlowId("f"), steps) == Flow(FlowId("f"), (AnswerStep(), PlayStep((Prompt("hello"),))), ())
