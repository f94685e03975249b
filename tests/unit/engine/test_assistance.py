"""Calls for a supervisor: a flag beside the state, recorded from the asking to the end."""

import pytest

from acd.domain.agents import AgentState, AssistanceEnd
from acd.domain.commands import CloseBridge, HangUp
from acd.domain.errors import UnknownAgent
from acd.domain.events import (
    AssistanceEndRequested,
    AssistanceRequested,
    LegEnded,
    PauseRequested,
    PbxConnected,
    PbxLost,
    SignOutRequested,
    StopRequested,
)
from acd.domain.records import AssistanceAsked, AssistanceEnded
from tests.playbooks import ACME, Playbook, agent, arrives, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, connected, offered

ASK = AssistanceRequested(ALICE)
BACK = AssistanceEndRequested(ALICE, AssistanceEnd.TAKEN_BACK)
SEEN = AssistanceEndRequested(ALICE, AssistanceEnd.ACKNOWLEDGED)
CALL = arrives().call_id


def house(wrapup_s: float = 0) -> Playbook:
    """Alice is there."""
    return opened(office(agent("alice"), queues=[queue(wrapup_s=wrapup_s)]))


def ended(how: AssistanceEnd, call_id: str | None, started_ms: int, ended_ms: int) -> AssistanceEnded:
    """The record of an end, as far as playbooks state it."""
    record: AssistanceEnded = some(
        AssistanceEnded, agent_id=ALICE, how=how, call_id=call_id, started_ms=started_ms, ended_ms=ended_ms
    )
    return record


@pytest.mark.parametrize(("event", "how"), [(BACK, AssistanceEnd.TAKEN_BACK), (SEEN, AssistanceEnd.ACKNOWLEDGED)])
def test_a_person_lowers_the_flag(event: AssistanceEndRequested, how: AssistanceEnd) -> None:
    """Asked twice is asked once; the records name the call in hand and its line."""
    book = connected(house()).on(ASK).asks().on(ASK).asks().after(2).on(event).asks()
    hand = queue().id, ACME
    book.keeps(
        AssistanceAsked(ALICE, CALL, *hand, 1_000_000), AssistanceEnded(ALICE, CALL, *hand, 1_000_000, 1_002_000, how)
    ).run()
    assert book.engine.agents.agents[ALICE].assistance is None


def test_the_end_of_the_conversation_lowers_the_flag() -> None:
    """Whoever hung up."""
    book = connected(house(30)).on(ASK).asks().after(1).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    book.keeps(ended(AssistanceEnd.CALL_ENDED, CALL, 1_000_000, 1_001_000)).run()


def test_asked_for_in_wrapup_it_ends_with_the_wrapup() -> None:
    """The call is in hand until then."""
    book = connected(house(30)).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).after(1).on(ASK).asks()
    book.after(29).keeps(ended(AssistanceEnd.CALL_ENDED, CALL, 1_001_000, 1_030_000)).run()


def test_asked_for_without_a_call_it_stays() -> None:
    """Through a pause and until the end of the next conversation; an offer that is not taken does not end it."""
    book = house().on(ASK).asks().on(PauseRequested(ALICE, "x")).asks().run()
    assert book.engine.agents.agents[ALICE].assistance is not None
    book = offered(house().on(ASK).asks()).after(3).asks(some(HangUp)).run()
    assert book.engine.agents.agents[ALICE].assistance is not None
    book = connected(house().on(ASK).asks()).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    book.keeps(ended(AssistanceEnd.CALL_ENDED, None, 1_000_000, 1_000_000)).run()


@pytest.mark.parametrize(
    ("event", "how"),
    [(SignOutRequested(ALICE), AssistanceEnd.SIGNED_OUT), (StopRequested(), AssistanceEnd.CONTROLLER_STOPPED)],
)
def test_who_goes_calls_for_nobody(event: SignOutRequested | StopRequested, how: AssistanceEnd) -> None:
    """Every call for a supervisor has an end."""
    house().on(ASK).asks().on(event).asks().keeps(ended(how, None, 1_000_000, 1_000_000)).run()


def test_asked_for_in_a_call_that_had_died_with_the_pbx() -> None:
    """Nobody knew: the call ended when the link broke, and the call for a supervisor as soon as it began."""
    book = connected(house()).on(PbxLost()).asks().after(5).on(ASK).asks().after(2)
    book.on(PbxConnected((), restarted=True)).asks()
    book.keeps(ended(AssistanceEnd.CALL_ENDED, CALL, 1_005_000, 1_005_000)).run()


def test_what_is_refused() -> None:
    """Who is not at work, who did not ask, and who is nobody."""
    house().on(SignOutRequested(ALICE)).asks().on(ASK).refuses("the agent is not signed in").run()
    house().on(SEEN).refuses("the agent does not call for a supervisor").run()
    with pytest.raises(UnknownAgent):
        house().on(AssistanceEndRequested(BOB, AssistanceEnd.ACKNOWLEDGED)).asks().run()
    assert house().run().engine.agents.agents[ALICE].state is AgentState.AVAILABLE
