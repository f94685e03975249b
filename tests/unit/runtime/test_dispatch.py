"""Dispatch: order within a lane, none between lanes, every failure comes back."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from acd import logs
from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, LegId
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Command,
    HangUp,
    PauseRecording,
    Refusal,
    RingAgent,
    StartRecording,
)
from acd.domain.errors import CommandRejected, TransportError
from acd.domain.events import CommandFailed, Event
from acd.domain.recordings import RecordingId
from acd.domain.tenants import TenantId
from acd.runtime.dispatch import Dispatcher
from acd.runtime.tasks import Tasks

A, B = LegId("a"), LegId("b")


class Gate:
    """A telephony that carries out a command when it is told to."""

    def __init__(self) -> None:
        self.started: list[Command] = []
        self.done: list[Command] = []
        self.held: dict[LegId, asyncio.Event] = {}
        self.errors: dict[type, Exception] = {}

    async def execute(self, command: Command) -> None:
        self.started.append(command)
        if command.lane in self.held:
            await self.held[command.lane].wait()
        if type(command) in self.errors:
            raise self.errors[type(command)]
        self.done.append(command)


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.cancel()


async def test_a_lane_keeps_its_order_and_does_not_hold_up_another(tasks: Tasks) -> None:
    """The second command of a lane waits for the first; another lane does not."""
    gate, events = Gate(), list[Event]()
    gate.held[A] = asyncio.Event()
    dispatcher = Dispatcher(gate, events.append, tasks.spawn)
    dispatcher.send([Answer(A), HangUp(A), HangUp(B)])
    async with asyncio.timeout(1):
        while HangUp(B) not in gate.done:
            await asyncio.sleep(0)
        assert gate.started == [Answer(A), HangUp(B)]
        gate.held[A].set()
        await dispatcher.idle()
    assert gate.done == [HangUp(B), Answer(A), HangUp(A)]
    assert events == []


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (CommandRejected(Refusal.GONE, "no such channel"), Refusal.GONE),
        (CommandRejected(Refusal.REFUSED, "no"), Refusal.REFUSED),
        (TransportError("time-out"), Refusal.UNKNOWN),
        (ZeroDivisionError("bug"), Refusal.UNKNOWN),
    ],
)
async def test_a_failure_comes_back_and_the_lane_goes_on(tasks: Tasks, error: Exception, refusal: Refusal) -> None:
    """Whatever goes wrong is an event with the command, and the next command is tried."""
    gate, events = Gate(), list[Event]()
    gate.errors[Answer] = error
    dispatcher = Dispatcher(gate, events.append, tasks.spawn)
    dispatcher.send([Answer(A), CloseBridge(A, BridgeId("room"))])
    async with asyncio.timeout(1):
        await dispatcher.idle()
    [event] = events
    assert isinstance(event, CommandFailed)
    assert (event.command, event.refusal) == (Answer(A), refusal)
    assert gate.done == [CloseBridge(A, BridgeId("room"))]


async def test_nothing_is_left_when_all_is_done(tasks: Tasks) -> None:
    """No task and no lane outlives its commands."""
    dispatcher = Dispatcher(Gate(), lambda event: None, tasks.spawn)
    for number in range(100):
        dispatcher.send([HangUp(LegId(str(number)))])
    async with asyncio.timeout(1):
        await dispatcher.idle()
        while tasks.names():
            await asyncio.sleep(0)


async def test_a_recording_does_not_hold_up_its_leg(tasks: Tasks) -> None:
    """It goes another way to the PBX: when that one is stuck, the caller is hung up all the same."""
    stuck = asyncio.Event()

    class Stuck(Gate):
        async def execute(self, command: Command) -> None:
            if isinstance(command, StartRecording):
                await stuck.wait()
            await super().execute(command)

    gate = Stuck()
    dispatcher = Dispatcher(gate, list[Event]().append, tasks.spawn)
    start, pause = StartRecording(A, RecordingId("a-r1"), TenantId("t")), PauseRecording(A, RecordingId("a-r1"))
    dispatcher.send([start, pause, HangUp(A)])
    async with asyncio.timeout(1):
        while gate.done != [HangUp(A)]:
            await asyncio.sleep(0)
        stuck.set()
        await dispatcher.idle()
    assert gate.done == [HangUp(A), start, pause], "a recording's own commands stay in order"


async def test_no_callers_number_is_in_the_log_of_a_bug(tasks: Tasks, capsys: pytest.CaptureFixture[str]) -> None:
    """What is logged as an error names the kind of command and the leg; all of it only at debug level."""
    command = RingAgent(
        A, CallId("1"), LegId("1"), AgentId("x"), Endpoint("x"), CallerId("+4930123"), TenantId("acme"), 20
    )
    for level in ("debug", "info"):
        logs.configure(level, "json")
        gate = Gate()
        gate.errors[RingAgent] = ZeroDivisionError("bug")
        dispatcher = Dispatcher(gate, lambda event: None, tasks.spawn)
        dispatcher.send([command])
        async with asyncio.timeout(1):
            await dispatcher.idle()
        text = capsys.readouterr().err
        assert ("+4930123" in text) == (level == "debug")
        assert '"command": "RingAgent", "leg": "a"' in text


async def test_whoever_waits_for_a_leg_waits_for_that_alone(tasks: Tasks) -> None:
    """Until the last of its commands is carried out; not for other legs, nor for its recording."""
    gate = Gate()
    gate.held = {A: asyncio.Event(), B: asyncio.Event()}
    dispatcher = Dispatcher(gate, _ignore, tasks.spawn)
    async with asyncio.timeout(1):
        await dispatcher.settled(A)
        dispatcher.send([Answer(A), HangUp(A), HangUp(B)])
        waiting = [asyncio.ensure_future(dispatcher.settled(A)) for _ in range(2)]
        while HangUp(B) not in gate.started:
            await asyncio.sleep(0)
        assert not any(one.done() for one in waiting)
        gate.held[A].set()
        await asyncio.gather(*waiting)
        assert gate.done == [Answer(A), HangUp(A)]
        gate.held[A].clear()
        dispatcher.send([StartRecording(A, RecordingId("c1-r1"), TenantId("t"))])
        await dispatcher.settled(A)
        gate.held[A].set()
        gate.held[B].set()
        await dispatcher.idle()


def _ignore(event: Event) -> None:
    raise AssertionError(event)
