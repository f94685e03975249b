"""Hot desks: who sits at which phone, who must give way, and what outlives the controller."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, AgentState, Endpoint, Seat
from acd.domain.calls import CallId, LegId
from acd.domain.commands import CloseBridge, HangUp, RingAgent, StartWaiting
from acd.domain.events import (
    LegEnded,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PoolApplied,
    SignInRequested,
    SignOutRequested,
    TrunkReachable,
    TrunkUnreachable,
)
from acd.domain.outside import outside_endpoint
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.records import AgentStint
from acd.domain.refusals import PHONE_IN_CALL
from acd.domain.stored import AgentRestored
from acd.engine.agent import Hand
from acd.engine.basis import basis
from acd.engine.engine import Engine
from tests.playbooks import ACME, Playbook, agent, arrives, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, connected

DESK, OTHER_DESK = Endpoint("phone-1"), Endpoint("phone-2")
ALICES = Endpoint("agent-alice")
AT_DESK = SignInRequested(ALICE, DESK)


def pool(*desks: Endpoint, wrapup_s: float = 0) -> Pool:
    """Alice, Bob, and desks that are nobody's."""
    house = office(agent("alice"), agent("bob"), queues=[queue(wrapup_s=wrapup_s)])
    return replace(house, desks=frozenset(desks or (DESK, OTHER_DESK)))


def house(*signed_in: AgentId, wrapup_s: float = 0) -> Playbook:
    """Open; nobody is there but who is named, at their own phones."""
    return opened(pool(wrapup_s=wrapup_s), signed_in)


def where(book: Playbook) -> dict[str, tuple[str, str]]:
    """Return state and phone of everybody."""
    agents = book.run().engine.agents.agents
    return {agent_id: (agent.state.value, agent.phone) for agent_id, agent in agents.items()}


def test_who_signs_in_at_a_desk_is_rung_there_until_they_leave() -> None:
    """And afterwards at their own phone again."""
    rings = some(RingAgent, agent_id=ALICE, endpoint=DESK)
    house().on(AT_DESK).asks().on(arrives()).asks(some(StartWaiting), rings).run()
    book = house().on(AT_DESK).asks().on(SignOutRequested(ALICE)).asks().on(SignInRequested(ALICE)).asks()
    assert where(book)[ALICE] == ("available", ALICES)


def test_a_request_without_a_phone_leaves_the_agent_where_they_are() -> None:
    """The API's sign-in of somebody who is at work is nothing new."""
    assert where(house().on(AT_DESK).asks().on(SignInRequested(ALICE)).asks())[ALICE] == ("available", DESK)


def test_who_sat_there_idle_is_signed_out() -> None:
    """Available, in a pause or in wrap-up; and an owner gets the own phone back."""
    for state in ([], [PauseRequested(BOB, "lunch")]):
        book = house(BOB).on(SignInRequested(BOB, DESK)).asks()
        for event in state:
            book.on(event).asks()
        assert where(book.on(AT_DESK).asks()) == {ALICE: ("available", DESK), BOB: ("offline", "agent-bob")}
    book = house().on(SignInRequested(BOB, ALICES)).asks().on(SignInRequested(ALICE)).asks()
    assert where(book) == {ALICE: ("available", ALICES), BOB: ("offline", "agent-bob")}


def test_nobody_is_pushed_out_of_a_call() -> None:
    """Neither who talks nor who is just being asked."""
    book = connected(house(ALICE)).on(SignInRequested(BOB, ALICES)).refuses("somebody else is in a call at this phone")
    assert where(book) == {ALICE: ("talking", ALICES), BOB: ("offline", "agent-bob")}
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).on(SignInRequested(BOB, ALICES)).asks()
    assert where(book) == {ALICE: ("offline", ALICES), BOB: ("available", ALICES)}


def test_wrap_up_is_no_call() -> None:
    """The notes must be written elsewhere."""
    book = connected(house(ALICE, wrapup_s=30)).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    assert where(book.on(SignInRequested(BOB, ALICES)).asks())[ALICE] == ("offline", ALICES)


def test_who_moves_takes_the_state_along() -> None:
    """A pause stays a pause; what is stored says where they sit; the desk that was left is free."""
    book = house(ALICE).on(PauseRequested(ALICE, "lunch")).asks().after(1).on(AT_DESK).asks()
    book.on(SignInRequested(BOB, ALICES)).asks()
    assert where(book) == {ALICE: ("paused", DESK), BOB: ("available", ALICES)}
    stints = [one for one in book.records if isinstance(one, AgentStint) and one.agent_id == ALICE]
    assert [(one.next_state, one.next_endpoint) for one in stints] == [
        (AgentState.AVAILABLE, None),
        (AgentState.PAUSED, None),
        (AgentState.PAUSED, DESK),
    ]
    assert stints[-1].ended_ms - stints[-1].started_ms == 1000


def test_nobody_moves_in_the_middle_of_a_call() -> None:
    """The call is at the other phone; to the same one it is nothing new."""
    connected(house(ALICE)).on(AT_DESK).refuses("the agent is in a call at another phone").run()
    connected(house(ALICE)).on(SignInRequested(ALICE, ALICES)).asks().run()


def test_a_phone_that_is_not_there() -> None:
    """Is refused; whoever sits at one that is removed leaves, after the call."""
    house().on(SignInRequested(ALICE, Endpoint("trunk-a"))).refuses("there is no such phone").run()
    gone = PoolApplied(pool(OTHER_DESK))
    assert where(house().on(AT_DESK).asks().on(gone).asks())[ALICE] == ("offline", ALICES)
    stays = house().on(SignInRequested(ALICE, OTHER_DESK)).asks().on(gone).asks()
    assert where(stays)[ALICE] == ("available", OTHER_DESK)


def test_a_removed_desk_waits_for_its_call() -> None:
    """The conversation ends first."""
    book = Playbook(PoolApplied(pool()), PbxConnected(), AT_DESK)
    book = connected(book).on(PoolApplied(pool(OTHER_DESK))).asks()
    assert where(book)[ALICE] == ("talking", DESK)
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    assert where(book)[ALICE] == ("offline", ALICES)


def test_the_seat_outlives_the_controller() -> None:
    """As stored; but nobody comes back to a phone that is gone or taken."""
    at_desk = AgentRestored(ALICE, AgentState.AVAILABLE, None, endpoint=DESK)
    assert where(Playbook(PoolApplied(pool()), at_desk))[ALICE] == ("available", DESK)
    assert where(Playbook(PoolApplied(pool(OTHER_DESK)), at_desk))[ALICE] == ("offline", ALICES)
    bob = AgentRestored(BOB, AgentState.PAUSED, "lunch", endpoint=DESK)
    assert where(Playbook(PoolApplied(pool()), at_desk, bob))[BOB] == ("offline", "agent-bob")
    off = AgentRestored(ALICE, AgentState.OFFLINE, None)
    assert where(Playbook(PoolApplied(pool()), bob, off))[ALICE] == ("offline", ALICES)


def test_a_conversation_found_at_a_desk_is_that_of_who_sits_there() -> None:
    """And not that of the phone's owner; a leg at a desk where nobody sits is nobody's."""
    guest = AgentRestored(BOB, AgentState.TALKING, None, endpoint=ALICES)
    legs = (LegSeen(CALLER, True, True, None, LEG), LegSeen(LEG, False, True, ALICES, CALLER))
    book = Playbook(PoolApplied(pool()), guest, PbxConnected(legs)).run()
    assert {a: one.state.value for a, one in book.engine.agents.agents.items()} == {ALICE: "offline", BOB: "talking"}
    assert book.engine.calls.strays.agents() == {BOB}


def test_the_tape_begins_with_the_seats() -> None:
    """A fresh engine has everybody where they sat."""
    book = house(BOB).on(AT_DESK).asks().run()
    fresh = Engine()
    for event in basis(book.engine):
        fresh.handle(event, book.now)
    assert {agent_id: one.phone for agent_id, one in fresh.agents.agents.items()} == {ALICE: DESK, BOB: "agent-bob"}


def test_who_was_removed_and_comes_back_finds_the_seat_as_anybody() -> None:
    """Nobody sits where only somebody who is gone once sat."""
    book = house(ALICE).on(PoolApplied(replace(pool(), agents={BOB: agent("bob")}))).asks()
    book.on(PoolApplied(pool())).asks().on(SignInRequested(BOB, ALICES)).asks()
    assert where(book)[BOB] == ("available", ALICES)


@pytest.mark.parametrize("first", [ALICE, BOB])
def test_two_who_change_places(first: AgentId) -> None:
    """The one who is pushed out signs in at the other phone."""
    second = BOB if first == ALICE else ALICE
    mine, yours = Endpoint(f"agent-{first}"), Endpoint(f"agent-{second}")
    book = house(ALICE, BOB).on(SignInRequested(first, yours)).asks().on(SignInRequested(second, mine)).asks()
    assert where(book) == {first: ("available", yours), second: ("available", mine)}


def test_who_is_found_talking_at_their_phone_sits_there() -> None:
    """They were not at work, and nobody takes the phone out of their hand."""
    theirs, own = LegId("x"), LegId("y")
    legs = (
        LegSeen(theirs, is_caller=True, answered=True, peer=own),
        LegSeen(own, is_caller=False, answered=True, endpoint=ALICES, peer=theirs),
    )
    house().on(PbxConnected(legs)).asks().on(SignInRequested(BOB, ALICES)).refuses(PHONE_IN_CALL).run()


def test_who_comes_back_from_nowhere_takes_nobodys_seat() -> None:
    """A conversation of Alice's is found, and Bob sits at her phone: what is found there is still his."""
    call_id, line = CallId("c1"), QueueId("sales")
    book = house(BOB).on(SignInRequested(BOB, ALICES)).asks().run()
    agents = book.engine.agents
    assert agents.take_over(ALICE, Hand(call_id, line, ACME), AgentState.TALKING, book.now)
    assert agents.at_phones()[ALICES] == BOB


OUTSIDE = outside_endpoint("+15550123", Endpoint("trunk-a"))
AWAY, HOME = SignInRequested(ALICE, seat=Seat.OUTSIDE), SignInRequested(ALICE, seat=Seat.OWN)


def with_number(*signed_in: AgentId) -> Playbook:
    """Alice has a number outside, and Bob none."""
    people = [replace(agent("alice"), outside=OUTSIDE), agent("bob")]
    return opened(replace(office(*people), desks=frozenset({DESK})), signed_in)


def test_an_agent_goes_outside_and_comes_home() -> None:
    """From the own phone or a desk; with a pause."""
    book = with_number(ALICE).on(AWAY).asks()
    assert where(book)[ALICE] == ("available", OUTSIDE)
    assert where(book.on(HOME).asks())[ALICE] == ("available", ALICES)
    book = with_number().on(AT_DESK).asks().on(PauseRequested(ALICE, "lunch")).asks().on(AWAY).asks()
    assert where(book)[ALICE] == ("paused", OUTSIDE)
    assert where(book.on(SignOutRequested(ALICE)).asks())[ALICE] == ("offline", ALICES)


def test_a_number_outside_is_its_agents_alone() -> None:
    """Whoever asks for it in whatever way; who has none is told so."""
    with_number().on(SignInRequested(BOB, OUTSIDE)).refuses("there is no such phone").run()
    with_number().on(SignInRequested(BOB, seat=Seat.OUTSIDE)).refuses("the agent has no outside number").run()


def test_nobody_goes_outside_during_a_call() -> None:
    """As to any other phone."""
    connected(with_number(ALICE)).on(AWAY).refuses("the agent is in a call at another phone").run()


def test_who_is_outside_leaves_when_the_number_is_another_one() -> None:
    """The configuration says whom we may call, at once."""
    other = replace(agent("alice"), outside=outside_endpoint("+15550199", Endpoint("trunk-a")))
    book = with_number().on(AWAY).asks().on(PoolApplied(office(other, agent("bob")))).asks()
    assert where(book)[ALICE] == ("offline", ALICES)


def test_who_was_outside_is_there_again_after_a_restart() -> None:
    """If that is still their number."""
    for number, state in ((OUTSIDE, AgentState.AVAILABLE), ("+1@trunk-a", AgentState.OFFLINE)):
        book = with_number().on(AgentRestored(ALICE, AgentState.AVAILABLE, None, 900.0, Endpoint(number))).asks()
        assert where(book)[ALICE][0] == state


def test_who_is_outside_is_offered_nothing_while_the_trunk_is_gone() -> None:
    """And the caller who waited at once when it is back."""
    trunk = Endpoint("trunk-a")
    book = with_number().on(AWAY).asks().on(TrunkUnreachable(trunk)).asks().on(arrives()).asks(some(StartWaiting))
    book.on(TrunkReachable(trunk)).asks(some(RingAgent, agent_id=ALICE, endpoint=OUTSIDE)).run()
