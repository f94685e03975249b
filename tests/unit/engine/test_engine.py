"""A call from arrival to end, and everything that the engine itself decides."""

import pytest

from acd.domain.agents import AgentId, AgentState
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
)
from acd.domain.errors import UnknownAgent
from acd.domain.events import (
    CallArrived,
    CallBroken,
    DrainRequested,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegUnheld,
    PauseRequested,
    PbxConnected,
    PlaybackEnded,
    PoolApplied,
    SignInRequested,
    SignOutRequested,
    StopRequested,
    TimerFired,
)
from acd.domain.flows import Flow, FlowId, HangUpStep, Prompt
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.records import (
    AgentStint,
    CallConnected,
    CallEnded,
    CallQueued,
    CallStarted,
    OfferEnded,
    Segment,
)
from acd.engine.engine import Engine
from tests.playbooks import ACME, GREETING, agent, arrives, made, number, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, CALLER, connected, ended, greeted, offered, waiting

SALES = QueueId("sales")


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


def test_the_agent_ends_the_conversation() -> None:
    """When the agent hangs up, so do we towards the caller; without wrap-up the agent is free at once."""
    book = connected(opened(office(agent("alice")))).on(LegEnded(LegId("c1-a1")))
    book.asks(HangUp(CALLER), some(CloseBridge)).keeps(
        ended(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP, talk_ms=0)
    ).run()
    assert book.engine.agents.agents[ALICE].state is AgentState.AVAILABLE


def test_an_unknown_number_is_refused() -> None:
    """Nobody owns the number: the call is rejected, and has its two records."""
    event = arrives(queue_name="nobody")
    book = opened(office(agent("alice"))).on(event).asks(HangUp(CALLER, HangUpReason.UNALLOCATED_NUMBER))
    book.on(event).asks()  # told twice
    book.on(LegEnded(CALLER)).asks()
    book.keeps(
        some(CallStarted, tenant_id=None),
        ended(OutcomeClass.REJECTED, OutcomeReason.UNKNOWN_NUMBER, tenant_id=None),
    ).run()
