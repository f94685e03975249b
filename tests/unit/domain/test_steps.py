"""Steps as data."""

from acd.domain.flows import NEXT, FlowId, Prompt, StepName
from acd.domain.steps import AnswerStep, HangUpStep, PlayStep, in_a_row


def test_steps_in_a_row_lead_to_each_other() -> None:
    """The last one leads nowhere, and no steps are no flow."""
    steps = (AnswerStep(), PlayStep((Prompt("a"),)), HangUpStep())
    flow = in_a_row(FlowId("f"), steps, (Prompt("whisper"),))
    assert flow.steps == steps and flow.whisper == ("whisper",) and flow.start == "1"
    assert [dict(node.exits) for node in flow.nodes.values()] == [{NEXT: "2"}, {NEXT: "3"}, {}]
    assert in_a_row(FlowId("f"), ()).nodes == {} and in_a_row(FlowId("f"), ()).start == StepName("1")
