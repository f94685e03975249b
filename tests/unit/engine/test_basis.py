"""A fresh engine goes on about where another one is."""

from dataclasses import replace

from acd.domain.agents import AgentId, AgentState, Endpoint, Reach
from acd.domain.calls import BridgeId, CallerId, LegId
from acd.domain.commands import CloseBridge, Connect, HangUp
from acd.domain.events import (
    DrainRequested,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PhonesSeen,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
)
from acd.domain.hours import Hours, HoursId, Opening, Period
from acd.domain.hours_events import ClockTold, HoursOverrideRequested, HoursTold
from acd.domain.stored import AgentRestored
from acd.engine.basis import agents_as_they_are, basis
from acd.engine.engine import Engine
from tests.playbooks import ACME, Playbook, agent, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, connected, connecting, offered, ringing, waiting

DESK = Endpoint("desk-1")


def told(book: Playbook) -> Engine:
    """Return a fresh engine that was told the basis of a playbook's."""
    engine = Engine()
    for event in basis(book.engine):
        assert not engine.handle(event, book.now).commands
    return engine


def states(engine: Engine) -> dict[str, AgentState]:
    """Who is in which state."""
    return {agent_id: agent.state for agent_id, agent in engine.agents.agents.items()}


def test_agents_and_configuration_are_as_they_were() -> None:
    """Who is there is idle, a pause keeps its reason."""
    pool = office(agent("alice"), agent("bob"))
    engine = told(opened(pool).on(PauseRequested(BOB, "lunch")).asks().run())
    assert states(engine) == {ALICE: AgentState.AVAILABLE, BOB: AgentState.PAUSED}
    assert engine.agents.agents[BOB].reason == "lunch"
    assert (engine.calls.pool, engine.pbx_connected, engine.draining) == (pool, True, False)


def test_conversations_go_on_and_end() -> None:
    """The agent is busy as long as both legs are there; callers in line are unknown, and nothing is done to them."""
    book = waiting(connected(opened(office(agent("alice")))), "c2").run()
    engine = told(book)
    assert states(engine) == {ALICE: AgentState.TALKING}
    assert not engine.calls.calls
    engine.handle(LegEnded(CALLER), book.now)
    assert states(engine) == {ALICE: AgentState.AVAILABLE}


def test_offers_are_not_part_of_it() -> None:
    """Whoever is asked is idle for the fresh engine, which knows no call."""
    assert states(told(ringing(opened(office(agent("alice")))).run())) == {ALICE: AgentState.AVAILABLE}


def test_what_was_said_to_the_whole_call_centre_is_said_again() -> None:
    """The link is down, no new calls are taken."""
    book = opened(office()).on(PbxLost()).asks().on(DrainRequested()).asks().run()
    assert not any(isinstance(event, PbxConnected) for event in basis(book.engine))
    engine = told(book)
    assert (engine.pbx_connected, engine.draining) == (False, True)


def test_who_is_reached_is_part_of_it() -> None:
    """Else a fresh engine would ring phones that are gone."""
    book = opened(office(agent("alice"))).on(PhonesSeen(frozenset())).asks().run()
    engine = told(book)
    assert engine.agents.reach_of(engine.agents.agents[ALICE]) is Reach.UNREACHABLE


def test_who_talked_last_to_whom_is_part_of_it_where_a_queue_wants_to_know() -> None:
    """Else nobody is told of callers."""
    for for_s, known in ((0.0, None), (30.0, ALICE)):
        pool = office(agent("alice"), queues=[queue(last_agent_for_s=for_s)])
        engine = told(connected(opened(pool)).run())
        assert engine.calls.last_agents.of(ACME, CallerId("+4930123")) == known


def test_each_agent_is_told_of_whole() -> None:
    """With what was asked for while a call is in hand, the phone where they sit, and the end of their notes."""
    pool = replace(office(agent("alice"), agent("bob"), queues=[queue(wrapup_s=30)]), desks=frozenset({DESK}))
    book = connected(opened(pool)).on(SignInRequested(BOB, DESK)).asks().after(5)
    book.on(PauseRequested(ALICE, "lunch")).asks().on(SignOutRequested(ALICE)).asks().run()
    assert list(agents_as_they_are(book.engine)) == [
        AgentRestored(ALICE, AgentState.TALKING, None, 1000.0, None, "lunch", sign_out_wish=True),
        AgentRestored(BOB, AgentState.AVAILABLE, None, 1000.0, DESK),
    ]
    book.on(ResumeRequested(ALICE)).asks().on(SignInRequested(ALICE)).asks()
    book.on(LegEnded(LEG)).asks(some(HangUp), some(CloseBridge)).run()
    book.on(SignOutRequested(BOB)).asks().run()
    alice, bob = agents_as_they_are(book.engine)
    assert bob == AgentRestored(BOB, AgentState.OFFLINE, None, 1005.0)
    assert alice == AgentRestored(ALICE, AgentState.WRAPUP, None, 1005.0, until=1035.0)


def test_each_conversation_is_told_of_whole() -> None:
    """Both legs, as the PBX would tell; not an offer, however near it is to a conversation."""
    book = connecting(opened(office(agent("alice"), agent("bob"), agent("carol"))))
    book.then(talks("c2", BOB)).then(talks("c3", AgentId("carol"))).run()
    (told_of,) = [event for event in basis(book.engine) if isinstance(event, PbxConnected)]
    assert told_of.legs == (*both("c2", "bob"), *both("c3", "carol"))


def talks(caller: str, to: AgentId) -> Playbook:
    """Another conversation begins."""
    leg, lane = LegId(f"{caller}-a1"), LegId(caller)
    book = offered(Playbook(), caller, to).on(LegAnswered(leg)).asks(some(Connect, lane=lane))
    return book.on(LegConnected(leg)).asks(some(CloseBridge, lane=lane))


def both(caller: str, name: str) -> tuple[LegSeen, LegSeen]:
    """Return the two legs of a conversation."""
    theirs, own, bridge = LegId(caller), LegId(f"{caller}-a1"), BridgeId(f"{caller}-talk1")
    return (
        LegSeen(theirs, is_caller=True, answered=True, peer=own, bridge_id=bridge),
        LegSeen(own, is_caller=False, answered=True, endpoint=Endpoint(f"agent-{name}"), peer=theirs, bridge_id=bridge),
    )


def test_hours_are_as_they_were() -> None:
    """Worked out anew since the configuration came, opened by somebody, by the same clock."""
    day = HoursId("acme/day")
    written = Hours.of(day, "UTC", (Period(0, Opening.CLOSED, "night"),), 1e10)
    pool = replace(office(), hours={day: written})
    newer = {day: replace(written, until=20_000_000_000)}
    said = HoursOverrideRequested(day, Opening.OPEN, 2_000_000.0, "api")
    book = opened(pool).on(ClockTold(1_000_000.0)).asks().on(HoursTold(newer)).asks().on(said).asks().run()
    engine = told(book)
    assert engine.calls.openings.hours == newer
    assert engine.calls.openings.overrides == book.engine.calls.openings.overrides
    assert engine.calls.openings.state(day, book.now).state is Opening.OPEN
    assert engine.next_deadline() == 1_000_000.0
