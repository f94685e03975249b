"""Walks through flows."""

from dataclasses import replace

import pytest

from acd.domain.calls import HangUpReason
from acd.domain.flows import NEXT, ExitName, Flow, FlowId, Node, Prompt, StepName, Taken
from acd.domain.progress import MOST_STEPS, Phase, Progress
from acd.domain.steps import AnswerStep, HangUpStep, MenuStep, PlayStep, SetStep, Step, in_a_row
from acd.flows import interpreter
from acd.flows.graph import CALL_BACK
from acd.flows.turn import EndCall, GiveUp, Hush, KeyPressed, Say, SoundEnded
from tests.unit.flows.facts import Told

HELLO = PlayStep((Prompt("hello"),))
MENU = MenuStep((Prompt("menu"),), frozenset("1"))


def flow(*steps: Step) -> Flow:
    """Steps in a row."""
    return in_a_row(FlowId("f"), steps)


def test_steps_that_take_no_time_are_walked_at_once() -> None:
    """Each exit is told, and what was played ends."""
    turn = interpreter.begin(flow(AnswerStep(), SetStep({"a": "1"}), HELLO), Told())
    assert turn.progress == Progress(StepName("3"), Phase.SOUND, taken=3, values={"a": "1"})
    assert turn.effects == (Hush(), Hush(), Say(HELLO.prompts))
    assert turn.taken == (Taken(StepName("1"), NEXT), Taken(StepName("2"), NEXT))


def test_behind_the_last_step_the_call_is_over() -> None:
    """It hangs up as if the flow said so."""
    one = flow(HELLO)
    turn = interpreter.react(one, interpreter.begin(one, Told()).progress, SoundEnded(), Told())
    assert turn.effects == (Hush(), EndCall(HangUpReason.NORMAL))


def test_a_failure_without_a_way_on_is_somebody_elses() -> None:
    """Nobody is hung up on for that."""
    one = flow(MENU)
    at = interpreter.begin(one, Told()).progress
    for _ in range(3):
        turn = interpreter.react(one, at, KeyPressed("7"), Told())
        at = turn.progress
    assert turn.effects == (Hush(), GiveUp())


def test_a_failure_goes_where_the_flow_says() -> None:
    """Unless that is where it failed."""
    sorry = StepName("sorry")
    nodes = {StepName("1"): Node(MENU), sorry: Node(MENU)}
    one = Flow(FlowId("f"), StepName("1"), nodes, failed=sorry)
    at = interpreter.begin(one, Told()).progress
    steps = []
    for _ in range(6):
        turn = interpreter.react(one, at, KeyPressed("7"), Told())
        at = turn.progress
        steps.append(at.step)
    assert steps == ["1", "1", sorry, sorry, sorry, sorry] and turn.effects == (Hush(), GiveUp())


def test_no_walk_is_without_end() -> None:
    """Whatever somebody has written."""
    nodes = {StepName(name): Node(SetStep({}), {NEXT: StepName(other)}) for name, other in ("ab", "ba")}
    turn = interpreter.begin(Flow(FlowId("f"), StepName("a"), nodes), Told())
    assert turn.effects[-1] == GiveUp() and len(turn.taken) == MOST_STEPS


@pytest.mark.parametrize("name", ["begin", "resume", "react", "go_to"])
def test_a_step_that_is_none(name: str) -> None:
    """Of a flow that was changed; nobody knows what the caller wants."""
    empty, at = flow(), Progress(StepName("gone"))
    turn = {
        "begin": lambda: interpreter.begin(empty, Told()),
        "resume": lambda: interpreter.resume(empty, at, Told()),
        "react": lambda: interpreter.react(empty, at, SoundEnded(), Told()),
        "go_to": lambda: interpreter.go_to(empty, at, StepName("gone"), Told()),
    }[name]()
    assert turn.effects == (Hush(), GiveUp())


def test_a_step_is_done_again_with_what_was_in_vain() -> None:
    """What was typed is lost, as the caller hears the prompt again."""
    one = flow(MENU, HangUpStep())
    at = replace(interpreter.begin(one, Told()).progress, tries=2, typed="12")
    turn = interpreter.resume(one, at, Told())
    assert turn.progress == replace(at, typed="") and turn.effects == (Say(MENU.prompts),)


def test_every_flow_has_the_dialogue_about_callbacks() -> None:
    """Who stands nowhere goes back to where they were, which is nowhere."""
    turn = interpreter.go_to(flow(HELLO), Progress(StepName("1")), CALL_BACK, Told())
    assert [taken.exit_name for taken in turn.taken] == [ExitName("failed")]
