"""Agents: what they ask for, wishes, wrap-up, and configuration that changes under them."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import CallId, LegEndCause, LegId, OutcomeClass, OutcomeReason
from acd.domain.commands import CloseBridge, HangUp, RingAgent, SendToSafetyNet
from acd.domain.errors import UnknownAgent
from acd.domain.events import (
    AgentRequest,
    CallBroken,
    Event,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    NetFreedPhone,
    NetPhonesSeen,
    NetTookPhone,
    PauseRequested,
    PbxConnected,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    PoolApplied,
    ReachLost,
    RegistrationChanged,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    StopRequested,
    TimerFired,
    TrunkUnreachable,
    WrapupEndRequested,
    WrapupExtensionRequested,
)
from acd.domain.queues import AgentChoice, QueueId
from acd.domain.records import AgentStint
from acd.domain.refusals import EXTENDED_BEFORE
from acd.domain.stored import AgentRestored
from acd.engine.agent import Hand
from acd.engine.engine import Engine
from tests.playbooks import ACME, Playbook, agent, needs, office, opened, queue, some
from tests.unit.engine.scenes import (
    ALICE,
    BOB,
    CALLER,
    LEG,
    asked,
    connected,
    ended,
    offered,
    ringing,
    waiting,
)

IN, OUT = SignInRequested(ALICE), SignOutRequested(ALICE)
PAUSE, RESUME, DONE = PauseRequested(ALICE, "lunch"), ResumeRequested(ALICE), WrapupEndRequested(ALICE)
NOT_SIGNED_IN, NOT_PAUSED, NO_WRAPUP = (
    "the agent is not signed in",
    "the agent is not paused",
    "the agent is not in wrap-up",
)


def house(wrapup_s: float = 0) -> Playbook:
    """Alice is there."""
    return opened(office(agent("alice"), queues=[queue(wrapup_s=wrapup_s)]))


def in_wrapup() -> Playbook:
    """Alice writes notes for 30 s."""
    return connected(house(30)).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))


def state(book: Playbook) -> AgentState:
    """Return what Alice does at the end."""
    return book.engine.agents.agents[ALICE].state


def hangs_up(book: Playbook) -> Playbook:
    """Alice ends the conversation."""
    return book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))


# requests and their answers


@pytest.mark.parametrize(
    ("before", "request_", "refusal"),
    [
        ([OUT], PAUSE, NOT_SIGNED_IN),
        ([OUT], RESUME, NOT_SIGNED_IN),
        ([OUT], DONE, NOT_SIGNED_IN),
        ([], RESUME, NOT_PAUSED),
        ([], DONE, NO_WRAPUP),
        ([PAUSE], DONE, NO_WRAPUP),
    ],
)
def test_a_request_that_does_not_fit_is_refused(
    before: list[AgentRequest], request_: AgentRequest, refusal: str
) -> None:
    """With a sentence that says why."""
    book = house()
    for request in before:
        book.on(request).asks()
    book.on(request_).refuses(refusal).run()


@pytest.mark.parametrize(
    ("requests", "after"),
    [
        ([IN], AgentState.AVAILABLE),
        ([OUT], AgentState.OFFLINE),
        ([OUT, OUT], AgentState.OFFLINE),
        ([OUT, IN], AgentState.AVAILABLE),
        ([PAUSE], AgentState.PAUSED),
        ([PAUSE, IN], AgentState.PAUSED),
        ([PAUSE, RESUME], AgentState.AVAILABLE),
        ([PAUSE, OUT], AgentState.OFFLINE),
        ([PAUSE, OUT, IN], AgentState.AVAILABLE),
    ],
)
def test_requests_of_an_agent_without_a_call(requests: list[AgentRequest], after: AgentState) -> None:
    """They are granted at once, and asking twice changes nothing."""
    book = house()
    for request in requests:
        book.on(request).asks()
    assert state(book.run()) is after


def test_another_reason_for_a_pause_begins_another_stretch() -> None:
    """From the meal into the training."""
    house().on(PAUSE).asks().after(5).on(PauseRequested(ALICE, "training")).asks().keeps(
        some(AgentStint, state=AgentState.OFFLINE, seq=1),
        some(AgentStint, state=AgentState.AVAILABLE, seq=2, next_reason="lunch"),
        some(AgentStint, state=AgentState.PAUSED, seq=3, reason="lunch", next_reason="training"),
    ).run()


def test_a_paused_agent_is_not_asked() -> None:
    """And is as soon as the pause is over."""
    waiting(house().on(PAUSE).asks()).on(RESUME).asks(asked(ALICE)).run()


# wishes


@pytest.mark.parametrize(
    ("wishes", "after", "reason"),
    [
        ([PAUSE], AgentState.PAUSED, "lunch"),
        ([PAUSE, RESUME], AgentState.AVAILABLE, None),
        ([OUT], AgentState.OFFLINE, None),
        ([OUT, IN], AgentState.AVAILABLE, None),
        ([PAUSE, OUT], AgentState.OFFLINE, None),
        ([PAUSE, OUT, IN], AgentState.PAUSED, "lunch"),
        ([PAUSE, PauseRequested(ALICE, "training")], AgentState.PAUSED, "training"),
    ],
)
@pytest.mark.parametrize("wrapup_s", [0, 30])
def test_what_is_asked_for_while_busy_is_granted_after_the_call(
    wishes: list[AgentRequest], after: AgentState, reason: str | None, wrapup_s: int
) -> None:
    """Nothing changes during the conversation and the wrap-up; then the newest wish counts."""
    book = connected(house(wrapup_s))
    for wish in wishes:
        book.on(wish).asks()
    hangs_up(book).after(wrapup_s).run()
    assert state(book) is after and book.engine.agents.agents[ALICE].reason == reason
    assert book.engine.agents.agents[ALICE].wish is None


@pytest.mark.parametrize(("wish", "after"), [(PAUSE, AgentState.PAUSED), (OUT, AgentState.OFFLINE)])
def test_what_is_asked_for_while_the_phone_rings_is_granted_after_the_offer(
    wish: AgentRequest, after: AgentState
) -> None:
    """The caller left: the agent is not offered the next one."""
    book = waiting(ringing(house()), "c2").on(wish).asks()
    book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).run()
    assert state(book) is after


def test_wishes_show_in_words() -> None:
    """Leaving comes before a pause."""
    book = connected(house()).on(PAUSE).asks().run()
    assert book.engine.agents.agents[ALICE].wish is AgentState.PAUSED
    book.on(OUT).asks().run()
    assert book.engine.agents.agents[ALICE].wish is AgentState.OFFLINE
    assert house().run().engine.agents.agents[ALICE].wish is None


def test_a_pause_ends_the_rest_after_a_refusal() -> None:
    """Who comes back from a pause can be asked; the rest's deadline is gone."""
    book = ringing(house()).on(LegEnded(LEG)).asks().on(PAUSE).asks().on(RESUME).asks(asked(ALICE)).run()
    assert book.engine.timers.current()
    ringing(house()).on(LegEnded(LEG)).asks().on(OUT).asks().after(60).run()


# wrap-up


def test_wrapup_ends_by_itself() -> None:
    """A caller who waits is offered in that moment."""
    waiting(in_wrapup(), "c2").after(29.9).after(0.1).asks(asked(ALICE, "c2")).run()


@pytest.mark.parametrize(
    ("request_", "after"),
    [
        (DONE, AgentState.AVAILABLE),
        (PAUSE, AgentState.PAUSED),
        (OUT, AgentState.OFFLINE),
        (IN, AgentState.WRAPUP),
        (RESUME, AgentState.WRAPUP),
    ],
)
def test_requests_in_wrapup(request_: AgentRequest, after: AgentState) -> None:
    """Its end, a pause and the end of work are granted at once; then the deadline is gone."""
    book = in_wrapup().on(request_).asks().run()
    assert state(book) is after
    assert (book.engine.next_deadline() is None) == (after is not AgentState.WRAPUP)


def test_the_end_of_a_wrapup_after_signing_out_is_ignored() -> None:
    """The deadline may have been under way."""
    book = in_wrapup().on(OUT).asks().after(30).on(TimerFired()).asks().run()
    assert state(book) is AgentState.OFFLINE


def test_a_wish_is_granted_when_the_wrapup_is_ended_early() -> None:
    """Done with the notes, and off to lunch."""
    book = hangs_up(connected(house(30)).on(PAUSE).asks()).on(DONE).asks().run()
    assert state(book) is AgentState.PAUSED


# configuration


def apply(book: Playbook, *names: str, **settings: Any) -> Playbook:
    """Apply a configuration with these agents and nothing to do."""
    return book.on(PoolApplied(office(*map(agent, names), **settings))).asks()


def test_an_agent_who_is_new_can_sign_in() -> None:
    """And is unknown before."""
    book = apply(waiting(opened(office())), "alice").on(IN).asks(asked(ALICE)).run()
    with pytest.raises(UnknownAgent):
        book.engine.handle(SignInRequested(BOB), book.now)


@pytest.mark.parametrize("requests", [[], [PAUSE], [OUT]])
def test_an_idle_agent_who_is_removed_leaves_at_once(requests: list[AgentRequest]) -> None:
    """No deadline and no place in a row is left."""
    book = house()
    for request in requests:
        book.on(request).asks()
    apply(book).run()
    assert not book.engine.agents.agents and not book.engine.matcher.idle()
    assert book.engine.next_deadline() is None


def test_an_agent_who_is_removed_in_wrapup_leaves_at_once() -> None:
    """The call is over."""
    book = apply(in_wrapup()).run()
    assert not book.engine.agents.agents and book.engine.next_deadline() is None


@pytest.mark.parametrize("wrapup_s", [0, 30])
def test_an_agent_who_is_removed_while_busy_leaves_after_the_call(wrapup_s: int) -> None:
    """Signing in again does not keep them: they are not configured any more."""
    book = apply(connected(house(wrapup_s))).on(IN).asks().run()
    assert book.engine.agents.agents[ALICE].wish is AgentState.OFFLINE
    hangs_up(book).after(wrapup_s).run()
    assert not book.engine.agents.agents and book.engine.next_deadline() is None


def test_a_removed_agent_who_asks_for_a_pause_in_wrapup_leaves() -> None:
    """A pause is no way to stay."""
    book = hangs_up(apply(connected(house(30)))).on(PAUSE).asks().run()
    assert not book.engine.agents.agents


def test_an_agent_who_is_removed_and_comes_back_while_busy_stays() -> None:
    """Nothing of the removal is left; stints are numbered on."""
    book = apply(apply(connected(house())), "alice")
    assert state(hangs_up(book).run()) is AgentState.AVAILABLE


def test_stints_of_an_agent_who_comes_back_are_numbered_on() -> None:
    """A number never comes twice since the start of the controller."""
    book = apply(apply(house()), "alice").on(IN).asks().run()
    assert [r.seq for r in book.records if isinstance(r, AgentStint)] == [1, 2, 3]


def test_new_skills_count_at_once_for_an_idle_agent() -> None:
    """The caller who waited for them is offered; place in the row is kept."""
    pool = office(agent("alice"), queues=[queue(requirement=needs(en=3))])
    better = replace(pool, agents={ALICE: agent("alice", en=5)})
    waiting(opened(pool)).on(PoolApplied(better)).asks(asked(ALICE)).run()


def test_new_skills_count_after_the_call_for_a_busy_agent() -> None:
    """Then the agent stands in the right row."""
    pool = office(agent("alice"), queues=[queue(), queue("help", needs(en=3))])
    better = replace(pool, agents={ALICE: agent("alice", en=5)})
    book = waiting(connected(opened(pool)), "c2", "help").on(PoolApplied(better)).asks()
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge), asked(ALICE, "c2")).run()


def test_callers_wait_on_in_a_queue_that_was_changed_or_removed() -> None:
    """They are served by what their queue asked for when they came into line."""
    pool = office(agent("alice"), queues=[queue(requirement=needs(en=3), wrapup_s=9)])
    changed = replace(pool, queues={}, agents={ALICE: agent("alice", en=3)})
    book = waiting(opened(pool)).on(PoolApplied(changed)).asks(asked(ALICE))
    book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))
    book.keeps(ended(OutcomeClass.ABANDONED, OutcomeReason.RINGING, queue_id="sales")).run()


def test_offer_rules_count_from_the_next_offer() -> None:
    """A shorter rest is taken over without a restart."""
    pool = office(agent("alice"))
    faster = replace(pool, offer_rules=replace(pool.offer_rules, refused_rest_s=1))
    book = offered(opened(pool)).on(PoolApplied(faster)).asks().on(LegEnded(LEG, LegEndCause.BUSY))
    book.asks().after(1).asks(asked(ALICE)).run()


def test_a_stop_writes_down_everybodys_time_so_far() -> None:
    """Nobody's time is lost between the last change and the end of the process; nobody's state changes."""
    book = opened(office(agent("alice"), agent("bob")), [ALICE]).on(PauseRequested(ALICE, "lunch")).asks().after(60)
    paused = {"state": AgentState.PAUSED, "reason": "lunch", "next_state": AgentState.PAUSED, "next_reason": "lunch"}
    book.on(StopRequested()).asks().keeps(
        some(AgentStint, next_state=AgentState.AVAILABLE),
        some(AgentStint, next_state=AgentState.PAUSED),
        some(AgentStint, agent_id=ALICE, started_ms=1_000_000, ended_ms=1_060_000, **paused),
    ).run()


# the phone

PHONE = Endpoint("agent-alice")
GONE = PhoneUnreachable(PHONE)


def test_who_cannot_be_reached_is_not_offered_a_call_and_is_at_once_when_the_phone_is_back() -> None:
    """The caller waits meanwhile, and the agent is available all the time."""
    book = waiting(house().on(GONE).asks())
    assert state(book.run()) is AgentState.AVAILABLE
    book.after(30).on(PhoneReachable(PHONE)).asks(asked(ALICE)).on(PhoneReachable(PHONE)).asks().run()


def test_before_anything_was_told_everybody_is_offered_calls() -> None:
    """Nor does a link that is down stop anybody."""
    offered(house()).run()
    waiting(house().on(PhonesSeen(frozenset())).asks()).on(ReachLost()).asks(asked(ALICE)).run()


def test_a_picture_of_all_phones_brings_back_those_in_it() -> None:
    """And takes out the others; told again, nothing changes."""
    everybody = PhonesSeen(frozenset({PHONE}))
    book = waiting(house().on(PhonesSeen(frozenset())).asks()).on(everybody).asks(asked(ALICE)).on(everybody).asks()
    book.on(PhonesSeen(frozenset())).asks().run()
    assert state(book) is AgentState.RESERVED


@pytest.mark.parametrize("told", [PhoneUnreachable(PHONE), PhonesSeen(frozenset())])
def test_who_is_busy_is_left_alone(told: Event) -> None:
    """A phone that rings or talks shows by itself how that ends; afterwards nothing is offered."""
    assert state(ringing(house()).on(told).asks().run()) is AgentState.RINGING
    book = hangs_up(connected(house()).on(told).asks())
    assert state(waiting(book, "c2").run()) is AgentState.AVAILABLE


def test_who_is_gone_and_signs_in_waits_for_the_phone() -> None:
    """The request is granted all the same."""
    book = waiting(opened(office(agent("alice")), []).on(GONE).asks().on(IN).asks())
    assert state(book.on(PhoneReachable(PHONE)).asks(asked(ALICE)).run()) is AgentState.RESERVED


def test_the_rest_after_a_phone_that_did_not_ring_ends_with_its_return() -> None:
    """It was rung before it was told that it is gone; then the rest has no reason any more."""
    book = ringing(house()).on(LegEnded(LEG, LegEndCause.UNREACHABLE)).asks().on(GONE).asks()
    book.on(PhoneReachable(PHONE)).asks(asked(ALICE)).after(3).asks(some(HangUp)).run()


def test_the_rest_after_a_call_that_was_declined_goes_on() -> None:
    """Whatever the phone does."""
    book = ringing(house()).on(LegEnded(LEG, LegEndCause.REFUSED)).asks().on(GONE).asks()
    book.on(PhoneReachable(PHONE)).asks().after(5).asks(asked(ALICE)).run()


def test_a_rest_that_ends_while_the_phone_is_gone() -> None:
    """Nobody is rung; the phone comes back later."""
    book = ringing(house()).on(LegEnded(LEG, LegEndCause.REFUSED)).asks().on(GONE).asks().after(60)
    book.on(PhoneReachable(PHONE)).asks(asked(ALICE)).run()


def test_the_phones_of_others_and_trunks_change_nothing() -> None:
    """Each is told apart."""
    book = house().on(PhoneUnreachable(Endpoint("agent-bob"))).asks()
    for told in (TrunkUnreachable(Endpoint("trunk-a")), RegistrationChanged(Endpoint("trunk-a"), False, "Rejected")):
        book.on(told).asks()
    offered(book).run()


def test_an_error_of_ours_does_not_ring_a_phone_that_is_gone() -> None:
    """Who stands in no row for that reason was not forgotten."""
    book = waiting(house().on(GONE).asks()).on(CallBroken(CALLER)).asks(some(SendToSafetyNet), some(CloseBridge))
    book.run()
    assert state(book) is AgentState.AVAILABLE and not book.engine.agents.agents[ALICE].resting


def test_who_talks_to_a_caller_of_the_safety_net_is_not_rung() -> None:
    """From the ringing to the end; who waits meanwhile is offered then."""
    book = house().on(NetTookPhone(PHONE)).asks()
    waiting(book).on(NetTookPhone(PHONE)).asks().on(NetFreedPhone(PHONE)).asks(asked(ALICE)).run()


def test_after_a_start_nobody_is_rung_who_talks_in_the_safety_net() -> None:
    """When it cannot be asked any more, nobody is kept from work."""
    book = waiting(house().on(NetPhonesSeen(frozenset({PHONE}))).asks()).on(ReachLost()).asks(asked(ALICE)).run()
    assert not book.engine.agents.reach.in_net(PHONE)


def test_a_pause_during_the_notes_does_not_take_back_the_wish_to_leave() -> None:
    """Leaving comes first, whenever the pause is asked for."""
    book = connected(house(30)).on(OUT).asks().on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    assert state(book.on(PAUSE).asks().run()) is AgentState.OFFLINE


def test_more_time_for_notes() -> None:
    """The wrap-up ends later, once; it can still be ended early, and the next one be extended again."""
    more = WrapupExtensionRequested(ALICE, 20)
    book = in_wrapup().after(25).on(more).asks().on(more).refuses(EXTENDED_BEFORE).after(24).run()
    assert state(book) is AgentState.WRAPUP
    assert state(book.after(1).run()) is AgentState.AVAILABLE
    assert state(in_wrapup().on(more).asks().on(DONE).asks().run()) is AgentState.AVAILABLE
    again = offered(book, "c2").on(LegConnected(LegId("c2-a1"))).asks(some(CloseBridge)).on(LegEnded(LegId("c2-a1")))
    assert state(again.asks(HangUp(LegId("c2"))).on(more).asks().run()) is AgentState.WRAPUP


def test_the_time_for_notes_is_the_tenants_if_it_has_one() -> None:
    """Else the queue's; none at all counts too."""
    for seconds in (0.0, 12.0):
        pool = office(agent("alice"), queues=[queue(wrapup_s=30)])
        tenants = {ACME: replace(pool.tenants[ACME], wrapup_s=seconds)}
        book = connected(opened(replace(pool, tenants=tenants))).on(LegEnded(LEG))
        book.asks(HangUp(CALLER), some(CloseBridge)).after(seconds).run()
        assert state(book) is AgentState.AVAILABLE and book.now == 1000 + seconds


def test_more_time_without_wrap_up_is_refused() -> None:
    """There is nothing to extend."""
    more = WrapupExtensionRequested(ALICE, 20)
    house().on(more).refuses(NO_WRAPUP).on(OUT).asks().on(more).refuses(NOT_SIGNED_IN).run()


# what a successor must know


def handed_on(book: Playbook, later_s: float = 0.0) -> Engine:
    """Return the engine of the next controller, which was told what the last stint of each agent says."""
    book.run()
    engine = Engine("k2")
    engine.handle(PoolApplied(book.engine.calls.pool), book.now)
    last = {record.agent_id: record for record in book.records if isinstance(record, AgentStint)}
    for stint in last.values():
        until = None if stint.next_until_ms is None else stint.next_until_ms / 1000
        wishes = stint.next_pause_wish, stint.next_sign_out_wish
        since = stint.ended_ms / 1000
        event = AgentRestored(stint.agent_id, stint.next_state, stint.next_reason, since, None, *wishes, until)
        engine.handle(event, book.now + later_s)
    return engine


@pytest.mark.parametrize(
    ("wishes", "state", "reason"),
    [
        ([PauseRequested(ALICE, "lunch")], AgentState.PAUSED, "lunch"),
        ([SignOutRequested(ALICE)], AgentState.OFFLINE, None),
        ([SignOutRequested(ALICE), SignInRequested(ALICE)], AgentState.AVAILABLE, None),
        ([PauseRequested(ALICE, "lunch"), ResumeRequested(ALICE)], AgentState.AVAILABLE, None),
    ],
)
def test_a_wish_outlives_the_controller(wishes: list[Event], state: AgentState, reason: str | None) -> None:
    """It is granted by the next one when the call in hand is over; here the PBX does not hold it any more."""
    book = connected(opened(office(agent("alice"))))
    for wish in wishes:
        book.on(wish).asks()
    engine = handed_on(book)
    live = engine.agents.agents[ALICE]
    assert live.state is AgentState.TALKING
    engine.handle(PbxConnected(), book.now)
    assert (live.state, live.reason) == (state, reason)


def test_a_wish_is_written_down_once_and_the_state_is_as_old_as_it_was() -> None:
    """Asked twice is asked once; the two stretches of talk follow each other."""
    book = connected(opened(office(agent("alice")))).after(5)
    for _ in range(2):
        book.on(SignOutRequested(ALICE)).asks()
    book.after(5).run()
    stints = [record for record in book.records if isinstance(record, AgentStint)]
    assert (stints[-1].state, stints[-1].next_state) == (AgentState.TALKING, AgentState.TALKING)
    assert stints[-1].started_ms == stints[-2].ended_ms and stints[-2].next_state is AgentState.TALKING
    live = book.engine.agents.agents[ALICE]
    assert (live.booked - live.since, book.now - live.since) == (5, 10)


def test_what_is_left_of_the_wrap_up_is_left_to_the_agent() -> None:
    """Counted from the end of the conversation, longer if the agent asked for it; then the wish is granted."""
    book = connected(house(30)).on(PauseRequested(ALICE, "tea")).asks()
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).after(10)
    book.on(WrapupExtensionRequested(ALICE, 15.0)).asks()
    engine = handed_on(book, later_s=10)
    live = engine.agents.agents[ALICE]
    assert (live.state, engine.next_deadline()) == (AgentState.WRAPUP, book.now + 35)
    engine.handle(TimerFired(), book.now + 35)
    assert (live.state, live.reason) == (AgentState.PAUSED, "tea")


def test_a_wrap_up_that_ended_meanwhile() -> None:
    """The agent is free, or as they wished."""
    assert handed_on(in_wrapup(), later_s=31).agents.agents[ALICE].state is AgentState.AVAILABLE
    book = connected(house(30)).on(SignOutRequested(ALICE)).asks()
    book.on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge))
    assert handed_on(book, later_s=31).agents.agents[ALICE].state is AgentState.OFFLINE


def test_a_stored_wrap_up_gives_way_to_a_conversation() -> None:
    """The agent was ready early, and the controller died before that was stored."""
    book = in_wrapup()
    desk = handed_on(book).agents
    hand = Hand(CallId("c2"), QueueId("sales"), ACME)
    assert desk.take_over(ALICE, hand, AgentState.TALKING, book.now)
    assert desk.agents[ALICE].state is AgentState.TALKING
    desk.finish(ALICE, 30, book.now)
    assert not desk.take_over(ALICE, hand, AgentState.TALKING, book.now), "has just talked"


def test_who_moves_to_a_phone_that_rings_is_offered_calls_there_at_once() -> None:
    """And whoever moves to one that does not is not; what the old phone does meanwhile says nothing."""
    desk = Endpoint("phone-1")
    pool = replace(office(agent("alice")), desks=frozenset({desk}))
    to_desk, home = SignInRequested(ALICE, desk), SignInRequested(ALICE, PHONE)
    book = opened(pool).on(PhonesSeen(frozenset({desk}))).asks()
    waiting(book).on(to_desk).asks(some(RingAgent, agent_id=ALICE, endpoint=desk)).run()
    book = opened(pool, []).on(PhonesSeen(frozenset({desk}))).asks().on(to_desk).asks()
    book = waiting(book.on(home).asks()).on(PhoneReachable(desk)).asks()
    book.on(PhoneReachable(PHONE)).asks(some(RingAgent, agent_id=ALICE, endpoint=PHONE)).run()


def test_a_second_of_notes_is_a_second() -> None:
    """However short."""
    book = connected(house(0.5)).on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)).run()
    assert state(book) is AgentState.WRAPUP and book.engine.next_deadline() == book.now + 0.5


def test_the_rest_that_ends_with_the_phones_return_ends_once() -> None:
    """Its deadline is gone with it."""
    book = offered(house()).on(LegEnded(LEG, LegEndCause.UNREACHABLE)).asks()
    book.on(LegEnded(CALLER)).asks(some(CloseBridge)).on(GONE).asks().on(PhoneReachable(PHONE)).asks().run()
    assert book.engine.next_deadline() is None


def test_a_phone_that_was_never_gone_does_not_end_a_rest() -> None:
    """It is told of again, and did not ring all the same."""
    book = (
        offered(house()).on(LegEnded(LEG, LegEndCause.UNREACHABLE)).asks().on(PhoneReachable(PHONE)).asks().after(9.9)
    )
    book.after(0.1).asks(asked(ALICE)).run()


def test_a_new_engine_counts_offers_one_by_one() -> None:
    """The choice by turns asks everybody before it asks anybody again."""
    names = ("alice", "bob", "carol")
    pool = office(*map(agent, names), queues=[queue(choice=AgentChoice.ROUND_ROBIN)])
    book = opened(pool)
    for number_, name in enumerate((*names, *names), start=1):
        caller = f"c{number_}"
        offered(book, caller, AgentId(name)).on(LegEnded(LegId(caller))).asks(some(HangUp), some(CloseBridge))
        book.on(LegEnded(LegId(f"{caller}-a1"))).asks()
    book.run()
    assert [person.work.asked for person in book.engine.agents.agents.values()] == [4, 5, 6]


def test_a_leg_at_an_idle_agents_phone_keeps_calls_away_until_it_is_gone() -> None:
    """Of an earlier controller, and hung up: the INVITE must not pass the BYE."""
    left = LegSeen(LegId("c9-a1"), is_caller=False, endpoint=PHONE)
    book = house().on(PbxConnected((left,))).asks(HangUp(left.leg_id))
    waiting(book).on(LegEnded(left.leg_id)).asks(asked(ALICE)).run()


def test_the_end_of_a_parting_leg_is_taken_once() -> None:
    """Whoever tells of it knows whether it was anybody's."""
    book = ringing(house()).on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).run()
    assert [book.engine.agents.parted(LEG) for _ in range(2)] == [True, False]


def test_a_wish_that_was_taken_back_is_none() -> None:
    """In the record, where a successor reads it."""
    book = connected(house()).on(OUT).asks().on(IN).asks().run()
    last = [record for record in book.records if isinstance(record, AgentStint)][-1]
    assert last.next_sign_out_wish is False and last.next_pause_wish is None


def stints(book: Playbook) -> list[AgentStint]:
    """Return what was written down of Alice's time."""
    return [record for record in book.run().records if isinstance(record, AgentStint)]


def test_what_changes_nothing_is_not_written_down() -> None:
    """Signing in twice, or wishing twice for the same."""
    book = connected(house()).on(PAUSE).asks().on(OUT).asks()
    written = len(stints(book))
    assert len(stints(book.on(PAUSE).asks().on(OUT).asks())) == written
    assert len(stints(house().on(IN).asks())) == len(stints(house()))


def test_a_wish_that_was_granted_is_none_any_more() -> None:
    """Who leaves sits nowhere, either: a successor brings them back at their own phone."""
    book = hangs_up(connected(house()).on(PAUSE).asks())
    last = stints(book)[-1]
    assert (last.next_state, last.next_reason, last.next_pause_wish) == (AgentState.PAUSED, "lunch", None)
    desk = Endpoint("phone-1")
    pool = replace(office(agent("alice")), desks=frozenset({desk}))
    at_desk = opened(pool, []).on(SignInRequested(ALICE, desk)).asks()
    assert stints(at_desk)[-1].next_endpoint == desk
    assert stints(at_desk.on(OUT).asks())[-1].next_endpoint is None


def test_a_pause_leaves_no_deadline_of_a_rest() -> None:
    """It would be over in the middle of a later one."""
    book = offered(house()).on(LegEnded(LEG, LegEndCause.REFUSED)).asks().on(LegEnded(CALLER))
    book.asks(some(CloseBridge)).on(PAUSE).asks().run()
    assert book.engine.next_deadline() is None


def test_who_moves_from_one_phone_that_rings_to_another_keeps_the_rest() -> None:
    """It was not the phone that was gone."""
    desk = Endpoint("phone-1")
    pool = replace(office(agent("alice")), desks=frozenset({desk}))
    book = offered(opened(pool)).on(LegEnded(LEG, LegEndCause.UNREACHABLE)).asks()
    book.on(SignInRequested(ALICE, desk)).asks().after(9.9).after(0.1).asks(asked(ALICE)).run()


def test_work_is_counted_by_conversations_of_ours() -> None:
    """Not by offers; and the time in them, hold included, as long as the agent is at work."""
    book = hangs_up(connected(house()).after(10))
    book = offered(book, "c2").on(LegConnected(LegId("c2-a1"))).asks(some(CloseBridge)).after(5)
    book.on(LegEnded(LegId("c2-a1"))).asks(some(HangUp))
    book = offered(book, "c3").on(LegRinging(LegId("c3-a1"))).asks()
    book.on(LegEnded(LegId("c3-a1"), LegEndCause.REFUSED)).asks().run()
    work = book.engine.agents.agents[ALICE].work
    assert (work.calls, work.talk_s, work.asked) == (2, 15.0, 3)


@pytest.mark.parametrize("book", [hangs_up(connected(house())), hangs_up(connected(house())).on(PAUSE).asks()])
def test_a_hand_is_empty_after_the_call(book: Playbook) -> None:
    """Another conversation may be found there."""
    book.run()
    hand = Hand(CallId("c2"), QueueId("sales"), ACME)
    assert book.engine.agents.take_over(ALICE, hand, AgentState.TALKING, book.now)
