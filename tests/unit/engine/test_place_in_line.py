"""A supervisor changes the place of a caller who waits: to the line of another queue, forward, back, to the front."""

import math
from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId
from acd.domain.calls import BridgeId, CallId, LegId, MoveReason, OfferResult, OutcomeClass, OutcomeReason
from acd.domain.commands import CloseBridge, Connect, HangUp, Refusal, Remember, StartWaiting
from acd.domain.errors import UnknownCall
from acd.domain.events import (
    CommandFailed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    PoolApplied,
    SignInRequested,
)
from acd.domain.memo import CallMemo
from acd.domain.pool import Pool
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.records import CallConnected, CallMoved, CallQueued, OfferEnded, Segment
from acd.domain.refusals import ANSWERED, NO_QUEUE, NOT_IN_LINE, SAME_QUEUE, TOO_FAR
from acd.domain.requests import FARTHEST_S, FrontRequested, MoveRequested, PlaceRequest, PriorityRequested
from acd.domain.tenants import Tenant
from acd.engine.engine import Engine
from tests.playbooks import ACME, GREETING, Playbook, agent, arrives, made, needs, office, opened, queue, some
from tests.unit.engine.scenes import (
    ALICE,
    BOB,
    CALLER,
    LEG,
    LEG2,
    OTHER,
    asked,
    connected,
    connecting,
    ended,
    greeted,
    offered,
    ringing,
    waiting,
)

C1, C2, C3 = CallId("c1"), CallId("c2"), CallId("c3")
SALES, HELP = QueueId("sales"), QueueId("help")
TO_HELP = MoveRequested(C1, HELP)
LINES = (queue("sales"), queue("help", needs(en=3), head_start_s=10))
HOUSE = office(agent("alice"), agent("bob", en=5), queues=LINES)
QUIET = replace(HOUSE, tenants={ACME: Tenant(ACME, "Acme", music="birds")})
"""All hear the same, whatever line they stand in."""


def closed(house: Pool = QUIET) -> Playbook:
    """Return an open house in which nobody works yet."""
    return opened(house, signed_in=())


def moved(book: Playbook) -> Playbook:
    """The caller goes to the other line; the music stays."""
    return book.on(TO_HELP).asks(some(Remember, lane=CALLER, room_id=BridgeId("c1-hold1")))


def order(book: Playbook) -> list[CallId]:
    """Return who waits at the end, the first first."""
    return sorted(book.engine.matcher.waiting(), key=lambda call_id: book.engine.calls.calls[call_id].rank)


# to another line


def test_a_call_that_was_moved_is_served_by_the_other_queue() -> None:
    """The whole wait counts, in the queue that ends it; each stretch counts for the line in which it was."""
    book = moved(waiting(closed()).after(7)).after(5).on(SignInRequested(ALICE)).asks()
    book.on(SignInRequested(BOB)).asks(asked(BOB)).on(LegAnswered(LEG)).asks(some(Connect)).after(1)
    book.on(LegConnected(LEG)).asks(some(CloseBridge)).on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(
        some(CallQueued, queue_id=SALES),
        some(Segment, queue_id=None),
        some(Segment, queue_id=SALES, started_ms=1_000_000, ended_ms=1_007_000),
        CallMoved(C1, 1, ACME, SALES, HELP, 1_007_000, MoveReason.REQUESTED),
        some(Segment, queue_id=HELP, started_ms=1_007_000, ended_ms=1_012_000),
        some(Segment, queue_id=HELP, agent_id=BOB),
        some(CallConnected, queue_id=HELP, wait_ms=13_000),
        some(Segment, queue_id=HELP, agent_id=BOB),
        ended(OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP, queue_id=HELP, wait_ms=13_000),
    ).run()


def test_an_agent_who_was_idle_for_the_other_line_is_asked_at_once() -> None:
    """Nothing else has to happen."""
    house = replace(office(agent("alice"), queues=LINES), tenants=QUIET.tenants)
    book = waiting(opened(house), queue_name="help").on(MoveRequested(C1, SALES))
    book.asks(some(Remember), asked(ALICE)).run()


def test_the_moment_of_coming_into_line_counts_and_the_head_start_is_the_other_queue_s() -> None:
    """Before whoever came later there, and behind whoever came earlier."""
    book = waiting(closed(), "c2", "help").after(5)
    book = waiting(waiting(book).after(5), "c3", "help")
    moved(book).run()
    assert order(book) == [C2, C1, C3]
    assert book.engine.calls.calls[C1].rank[0] == 1000 + 5 - 10


def test_what_the_next_controller_needs_is_kept_beside_the_room() -> None:
    """The other queue, the same moment, and how far the rank is from it."""
    memo = made("memo")
    waiting(closed()).after(7).on(TO_HELP).asks(Remember(CALLER, BridgeId("c1-hold1"), memo)).run()
    kept = replace(memo.value, progress=None, flow_id=None)
    assert kept == CallMemo(ACME, 1000.0, queue_id=HELP, queued_at=1000.0, order=1, ahead=10.0, moves=1)


def test_the_music_of_the_other_line_is_heard() -> None:
    """In another room, which knows the place."""
    book = waiting(closed(HOUSE)).on(TO_HELP)
    room = StartWaiting(CALLER, BridgeId("c1-hold2"), "help-music", changes_music=True)
    book.asks(CloseBridge(CALLER, BridgeId("c1-hold1")), room).run()


def test_a_caller_of_an_earlier_controller_gets_other_music_too() -> None:
    """Which one was heard is not known, but what the queue played is."""
    engine = Engine("k2")
    memo = CallMemo(ACME, 900.0, None, None, SALES, 950.0, 7)
    leg = LegSeen(CALLER, is_caller=True, answered=True, number=arrives().number, room_id=BridgeId("c1-hold1"))
    for event in (PoolApplied(HOUSE), PbxConnected((replace(leg, memo=memo),))):
        engine.handle(event, 1000.0)
    gone, room = engine.handle(TO_HELP, 1001.0).commands
    assert room == StartWaiting(CALLER, BridgeId("c1~k2-hold1"), "help-music", changes_music=True)
    assert gone == CloseBridge(CALLER, BridgeId("c1-hold1"))


def test_a_phone_that_rings_for_a_call_that_is_moved_falls_silent() -> None:
    """The agent keeps the turn; the call is offered in the other line at once."""
    book = offered(opened(QUIET)).on(LegRinging(LEG)).asks().after(3).on(TO_HELP)
    book.asks(HangUp(LEG), some(Remember, lane=CALLER), asked(BOB))
    book.keeps(
        some(Segment, queue_id=None),
        some(Segment, queue_id=SALES),
        some(OfferEnded, queue_id=SALES, agent_id=ALICE, result=OfferResult.CANCELLED),
        some(Segment, queue_id=SALES, agent_id=ALICE, ended_ms=1_003_000),
        some(CallMoved, from_queue_id=SALES, queue_id=HELP),
        some(Segment, queue_id=HELP, agent_id=None),
    ).run()


def test_all_phones_fall_silent_and_the_other_queue_rings_one() -> None:
    """That the first queue rang everybody is over."""
    lines = (queue("sales", needs(de=1), choice=AgentChoice.RING_ALL), queue("help"))
    people = agent("alice", de=5), agent("bob", de=5), agent("cem"), agent("dan")
    house = replace(office(*people, queues=lines), tenants=QUIET.tenants)
    book = opened(house).on(arrives()).asks(some(StartWaiting), asked(ALICE), asked(BOB))
    book.on(TO_HELP).asks(HangUp(LEG), HangUp(LEG2), some(Remember), asked(AgentId("cem"))).run()
    assert [offer.agent_id for offer in book.engine.calls.calls[C1].offers] == ["cem"]


def test_a_call_may_come_back_to_the_line_before() -> None:
    """Each move has its number."""
    book = moved(waiting(closed())).after(1).on(MoveRequested(C1, SALES)).asks(some(Remember)).on(LegEnded(CALLER))
    book.asks(some(CloseBridge))
    book.keeps(
        some(CallMoved, seq=1, queue_id=HELP),
        some(CallMoved, seq=2, from_queue_id=HELP, queue_id=SALES),
        ended(OutcomeClass.ABANDONED, OutcomeReason.WAITING, queue_id=SALES, wait_ms=1000),
    ).run()


# what is refused


@pytest.mark.parametrize("request_", [TO_HELP, PriorityRequested(C1, 60), FrontRequested(C1)])
def test_only_a_caller_in_line_has_a_place(request_: PlaceRequest) -> None:
    """Not before, not in a conversation, and not when an agent has answered."""
    greeted(opened(office(agent("alice"), queues=LINES, before=GREETING))).on(request_).refuses(NOT_IN_LINE).run()
    connected(opened(QUIET)).on(request_).refuses(NOT_IN_LINE).run()
    connecting(opened(QUIET)).on(request_).refuses(ANSWERED).run()


def test_a_call_that_is_over_has_no_place() -> None:
    """Nor has one that never was."""
    with pytest.raises(UnknownCall, match="'c9'"):
        Engine().handle(MoveRequested(CallId("c9"), HELP), 1000.0)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (MoveRequested(C1, QueueId("nowhere")), NO_QUEUE),
        (MoveRequested(C1, SALES), SAME_QUEUE),
        (PriorityRequested(C1, FARTHEST_S + 1), TOO_FAR),
        (PriorityRequested(C1, -FARTHEST_S - 1), TOO_FAR),
        (PriorityRequested(C1, math.inf), TOO_FAR),
        (PriorityRequested(C1, math.nan), TOO_FAR),
    ],
)
def test_what_makes_no_sense_is_refused(request_: PlaceRequest, why: str) -> None:
    """Nothing is changed and nothing is asked for."""
    waiting(closed()).on(request_).refuses(why).run()


# forward and back


def three(house: Pool = QUIET) -> Playbook:
    """Three callers wait, ten seconds between them."""
    return waiting(waiting(waiting(closed(house)).after(10), "c2").after(10), "c3")


def kept(caller: LegId) -> Any:
    """The place of a caller is kept beside the room."""
    return some(Remember, lane=caller, room_id=BridgeId(f"{caller}-hold1"))


@pytest.mark.parametrize(
    ("seconds", "line"), [(15, [C1, C3, C2]), (25, [C3, C1, C2]), (0, [C1, C2, C3]), (FARTHEST_S, [C3, C1, C2])]
)
def test_a_caller_counts_as_if_they_had_come_earlier(seconds: float, line: list[CallId]) -> None:
    """By so many seconds, and no more."""
    book = three().on(PriorityRequested(C3, seconds)).asks(kept(LegId("c3"))).run()
    assert order(book) == line


def test_a_caller_is_put_back() -> None:
    """Less than nothing is later; what is asked for last counts, and not both."""
    book = three().on(PriorityRequested(C1, -15)).asks(kept(CALLER)).run()
    assert order(book) == [C2, C1, C3]
    book = three().on(PriorityRequested(C3, 25)).asks(kept(LegId("c3")))
    book.on(PriorityRequested(C3, 5)).asks(kept(LegId("c3"))).run()
    assert order(book) == [C1, C2, C3]


def test_who_was_put_forward_is_asked_first() -> None:
    """The next agent who is free has this caller."""
    book = three().on(PriorityRequested(C3, 25)).asks(kept(LegId("c3")))
    book.on(SignInRequested(ALICE)).asks(asked(ALICE, "c3")).run()


def test_while_it_rings_the_new_place_is_for_the_return_to_the_line() -> None:
    """The phone rings on."""
    book = offered(opened(QUIET, signed_in=(ALICE,))).on(LegRinging(LEG)).asks()
    book = waiting(book.after(5), "c2").on(PriorityRequested(C1, -10)).asks(kept(CALLER))
    book.on(LegEnded(LEG)).asks().run()
    assert order(book) == [C2, C1]


def test_what_was_asked_for_stays_when_the_call_is_moved() -> None:
    """The other queue's head start is added to it."""
    book = waiting(closed()).on(PriorityRequested(C1, 40)).asks(kept(CALLER))
    book = moved(book).run()
    assert book.engine.calls.calls[C1].rank[0] == 1000 - 40 - 10


def test_to_the_front() -> None:
    """Before everybody who waits, also for other queues; who comes to the front afterwards goes before."""
    book = waiting(three(), "c9", "help").on(FrontRequested(C3)).asks(kept(LegId("c3")))
    book.on(FrontRequested(C2)).asks(kept(OTHER)).run()
    assert order(book) == [C2, C3, CallId("c1"), CallId("c9")]


def test_who_is_first_already_stays() -> None:
    """Nothing is asked for."""
    book = three().on(FrontRequested(C1)).asks().run()
    assert book.engine.calls.calls[C1].asked_ahead == 0


def test_nobody_else_waits() -> None:
    """One whose phone rings is first at the return, if alone."""
    ringing(opened(QUIET)).on(FrontRequested(C1)).asks().run()


# what the PBX does not keep


@pytest.mark.parametrize("refusal", list(Refusal))
def test_a_place_that_could_not_be_kept_goes_along_with_another_room(refusal: Refusal) -> None:
    """At the next connect, or after the next offer; until then nothing else is lost than after a crash."""
    command = made("command")
    book = waiting(closed()).on(PriorityRequested(C1, 40)).asks(command)
    book.on(CommandFailed(command, refusal, "")).asks().on(PriorityRequested(C1, 50)).asks()
    book.on(PbxLost()).asks().on(PbxConnected((LegSeen(CALLER, is_caller=True, answered=True),)))
    memo = made("memo")
    book.asks(some(CloseBridge), some(StartWaiting, lane=CALLER, room_id=BridgeId("c1-hold2"), memo=memo)).run()
    assert (memo.value.ahead, memo.value.asked_ahead) == (50, 50)


def test_a_place_that_could_not_be_kept_of_a_call_that_is_over() -> None:
    """Nobody is concerned."""
    command = made("command")
    book = waiting(closed()).on(PriorityRequested(C1, 40)).asks(command).on(LegEnded(CALLER)).asks(some(CloseBridge))
    book.on(CommandFailed(command, Refusal.GONE, "")).asks().run()


def test_music_that_changes_while_the_room_is_lost() -> None:
    """The other room is tried in the same way, whatever became of the first."""
    room = made("room")
    book = closed(HOUSE).on(arrives()).asks(room).on(CommandFailed(room, Refusal.REFUSED, "")).asks()
    book.on(TO_HELP).asks(some(CloseBridge), some(StartWaiting, room_id=BridgeId("c1-hold2"))).run()
