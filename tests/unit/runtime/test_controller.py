"""The controller: one event at a time, timers, and a bug costs one call at most."""

import asyncio
from collections.abc import Iterable, Sequence

import pytest

from acd.clock import Clock
from acd.domain.agents import Agent, AgentId, AgentState, Endpoint
from acd.domain.calls import CallerId, CallId, LegId
from acd.domain.commands import Answer, Command, HangUp, SendToSafetyNet
from acd.domain.errors import UnknownAgent
from acd.domain.events import (
    CallArrived,
    DrainRequested,
    Event,
    LegAnswered,
    PbxConnected,
    PoolApplied,
    SignInRequested,
    WrapupEndRequested,
)
from acd.domain.flows import AnswerStep, Flow, FlowId, HangUpStep
from acd.domain.pool import Pool
from acd.domain.records import CallEnded, Record
from acd.domain.tenants import Entry, Number, TenantId
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.engine.timers import TimerKind
from acd.runtime.controller import Controller

NUMBER, ALICE = Number("+15550100"), AgentId("alice")
POOL = Pool(
    entries={NUMBER: Entry(NUMBER, TenantId("acme"), FlowId("main"))},
    flows={FlowId("main"): Flow(FlowId("main"), (AnswerStep(), HangUpStep()))},
    agents={ALICE: Agent(ALICE, "Alice", Endpoint("agent-alice"))},
)


class Kept:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def put(self, records: Sequence[Record]) -> None:
        self.records += records


class Desk:
    """A controller with what it sent and kept."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.sent: list[Command] = []
        self.kept = Kept()
        self.controller = Controller(engine or Engine(), Clock(), [self.kept])
        self.controller.connect(self._send)
        self.controller.submit(PoolApplied(POOL))
        self.controller.submit(PbxConnected())

    def _send(self, commands: Iterable[Command]) -> None:
        self.sent += commands


def arrived(call: str = "1", number: Number = NUMBER) -> CallArrived:
    return CallArrived(CallId(call), LegId(call), number, CallerId())


async def test_commands_are_out_before_submit_returns() -> None:
    """No queue and no await between an event and its commands."""
    desk = Desk()
    desk.controller.submit(arrived())
    assert desk.sent == [Answer(LegId("1"))]


async def test_an_event_told_during_a_decision_comes_right_after_it() -> None:
    """A listener that submits does not run the engine inside the engine."""
    desk = Desk()
    order: list[str] = []

    def listener(event: Event, decision: Decision) -> None:
        order.append(type(event).__name__)
        if isinstance(event, CallArrived):
            desk.controller.submit(LegAnswered(event.leg_id))
            order.append("submitted")

    desk.controller.tap(listener)
    desk.controller.submit(arrived())
    assert order == ["CallArrived", "submitted", "LegAnswered"]
    assert desk.sent == [Answer(LegId("1")), HangUp(LegId("1"))]


async def test_requests_of_people_are_answered_at_once() -> None:
    """Granted, refused with the reason, or an unknown agent."""
    desk = Desk()
    assert desk.controller.ask(SignInRequested(ALICE)) is None
    assert desk.controller.view().agents[0].state is AgentState.AVAILABLE
    assert desk.controller.ask(WrapupEndRequested(ALICE)) == "the agent is not in wrap-up"
    with pytest.raises(UnknownAgent):
        desk.controller.ask(SignInRequested(AgentId("nobody")))


async def test_the_timer_of_the_engine_is_fired() -> None:
    """A deadline comes back as an event without anybody asking."""
    engine = Engine()
    desk = Desk(engine)
    fired = asyncio.Event()
    desk.controller.tap(lambda event, decision: fired.set() if type(event).__name__ == "TimerFired" else None)
    desk.controller.ask(SignInRequested(ALICE))
    engine.timers.set(TimerKind.REST, ALICE, Clock().now() + 0.01)
    desk.controller.submit(PbxConnected())
    async with asyncio.timeout(2):
        await fired.wait()
    assert engine.next_deadline() is None
    desk.controller.close()


class FaultyEngine(Engine):
    """An engine that raises over some calls."""

    def __init__(self, *poison: type) -> None:
        super().__init__()
        self._poison = poison

    def handle(self, event: Event, now: float) -> Decision:
        if isinstance(event, self._poison):
            raise RuntimeError("a bug")
        return super().handle(event, now)


async def test_a_bug_over_one_call_sends_it_to_the_safety_net_and_spares_the_others() -> None:
    """The caller is not lost, the record is made, other calls go on."""
    desk = Desk(FaultyEngine(LegAnswered))
    desk.controller.submit(arrived("1"))
    desk.controller.submit(arrived("2"))
    desk.controller.submit(LegAnswered(LegId("1")))
    assert desk.sent[-1] == SendToSafetyNet(LegId("1"))
    assert [record.call_id for record in desk.kept.records if isinstance(record, CallEnded)] == ["1"]
    assert desk.controller.calls_in_progress() == 1
    assert desk.controller.broken_calls == 1


async def test_a_bug_that_comes_again_in_the_rescue_still_saves_the_caller() -> None:
    """If even the rescue raises, the leg is handed over directly."""
    from acd.domain.events import CallBroken

    desk = Desk(FaultyEngine(LegAnswered, CallBroken))
    desk.controller.submit(arrived("1"))
    desk.controller.submit(LegAnswered(LegId("1")))
    assert desk.sent[-1] == SendToSafetyNet(LegId("1"))


async def test_a_bug_over_an_event_without_a_call_is_survived() -> None:
    """Nothing is sent and the next event is decided."""
    desk = Desk(FaultyEngine(DrainRequested))
    desk.controller.submit(DrainRequested())
    assert desk.sent == []
    desk.controller.submit(arrived())
    assert desk.sent == [Answer(LegId("1"))]


async def test_commands_before_anybody_carries_them_out_are_an_error() -> None:
    """A controller without a way out must not lose commands silently."""
    controller = Controller(Engine(), Clock(), [])
    controller.submit(PoolApplied(POOL))
    with pytest.raises(RuntimeError, match="nobody carries out"):
        controller.submit(arrived())
