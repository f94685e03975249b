"""The controller: one event at a time, timers, and a bug costs one call at most."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from acd import logs
from acd.clock import Clock
from acd.domain.agents import Agent, AgentId, AgentState, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, LegId
from acd.domain.commands import Answer, Command, HangUp, Refusal, RingAgent, SendToSafetyNet
from acd.domain.errors import UnknownAgent
from acd.domain.events import (
    CallArrived,
    CallBroken,
    CommandFailed,
    DrainRequested,
    Event,
    LegAnswered,
    LegEnded,
    LegSeen,
    PbxConnected,
    PoolApplied,
    SignInRequested,
    StopRequested,
    WrapupEndRequested,
)
from acd.domain.flows import FlowId
from acd.domain.hours import Hours, HoursId, Opening, Period
from acd.domain.hours_events import HoursOverrideRequested
from acd.domain.memo import CallMemo
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId
from acd.domain.records import CallEnded, CallStarted, HoursOverridden, Record
from acd.domain.steps import AnswerStep, HangUpStep, in_a_row
from acd.domain.tenants import Entry, Number, TenantId
from acd.engine.call import LiveCall
from acd.engine.call_machine import CallAction
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.engine.takeover import Takeover
from acd.engine.timers import TimerKind
from acd.runtime.controller import RESCUES, STOPPED, Controller, PoolNotTaken

NUMBER, ALICE = Number("+15550100"), AgentId("alice")
POOL = Pool(
    entries={NUMBER: Entry(NUMBER, TenantId("acme"), FlowId("main"))},
    flows={FlowId("main"): in_a_row(FlowId("main"), (AnswerStep(), HangUpStep()))},
    agents={ALICE: Agent(ALICE, "Alice", Endpoint("agent-alice"))},
)
QUEUE = Queue(QueueId("sales"))
LINE = replace(POOL, queues={QUEUE.id: QUEUE})


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
    return CallArrived(CallId(call), LegId(call), number, CallerId("+4930123", "Caller"))


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


async def test_a_pool_over_which_the_engine_raises_is_told_to_whoever_applied_it() -> None:
    """Else they would believe that it is in force. What comes later is decided, and the next pool is taken."""
    desk = Desk(FaultyEngine(PoolApplied))
    with pytest.raises(PoolNotTaken, match="acd undo"):
        desk.controller.use(POOL)
    sound = Desk()
    sound.controller.use(replace(POOL, entries={}))
    sound.controller.submit(arrived())
    assert [type(command) for command in sound.sent] == [HangUp], "the number is not in the pool any more"


async def test_commands_before_anybody_carries_them_out_are_an_error() -> None:
    """A controller without a way out must not lose commands silently."""
    controller = Controller(Engine(), Clock(), [])
    controller.submit(PoolApplied(POOL))
    with pytest.raises(RuntimeError, match="nobody carries out"):
        controller.submit(arrived())


# what a bug leaves


def break_action(engine: Engine, action: CallAction) -> None:
    """Let an action of the calls' table raise at its end."""
    works = engine.calls._actions[action]

    def broken(*arguments: object) -> None:
        works(*arguments)  # type: ignore[arg-type]  # as given
        raise RuntimeError("a bug")

    engine.calls._actions[action] = broken


async def test_a_caller_whom_the_engine_never_got_to_know_goes_to_the_safety_net() -> None:
    """Nobody rings for ever: the caller came to us, and nobody else would do anything."""
    desk = Desk(FaultyEngine(CallArrived))
    desk.controller.submit(arrived())
    assert desk.sent == [SendToSafetyNet(LegId("1"))]
    assert desk.kept.records == []


async def test_a_caller_goes_to_the_safety_net_once() -> None:
    """Not again by the controller when the engine has done it; and no call ends that has not started."""
    engine = Engine()
    break_action(engine, CallAction.BEGIN_FLOW)
    desk = Desk(engine)
    desk.controller.submit(arrived())
    assert desk.sent == [Answer(LegId("1")), SendToSafetyNet(LegId("1"))]
    assert [type(record) for record in desk.kept.records if isinstance(record, CallStarted | CallEnded)] == [
        CallStarted,
        CallEnded,
    ]


async def test_an_agents_leg_is_never_sent_to_the_safety_net() -> None:
    """The dialplan is for callers; an event of a leg that belongs to no call is let go."""
    desk = Desk(FaultyEngine(LegAnswered, CallBroken))
    desk.controller.submit(LegAnswered(LegId("1-a1")))
    assert desk.sent == []


async def test_a_failure_over_which_the_engine_raises_is_not_tried_for_ever() -> None:
    """The safety net refused, and the engine cannot even hear of it: no command that would be refused again."""
    desk = Desk(FaultyEngine(CommandFailed, CallBroken))
    desk.controller.submit(arrived())
    desk.controller.submit(CommandFailed(SendToSafetyNet(LegId("1")), Refusal.REFUSED))
    assert desk.sent == [Answer(LegId("1"))]


async def test_a_call_whose_end_raised_is_over() -> None:
    """Neither in progress for ever nor without its final record, though the rescue raises too."""
    engine = Engine()
    desk = Desk(engine)
    desk.controller.submit(arrived())

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    engine.calls._actions |= {CallAction.ABANDON: broken, CallAction.SAFETY_NET: broken}
    desk.controller.submit(LegEnded(LegId("1")))
    assert desk.controller.calls_in_progress() == 0
    assert len([record for record in desk.kept.records if isinstance(record, CallEnded)]) == 1
    desk.controller.submit(arrived("2"))
    desk.controller.submit(StopRequested())  # names no call
    assert desk.controller.calls_in_progress() == 0
    assert desk.sent[-1] == SendToSafetyNet(LegId("2"))
    assert desk.controller.broken_calls == 2


async def test_what_was_decided_before_a_bug_is_carried_out_and_told() -> None:
    """Other calls may be in it, and the state has moved on; whoever listens learns of the event itself."""
    engine = Engine()
    desk = Desk(engine)
    told: list[Event] = []
    desk.controller.tap(lambda event, decision: told.append(event))
    desk.controller.submit(arrived("1"))
    desk.controller.submit(arrived("2"))
    break_action(engine, CallAction.SAFETY_NET)
    desk.controller.submit(StopRequested())
    assert SendToSafetyNet(LegId("1")) in desk.sent
    assert [record.call_id for record in desk.kept.records if isinstance(record, CallEnded)] == ["1", "2"]
    broken = [CallBroken(LegId("1")), CallBroken(LegId("2"))]
    assert told[2:] == [StopRequested(), broken[0], StopRequested(), broken[1], StopRequested()]


async def test_a_bug_over_one_call_keeps_no_other_from_being_stopped() -> None:
    """What is about all calls is decided again for those that are left."""
    engine = Engine()
    desk = Desk(engine)
    for call in ("1", "2", "3"):
        desk.controller.submit(arrived(call))
    works = engine.calls._actions[CallAction.SAFETY_NET]

    def broken(call: LiveCall, *others: Any) -> None:
        if call.id == "2":
            raise RuntimeError("a bug")
        works(call, *others)

    engine.calls._actions[CallAction.SAFETY_NET] = broken
    desk.controller.submit(StopRequested())
    assert desk.controller.calls_in_progress() == 0
    assert sorted(desk.sent[3:], key=repr) == [SendToSafetyNet(LegId(call)) for call in ("1", "2", "3")]
    assert len([record for record in desk.kept.records if isinstance(record, CallEnded)]) == 3
    assert desk.controller.broken_calls == 1


async def test_what_cannot_be_rescued_is_not_tried_for_ever() -> None:
    """The engine raises over the same call again and again, whatever is done about it."""
    desk = Desk(FaultyEngine(LegAnswered))
    desk.controller.submit(arrived())

    def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    desk.controller._engine.calls.feed = broken  # type: ignore[method-assign, assignment]
    desk.controller._engine.take_fault = lambda: (LegId("1"), Decision())  # type: ignore[method-assign]
    desk.controller.submit(StopRequested())
    assert desk.controller.broken_calls == RESCUES


@pytest.mark.parametrize("half_way", [False, True])
async def test_a_bug_over_one_call_keeps_no_other_from_being_taken_over(
    monkeypatch: pytest.MonkeyPatch, half_way: bool
) -> None:
    """The one goes to the safety net and has one end at most; the others keep their places."""
    works = Takeover._resume

    def broken(self: Takeover, call: LiveCall, *others: Any) -> bool:
        if call.id != "2":
            return works(self, call, *others)
        if half_way:
            works(self, call, *others)
        raise RuntimeError("a bug")

    monkeypatch.setattr(Takeover, "_resume", broken)
    desk = Desk(Engine("k2"))
    desk.controller.submit(PoolApplied(LINE))
    memo = CallMemo(TenantId("acme"), 0.0, queue_id=QUEUE.id, queued_at=0.0)
    legs = [
        LegSeen(LegId(each), is_caller=True, answered=True, number=NUMBER, room_id=BridgeId(each), memo=memo)
        for each in ("1", "2", "3")
    ]
    desk.controller.submit(PbxConnected(tuple(legs)))
    assert sorted(call.call_id for call in desk.controller.view().calls) == ["1", "3"]
    assert desk.sent.count(SendToSafetyNet(LegId("2"))) == 1
    assert not [command for command in desk.sent if isinstance(command, SendToSafetyNet) and command.lane != "2"]
    ends = [record.call_id for record in desk.kept.records if isinstance(record, CallEnded)]
    assert ends == (["2"] if half_way else [])
    desk.controller.submit(LegEnded(LegId("2")))
    assert desk.controller.broken_calls == 1


async def test_a_bug_over_a_request_is_told_to_the_person_and_mended() -> None:
    """The exception comes out, and what was decided till then counts."""
    engine = Engine()
    desk = Desk(engine)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    engine.matcher.take_pairs = broken  # type: ignore[method-assign, assignment]
    with pytest.raises(RuntimeError, match="a bug"):
        desk.controller.ask(SignInRequested(ALICE))
    assert [type(record).__name__ for record in desk.kept.records] == ["AgentStint"]


async def test_no_callers_number_is_in_the_log_of_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    """What is logged as an error names the kind of event and the call; all of it only at debug level."""
    command = RingAgent(
        LegId("1-a1"), CallId("1"), LegId("1"), ALICE, Endpoint("x"), CallerId("+4930123"), TenantId("acme"), 20
    )
    for level in ("debug", "info"):
        logs.configure(level, "json")
        desk = Desk(FaultyEngine(CallArrived, CommandFailed))
        desk.controller.submit(arrived())
        desk.controller.submit(CommandFailed(command, Refusal.REFUSED))
        text = capsys.readouterr().err
        assert ("+4930123" in text) == (level == "debug")
        assert '"cause": "CallArrived", "call_id": "1", "leg": "1"' in text
        assert '"cause": "CommandFailed"' in text and '"leg": "1-a1"' in text


async def test_after_the_end_people_are_told_to_ask_the_next_controller() -> None:
    """What was granted now would be known to nobody."""
    desk = Desk()
    desk.controller.close()
    assert desk.controller.ask(SignInRequested(ALICE)) == STOPPED
    assert desk.controller.view().agents[0].state is AgentState.OFFLINE
    assert desk.kept.records == []


async def test_no_timer_is_set_after_the_end() -> None:
    """An event that comes late is left to the next controller, and nothing is left to fire."""
    engine = Engine()
    desk = Desk(engine)
    desk.controller.close()
    engine.timers.set(TimerKind.REST, ALICE, Clock().now() + 60)
    desk.controller.submit(PbxConnected())
    assert desk.controller._timer is None


async def test_hours_at_this_moment() -> None:
    """Of one tenant or of all."""
    desk = Desk()
    names = [HoursId("acme/day"), HoursId("globex/day"), HoursId("acme/ Mo 08:00-09:00")]
    hours = {name: Hours.of(name, "UTC", (Period(0, Opening.OPEN, "day"),), 1e10) for name in names}
    desk.controller.submit(PoolApplied(replace(POOL, hours=hours)))
    assert [view.id for view in desk.controller.hours()] == names[:2]
    assert [view.id for view in desk.controller.hours(TenantId("globex"))] == names[1:2]
    assert desk.controller.ask(HoursOverrideRequested(names[0], Opening.CLOSED, None, "api")) is None
    assert [view.now.state for view in desk.controller.hours()] == [Opening.CLOSED, Opening.OPEN]
    assert [type(record) for record in desk.kept.records] == [HoursOverridden]
    desk.controller.close()
