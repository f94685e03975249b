"""Playbooks whose events are doubled, lost, or come in another order: the truths hold, and the house can go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.calls import PlaybackId
from acd.domain.events import (
    CallBroken,
    Event,
    LegEnded,
    LegHeld,
    LegUnheld,
    PauseRequested,
    PbxConnected,
    PlaybackEnded,
    PoolApplied,
    SignInRequested,
    TimerFired,
)
from acd.engine.engine import Engine
from tests.playbooks import GREETING, Playbook, agent, office, opened, queue
from tests.property.truths import Ledger, check
from tests.unit.engine.scenes import ALICE, CALLER, LEG, connected, greeted, ringing, whispered

_PLAIN = office(agent("alice"), agent("bob"), queues=[queue(wrapup_s=5)])
_WHISPER = office(agent("alice"), whisper="acme")
_GREETING = office(agent("alice"), before=GREETING)
_TALK: tuple[Event, ...] = (
    LegHeld(LEG),
    LegUnheld(LEG),
    PauseRequested(ALICE, "lunch"),
    CallBroken(CALLER),
    LegEnded(LEG),
    LegEnded(CALLER),
)
_SETUP = (PoolApplied, PbxConnected, SignInRequested)


def _story(book: Playbook, *more: Event) -> list[tuple[float, Event]]:
    events = book.run().events()
    return [*events, *((events[-1][0] + place, event) for place, event in enumerate(more, start=1))]


STORIES = {
    "conversation": _story(connected(opened(_PLAIN)), *_TALK),
    "whisper": _story(whispered(opened(_WHISPER)), *_TALK),
    "ringing": _story(ringing(opened(_PLAIN)), *_TALK),
    "greeting": _story(greeted(opened(_GREETING)), PlaybackEnded(CALLER, PlaybackId("c1-p2")), *_TALK),
}


@pytest.mark.parametrize("name", STORIES)
@given(data=st.data())
def test_events_doubled_lost_and_out_of_order(name: str, data: st.DataObject) -> None:
    """Any choice of the story's events, in any order and number, with deadlines between them."""
    setup = [told for told in STORIES[name] if isinstance(told[1], _SETUP)]
    rest = [told[1] for told in STORIES[name] if not isinstance(told[1], _SETUP)]
    engine, ledger, now = Engine(), Ledger(), 1000.0
    chosen = data.draw(st.lists(st.sampled_from([*rest, TimerFired()]), max_size=40))
    for event in [*(event for _, event in setup), *chosen]:
        now += data.draw(st.sampled_from((0.0, 0.5, 4.0, 25.0)))
        asked_before = {name: person.work.asked for name, person in engine.agents.agents.items()}
        decision = engine.handle(event, now)
        for record in decision.records:
            ledger.take(record)
        check(engine, decision, asked_before)
