"""Callers who are given to an outside number: rung, connected, not reached, and found by the next controller."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import Endpoint
from acd.domain.calls import (
    BridgeId,
    CallerId,
    CallId,
    CallState,
    HangUpReason,
    LegEndCause,
    LegId,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import (
    CloseBridge,
    Command,
    Connect,
    HangUp,
    Refusal,
    RingOutside,
    SendToSafetyNet,
    StartWaiting,
)
from acd.domain.events import (
    CallBroken,
    CommandFailed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    SignInRequested,
    StopRequested,
    TimerFired,
)
from acd.domain.records import CallConnected, CallEnded, CallQueued, CallStarted, Record, Segment
from acd.engine import live
from acd.engine.call import LiveCall, is_for_outside, offer_of, offered_call, outside_of
from acd.engine.engine import Engine
from acd.engine.outside_leg import RINGS_ON_S
from tests.playbooks import agent, arrives, matches, number, office, opened, some
from tests.unit.engine.scenes import ALICE, CALLER, asked
from tests.unit.engine.test_takeover import IN_LINE, WAITS, C, Successor

ENDPOINT = Endpoint("+4989555@trunk-main")
OUT, OUT2 = LegId("c1-o1"), LegId("c1-o2")
BRIDGE, ROOM = BridgeId("c1-out1"), BridgeId("c1-hold1")
RING_S = 25.0


class Scene:
    """A caller who waits from 1000 on, is sent outside at 1010, and what comes of it."""

    def __init__(self, ring_s: float = RING_S) -> None:
        self.engine, self.now, self.records = Engine(), 1000.0, list[Record]()
        self.told: list[tuple[LiveCall, float]] = []
        self.engine.calls.outside.failed = lambda call, now: self.told.append((call, now))
        for _, event in opened(office(agent("alice")), signed_in=()).events():
            self.on(event)
        self.on(arrives())
        self.now = 1010.0
        call = self.engine.calls.calls[CallId("c1")]
        self.engine.calls.call_outside(call, ENDPOINT, ring_s, self.now)
        self.asked = self._take()

    def on(self, event: Event, after_s: float = 0.0) -> list[Command]:
        """Something happens, some time later; returns what is asked for."""
        self.now += after_s
        decision = self.engine.handle(event, self.now)
        self.records += decision.records
        self.asked = list(decision.commands)
        return self.asked

    def _take(self) -> list[Command]:
        decision = self.engine.out.take()
        self.records += decision.records
        return list(decision.commands)

    def talk(self) -> "Scene":
        """The number answers after 5 s, and the two hear each other."""
        self.on(LegRinging(OUT), 2)
        asks(self.on(LegAnswered(OUT), 3), Connect(CALLER, OUT, BRIDGE, outside=True))
        asks(self.on(LegConnected(OUT)), CloseBridge(CALLER, ROOM))
        assert self.state() is CallState.OUTSIDE
        return self

    def state(self) -> CallState | None:
        """Where the call stands; None: it is over."""
        call = self.engine.calls.calls.get(CallId("c1"))
        return None if call is None else call.state

    def kinds(self) -> list[tuple[SegmentKind, int]]:
        """Stretches of the call, with their milliseconds."""
        parts = [record for record in self.records if isinstance(record, Segment)]
        return [(part.kind, part.ended_ms - part.started_ms) for part in parts]

    def end(self) -> CallEnded:
        """The final record; nothing may be left of the call."""
        [end] = [record for record in self.records if isinstance(record, CallEnded)]
        assert not self.engine.calls.calls and not self.engine.calls.legs
        assert self.engine.next_deadline() is None or self.engine.timers.current()[0][0] == "parting"
        return end


def asks(actual: list[Command] | tuple[Command, ...], *expected: Any) -> None:
    """What is asked for is this and nothing else, in this order."""
    assert len(actual) == len(expected) and all(map(matches, expected, actual)), actual


def ended(scene: Scene) -> tuple[OutcomeClass, OutcomeReason, int | None, int]:
    """How the call ended, how long was waited, and how long was talked with an agent."""
    end = scene.end()
    return end.outcome.cls, end.outcome.reason, end.wait_ms, end.talk_ms


# the number is rung


def test_the_number_is_rung_and_shown_one_of_ours() -> None:
    """The caller stays with the music, and stands in no line."""
    scene = Scene()
    asks(scene.asked, RingOutside(OUT, ENDPOINT, CallerId(number("sales")), RING_S))
    assert scene.state() is CallState.TRANSFERRING
    assert scene.engine.matcher.waiting() == []
    [call] = live.view(scene.engine, 1012.0).calls
    assert (call.state, call.position, call.wait_s) == (CallState.TRANSFERRING, None, 12.0)


def test_no_agent_takes_a_caller_who_rings_outside() -> None:
    """Who becomes idle meanwhile is left to others."""
    scene = Scene()
    asks(scene.on(SignInRequested(ALICE)))
    asks(scene.on(LegAnswered(OUT)), some(Connect, agent_leg_id=OUT))


def test_who_is_offered_to_an_agent_is_not_sent_outside() -> None:
    """Nothing happens."""
    scene = Scene()
    scene.on(LegEnded(OUT))
    scene.on(SignInRequested(ALICE))
    call = scene.engine.calls.calls[CallId("c1")]
    scene.engine.calls.call_outside(call, ENDPOINT, 1, scene.now)
    assert scene.state() is CallState.OFFERED and scene.engine.out.take().commands == ()


# the two talk


@pytest.mark.parametrize(("who", "asked_for"), [(CALLER, HangUp(OUT)), (OUT, HangUp(CALLER))])
def test_either_side_ends_the_conversation(who: LegId, asked_for: HangUp) -> None:
    """The wait ended when they heard each other; it is no agent's conversation."""
    scene = Scene().talk()
    asks(scene.on(LegEnded(who), 60), asked_for, CloseBridge(CALLER, BRIDGE))
    assert ended(scene) == (OutcomeClass.EXITED, OutcomeReason.OUTSIDE, 15_000, 0)
    assert scene.kinds() == [(SegmentKind.FLOW, 0), (SegmentKind.QUEUE, 15_000), (SegmentKind.OUTSIDE, 60_000)]
    assert not any(isinstance(record, CallConnected) for record in scene.records)


def test_a_caller_whom_the_dialplan_took_leaves_nobody_outside() -> None:
    """The leg to the number is ended."""
    scene = Scene().talk()
    asks(scene.on(LegEnded(CALLER, LegEndCause.LEFT)), HangUp(OUT), CloseBridge(CALLER, BRIDGE))


def test_what_comes_late_or_twice_does_nothing() -> None:
    """Also the answer that the command to connect was lost, when they hear each other."""
    scene = Scene().talk()
    connect = Connect(CALLER, OUT, BRIDGE, outside=True)
    late = (LegRinging(OUT), LegAnswered(OUT), LegConnected(OUT), CommandFailed(connect, Refusal.UNKNOWN), TimerFired())
    for event in late:
        asks(scene.on(event, 50))
    assert scene.state() is CallState.OUTSIDE


def test_the_view_tells_how_long_was_waited() -> None:
    """Not longer than until the conversation."""
    scene = Scene().talk()
    [call] = live.view(scene.engine, 1100.0).calls
    assert (call.state, call.wait_s) == (CallState.OUTSIDE, 15.0)


def test_a_stop_ends_both() -> None:
    """As conversations with agents."""
    scene = Scene().talk()
    asks(scene.on(StopRequested(), 10), HangUp(CALLER), HangUp(OUT), CloseBridge(CALLER, BRIDGE))
    assert ended(scene) == (OutcomeClass.EXITED, OutcomeReason.CONTROLLER_STOPPED, 15_000, 0)


def test_an_error_of_ours_lets_them_talk_on() -> None:
    """And when one hangs up, so is the other."""
    scene = Scene().talk()
    asks(scene.on(CallBroken(CALLER), 10))
    assert ended(scene)[:2] == (OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)
    asks(scene.on(LegEnded(OUT)), HangUp(CALLER), CloseBridge(CALLER, BRIDGE))


# the number is not reached


FAILURES: list[tuple[Event, list[Any]]] = [
    (LegEnded(OUT, LegEndCause.BUSY), []),
    (LegEnded(OUT, LegEndCause.UNREACHABLE), []),
    (
        CommandFailed(RingOutside(OUT, ENDPOINT, CallerId(""), RING_S), Refusal.REFUSED),
        [HangUp(OUT, HangUpReason.NO_ANSWER)],
    ),
]


@pytest.mark.parametrize(("event", "asked_for"), FAILURES)
def test_what_is_not_reached_comes_back_to_its_place(event: Event, asked_for: list[Any]) -> None:
    """With the music that plays on; who sent the caller out is told."""
    scene = Scene()
    rank = scene.engine.calls.calls[CallId("c1")].rank
    asks(scene.on(event, 4), *asked_for)
    call = scene.engine.calls.calls[CallId("c1")]
    assert (call.state, call.rank, call.outside) == (CallState.WAITING, rank, None)
    assert scene.told == [(call, 1014.0)] and scene.engine.matcher.waiting() == ["c1"]
    asks(scene.on(SignInRequested(ALICE)), asked(ALICE))
    assert scene.kinds() == [(SegmentKind.FLOW, 0), (SegmentKind.QUEUE, 14_000)]


def test_what_rings_too_long_is_hung_up() -> None:
    """By our own deadline."""
    scene = Scene()
    scene.on(LegRinging(OUT), 3)
    assert scene.engine.next_deadline() == 1010.0 + RING_S
    asks(scene.on(TimerFired(), RING_S - 3), HangUp(OUT, HangUpReason.NO_ANSWER))
    assert scene.state() is CallState.WAITING and len(scene.told) == 1
    asks(scene.on(LegEnded(OUT)))


def test_another_number_may_be_tried_at_once() -> None:
    """In the same step, and no idle agent is asked then."""
    scene = Scene()
    scene.engine.calls.outside.failed = lambda call, now: scene.engine.calls.call_outside(call, ENDPOINT, 5, now)
    asks(scene.on(LegEnded(OUT)), some(RingOutside, lane=OUT2, timeout_s=5))
    assert scene.state() is CallState.TRANSFERRING


@pytest.mark.parametrize("refusal", [Refusal.GONE, Refusal.UNKNOWN])
def test_two_who_cannot_be_connected(refusal: Refusal) -> None:
    """The caller may have left the waiting room: there is another one."""
    scene = Scene()
    [connect] = scene.on(LegAnswered(OUT))
    asks(
        scene.on(CommandFailed(connect, refusal)),
        HangUp(OUT, HangUpReason.NO_ANSWER),
        CloseBridge(CALLER, ROOM),
        CloseBridge(CALLER, BRIDGE),
        some(StartWaiting, room_id="c1-hold2"),
    )
    assert scene.state() is CallState.WAITING


# the caller does not wait for it


def test_the_caller_hangs_up_while_the_number_rings() -> None:
    """Abandoned in line."""
    scene = Scene()
    asks(scene.on(LegEnded(CALLER), 5), HangUp(OUT, HangUpReason.NO_ANSWER), CloseBridge(CALLER, ROOM))
    assert ended(scene) == (OutcomeClass.ABANDONED, OutcomeReason.WAITING, 15_000, 0)


def test_a_lease_that_ran_out_while_the_number_rings() -> None:
    """The safety net has the caller."""
    scene = Scene()
    asks(scene.on(LegEnded(CALLER, LegEndCause.LEFT)), HangUp(OUT, HangUpReason.NO_ANSWER), CloseBridge(CALLER, ROOM))
    assert ended(scene)[:2] == (OutcomeClass.EXITED, OutcomeReason.SAFETY_NET)


@pytest.mark.parametrize("event", [StopRequested(), CallBroken(CALLER), CallBroken(OUT)])
def test_a_stop_or_an_error_while_the_number_rings(event: Event) -> None:
    """The caller goes to the safety net."""
    scene = Scene()
    hung_up = HangUp(OUT, HangUpReason.NO_ANSWER)
    asks(scene.on(event), hung_up, SendToSafetyNet(CALLER), CloseBridge(CALLER, ROOM))
    assert ended(scene)[:2] == (OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)


# the PBX away and back


def seen(**changed: Any) -> LegSeen:
    """The leg to the number, as the PBX tells of it."""
    return LegSeen(OUT, is_caller=False, endpoint=ENDPOINT, **changed)


WAITING = LegSeen(CALLER, is_caller=True, answered=True, number=number("sales"), room_id=ROOM)
TALKING = replace(WAITING, room_id=None, bridge_id=BRIDGE, peer=OUT)


def test_an_answer_that_was_missed_is_caught_up_with() -> None:
    """The two are connected."""
    scene = Scene()
    scene.on(PbxLost())
    asks(scene.on(PbxConnected((WAITING, seen(answered=True)))), Connect(CALLER, OUT, BRIDGE, outside=True))


def test_a_connection_that_was_missed_is_caught_up_with() -> None:
    """It counts from now."""
    scene = Scene()
    scene.on(LegAnswered(OUT))
    scene.on(PbxLost())
    scene.on(PbxConnected((TALKING, seen(answered=True, peer=CALLER, bridge_id=BRIDGE))), 5)
    assert scene.state() is CallState.OUTSIDE
    scene.on(PbxLost())
    asks(scene.on(PbxConnected((TALKING, seen(answered=True, peer=CALLER, bridge_id=BRIDGE)))))


def test_a_command_to_connect_that_was_lost_is_given_again() -> None:
    """Under a new name."""
    scene = Scene()
    scene.on(LegAnswered(OUT))
    scene.on(PbxLost())
    again = Connect(CALLER, OUT, BridgeId("c1-out2"), outside=True)
    asks(scene.on(PbxConnected((WAITING, seen(answered=True)))), CloseBridge(CALLER, BRIDGE), again)


def test_a_number_that_rings_on_is_waited_for() -> None:
    """And a caller whose room failed gets another one."""
    scene = Scene()
    scene.on(CommandFailed(StartWaiting(CALLER, ROOM, "sales-music"), Refusal.UNKNOWN))
    scene.on(PbxLost())
    asks(
        scene.on(PbxConnected((replace(WAITING, room_id=None), seen(ringing=True)))),
        CloseBridge(CALLER, ROOM),
        some(StartWaiting, room_id="c1-hold2"),
    )
    assert scene.state() is CallState.TRANSFERRING


def test_a_number_that_is_gone_is_not_waited_for() -> None:
    """It is hung up all the same: the command to ring may be under way."""
    scene = Scene()
    scene.on(PbxLost())
    asks(scene.on(PbxConnected((WAITING,))), HangUp(OUT, HangUpReason.NO_ANSWER))
    assert scene.state() is CallState.WAITING


def test_a_conversation_that_ended_meanwhile_is_over() -> None:
    """The caller is hung up."""
    scene = Scene().talk()
    scene.on(PbxLost())
    asks(scene.on(PbxConnected((replace(TALKING, peer=None),))), HangUp(CALLER), CloseBridge(CALLER, BRIDGE))
    assert ended(scene)[:2] == (OutcomeClass.EXITED, OutcomeReason.OUTSIDE)


@pytest.mark.parametrize("talks", [False, True])
def test_a_pbx_that_began_anew_has_neither(talks: bool) -> None:
    """The accounts are closed."""
    scene = Scene().talk() if talks else Scene()
    scene.on(PbxLost(), 1)
    scene.on(PbxConnected((), restarted=True), 9)
    assert ended(scene)[:2] == (OutcomeClass.FAILED, OutcomeReason.PBX_LOST)


# the next controller


RINGS = LegSeen(OUT, is_caller=False, endpoint=ENDPOINT, ringing=True, since=980.0)
TALKS = replace(WAITS, room_id=None, bridge_id=BRIDGE, peer=OUT)
OVER = replace(IN_LINE, segments=2, last_kind=SegmentKind.QUEUE, last_end=980.0)
"""The wait is stored as over."""


def test_a_number_that_rings_is_found() -> None:
    """The caller waits for it on; the deadline is a late one, as nobody knows what was asked for."""
    after = Successor(IN_LINE)
    asks(after.finds(WAITS, RINGS).commands)
    assert after.call() == (CallState.TRANSFERRING, SegmentKind.QUEUE, 950.0)
    assert after.engine.next_deadline() == 1000.0 + RINGS_ON_S
    decision = after.on(LegEnded(OUT))
    assert after.call()[0] is CallState.WAITING and decision.commands == ()
    call = after.engine.calls.calls[CallId("c1")]
    after.engine.calls.call_outside(call, ENDPOINT, 9, 1001.0)
    asks(after.engine.out.take().commands, some(RingOutside, lane="c1~k2-o2"))


def test_a_number_that_answered_is_connected() -> None:
    """Wherever the caller stood."""
    after = Successor(IN_LINE)
    decision = after.finds(replace(WAITS, room_id=None), replace(RINGS, answered=True))
    asks(decision.commands, some(Connect, lane=C, agent_leg_id=OUT, bridge_id="c1~k2-out1", outside=True))
    asks(after.on(LegConnected(OUT)).commands)
    assert after.call()[0] is CallState.OUTSIDE


def test_a_caller_without_music_gets_some() -> None:
    """The bridge that two did not come into is closed; of two numbers that ring the later one counts."""
    after = Successor(replace(IN_LINE, segments=2, last_kind=SegmentKind.QUEUE, last_end=960.0))
    caller = replace(WAITS, room_id=None, bridge_id=BridgeId("c1-talk1"))
    decision = after.finds(caller, RINGS, replace(RINGS, leg_id=OUT2))
    asks(decision.commands, CloseBridge(C, BridgeId("c1-talk1")), some(StartWaiting, lane=C), HangUp(OUT))
    assert after.call() == (CallState.TRANSFERRING, SegmentKind.QUEUE, 1000.0)
    call = after.engine.calls.calls[CallId("c1")]
    assert call.outside is not None and call.outside.leg_id == OUT2


@pytest.mark.parametrize("with_row", [True, False])
def test_a_conversation_goes_on(with_row: bool) -> None:
    """Since it began, if that is stored; else since now, and nothing is missing."""
    after = Successor(OVER) if with_row else Successor()
    asks(after.finds(TALKS, replace(RINGS, answered=True, ringing=False, peer=C, bridge_id=BRIDGE)).commands)
    since = 980.0 if with_row else 1000.0
    assert after.call() == (CallState.OUTSIDE, SegmentKind.OUTSIDE, since)
    kinds = [type(record) for record in after.decision.records]
    assert kinds == ([] if with_row else [CallStarted, CallQueued, Segment, Segment])
    assert after.engine.next_deadline() is None
    decision = after.on(LegEnded(OUT), 1030.0)
    asks(decision.commands, HangUp(C), CloseBridge(C, BRIDGE))
    [end] = [record for record in decision.records if isinstance(record, CallEnded)]
    assert (end.outcome.reason, end.wait_ms) == (OutcomeReason.OUTSIDE, int((since - 950.0) * 1000))


def test_a_stretch_that_was_stored_before_its_end_is_no_trouble() -> None:
    """Records of one moment may be stored apart."""
    after = Successor(replace(OVER, segments=3, last_kind=SegmentKind.OUTSIDE, last_end=995.0))
    after.finds(TALKS, replace(RINGS, answered=True, ringing=False, peer=C, bridge_id=BRIDGE))
    assert after.call() == (CallState.OUTSIDE, SegmentKind.OUTSIDE, 995.0)


@pytest.mark.parametrize("with_row", [True, False])
def test_a_caller_whom_the_other_side_left_is_not_put_in_line(with_row: bool) -> None:
    """The bridge tells that the two had talked."""
    after = Successor(OVER if with_row else IN_LINE)
    decision = after.finds(replace(TALKS, peer=None))
    asks(decision.commands, HangUp(C), CloseBridge(C, BRIDGE))
    [end] = [record for record in decision.records if isinstance(record, CallEnded)]
    assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.EXITED, OutcomeReason.OUTSIDE)


def test_a_number_without_its_caller_is_hung_up() -> None:
    """Nobody is left alone with a machine."""
    asks(Successor().finds(replace(RINGS, answered=True)).commands, HangUp(OUT))


@pytest.mark.parametrize(
    ("leg", "call", "outside", "offer"),
    [
        ("acd-1.2-o3", "acd-1.2", 3, None),
        ("acd-oak-1.2~k2-o12", "acd-oak-1.2", 12, None),
        ("acd-oak-1.2-a4", "acd-oak-1.2", None, 4),
        ("~acd-1.2-cb-t1-a4", "acd-1.2-cb-t1", None, 4),
        ("~acd-1.2-cb-t1~k2-a4", "acd-1.2-cb-t1", None, 4),
        ("acd-1.2-o", "", None, None),
        ("o1", "", None, None),
    ],
)
def test_the_name_of_a_leg_tells_what_it_is_for(leg: str, call: str, outside: int | None, offer: int | None) -> None:
    """Of all that we make."""
    name = LegId(leg)
    assert (offered_call(name), outside_of(name), offer_of(name)) == (call, outside, offer)


@pytest.mark.parametrize(("bridge", "outside"), [("c1-out1", True), ("c1-talk1", False), (None, False)])
def test_the_name_of_a_bridge_tells_who_is_in_it(bridge: str | None, outside: bool) -> None:
    """A caller and an outside number, or others."""
    assert is_for_outside(None if bridge is None else BridgeId(bridge)) is outside
