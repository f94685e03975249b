"""A call that goes through one step, between a step before it and one behind each exit."""

from collections.abc import Iterable

from acd.domain.flows import Exit, ExitName, Flow, FlowId, Node, Prompt, StepName
from acd.domain.progress import Phase, Progress
from acd.domain.steps import PlayStep, Step
from acd.flows import interpreter
from acd.flows.facts import Facts
from acd.flows.turn import Effect, Hush, KeyPressed, SoundEnded, TimeOver, Told
from tests.unit.flows import facts

HERE = StepName("here")
ALL = (*map(ExitName, Exit), *map(ExitName, "0123456789*#"), ExitName("case 1"), ExitName("case 2"))
ENDED, LATE = SoundEnded(), TimeOver()


class Walker:
    """Where each exit leads says its own name."""

    def __init__(self, step: Step, told: Facts | None = None, exits: Iterable[str] = ALL) -> None:
        self.facts = facts.Told() if told is None else told
        nodes = {StepName(name): Node(PlayStep((Prompt(name),))) for name in exits}
        here = Node(step, {ExitName(name): StepName(name) for name in exits})
        self.flow = Flow(FlowId("f"), HERE, {HERE: here, **nodes})
        turn = interpreter.begin(self.flow, self.facts)
        self.at: Progress = turn.progress
        self.asked: tuple[Effect, ...] = turn.effects

    def hears(self, *told: Told | str) -> "Walker":
        """Let things happen, the text of keys one after the other."""
        for one in told:
            for each in map(KeyPressed, one) if isinstance(one, str) else (one,):
                turn = interpreter.react(self.flow, self.at, each, self.facts)
                self.at, self.asked = turn.progress, turn.effects
        return self

    @property
    def gone(self) -> str:
        """Return by which exit it has gone; empty: it is still here."""
        return "" if self.at.step == HERE else self.at.step

    @property
    def effects(self) -> list[Effect]:
        """Return what is asked for, beside ending what is played."""
        return [one for one in self.asked if not isinstance(one, Hush)]

    @property
    def phase(self) -> Phase:
        """Return what is waited for."""
        return self.at.phase
