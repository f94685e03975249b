"""Houses whose number leads into a graph of steps, and what happens there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from acd.domain.callbacks import CallbackRules
from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.commands import Command
from acd.domain.events import DigitPressed, Event, PbxConnected, PlaybackEnded, PoolApplied, SignInRequested, TimerFired
from acd.domain.flows import ExitName, Flow, FlowId, Node, Prompt, StepName
from acd.domain.pool import Pool
from acd.domain.recipes import Recipe, Recipes, RecipeStep
from acd.domain.records import Record
from acd.domain.spoken_digits import DigitSounds
from acd.domain.steps import AnswerStep, HangUpStep, PlayStep, QueueStep, Step
from acd.engine.call import LiveCall
from acd.engine.engine import Engine
from tests.playbooks import agent, arrives, matches, office, queue
from tests.unit.engine.callback_scenes import RULES, SALES
from tests.unit.engine.scenes import ALICE, CALLER

FLOW = FlowId("sales-flow")
NEVER = StepName("never")
Exits = Mapping[str, str]


def graph(*steps: tuple[str, Step] | tuple[str, Step, Exits], failed: str | None = None) -> Flow:
    """Return a flow of named steps; whose `next` is not written leads to the following one."""
    nodes = {}
    for place, (name, step, *rest) in enumerate(steps):
        exits = {ExitName(key): StepName(to) for key, to in (rest[0] if rest else {}).items()}
        if place + 1 < len(steps) and not rest:
            exits[ExitName("next")] = StepName(steps[place + 1][0])
        nodes[StepName(name)] = Node(step, exits)
    return Flow(FLOW, StepName(steps[0][0]), nodes, failed=None if failed is None else StepName(failed))


def house(flow: Flow, *recipe: RecipeStep, rules: CallbackRules | None = RULES, **more: Any) -> Pool:
    """Return an office of Alice with this flow before the line of sales, and our sentences by their names."""
    pool = office(agent("alice"), queues=[queue("sales"), queue("help")])
    timed = tuple(step for step in recipe if step.place is None)
    return replace(
        pool,
        flows={FLOW: flow},
        recipes={SALES: Recipes(Recipe(timed))} if recipe else {},
        callbacks={} if rules is None else {SALES: rules},
        caller_sentences={"en": {sentence: Prompt(sentence.value) for sentence in CallerSentence}},
        digits={"en": DIGITS},
        **more,
    )


class Story:
    """An engine from 1000 on, into which things are told; nobody is signed in at first."""

    def __init__(self, pool: Pool) -> None:
        self.engine, self.now = Engine(), 1000.0
        self.records: list[Record] = []
        self.on(PoolApplied(pool))
        self.on(PbxConnected())

    def on(self, event: Event) -> list[Command]:
        """Let something happen, and return what is asked for."""
        decision = self.engine.handle(event, self.now)
        self.records += decision.records
        return list(decision.commands)

    def arrives(self) -> list[Command]:
        """A caller comes."""
        return self.on(arrives("c1", "sales"))

    def press(self, keys: str) -> list[Command]:
        """The caller presses keys; what the last one leads to is returned."""
        asked: list[Command] = []
        for key in keys:
            asked = self.on(DigitPressed(CALLER, key))
        return asked

    def heard(self) -> list[Command]:
        """What is played to the caller is over."""
        assert self.call.playback is not None
        return self.on(PlaybackEnded(CALLER, self.call.playback))

    def after(self, seconds: float) -> list[Command]:
        """Let time pass, with the engine's deadlines."""
        asked, until = [], self.now + seconds
        while (deadline := self.engine.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            asked += self.on(TimerFired())
        self.now = until
        return asked

    def sign_in(self) -> list[Command]:
        """Alice comes."""
        return self.on(SignInRequested(ALICE))

    @property
    def call(self) -> LiveCall:
        """The caller's call."""
        return self.engine.calls.calls[CallId("c1")]

    @property
    def step(self) -> str:
        """Where the caller is in the flow."""
        assert self.call.progress is not None
        return self.call.progress.step

    def kept(self, kind: type) -> list[Any]:
        """Return the records of a kind."""
        return [record for record in self.records if type(record) is kind]

    def is_over(self) -> bool:
        """Tell whether nothing of the call is left."""
        desk = self.engine.calls
        timers = [owner for _, owner in self.engine.timers.current() if owner.startswith("c1") and "-cb" not in owner]
        return not desk.calls and LegId("c1") not in desk.legs and not timers and not +desk.in_queue


def asked(expected: list[Any], commands: list[Command]) -> bool:
    """Compare what is asked for."""
    return len(expected) == len(commands) and all(map(matches, expected, commands))


DIGITS = DigitSounds({digit: Prompt(digit) for digit in "0123456789+"})
ANSWER = ("answer", AnswerStep())
LINE = ("line", QueueStep(SALES))
BYE = ("bye", HangUpStep())
MINE = CallerId("+4930123", "Caller")


def said(*prompts: str) -> PlayStep:
    """Return a step that says something."""
    return PlayStep(tuple(map(Prompt, prompts)))
