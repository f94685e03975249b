"""Steps of a flow, one by one."""

import pytest

from acd.domain.calls import LegId, PlaybackId
from acd.domain.commands import Answer, Play
from acd.domain.flows import AnswerStep, Flow, FlowId, HangUpStep, PlayStep, Prompt, QueueStep, Step
from acd.domain.queues import QueueId
from acd.flows.interpreter import Awaits, Entered, enter

LEG, SOUND = LegId("leg"), PlaybackId("sound")


@pytest.mark.parametrize(
    ("step", "entered"),
    [
        (AnswerStep(), Entered(Answer(LEG), awaits=Awaits.ANSWER)),
        (PlayStep((Prompt("a"), Prompt("b"))), Entered(Play(LEG, SOUND, (Prompt("a"), Prompt("b"))), Awaits.PLAYBACK)),
        (QueueStep(QueueId("sales")), Entered(queue_id=QueueId("sales"))),
        (HangUpStep(), Entered(over=True)),
    ],
)
def test_what_a_step_asks_for_and_what_ends_it(step: Step, entered: Entered) -> None:
    """A command with its end, a queue, or the end of the call."""
    assert enter(Flow(FlowId("f"), (step,)), 0, LEG, SOUND) == entered


@pytest.mark.parametrize(("steps", "position"), [((), 0), ((AnswerStep(),), 1), ((AnswerStep(),), 7)])
def test_behind_the_last_step_the_call_is_over(steps: tuple[Step, ...], position: int) -> None:
    """A flow without steps is over at once."""
    assert enter(Flow(FlowId("f"), steps), position, LEG, SOUND) == Entered(over=True)
