"""Conversations: start, hold, and every way in which they end."""

from collections.abc import Callable
from typing import Any

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import LegId, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.commands import CloseBridge, Connect, HangUp
from acd.domain.events import (
    CallBroken,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegUnheld,
    PbxConnected,
    StopRequested,
)
from acd.domain.records import AgentStint, CallConnected, CallEnded, OfferEnded, Segment
from tests.playbooks import Playbook, agent, office, opened, queue, some
from tests.unit.engine.scenes import (
    ALICE,
    CALLER,
    LEG,
    asked,
    connected,
    ended,
    offered,
    ringing,
    waiting,
)


def talking(**settings: Any) -> Playbook:
    """Return a conversation that began at 1000 s."""
    return connected(opened(office(agent("alice"), queues=[queue(wrapup_s=0, **settings)])))


def held() -> Playbook:
    """The caller is on hold since 1010 s."""
    return talking().after(10).on(LegHeld(LEG)).asks()


@pytest.mark.parametrize(("wait_s", "in_threshold"), [(20.0, True), (20.001, False)])
def test_the_service_level_counts_ringing(wait_s: float, in_threshold: bool) -> None:
    """From the moment in line to the moment in which both hear each other."""
    book = opened(office(agent("alice"), queues=[queue(ring_timeout_s=60)]))
    ringing(book).after(wait_s).on(LegAnswered(LEG)).asks(some(Connect)).on(LegConnected(LEG))
    book.asks(some(CloseBridge)).keeps(
        some(CallConnected, wait_ms=round(wait_s * 1000), in_threshold=in_threshold)
    ).run()


def test_connected_without_having_answered() -> None:
    """Events of one leg may come in one: the conversation counts from the connection."""
    book = offered(opened(office(agent("alice")))).on(LegConnected(LEG)).asks(some(CloseBridge))
    book.after(60).keeps(some(OfferEnded, result="accepted")).run()


@pytest.mark.parametrize("event", [LegConnected(LEG), LegAnswered(LEG), LegRinging(LEG), LegUnheld(LEG)])
def test_late_events_change_nothing_in_a_conversation(event: Event) -> None:
    """What was true before is told again."""
    talking().on(event).asks().on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).run()


@pytest.mark.parametrize("event", [LegConnected(LEG), LegAnswered(LEG), LegRinging(LEG), LegHeld(LEG)])
def test_late_events_change_nothing_on_hold(event: Event) -> None:
    """What was true before is told again."""
    held().on(event).asks().on(LegUnheld(LEG)).asks().run()


def test_hold_is_a_stretch_of_its_own_and_counts_as_talk() -> None:
    """The agent's state follows; the call's talk time has the hold in it."""
    book = held().after(5).on(LegUnheld(LEG)).asks().after(1).on(LegEnded(LEG))
    book.asks(HangUp(CALLER), some(CloseBridge)).keeps(
        *[some(Segment, kind=kind) for kind in (SegmentKind.FLOW, SegmentKind.QUEUE, SegmentKind.RING)],
        some(Segment, kind=SegmentKind.TALK, started_ms=1_000_000, ended_ms=1_010_000),
        some(Segment, kind=SegmentKind.HOLD, started_ms=1_010_000, ended_ms=1_015_000),
        some(Segment, kind=SegmentKind.TALK, started_ms=1_015_000, ended_ms=1_016_000),
        some(CallEnded, talk_ms=16_000),
    ).run()


@pytest.mark.parametrize("scene", [talking, held])
@pytest.mark.parametrize(
    ("leg", "other", "reason"),
    [
        (LEG, CALLER, OutcomeReason.AGENT_HUNG_UP),
        (CALLER, LEG, OutcomeReason.CALLER_HUNG_UP),
    ],
)
def test_when_one_hangs_up_the_other_is_hung_up(
    scene: Callable[[], Playbook], leg: LegId, other: LegId, reason: OutcomeReason
) -> None:
    """From conversation and from hold; both at once make one end."""
    book = scene().on(LegEnded(leg)).asks(HangUp(other), some(CloseBridge, bridge_id="c1-talk1"))
    book.on(LegEnded(other)).asks().keeps(ended(OutcomeClass.ANSWERED, reason, agent_id=ALICE)).run()
    assert book.engine.agents.agents[ALICE].state is AgentState.AVAILABLE


@pytest.mark.parametrize("scene", [talking, held])
def test_a_stop_hangs_up_both(scene: Callable[[], Playbook]) -> None:
    """The time to drain is over."""
    book = scene().on(StopRequested()).asks(HangUp(CALLER), HangUp(LEG), some(CloseBridge))
    book.keeps(ended(OutcomeClass.ANSWERED, OutcomeReason.CONTROLLER_STOPPED)).run()


@pytest.mark.parametrize("scene", [talking, held])
@pytest.mark.parametrize(("first", "other"), [(LEG, CALLER), (CALLER, LEG)])
def test_a_broken_conversation_goes_on_without_us(scene: Callable[[], Playbook], first: LegId, other: LegId) -> None:
    """The account ends, the two talk on, the agent stays busy; when one leaves, all is cleared away."""
    book = waiting(scene(), "c2").on(CallBroken(LEG)).asks()
    cleared = HangUp(other), some(CloseBridge, bridge_id="c1-talk1")
    if first == LEG:
        book.on(LegEnded(LEG)).asks(*cleared, asked(ALICE, "c2")).on(LegEnded(CALLER)).asks()
    else:  # the agent's phone must have done with the one before
        book.on(LegEnded(CALLER)).asks(*cleared).on(LegEnded(LEG)).asks(asked(ALICE, "c2"))
    book.keeps(ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)).run()
    assert not book.engine.calls.strays.legs()


@pytest.mark.parametrize("scene", [talking, held])
def test_a_pbx_that_began_anew_has_lost_the_conversation(scene: Callable[[], Playbook]) -> None:
    """Nothing is left to hang up or close; the time counts up to now, and the agent is free."""
    book = scene().after(5).on(PbxConnected(restarted=True)).asks()
    book.keeps(ended(OutcomeClass.FAILED, OutcomeReason.PBX_LOST, agent_id=ALICE)).run()
    assert book.engine.agents.agents[ALICE].state is AgentState.AVAILABLE


def test_wrapup_has_the_call_in_hand() -> None:
    """The notes belong to the call."""
    book = connected(opened(office(agent("alice"), queues=[queue(wrapup_s=7)]))).on(LegEnded(CALLER))
    book.asks(HangUp(LEG), some(CloseBridge)).after(7).run()
    stints = [r for r in book.records if isinstance(r, AgentStint) and r.state is AgentState.WRAPUP]
    assert [(s.call_id, s.ended_ms - s.started_ms) for s in stints] == [("c1", 7000)]
