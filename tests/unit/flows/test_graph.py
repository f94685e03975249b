"""Where exits lead."""

from acd.domain.flows import FAILED, NEXT, Exit, ExitName, Flow, FlowId, Node, StepName
from acd.domain.hours import HoursId
from acd.domain.queues import QueueId
from acd.domain.steps import ConsentMode, ConsentStep, HoursStep, PlayStep, QueueStep, Step
from acd.flows.graph import CALL_BACK, is_end, node, target

A, B, C = StepName("a"), StepName("b"), StepName("c")


def one(step: Step, failed: StepName | None = None, **exits: StepName) -> Flow:
    """A step with exits."""
    return Flow(FlowId("f"), A, {A: Node(step, {ExitName(name): to for name, to in exits.items()})}, failed=failed)


def test_an_exit_that_is_not_written() -> None:
    """The one that stands for it, the failure of the step, the failure of the flow; else nowhere."""
    hours = HoursStep(HoursId("h"))
    holiday = ExitName(Exit.HOLIDAY)
    assert target(one(hours, holiday=B, closed=C), A, holiday) == B
    assert target(one(hours, closed=C), A, holiday) == C
    assert target(one(hours, failed_=B), A, holiday) is None
    assert target(one(hours, failed=B), A, holiday) == B
    queue = QueueStep(QueueId("q"))
    assert target(one(queue, B), A, ExitName("waited")) == B
    assert target(one(queue, A), A, ExitName("waited")) is None
    assert target(one(queue, B), A, NEXT) is None


def test_a_flow_ends_where_nothing_failed() -> None:
    """A sound that could not be played is passed over, and a refusal of consent too."""
    play, consent = PlayStep(()), ConsentStep(ConsentMode.PRESS)
    assert target(one(play, B), A, FAILED) is None and is_end(one(play), A, FAILED)
    assert is_end(one(consent), A, ExitName(Exit.REFUSED)) and is_end(one(consent), A, NEXT)
    assert not is_end(one(QueueStep(QueueId("q"))), A, FAILED) and not is_end(one(play), B, FAILED)


def test_steps_that_every_flow_has() -> None:
    """Beside its own."""
    flow = one(PlayStep(()))
    assert node(flow, A) is flow.nodes[A] and node(flow, CALL_BACK) is not None and node(flow, B) is None
