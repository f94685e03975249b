"""A call from arrival to end, and everything that the engine itself decides."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import (
    CallId,
    HangUpReason,
    LegId,
    OfferResult,
    Outcome,
    OutcomeClass,
    OutcomeReason,
    SegmentKind,
)
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Connect,
    HangUp,
    Play,
    RingAgent,
    SendToSafetyNet,
    StartWaiting,
    StopPlayback,
)
from acd.domain.errors import UnknownAgent
from acd.domain.events import (
    CallBroken,
    DrainRequested,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegMeasured,
    LegRinging,
    LegSeen,
    LegUnheld,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
    PoolApplied,
    SignInRequested,
    StopRequested,
)
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.domain.quality import StreamQuality
from acd.domain.queues import QueueId
from acd.domain.records import (
    AgentStint,
    CallConnected,
    CallEnded,
    CallQueued,
    CallStarted,
    LegQuality,
    OfferEnded,
    Segment,
)
from acd.engine.engine import Engine
from tests.playbooks import ACME, GREETING, agent, arrives, made, number, office, opened, queue, some
from tests.unit.engine.scenes import (
    ALICE,
    BOB,
    CALLER,
    LEG,
    OTHER,
    asked,
    connected,
    ended,
    greeted,
    offered,
    ringing,
    waiting,
)

SALES = QueueId("sales")


# long, because it is one call from end to end
def test_a_call_is_greeted_queued_offered_connected_held_and_ended() -> None:
    """The whole way of a call, with every command and every record."""
    greeting, room, leg, whisper, talk = (made(name) for name in ("greeting", "room", "leg", "whisper", "talk"))
    pool = office(agent("alice"), queues=[queue(wrapup_s=30)], before=GREETING, whisper="acme")
    arrival = arrives()
    book = (
        opened(pool)
        .on(arrival)
        .asks(Answer(CALLER))
        .after(0.5)
        .on(LegAnswered(CALLER))
        .asks(Play(CALLER, greeting, (Prompt("hello"),)))
        .after(3)
        .on(PlaybackEnded(CALLER, greeting))
        .asks(
            StartWaiting(CALLER, room, "sales-music"),
            RingAgent(
                lane=leg,
                call_id=CallId("c1"),
                caller_leg_id=CALLER,
                agent_id=ALICE,
                endpoint=pool.agents[ALICE].endpoint,
                caller=arrival.caller,
                tenant_id=ACME,
                timeout_s=20,
            ),
        )
        .after(1)
        .on(LegRinging(leg))
        .asks()
        .after(4)
        .on(LegAnswered(leg))
        .asks(Play(leg, whisper, (Prompt("acme"),)))
        .after(1)
        .on(PlaybackEnded(leg, whisper))
        .asks(Connect(CALLER, leg, talk))
        .after(0.25)
        .on(LegConnected(leg))
        .asks(CloseBridge(CALLER, room))
        .after(60)
        .on(LegHeld(leg))
        .asks()
        .after(10)
        .on(LegUnheld(leg))
        .asks()
        .after(20)
        .on(LegEnded(CALLER))
        .asks(HangUp(leg), CloseBridge(CALLER, talk))
        .on(LegEnded(leg))
        .asks()
        .after(30)
    )
    call, in_hand = CallId("c1"), {"call_id": CallId("c1"), "queue_id": SALES, "tenant_id": ACME}
    book.keeps(
        some(AgentStint, state=AgentState.OFFLINE, call_id=None, ended_ms=1_000_000),
        CallStarted(call, ACME, number("sales"), arrival.caller, 1_000_000),
        CallQueued(call, ACME, SALES, 1_003_500),
        Segment(call, 1, SegmentKind.FLOW, ACME, None, None, 1_000_000, 1_003_500),
        Segment(call, 2, SegmentKind.QUEUE, ACME, SALES, None, 1_003_500, 1_003_500),
        some(AgentStint, state=AgentState.AVAILABLE, call_id=None, next_state=AgentState.RESERVED),
        some(AgentStint, state=AgentState.RESERVED, **in_hand, next_state=AgentState.RINGING),
        OfferEnded(call, 1, ACME, SALES, ALICE, OfferResult.ACCEPTED, 1_003_500, 1_009_750),
        Segment(call, 3, SegmentKind.RING, ACME, SALES, ALICE, 1_003_500, 1_009_750),
        some(AgentStint, state=AgentState.RINGING, **in_hand, next_state=AgentState.TALKING),
        CallConnected(call, ACME, SALES, ALICE, 1_009_750, wait_ms=6_250, in_threshold=True),
        Segment(call, 4, SegmentKind.TALK, ACME, SALES, ALICE, 1_009_750, 1_069_750),
        some(AgentStint, state=AgentState.TALKING, **in_hand, next_state=AgentState.HOLDING),
        Segment(call, 5, SegmentKind.HOLD, ACME, SALES, ALICE, 1_069_750, 1_079_750),
        some(AgentStint, state=AgentState.HOLDING, **in_hand, next_state=AgentState.TALKING),
        Segment(call, 6, SegmentKind.TALK, ACME, SALES, ALICE, 1_079_750, 1_099_750),
        CallEnded(
            call_id=call,
            tenant_id=ACME,
            queue_id=SALES,
            agent_id=ALICE,
            started_ms=1_000_000,
            ended_ms=1_099_750,
            outcome=Outcome(OutcomeClass.ANSWERED, OutcomeReason.CALLER_HUNG_UP),
            wait_ms=6_250,
            talk_ms=90_000,
        ),
        some(AgentStint, state=AgentState.TALKING, **in_hand, next_state=AgentState.WRAPUP),
        some(AgentStint, state=AgentState.WRAPUP, **in_hand, started_ms=1_099_750, ended_ms=1_129_750),
    )
    book.run()
    assert book.engine.next_deadline() is None


def test_an_unknown_number_is_refused() -> None:
    """Nobody owns the number: the call is rejected, and has its two records even when its arrival is told twice."""
    event = arrives(queue_name="nobody")
    book = opened(office(agent("alice"))).on(event).asks(HangUp(CALLER, HangUpReason.UNALLOCATED_NUMBER))
    book.on(event).asks()
    book.on(LegEnded(CALLER)).asks()
    book.keeps(
        some(CallStarted, tenant_id=None),
        ended(OutcomeClass.REJECTED, OutcomeReason.UNKNOWN_NUMBER, tenant_id=None),
    ).run()


def full(most: int) -> Pool:
    """Return a house whose tenant may have so many calls at once, and where nobody is at work."""
    pool = office()
    return replace(pool, tenants={ACME: replace(pool.tenants[ACME], max_calls=most)})


def test_one_call_too_many_for_a_tenant_is_busy() -> None:
    """Nothing of it is answered; as soon as one of the others has left, the next is taken."""
    book = waiting(waiting(opened(full(2))), "c2")
    book.on(arrives("c3")).asks(HangUp(LegId("c3"), HangUpReason.BUSY)).on(arrives("c3")).asks()
    book.on(LegEnded(LegId("c3"))).asks().on(LegEnded(CALLER)).asks(some(CloseBridge))
    waiting(book, "c4").on(arrives("c5")).asks(HangUp(LegId("c5"), HangUpReason.BUSY))
    rejected = {"outcome": Outcome(OutcomeClass.REJECTED, OutcomeReason.TENANT_FULL), "tenant_id": ACME}
    abandoned = some(CallEnded, call_id="c1")
    book.keeps(some(CallEnded, call_id="c3", **rejected), abandoned, some(CallEnded, call_id="c5", **rejected)).run()


def test_a_lower_cap_ends_no_call() -> None:
    """It counts for who comes after it; without one anybody is taken again."""
    book = waiting(waiting(opened(full(2))), "c2").on(PoolApplied(full(1))).asks().on(arrives("c3"))
    book.asks(HangUp(LegId("c3"), HangUpReason.BUSY)).on(LegEnded(CALLER)).asks(some(CloseBridge))
    book.on(arrives("c4")).asks(HangUp(LegId("c4"), HangUpReason.BUSY)).on(LegEnded(LegId("c2"))).asks(
        some(CloseBridge)
    )
    waiting(waiting(book, "c5").on(PoolApplied(office())).asks(), "c6").run()


def test_an_arrival_told_twice_is_one_call() -> None:
    """The second telling changes nothing, neither while the call goes on nor after its end."""
    book = offered(opened(office(agent("alice")))).on(arrives()).asks()
    book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).on(arrives()).asks()
    book.keeps(some(CallStarted), some(CallEnded)).run()


def test_while_draining_new_callers_go_to_the_safety_net() -> None:
    """Calls in hand go on to their end; new ones are given back to the dialplan with a record."""
    book = connected(opened(office(agent("alice")))).on(DrainRequested()).asks()
    book.on(arrives("c2")).asks(SendToSafetyNet(OTHER))
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    book.keeps(
        ended(OutcomeClass.REJECTED, OutcomeReason.DRAINING, call_id="c2", tenant_id=ACME),
        ended(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP, call_id="c1"),
    ).run()
    assert book.engine.draining


def test_a_stop_ends_every_call() -> None:
    """Who waits or is asked goes to the safety net, a conversation is hung up on both sides."""
    book = connected(opened(office(agent("alice"), agent("bob"), before=())))
    offered(book, "c2", BOB)
    waiting(book, "c3")
    book.on(StopRequested()).asks(
        HangUp(CALLER),
        HangUp(LEG),
        some(CloseBridge, bridge_id="c1-talk1"),
        HangUp(LegId("c2-a1")),
        SendToSafetyNet(OTHER),
        some(CloseBridge, bridge_id="c2-hold1"),
        SendToSafetyNet(LegId("c3")),
        some(CloseBridge, bridge_id="c3-hold1"),
    )
    book.keeps(
        ended(OutcomeClass.ANSWERED, OutcomeReason.CONTROLLER_STOPPED),
        ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, call_id="c2"),
        ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, call_id="c3"),
    ).run()
    assert not book.engine.calls.calls and not book.engine.calls.legs


def test_a_request_of_somebody_unknown_is_an_error() -> None:
    """Nobody of this name is configured: the caller of the engine is told, and nothing else happens."""
    engine = Engine()
    with pytest.raises(UnknownAgent, match="alice"):
        engine.handle(SignInRequested(ALICE), 1.0)
    assert engine.out.take().records == ()


def test_nobody_is_rung_while_the_pbx_is_away() -> None:
    """Callers and agents who come meanwhile are paired when the PBX is back."""
    book = opened(office(agent("alice")), signed_in=())
    waiting(book).on(PbxLost()).asks().on(SignInRequested(ALICE)).asks()
    book.on(PbxConnected((LegSeen(CALLER, is_caller=True),))).asks(asked(ALICE)).run()


def test_a_ring_that_ends_while_the_pbx_is_away_is_not_held_against_the_agent() -> None:
    """Nobody knows whether the agent answered meanwhile: the offer failed, it was not missed."""
    book = ringing(opened(office(agent("alice")))).on(PbxLost()).asks()
    book.after(20).asks(HangUp(LEG)).keeps(some(OfferEnded, result=OfferResult.FAILED)).run()


def test_a_broken_call_goes_to_the_safety_net() -> None:
    """Our own error over a call ends our part in it; the dialplan goes on with the caller."""
    book = greeted(opened(office(agent("alice"), before=GREETING))).on(CallBroken(CALLER))
    book.asks(some(StopPlayback, lane=CALLER), SendToSafetyNet(CALLER)).on(CallBroken(CALLER)).asks()
    book.keeps(ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)).run()


def test_a_flow_that_is_gone_leads_to_the_safety_net() -> None:
    """Of a number whose flow is gone, or has no steps, nobody knows what the caller wants: they are not hung up on."""
    pool = replace(office(agent("alice")), flows={})
    opened(pool).on(arrives()).asks(SendToSafetyNet(CALLER)).keeps(
        ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, wait_ms=None)
    ).run()


def test_the_sound_of_a_leg_is_kept_with_its_call() -> None:
    """Also when it is told after the end; what is no call of ours is not."""
    book = connected(opened(office(agent("alice"))))
    book.on(LegEnded(CALLER)).asks(some(HangUp), some(CloseBridge)).on(measured(LEG)).asks()
    book.on(measured(CALLER)).asks().on(measured(LegId("x"))).asks().keeps(
        some(LegQuality, call_id=CallId("c1"), leg_id=LEG, seq=1),
        some(LegQuality, call_id=CallId("c1"), leg_id=CALLER, seq=None),
    ).run()


def measured(leg_id: LegId) -> LegMeasured:
    """Tell of a leg's sound."""
    return LegMeasured(leg_id, StreamQuality(1, 0, 0.0, None), StreamQuality(1, 0, 0.0, None), None)
