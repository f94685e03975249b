"""Flows as data."""

from acd.domain.demands import Demand
from acd.domain.flows import AnswerStep, Flow, FlowId, PlayStep, Prompt, QueueStep
from acd.domain.queues import QueueId


def test_flows_with_the_same_steps_are_equal() -> None:
    """So a configuration can be held against another; there is no whisper by default."""
    steps = (AnswerStep(), PlayStep((Prompt("hello"),)))
    assert Flow(FlowId("f"), steps) == Flow(FlowId("f"), (AnswerStep(), PlayStep((Prompt("hello"),))), ())


def test_a_step_into_a_queue_is_found_again_in_another_version_of_the_flow() -> None:
    """At its place, or where it is by now; a caller whose way is not there any more asks for nothing."""
    demand = Demand(head_start_s=1)
    flow = Flow(FlowId("f"), (AnswerStep(), QueueStep(QueueId("sales"), demand)))
    assert [flow.demand_at(place) for place in (0, 1, 9)] == [demand] * 3
    two = Flow(FlowId("f"), (*flow.steps, QueueStep(QueueId("help"), Demand(head_start_s=2))))
    assert [two.demand_at(place).head_start_s for place in (0, 1, 2, 9)] == [1, 1, 2, 1]
    assert Flow(FlowId("f"), (AnswerStep(),)).demand_at(0) == Demand()
