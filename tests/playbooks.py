"""Playbooks: what happens to the engine and what it must ask for, written down as a conversation.

    Playbook(office("alice")).on(SignInRequested(ALICE)).asks()
        .on(CallArrived(...)).asks(Answer("c1"))
        .after(20).asks(HangUp(leg, HangUpReason.NO_ANSWER))
        .keeps(OfferEnded(...), some(CallEnded, outcome=...))
        .run()

Each turn is one event, or a stretch of time in which the engine's own deadlines come; its answer is written down
even when it is empty. Nothing is played before `run`; a difference shows both dialogues, line against line.
The same playbooks give property tests and benchmarks their traffic: see `play` and `events`.
"""

import dataclasses
import difflib
from collections.abc import Iterable, Sequence
from typing import Any, Self

from acd.domain.agents import Agent, AgentId, Endpoint
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.commands import Command
from acd.domain.events import (
    CallArrived,
    Event,
    PbxConnected,
    PoolApplied,
    SignInRequested,
    TimerFired,
)
from acd.domain.flows import FlowId, Prompt, StepName
from acd.domain.pool import OfferRules, Pool
from acd.domain.progress import Phase, Progress
from acd.domain.queues import Queue, QueueId, Requirement, Skill
from acd.domain.records import Record
from acd.domain.steps import AnswerStep, PlayStep, QueueStep, Step, in_a_row
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.engine.engine import Engine


class Placeholder:
    """Stands for an id that the engine makes; the first thing it is compared with fills it for good."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._value: object = None

    @property
    def value(self) -> Any:
        """What it stands for."""
        assert self._value is not None, f"{self!r} was used before it was filled"
        return self._value

    def matches(self, actual: object) -> bool:
        """Compare, or take the value."""
        if self._value is None:
            self._value = actual
        return self._value == actual

    def forget(self) -> None:
        """Become empty, for the next run of the playbook."""
        self._value = None

    def __repr__(self) -> str:
        return f"<{self._name}>" if self._value is None else repr(self._value)


def made(name: str) -> Any:
    """Return a placeholder; `Any`, so that it can stand where an id is expected."""
    return Placeholder(name)


class Some:
    """A command or record of which only some fields are stated."""

    def __init__(self, kind: type, fields: dict[str, object]) -> None:
        assert fields.keys() <= {field.name for field in dataclasses.fields(kind)}, (kind, fields)
        self.kind = kind
        self.fields = fields

    def __repr__(self) -> str:
        stated = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.kind.__name__}({stated}{', ' if stated else ''}...)"


def some(kind: type, /, **fields: object) -> Any:
    """Return what matches every command or record of a kind that has these values."""
    return Some(kind, fields)


def matches(expected: object, actual: object) -> bool:
    """Compare what is expected, placeholders and omissions included, with what came."""
    if isinstance(expected, Placeholder):
        return expected.matches(actual)
    if isinstance(expected, Some):
        return type(actual) is expected.kind and all(
            matches(value, getattr(actual, name)) for name, value in expected.fields.items()
        )
    if dataclasses.is_dataclass(expected):
        return type(actual) is type(expected) and all(
            matches(getattr(expected, field.name), getattr(actual, field.name))
            for field in dataclasses.fields(expected)
            if field.compare
        )
    return expected == actual


@dataclasses.dataclass
class Turn:
    """One thing that happens, and the answer that it must get."""

    event: Event | None
    """None: time passes."""
    seconds: float = 0.0
    asks: tuple[Command, ...] | None = None
    refuses: str | None = None


@dataclasses.dataclass
class Heard:
    """What came of a turn."""

    commands: list[Command]
    refusal: str | None = None


class Playbook:
    """A conversation with an engine."""

    def __init__(self, *setup: Event, start: float = 1000.0) -> None:
        self._setup = setup
        self._start = start
        self._turns: list[Turn] = []
        self._kept: tuple[Record, ...] = ()
        self.engine = Engine()
        self.now = start
        self.records: list[Record] = []

    # writing

    def on(self, event: Event) -> Self:
        """Say what happens; `asks` must follow."""
        self._turns.append(Turn(event))
        return self

    def after(self, seconds: float) -> Self:
        """Let time pass; the engine's deadlines come as they are due. Without `asks`, nothing is asked for."""
        self._turns.append(Turn(None, seconds, asks=()))
        return self

    def asks(self, *commands: Command) -> Self:
        """State all that the engine asks for, in order; written out even when it is nothing."""
        self._turns[-1].asks = commands
        return self

    def refuses(self, sentence: str) -> Self:
        """State that a person's request is refused, and how; nothing is asked for."""
        self._turns[-1].asks, self._turns[-1].refuses = (), sentence
        return self

    def keeps(self, *records: Record) -> Self:
        """State the records of the named kinds, all of them and in order; kinds not named are not looked at."""
        self._kept += records
        return self

    def then(self, other: "Playbook") -> Self:
        """Go on with the turns of another playbook."""
        self._turns += other._turns
        self._kept += other._kept
        return self

    # playing

    def run(self) -> Self:
        """Play all of it on a new engine; raises AssertionError with both dialogues when they differ."""
        self._rewind()
        heard = [self._play(turn) for turn in self._turns]
        if not all(_fits(turn, answer) for turn, answer in zip(self._turns, heard, strict=True)):
            raise AssertionError(_difference(self._turns, heard))
        self._check_records()
        return self

    def play(self, engine: Engine) -> None:
        """Play on an engine of the caller's, unchecked but for ids that are made; for benchmarks and fuzzing."""
        self._rewind()
        self.engine = engine
        for turn in self._turns:
            _fits(turn, self._play(turn))

    def events(self) -> list[tuple[float, Event]]:
        """Return everything that happens with its moment, ids filled in, deadlines left out. Needs a `run`."""
        now, told = self._start, [(self._start, event) for event in self._setup]
        for turn in self._turns:
            now += turn.seconds
            if turn.event is not None:
                told.append((now, filled(turn.event)))
        return told

    def _rewind(self) -> None:
        self.engine, self.now, self.records = Engine(), self._start, []
        for turn in self._turns:
            for item in (turn.event, *(turn.asks or ())):
                _forget(item)
        for record in self._kept:
            _forget(record)
        for event in self._setup:
            self._tell(event, Heard([]))

    def _play(self, turn: Turn) -> Heard:
        heard = Heard([])
        until = self.now + turn.seconds
        while turn.event is None and (deadline := self.engine.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            self._tell(TimerFired(), heard)
        self.now = until
        if turn.event is not None:
            self._tell(filled(turn.event), heard)
        _fits(turn, heard)  # fills the placeholders that later turns use
        return heard

    def _tell(self, event: Event, heard: Heard) -> None:
        decision = self.engine.handle(event, self.now)
        self.records += decision.records
        heard.commands += decision.commands
        heard.refusal = decision.refusal

    def _check_records(self) -> None:
        kinds = {item.kind if isinstance(item, Some) else type(item) for item in self._kept}
        actual = [record for record in self.records if type(record) in kinds]
        if len(actual) != len(self._kept) or not all(map(matches, self._kept, actual)):
            lines = difflib.ndiff(
                [f"{_show(want, have)}\n" for want, have in _aligned(self._kept, actual)],
                [f"{record!r}\n" for record in actual],
            )
            raise AssertionError("other records were kept (- stated, + kept):\n" + "".join(lines))


def filled(item: Any) -> Any:
    """Return an event, or a part of one, with what its placeholders stand for."""
    if isinstance(item, Placeholder):
        return item.value
    if isinstance(item, tuple):
        return tuple(map(filled, item))
    if not dataclasses.is_dataclass(item) or isinstance(item, type):
        return item
    held = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    changed = {name: new for name, old in held.items() if (new := filled(old)) != old}
    return dataclasses.replace(item, **changed) if changed else item


# the people and the house of most playbooks

ACME = TenantId("acme")


def agent(name: str, **skills: int) -> Agent:
    """Return an agent with a phone of the same name."""
    profile = frozenset((Skill(skill), level) for skill, level in skills.items())
    return Agent(AgentId(name), name.capitalize(), Endpoint(f"agent-{name}"), profile)


def needs(**skills: int) -> Requirement:
    """Return a requirement of skills with these levels at least."""
    return Requirement(frozenset((Skill(skill), level) for skill, level in skills.items()))


def queue(name: str = "sales", requirement: Requirement = Requirement(), **settings: Any) -> Queue:  # noqa: B008
    """Return a queue whose music has its own name."""
    return Queue(QueueId(name), requirement, music=f"{name}-music", **settings)


def office(
    *agents: Agent,
    queues: Sequence[Queue] = (),
    before: Sequence[Step] = (),
    whisper: str = "",
    rules: OfferRules = OfferRules(),  # noqa: B008
) -> Pool:
    """Return a house where the number `+<queue>` leads through the steps `before` into each queue."""
    lines = queues or (queue(),)
    flows = {line.id: FlowId(f"{line.id}-flow") for line in lines}
    prompts = (Prompt(whisper),) if whisper else ()
    return Pool(
        tenants={ACME: Tenant(ACME, "Acme")},
        entries={number(line.id): Entry(number(line.id), ACME, flows[line.id]) for line in lines},
        flows={flows[line.id]: in_a_row(flows[line.id], (*before, QueueStep(line.id)), prompts) for line in lines},
        queues={line.id: line for line in lines},
        agents={person.id: person for person in agents},
        offer_rules=rules,
    )


def at(position: int, phase: Phase = Phase.NOTHING, taken: int = 0) -> Progress:
    """Return the progress of a call at a step of a flow without branches, counted from 0."""
    return Progress(StepName(str(position + 1)), phase, taken=taken)


GREETING: tuple[Step, ...] = (AnswerStep(), PlayStep((Prompt("hello"),)))
"""For `office(before=...)`."""


def number(queue_name: str) -> Number:
    """Return the number that leads to a queue."""
    return Number(f"+{queue_name}")


def opened(pool: Pool, signed_in: Iterable[AgentId] | None = None) -> Playbook:
    """Return a playbook that starts in an open house: the PBX is there, and agents (all) are signed in."""
    at_work = pool.agents if signed_in is None else signed_in
    return Playbook(PoolApplied(pool), PbxConnected(), *map(SignInRequested, at_work))


def arrives(caller: str = "c1", queue_name: str = "sales") -> CallArrived:
    """Return the arrival of a caller whose call and leg have one name."""
    return CallArrived(CallId(caller), LegId(caller), number(queue_name), CallerId("+4930123", "Caller"))


def _forget(item: object) -> None:
    if isinstance(item, Placeholder):
        item.forget()
    elif isinstance(item, Some):
        for value in item.fields.values():
            _forget(value)
    elif isinstance(item, tuple):
        for value in item:
            _forget(value)
    elif dataclasses.is_dataclass(item):
        for field in dataclasses.fields(item):
            _forget(getattr(item, field.name))


def _fits(turn: Turn, heard: Heard) -> bool:
    if turn.asks is None:
        return False  # an answer must be written down
    same_length = len(turn.asks) == len(heard.commands)
    fits = [matches(want, have) for want, have in zip(turn.asks, heard.commands, strict=False)]
    return same_length and all(fits) and turn.refuses == heard.refusal


def _difference(turns: Sequence[Turn], heard: Sequence[Heard]) -> str:
    stated, played = [], []
    for turn, answer in zip(turns, heard, strict=True):
        happens = f"on {turn.event!r}\n" if turn.event is not None else f"after {turn.seconds} s\n"
        stated.append(happens)
        played.append(happens)
        if turn.asks is None:
            stated.append("    (no answer is written down)\n")
        for want, have in _aligned(turn.asks or (), answer.commands):
            stated.append(f"    {_show(want, have)}\n")
        played += [f"    {command!r}\n" for command in answer.commands]
        stated += [f"    refuses: {turn.refuses}\n"] if turn.refuses else []
        played += [f"    refuses: {answer.refusal}\n"] if answer.refusal else []
    return "the engine answered otherwise (- stated, + played):\n" + "".join(difflib.ndiff(stated, played))


def _aligned(expected: Iterable[object], actual: Sequence[object]) -> list[tuple[object, object]]:
    return [(want, actual[i] if i < len(actual) else None) for i, want in enumerate(expected)]


def _show(want: object, have: object) -> str:
    """Show what was stated as what came when the two match, so that a diff marks true differences only."""
    return repr(have) if have is not None and matches(want, have) else repr(want)
