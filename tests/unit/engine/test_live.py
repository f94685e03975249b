"""The view of one moment."""

from dataclasses import replace

from acd.domain.agents import AgentState, Endpoint, Obstacle, Reach
from acd.domain.calls import CallState, LegEndCause, LegId
from acd.domain.commands import CloseBridge, HangUp, Play, RingAgent, RingSupervisor
from acd.domain.events import (
    AssistanceRequested,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegRinging,
    NetTookPhone,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PhonesSeen,
    PoolApplied,
    RegistrationChanged,
    SignInRequested,
    SignOutRequested,
    TrunkReachable,
)
from acd.domain.flows import Prompt, StepName
from acd.domain.pool import OfferRules, SupervisorRules
from acd.domain.view import AgentView, CallView, LiveView, QueueView, TrunkView
from acd.engine.engine import Engine
from acd.engine.live import queues_of, view
from tests.playbooks import ACME, GREETING, Playbook, agent, arrives, needs, number, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, LEG2, connected, greeted, ringing, waiting


def seen(book: Playbook) -> LiveView:
    """Play it and look."""
    return view(book.run().engine, book.now)


def test_an_empty_house() -> None:
    """Nothing is there before anything was applied."""
    assert view(Engine(), 1.0) == LiveView(False, False, (), (), ())


def test_a_conversation_and_a_line() -> None:
    """Who talks since when, who waits at which place, who could serve them."""
    lines = [queue(), queue("vip", needs(en=1), head_start_s=60)]
    book = connected(opened(office(agent("alice", en=5), agent("bob"), queues=lines), [ALICE])).after(5)
    waiting(waiting(waiting(book, "c2").after(1), "c3").after(1), "c4", "vip").after(2)
    live = seen(book.on(PauseRequested(ALICE, "lunch")).asks().on(LegHeld(LEG)).asks())
    assert live.pbx_connected and not live.draining
    assert live.queues == (
        QueueView(lines[0].id, 2, 4.0, {AgentState.HOLDING: 1, AgentState.OFFLINE: 1}),
        QueueView(lines[1].id, 1, 2.0, {AgentState.HOLDING: 1}),
    )
    assert live.agents[0] == AgentView(
        ALICE, "Alice", AgentState.HOLDING, None, AgentState.PAUSED, 0.0, arrives().call_id, agent("alice").endpoint
    )
    first = CallView(
        arrives().call_id, CallState.HELD, ACME, number("sales"), arrives().caller, lines[0].id, ALICE, 9.0, 0.0, None,
        step=StepName("1"),
    )  # fmt: skip
    assert live.calls[0].context["caller.last_agent"] == "alice"
    assert replace(live.calls[0], context={}) == first
    assert [(call.call_id, call.wait_s, call.position) for call in live.calls[1:]] == [
        ("c2", 4.0, 1),
        ("c3", 3.0, 2),
        ("c4", 2.0, 1),
    ]


def test_where_an_agent_sits_and_since_when_they_call_for_a_supervisor() -> None:
    """The phone at which they signed in; their own again when they are gone."""
    desk = Endpoint("phone-1")
    book = opened(replace(office(agent("alice")), desks=frozenset({desk}))).on(SignInRequested(ALICE, desk)).asks()
    (alice,) = seen(book.on(AssistanceRequested(ALICE)).asks().after(3)).agents
    assert (alice.endpoint, alice.assistance_s) == (desk, 3.0)
    (alice,) = seen(book.on(SignOutRequested(ALICE)).asks()).agents
    assert (alice.endpoint, alice.assistance_s) == ("agent-alice", None)


def test_who_helps_whom() -> None:
    """Whose phone rings for an agent, and who answered; what the supervisor hears is none of their state."""
    sue = replace(agent("sue"), supervisor=True)
    pool = replace(office(agent("alice"), sue), supervisor_rules=SupervisorRules(wanted={sue.id: Prompt("wanted")}))
    book = opened(pool).on(AssistanceRequested(ALICE)).asks(some(RingSupervisor))
    alice, sue_now = seen(book).agents
    assert (alice.supervisors_rung, alice.helped_by) == ((sue.id,), ())
    assert (sue_now.state, sue_now.rung_for, sue_now.helps) == (AgentState.AVAILABLE, ALICE, None)
    alice, sue_now = seen(book.on(LegAnswered(LegId("supervisor~-1"))).asks(some(Play))).agents
    assert (alice.supervisors_rung, alice.helped_by, alice.assistance_s) == ((), (sue.id,), None)
    assert (sue_now.state, sue_now.rung_for, sue_now.helps) == (AgentState.AVAILABLE, None, ALICE)


def test_which_queues_an_agent_serves() -> None:
    """By skills; nobody serves none."""
    book = opened(office(agent("alice", en=5), queues=[queue(), queue("vip", needs(en=1)), queue("x", needs(de=1))]))
    assert queues_of(book.run().engine, ALICE) == {"sales", "vip"}
    assert queues_of(book.engine, BOB) == frozenset()


def test_a_caller_who_is_offered_is_in_line_and_shows_the_agent_who_is_asked() -> None:
    """And counts as waiting."""
    live = seen(ringing(opened(office(agent("alice")))).after(3))
    assert live.calls[0].agent_id == ALICE and live.calls[0].position == 1 and live.queues[0].waiting == 1


def test_a_caller_in_the_flow_has_no_wait() -> None:
    """And no place; the loss of the PBX shows."""
    live = seen(greeted(opened(office(agent("alice"), before=GREETING))).on(PbxLost()).asks())
    assert live.calls[0].wait_s is None and live.calls[0].position is None and not live.pbx_connected
    assert live.queues[0].longest_wait_s == 0


def test_the_wait_of_a_conversation_at_the_very_first_moment_stands_still() -> None:
    """Zero is a moment like any other."""
    pool = office(agent("alice"))
    book = Playbook(PoolApplied(pool), PbxConnected(), SignInRequested(ALICE), start=0.0)
    assert seen(connected(book).after(9)).calls[0].wait_s == 0.0


def test_phones_and_trunks() -> None:
    """As far as the PBX told; trunks are those that are configured."""
    trunk = Endpoint("trunk-a")
    pool = replace(office(agent("alice"), agent("bob")), trunks={trunk: True, Endpoint("trunk-b"): False})
    book = opened(pool)
    nothing = seen(book)
    assert [one.reach for one in nothing.agents] == [Reach.UNKNOWN] * 2
    assert nothing.trunks == (TrunkView(trunk), TrunkView(Endpoint("trunk-b")))
    book.on(PhonesSeen(frozenset({Endpoint("agent-alice")}))).asks().on(TrunkReachable(trunk)).asks()
    live = seen(book.on(RegistrationChanged(trunk, False, "Rejected")).asks())
    assert [one.reach for one in live.agents] == [Reach.REACHABLE, Reach.UNREACHABLE]
    assert live.trunks == (TrunkView(trunk, Reach.REACHABLE, False, "Rejected"), TrunkView(Endpoint("trunk-b")))


def test_what_keeps_calls_from_an_agent_who_is_available() -> None:
    """A rest, a phone that is gone, a leg that is not yet gone; nothing for one who is idle, or not available."""
    book = ringing(opened(office(agent("alice"), agent("bob"), rules=OfferRules(refused_rest_s=5))))
    assert [one.obstacle for one in seen(book).agents] == [None, None]
    book.on(LegEnded(LEG, LegEndCause.REFUSED)).asks(some(RingAgent, agent_id=BOB))
    assert [one.obstacle for one in seen(book).agents] == [Obstacle.RESTING, None]
    book.on(LegRinging(LEG2)).asks().after(5).on(LegEnded(CALLER)).asks(some(HangUp, lane=LEG2), some(CloseBridge))
    assert [one.obstacle for one in seen(book).agents] == [None, Obstacle.PARTING]
    book.on(LegEnded(LEG2)).asks().on(PhonesSeen(frozenset({agent("bob").endpoint}))).asks()
    assert [one.obstacle for one in seen(book).agents] == [Obstacle.UNREACHABLE, None]
    book.on(NetTookPhone(agent("bob").endpoint)).asks()
    assert [one.obstacle for one in seen(book).agents] == [Obstacle.UNREACHABLE, Obstacle.IN_NET]
    book.on(SignOutRequested(ALICE)).asks()
    assert [one.obstacle for one in seen(book).agents] == [None, Obstacle.IN_NET]


def test_a_supervisor_who_helps_is_kept_from_calls_by_that() -> None:
    """Rung or listening."""
    pool = office(agent("alice"), replace(agent("sue"), supervisor=True))
    book = opened(pool).on(AssistanceRequested(ALICE)).asks(some(RingSupervisor))
    assert [one.obstacle for one in seen(book).agents] == [None, Obstacle.HELPING]


def test_what_a_caller_in_line_asks_for() -> None:
    """And how long ago they came, every head start counted; of nobody else."""
    lines = [queue(requirement=needs(en=1), head_start_s=30)]
    call, *_ = seen(waiting(opened(office(agent("alice"), queues=lines))).after(4)).calls
    assert (call.asks, call.meant_for, call.ranked_s) == ((needs(en=1),), (), 34.0)
    talks, *_ = seen(connected(opened(office(agent("alice"))))).calls
    assert (talks.asks, talks.meant_for, talks.ranked_s) == ((), (), None)


def test_why_an_agent_is_in_a_pause() -> None:
    """In the word that was given."""
    (alice,) = seen(opened(office(agent("alice"))).on(PauseRequested(ALICE, "lunch")).asks()).agents
    assert (alice.state, alice.reason) == (AgentState.PAUSED, "lunch")


def test_all_who_are_rung_for_an_agent() -> None:
    """Each of them, in the order of the configuration."""
    helpers = [replace(agent(name), supervisor=True) for name in ("sue", "tom")]
    book = opened(office(agent("alice"), *helpers)).on(AssistanceRequested(ALICE))
    alice, *_ = seen(book.asks(some(RingSupervisor), some(RingSupervisor))).agents
    assert alice.supervisors_rung == ("sue", "tom")


def test_a_trunk_without_a_registration_shows_whether_it_answers() -> None:
    """It is all that there is to know of it."""
    trunk = Endpoint("trunk-a")
    pool = replace(office(), trunks={trunk: False})
    assert seen(opened(pool).on(TrunkReachable(trunk)).asks()).trunks == (TrunkView(trunk, Reach.REACHABLE),)
