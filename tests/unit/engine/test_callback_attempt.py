"""Attempts to call a customer back: agent first, caller first, not reached, and found by the next controller."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentState, Endpoint
from acd.domain.callbacks import AttemptResult, Callback, CallbackId, CallbackState
from acd.domain.calls import (
    BridgeId,
    CallerId,
    CallId,
    CallState,
    Direction,
    HangUpReason,
    LegEndCause,
    LegId,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import (
    CloseBridge,
    Connect,
    HangUp,
    Play,
    Refusal,
    RingAgent,
    RingOutside,
    StartWaiting,
)
from acd.domain.errors import UnknownCall
from acd.domain.events import (
    CallBroken,
    CommandFailed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    TimerFired,
)
from acd.domain.memo import CallMemo
from acd.domain.records import CallConnected, CallEnded, CallQueued, CallStarted
from acd.domain.refusals import ANSWERED, NOT_IN_LINE
from acd.domain.requests import CallbackRequested, MoveRequested
from acd.domain.stored import AgentRestored, CallbackStored, CallStored
from acd.engine import live
from acd.engine.callback_attempt import is_customer
from acd.engine.takeover import give_up
from tests.playbooks import ACME, number, some
from tests.unit.engine.callback_scenes import (
    ALICE,
    BOB,
    CALLER_FIRST,
    CB,
    DIALLED,
    MINE,
    PHONE,
    PHONE2,
    RULES,
    SALES,
    SHOWN,
    TRY,
    Story,
    asks,
    house,
)
from tests.unit.engine.scenes import whisper_ended
from tests.unit.engine.test_takeover import Successor

S, R = CallbackState, AttemptResult
ROOM, TALK = BridgeId("~c1-cb-t1-hold1"), BridgeId("~c1-cb-t1-talk1")
DIAL = RingOutside(TRY, DIALLED, SHOWN, RULES.ring_s)
CONNECT = some(Connect, lane=TRY, agent_leg_id=PHONE, bridge_id=TALK, outside=False)


def agent_first() -> Story:
    """The agent has picked up, and the customer is dialled."""
    story = Story(house("alice", "bob")).opened()
    asks(story.work(), some(RingAgent, lane=PHONE, caller=CallerId(MINE), call_id=TRY, caller_leg_id=TRY))
    asks(story.picked_up(), DIAL)
    return story


def caller_first() -> Story:
    """An agent is kept free, and the customer is dialled."""
    story = Story(house("alice", "bob", rules=CALLER_FIRST)).opened()
    asks(story.work(), replace(DIAL, timeout_s=CALLER_FIRST.ring_s))
    return story


def talking() -> Story:
    """The two talk."""
    story = agent_first()
    asks(story.on(LegAnswered(TRY), 4), CONNECT)
    asks(story.on(LegConnected(PHONE)))
    return story


# agent first


def test_a_conversation() -> None:
    """With all accounts of a call; the callback is over when it ends."""
    story = talking()
    started = [one for one in story.records if isinstance(one, CallStarted)][-1]
    assert started == CallStarted(CallId(TRY), ACME, number("sales"), CallerId(MINE), 1_010_000, Direction.CALLBACK)
    [shown] = live.view(story.engine, story.now).calls
    assert (shown.state, shown.direction, shown.agent_id) == (CallState.CONNECTED, Direction.CALLBACK, ALICE)
    assert story.item() is not None
    asks(story.on(LegEnded(TRY), 60), HangUp(PHONE), CloseBridge(TRY, TALK))
    end = story.ended(TRY)
    assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP)
    assert (end.wait_ms, end.talk_ms, end.agent_id) == (4000, 60_000, ALICE)
    assert story.kinds(TRY) == [(SegmentKind.QUEUE, 0), (SegmentKind.RING, 4000), (SegmentKind.TALK, 60_000)]
    assert [type(one) for one in story.records if isinstance(one, CallQueued | CallConnected)] == [
        CallQueued,
        CallQueued,
        CallConnected,
    ]
    assert story.told()[-1] == (S.CONNECTED, 1, R.CONNECTED) and story.item() is None


def test_the_agent_hears_whose_customer_it_is_before_anybody_is_dialled() -> None:
    """Then the customer is dialled."""
    story = Story(house(whisper="acme")).opened()
    story.work()
    asks(story.picked_up(), some(Play, lane=PHONE))
    asks(story.on(whisper_ended(PHONE)), DIAL)
    asks(story.on(LegAnswered(TRY)), CONNECT)


def test_nobody_answers_in_time() -> None:
    """The agent keeps the turn and does not rest; the number is hung up."""
    story = agent_first()
    story.on(LegRinging(TRY))
    asks(story.wait(RULES.ring_s), HangUp(PHONE), HangUp(TRY, HangUpReason.NO_ANSWER))
    assert story.offers() == [OfferResult.UNREACHED]
    end = story.ended(TRY)
    assert (end.outcome.cls, end.outcome.reason) == (OutcomeClass.EXITED, OutcomeReason.NOT_REACHED)
    assert story.told()[-1] == (S.WAITING, 1, R.UNREACHED)
    asks(story.gone(PHONE))
    assert story.engine.agents.agents[ALICE].state is AgentState.AVAILABLE
    assert story.engine.matcher.idle() == [ALICE]


@pytest.mark.parametrize("cause", [LegEndCause.BUSY, LegEndCause.REFUSED, LegEndCause.UNREACHABLE, LegEndCause.LOST])
def test_the_customer_is_not_to_be_had(cause: LegEndCause) -> None:
    """However that is told."""
    story = agent_first()
    asks(story.gone(TRY, cause=cause), HangUp(PHONE))
    assert story.told()[-1] == (S.WAITING, 1, R.UNREACHED)


def test_a_number_that_cannot_be_dialled() -> None:
    """The PBX says no."""
    story = agent_first()
    commands = story.on(CommandFailed(DIAL, Refusal.REFUSED))
    asks(commands, HangUp(PHONE), HangUp(TRY, HangUpReason.NO_ANSWER))
    assert story.told()[-1] == (S.WAITING, 1, R.UNREACHED)


def test_an_agent_who_does_not_take_it_ends_no_attempt() -> None:
    """The next one is asked; nobody was dialled."""
    story = Story(house("alice", "bob")).opened()
    story.work()
    story.work(BOB)
    asks(story.gone(PHONE, cause=LegEndCause.REFUSED), some(RingAgent, agent_id=BOB, lane=PHONE2))
    asks(story.picked_up(PHONE2), DIAL)
    assert story.told()[-1] == (S.TRYING, 1, None)


def test_an_agent_who_leaves_while_the_customer_is_rung() -> None:
    """The customer is not dialled twice; who picks up before another agent is there hears music."""
    story = agent_first()
    asks(story.gone(PHONE))
    asks(story.on(LegAnswered(TRY)), some(StartWaiting, lane=TRY, room_id=ROOM))
    asks(story.on(LegAnswered(TRY)))  # told twice
    asks(story.work(BOB), some(RingAgent, lane=PHONE2))
    asks(story.picked_up(PHONE2), some(Connect, lane=TRY, agent_leg_id=PHONE2))
    story = agent_first()
    story.gone(PHONE)
    asks(story.work(BOB), some(RingAgent, lane=PHONE2))
    asks(story.picked_up(PHONE2))
    asks(story.on(LegAnswered(TRY)), some(Connect, lane=TRY, agent_leg_id=PHONE2))


def test_two_who_cannot_be_connected() -> None:
    """The customer hears music until the next agent is there."""
    story = agent_first()
    [connect] = story.on(LegAnswered(TRY))
    asks(
        story.on(CommandFailed(connect, Refusal.REFUSED)),
        HangUp(PHONE),
        CloseBridge(TRY, TALK),
        some(StartWaiting, lane=TRY, room_id=ROOM),
    )


def test_a_customer_who_does_not_wait() -> None:
    """Has been reached, and has left: another attempt is made."""
    story = agent_first()
    story.gone(PHONE)
    story.on(LegAnswered(TRY))
    asks(story.gone(TRY), CloseBridge(TRY, ROOM))
    assert story.told()[-1] == (S.WAITING, 1, R.ABANDONED)
    assert story.ended(TRY).outcome.cls is OutcomeClass.ABANDONED


# caller first


def test_the_customer_first() -> None:
    """The agent is kept free, and rung when the customer has picked up."""
    story = caller_first()
    assert story.engine.agents.agents[ALICE].state is AgentState.RESERVED
    asks(
        story.on(LegAnswered(TRY), 6),
        some(StartWaiting, lane=TRY, room_id=ROOM),
        some(RingAgent, lane=PHONE, agent_id=ALICE),
    )
    asks(story.picked_up(), CONNECT)
    asks(story.on(LegConnected(PHONE)), CloseBridge(TRY, ROOM))
    asks(story.gone(PHONE), HangUp(TRY), CloseBridge(TRY, TALK))
    assert story.told()[-1] == (S.CONNECTED, 1, R.CONNECTED)


def test_the_agent_is_not_disturbed_when_the_customer_is_not_reached() -> None:
    """Nothing was rung, and nothing is hung up."""
    story = caller_first()
    asks(story.gone(TRY, cause=LegEndCause.BUSY))
    assert story.offers() == [OfferResult.UNREACHED]
    assert story.engine.matcher.idle() == [ALICE]


def test_a_customer_who_is_on_the_line_is_offered_to_the_next_agent_too() -> None:
    """With music on."""
    story = caller_first()
    story.on(LegAnswered(TRY))
    story.work(BOB)
    asks(story.gone(PHONE, cause=LegEndCause.REFUSED), some(RingAgent, lane=PHONE2, agent_id=BOB))


# what other parts of the engine do with it


def test_who_is_called_back_is_not_moved_and_not_sent_elsewhere() -> None:
    """Nor called back once more: nobody is on the line."""
    story = Story(house(lines=("sales", "help"))).opened()
    story.work()
    story.on(MoveRequested(CallId(TRY), story.pool.queues[SALES].id))
    assert story.refusal() == NOT_IN_LINE
    story.asks(TRY)
    assert story.refusal() == NOT_IN_LINE
    call = story.engine.calls.calls[CallId(TRY)]
    story.gone(PHONE, cause=LegEndCause.REFUSED)
    story.engine.calls.call_outside(call, Endpoint("+4930@trunk-carrier"), 5, story.now)
    assert story.engine.out.take().commands == () and call.state is CallState.WAITING


def test_who_may_not_ask_any_more() -> None:
    """An agent has the call, or it is nobody's."""
    story = Story(house(whisper="acme"))
    story.work()
    story.arrives()
    asks_ = story.engine.calls.calls[CallId("c1")]
    story.asks()
    assert story.refusal() is None and asks_.state is CallState.ENDED
    story = Story(house(whisper="acme"))
    story.work()
    story.arrives()
    story.picked_up(LegId("c1-a1"))
    story.asks()
    assert story.refusal() == ANSWERED
    with pytest.raises(UnknownCall):
        story.on(CallbackRequested(CallId("nobody")))


@pytest.mark.parametrize("leg", [TRY, PHONE])
def test_an_error_of_ours(leg: LegId) -> None:
    """The customer is hung up, and called again later."""
    story = agent_first()
    asks(story.on(CallBroken(leg)), HangUp(PHONE), HangUp(TRY))
    assert story.told()[-1] == (S.WAITING, 1, R.FAILED)


def test_an_end_that_went_wrong_half_way() -> None:
    """The customer is hung up, not given to the dialplan."""
    story = agent_first()
    call = story.engine.calls.calls[CallId(TRY)]
    call.state, call.offer = CallState.ENDED, None
    assert {HangUp(TRY), HangUp(PHONE)} <= set(story.on(CallBroken(TRY)))
    assert story.told()[-1] == (S.WAITING, 1, R.FAILED)


def test_a_conversation_over_which_we_raise_goes_on() -> None:
    """And was one."""
    story = talking()
    asks(story.on(CallBroken(TRY)))
    assert story.told()[-1] == (S.CONNECTED, 1, R.CONNECTED)
    asks(story.gone(TRY), HangUp(PHONE), CloseBridge(PHONE, TALK))


# the PBX away and back


def seen(**changed: Any) -> LegSeen:
    """The leg to the customer, as the PBX tells of it."""
    return LegSeen(TRY, is_caller=False, endpoint=DIALLED, **changed)


ON_PHONE = LegSeen(PHONE, is_caller=False, endpoint=Endpoint("agent-alice"), answered=True)


def test_what_was_missed_is_caught_up_with() -> None:
    """An answer of the customer, or of an agent whose customer is not dialled yet."""
    story = agent_first()
    story.on(PbxLost())
    asks(story.on(PbxConnected((seen(answered=True), ON_PHONE))), CONNECT)
    story = Story().opened()
    story.work()
    story.on(PbxLost())
    asks(story.on(PbxConnected((ON_PHONE,))), DIAL)
    story = caller_first()
    story.on(PbxLost())
    commands = story.on(PbxConnected((seen(answered=True),)))
    asks(commands, some(StartWaiting, lane=TRY), some(RingAgent, lane=PHONE))


def test_what_goes_on_goes_on() -> None:
    """A customer who is rung, for whom an agent is kept free."""
    story = caller_first()
    story.on(PbxLost())
    asks(story.on(PbxConnected((seen(ringing=True),))))
    assert story.told()[-1] == (S.TRYING, 1, None)


def test_what_is_gone_is_tried_again() -> None:
    """A customer's leg, or the whole PBX."""
    story = agent_first()
    story.on(PbxLost())
    asks(story.on(PbxConnected((ON_PHONE,))), HangUp(PHONE))
    assert story.told()[-1] == (S.WAITING, 1, R.UNREACHED)
    story = Story().opened()
    story.work()
    story.on(PbxLost())
    story.on(PbxConnected((), restarted=True))
    assert story.told()[-1] == (S.WAITING, 1, R.FAILED)


# the next controller


STORED = Callback(
    *(CallbackId(CB), ACME, SALES, MINE, number("sales"), CallId("c1")),
    asked_at=900.0,
    rank_at=890.0,
    order=7,
    deadline=1900.0,
    attempts=1,
    state=S.TRYING,
    changes=2,
)
MEMO = CallMemo(ACME, 950.0, queue_id=SALES, queued_at=950.0, order=7, agent_id=ALICE, ahead=60.0)
TALKS = seen(answered=True, peer=PHONE, bridge_id=TALK, memo=MEMO)
OTHER_END = replace(ON_PHONE, peer=TRY, bridge_id=TALK, memo=MEMO)
WAITS = seen(answered=True, room_id=ROOM, memo=replace(MEMO, agent_id=None))
CALL = CallStored(CallId(TRY), ACME, 950.0, queue_id=SALES, queued_at=950.0, segments=1, last_kind=SegmentKind.QUEUE)
TALKED = replace(
    CALL, segments=2, last_kind=SegmentKind.RING, last_end=960.0, connected_at=960.0, agent_id=ALICE, offers=1
)
BUSY = AgentRestored(ALICE, AgentState.TALKING, None, 960.0)


def successor(*before: Any) -> Successor:
    """A controller that finds what another one left of a callback."""
    return Successor(*before, CallbackStored(STORED), pool=house())


def state(after: Successor) -> tuple[Any, ...]:
    """Where the callback stands."""
    items = after.engine.calls.callbacks.items.values()
    return tuple((item.state, item.attempts) for item in items)


@pytest.mark.parametrize("legs", [(TALKS, OTHER_END), (OTHER_END, TALKS)])
def test_a_conversation_is_taken_over(legs: tuple[LegSeen, ...]) -> None:
    """And the callback is over when it ends."""
    after = successor(BUSY, TALKED)
    asks(after.finds(*legs).commands)
    call = after.engine.calls.calls[CallId(TRY)]
    assert (call.state, call.agent_id, call.caller.number) == (CallState.CONNECTED, ALICE, MINE)
    assert state(after) == ((S.TRYING, 1),)
    after.on(LegEnded(PHONE))
    assert state(after) == ()


def test_a_customer_who_waits_is_taken_over() -> None:
    """At the same place, with the music that plays on."""
    after = successor(CALL)
    asks(after.finds(WAITS).commands)
    call = after.engine.calls.calls[CallId(TRY)]
    assert (call.state, call.rank) == (CallState.WAITING, (890.0, 7))
    assert after.engine.matcher.waiting() == [CallId(TRY)]


def test_a_customer_whose_agent_rings_is_taken_over() -> None:
    """And the phone rings on."""
    after = successor(CALL)
    ringing = LegSeen(PHONE, is_caller=False, endpoint=Endpoint("agent-alice"), ringing=True, since=980.0)
    asks(after.finds(WAITS, ringing).commands)
    assert after.engine.calls.calls[CallId(TRY)].state is CallState.OFFERED


@pytest.mark.parametrize("leg", [seen(ringing=True), seen(answered=True)])
def test_who_is_rung_is_hung_up_and_called_again(leg: LegSeen) -> None:
    """The attempt counts; the account of its call is closed."""
    after = successor(CALL)
    asks(after.finds(leg, ON_PHONE).commands, HangUp(TRY), HangUp(PHONE))
    assert state(after) == ((S.WAITING, 1),)
    [end] = [record for record in after.decision.records if isinstance(record, CallEnded)]
    assert end.outcome.reason is OutcomeReason.CONTROLLER_LOST


def test_a_conversation_of_which_nothing_is_known_goes_on() -> None:
    """The agent is busy with it, whichever leg is seen first; when one leaves the other is hung up."""
    for legs in ((TALKS, OTHER_END), (OTHER_END, TALKS)):
        after = Successor(pool=house())
        asks(after.finds(*(replace(leg, memo=None) for leg in legs)).commands)
        assert after.engine.calls.strays.phone_of(ALICE) == PHONE
        asks(after.on(LegEnded(TRY)).commands, HangUp(PHONE), CloseBridge(PHONE, TALK))


def test_a_takeover_that_fails_is_tried_again() -> None:
    """As an attempt that failed."""
    after = successor(CALL)
    after.finds(WAITS)
    give_up(after.engine, TRY, 1001.0)
    assert state(after) == ((S.WAITING, 1),)


def test_a_callback_that_is_told_of_late_is_not_tried_twice_at_once() -> None:
    """The database was away at the start."""
    after = Successor(pool=house())
    after.finds()
    after.on(CallbackStored(STORED))
    assert state(after) == ((S.WAITING, 1),)
    after.on(TimerFired(), 2000.0)
    assert state(after) == ()


@pytest.mark.parametrize(
    ("leg", "is_one"),
    [
        (TALKS, True),
        (WAITS, True),
        (replace(WAITS, memo=None), False),
        (seen(ringing=True, memo=MEMO), False),
        (replace(ON_PHONE, peer=TRY, memo=MEMO), False),
        (replace(TALKS, is_caller=True), False),
    ],
)
def test_who_is_on_the_line(leg: LegSeen, is_one: bool) -> None:
    """In conversation, or with music; all other legs are hung up."""
    assert is_customer(leg) is is_one
