"""What happens on a leg concerns the call that it belongs to; of nobody's legs nothing comes."""

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import (
    LegId,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
    SegmentKind,
)
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Connect,
    HangUp,
    Play,
    StartWaiting,
)
from acd.domain.events import (
    CallBroken,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegUnheld,
    PlaybackEnded,
    RecordingAdopted,
    RecordingBegan,
    RecordingMuted,
    TimerFired,
)
from acd.domain.recordings import RecordingId
from acd.domain.records import (
    Segment,
)
from tests.playbooks import GREETING, agent, arrives, made, office, opened, some
from tests.unit.engine.scenes import (
    ALICE,
    CALLER,
    LEG,
    asked,
    connected,
    ended,
    waiting,
)


def test_the_agent_ends_the_conversation() -> None:
    """When the agent hangs up, so do we towards the caller; without wrap-up the agent is free at once."""
    book = connected(opened(office(agent("alice")))).on(LegEnded(LegId("c1-a1")))
    book.asks(HangUp(CALLER), some(CloseBridge)).keeps(
        ended(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP, talk_ms=0)
    ).run()
    assert book.engine.agents.agents[ALICE].state is AgentState.AVAILABLE


@pytest.mark.parametrize(
    "event",
    [
        LegRinging(LegId("x")),
        LegAnswered(LegId("x")),
        LegConnected(LegId("x")),
        LegHeld(LegId("x")),
        LegUnheld(LegId("x")),
        LegEnded(LegId("x")),
        PlaybackEnded(LegId("x"), PlaybackId("x")),
        DigitPressed(LegId("x"), "1"),
        RecordingBegan(LegId("x"), RecordingId("x")),
        RecordingMuted(LegId("x"), RecordingId("x"), muted=True),
        RecordingAdopted(LegId("x"), RecordingId("x")),
        CallBroken(LegId("x")),
        TimerFired(),
    ],
)
def test_events_of_nobody_change_nothing(event: Event) -> None:
    """Late events of legs that are forgotten are ignored."""
    waiting(opened(office(agent("alice")), signed_in=())).on(event).asks().run()


@pytest.mark.parametrize("event", [LegRinging, LegConnected, LegHeld, LegUnheld, LegAnswered])
def test_events_of_the_callers_leg_that_only_agents_legs_have_are_ignored(event: type) -> None:
    """The PBX tells of every leg alike; only an agent's rings, is connected or puts on hold for us."""
    book = connected(opened(office(agent("alice")))).on(event(CALLER)).asks()
    book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).keeps(
        some(Segment, kind=SegmentKind.FLOW),
        some(Segment, kind=SegmentKind.QUEUE),
        some(Segment, kind=SegmentKind.RING),
        some(Segment, kind=SegmentKind.TALK),
    ).run()


def test_a_key_that_nobody_waits_for_changes_nothing() -> None:
    """Of a caller or an agent, whatever is going on."""
    keys = [DigitPressed(leg, digit) for leg in (CALLER, LEG) for digit in "1#"]
    book = opened(office(agent("alice"), before=GREETING, whisper="acme"))
    greeting = made("greeting")
    book.on(arrives()).asks(Answer(CALLER)).on(keys[0]).asks()
    book.on(LegAnswered(CALLER)).asks(some(Play, playback_id=greeting))
    for event, asks in (
        (PlaybackEnded(CALLER, greeting), (some(StartWaiting), asked(ALICE))),
        (LegRinging(LEG), ()),
        (LegAnswered(LEG), (some(Play),)),
        (PlaybackEnded(LEG, PlaybackId("c1-a1-p1")), (some(Connect),)),
        (LegConnected(LEG), (some(CloseBridge),)),
        (LegHeld(LEG), ()),
    ):
        for key in keys:
            book.on(key).asks()
        book.on(event).asks(*asks)
    book.on(keys[0]).asks().on(keys[2]).asks().on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).run()
