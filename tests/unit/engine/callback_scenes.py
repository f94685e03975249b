"""A house that calls customers back, and what happens there."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from acd.domain.agents import AgentId, Endpoint
from acd.domain.callbacks import CallbackOrder, CallbackRules, CallbackState
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.commands import Command
from acd.domain.events import (
    CallArrived,
    Event,
    LegAnswered,
    LegEnded,
    LegRinging,
    PbxConnected,
    PoolApplied,
    SignInRequested,
    TimerFired,
)
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.records import CallbackChanged, CallEnded, OfferEnded, Record, Segment
from acd.domain.requests import CallbackRequested
from acd.engine.callbacks import LiveCallback
from acd.engine.engine import Engine
from tests.playbooks import agent, matches, number, office, queue

ALICE, BOB = AgentId("alice"), AgentId("bob")
SALES = QueueId("sales")
MINE = "+4930123456"
CB = "c1-cb"
TRY, TRY2 = LegId("c1-cb-t1"), LegId("c1-cb-t2")
PHONE, PHONE2 = LegId("~c1-cb-t1-a1"), LegId("~c1-cb-t1-a2")
TRUNK = Endpoint("trunk-carrier")
RULES = CallbackRules(TRUNK, attempts=2, retry_after_s=100, deadline_s=1000, ring_s=30, gap_s=5)
CALLER_FIRST = replace(RULES, order=CallbackOrder.CALLER_FIRST)
SHOWN = CallerId(number("sales"))
DIALLED = Endpoint(f"{MINE}@trunk-carrier")


def house(
    *people: str, rules: CallbackRules | None = RULES, whisper: str = "", lines: Iterable[str] = ("sales",)
) -> Pool:
    """Return a house whose queues call back by these rules."""
    queues = [queue(name) for name in lines]
    pool = office(*map(agent, people or ("alice",)), queues=queues, whisper=whisper)
    return replace(pool, callbacks={} if rules is None else {line.id: rules for line in queues})


class Story:
    """An engine from 1000 on; nobody is signed in at first."""

    def __init__(self, pool: Pool | None = None) -> None:
        self.engine, self.now, self.pool = Engine(), 1000.0, pool or house()
        self.records: list[Record] = []
        self._refusal: str | None = None
        for event in (PoolApplied(self.pool), PbxConnected()):
            self.on(event)

    def on(self, event: Event, after_s: float = 0.0) -> tuple[Command, ...]:
        """Something happens, some time later; returns what is asked for."""
        self.now += after_s
        decision = self.engine.handle(event, self.now)
        self.records += decision.records
        self._refusal = decision.refusal
        return decision.commands

    def arrives(self, name: str = "c1", caller: str = MINE, line: str = "sales") -> tuple[Command, ...]:
        """Somebody calls, and waits."""
        return self.on(CallArrived(CallId(name), LegId(name), number(line), CallerId(caller)))

    def asks(self, name: str = "c1", wanted: str | None = None) -> tuple[Command, ...]:
        """A caller wants to be called back."""
        return self.on(CallbackRequested(CallId(name), wanted))

    def opened(self, name: str = "c1", caller: str = MINE) -> "Story":
        """A caller came 10 s ago, and is to be called back now."""
        self.arrives(name, caller)
        self.now += 10
        self.asks(name)
        assert self.refusal() is None
        return self

    def refusal(self) -> str | None:
        """Why what was asked for last was not granted."""
        return self._refusal

    def work(self, agent_id: AgentId = ALICE) -> tuple[Command, ...]:
        """An agent comes to work."""
        return self.on(SignInRequested(agent_id))

    def picked_up(self, leg_id: LegId = PHONE) -> tuple[Command, ...]:
        """A phone rings and is answered."""
        self.on(LegRinging(leg_id))
        return self.on(LegAnswered(leg_id))

    def gone(self, leg_id: LegId, **cause: Any) -> tuple[Command, ...]:
        """A leg ends."""
        return self.on(LegEnded(leg_id, **cause))

    def wait(self, seconds: float) -> tuple[Command, ...]:
        """Time passes; deadlines come when they are due."""
        asked: list[Command] = []
        until = self.now + seconds
        while (deadline := self.engine.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            asked += self.on(TimerFired())
        self.now = until
        return tuple(asked)

    def item(self, name: str = CB) -> LiveCallback | None:
        """The callback, if it is open."""
        return next((item for item in self.engine.calls.callbacks.items.values() if item.id == name), None)

    def told(self, name: str = CB) -> list[tuple[CallbackState, int, Any]]:
        """What was kept of a callback: state, attempts, and what came of the last one."""
        kept = [one for one in self.records if isinstance(one, CallbackChanged) and one.callback_id == name]
        assert [one.changes for one in kept] == list(range(1, len(kept) + 1))
        return [(one.state, one.attempts, one.result) for one in kept]

    def ended(self, name: str) -> CallEnded:
        """The final record of a call."""
        [end] = [one for one in self.records if isinstance(one, CallEnded) and one.call_id == name]
        return end

    def offers(self) -> list[Any]:
        """How offers ended."""
        return [one.result for one in self.records if isinstance(one, OfferEnded)]

    def kinds(self, name: str) -> list[tuple[Any, int]]:
        """Stretches of a call, with their milliseconds."""
        parts = [one for one in self.records if isinstance(one, Segment) and one.call_id == name]
        return [(one.kind, one.ended_ms - one.started_ms) for one in parts]


def asks(actual: tuple[Command, ...], *expected: Any) -> None:
    """What is asked for is this and nothing else, in this order."""
    assert len(actual) == len(expected) and all(map(matches, expected, actual)), actual
