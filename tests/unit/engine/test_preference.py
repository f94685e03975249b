"""Callers who ask for more than their queue, are known, or wait for certain agents alone for a while."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.caller_events import CallerKnown, Conversation, ConversationsRecalled
from acd.domain.callers import CallerKey, CallerProfile, KnownCallers
from acd.domain.calls import BridgeId, CallerId, CallId, HangUpReason, LegEndCause, LegId
from acd.domain.commands import Answer, CloseBridge, Connect, HangUp, Play, Remember, SendToSafetyNet, StartWaiting
from acd.domain.demands import Demand, Preference
from acd.domain.events import (
    CallBroken,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PhonesSeen,
    PhoneUnreachable,
    PlaybackEnded,
    PoolApplied,
    SignInRequested,
    SignOutRequested,
)
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.queues import QueueId, Skill
from acd.domain.recipes import Overflow, Recipe, Recipes, RecipeStep, Relax, TurnAway
from acd.domain.requests import MoveRequested
from acd.domain.steps import QueueStep, in_a_row
from acd.engine.demand import want_of
from acd.engine.matching import Want
from acd.engine.timers import TimerKind
from tests.playbooks import ACME, GREETING, Playbook, agent, arrives, needs, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, LEG, asked

CAROL = AgentId("carol")
C1, C2 = LegId("c1"), LegId("c2")


def prefers(*agents: AgentId, for_s: float = 30) -> Preference:
    return Preference(agents, for_s)


def house(*people: Any, line: dict[str, Any] | None = None, step: Demand = Demand(), **callers: Demand) -> Pool:  # noqa: B008
    """Return a house with one queue; callers are known by names that stand for numbers."""
    pool = office(*(people or (agent("alice"), agent("bob"))), queues=[queue(**(line or {}))])
    flow = pool.flows[FlowId("sales-flow")]
    known = KnownCallers({CallerKey(_NUMBERS[name]): CallerProfile(name, what) for name, what in callers.items()})
    return replace(
        pool,
        flows={flow.id: in_a_row(flow.id, (*flow.steps[:-1], QueueStep(QueueId("sales"), step)))},
        tenants={ACME: replace(pool.tenants[ACME], callers=known)},
    )


_NUMBERS = {"vip": "4930001", "spaniard": "4930002"}


def comes(caller: str, name: str = "") -> Any:
    """Return the arrival of somebody who is known, or of one of many."""
    number = f"+{_NUMBERS[name]}" if name else f"+4940{caller[1:]}"
    return replace(arrives(caller), caller=CallerId(number))


def waits(book: Playbook, caller: str, name: str = "") -> Playbook:
    """A caller comes into line, and nobody is asked."""
    return book.on(comes(caller, name)).asks(some(StartWaiting, lane=LegId(caller)))


def goes(book: Playbook, caller: str, to: AgentId, name: str = "") -> Playbook:
    """A caller comes into line, and an agent is asked at once."""
    return book.on(comes(caller, name)).asks(some(StartWaiting, lane=LegId(caller)), asked(to, caller))


# demands beside the queue's


def test_a_step_asks_for_more_than_its_queue() -> None:
    """Both must be met; who has the skills of the queue alone is not asked."""
    people = agent("alice", en=5), agent("bob", en=5, es=5)
    pool = house(*people, line={"requirement": needs(en=3)}, step=Demand(needs(es=5)))
    book = goes(opened(pool), "c1", BOB)
    waits(book, "c2").run()


def test_a_known_caller_asks_for_more_than_others() -> None:
    """On top of queue and step; by the number alone, however it is written."""
    people = agent("alice", en=5), agent("bob", en=5, es=5)
    pool = house(*people, line={"requirement": needs(en=3)}, spaniard=Demand(needs(es=5)))
    book = goes(opened(pool), "c1", BOB, "spaniard")
    waits(book, "c2", "spaniard")
    goes(book, "c3", ALICE).run()


def test_head_starts_of_queue_step_and_caller_add_up() -> None:
    """A caller with 60 s in a queue with 10 s by a step with 5 s goes before who came 75 s earlier, and not more."""
    pool = house(agent("alice"), line={"head_start_s": 10}, step=Demand(head_start_s=5), vip=Demand(head_start_s=60))
    book = waits(waits(opened(pool, ()), "c1").after(2), "c2").after(59)
    waits(book, "c3", "vip")
    book.on(SignInRequested(ALICE)).asks(asked(ALICE, "c1")).run()
    assert [book.engine.calls.calls[CallId(name)].rank[0] for name in ("c1", "c2", "c3")] == [985, 987, 986]


def test_a_tenant_that_is_gone_knows_nobody() -> None:
    """The number dialled leads to it, but it is not there."""
    pool = replace(house(), tenants={})
    goes(opened(pool), "c1", ALICE, "vip").run()


def test_who_a_caller_is_may_be_told_until_they_are_in_line() -> None:
    """What is told counts instead of what is configured; too late, or of nobody, it changes nothing."""
    pool = replace(office(agent("alice"), agent("bob"), before=GREETING))
    told = CallerProfile("Weber", Demand(prefers=prefers(BOB)))
    book = opened(pool).on(CallerKnown(CallId("c1"), told)).asks()
    book.on(arrives()).asks(Answer(C1)).on(LegAnswered(C1)).asks(some(Play))
    book.on(CallerKnown(CallId("c1"), told)).asks()
    book.on(PlaybackEnded(C1, "c1-p1")).asks(some(StartWaiting), asked(BOB))  # type: ignore[arg-type]
    book.on(CallerKnown(CallId("c1"), CallerProfile())).asks().run()
    assert book.engine.calls.calls[CallId("c1")].profile == told


# preferences


def test_the_preferred_agent_is_asked_before_all_others() -> None:
    """Whatever the order of idleness, and whatever skills they have."""
    pool = house(agent("alice", en=9), agent("bob"), line={"requirement": needs(en=3), "prefers": prefers(BOB)})
    book = goes(opened(pool), "c1", BOB).run()
    offer = book.engine.calls.calls[CallId("c1")].offer
    assert offer is not None and offer.preferred


def test_the_first_of_those_named_who_is_idle_is_asked() -> None:
    """In the order in which they are written; then whoever of them is free first."""
    people = agent("alice"), agent("bob"), agent("carol")
    book = goes(opened(house(*people, line={"prefers": prefers(CAROL, BOB)})), "c1", CAROL)
    goes(book, "c2", BOB)
    waits(book, "c3").run()
    assert book.engine.calls.calls[CallId("c3")].waits_for == (CAROL, BOB)


PREFER_BOB: dict[str, Any] = {"prefers": prefers(BOB)}


def busy(pool: Pool) -> Playbook:
    """Bob talks to the first caller; the second one waits, and only Bob will do."""
    book = goes(opened(pool), "c1", BOB).on(LegRinging(LEG)).asks().on(LegAnswered(LEG)).asks(some(Connect))
    book.on(LegConnected(LEG)).asks(some(CloseBridge))
    return waits(book, "c2")


def hangs_up(book: Playbook) -> Playbook:
    """Bob's first caller leaves; his phone is free as soon as the PBX says so."""
    return book.on(LegEnded(C1)).asks(some(HangUp), some(CloseBridge)).on(LegEnded(LEG))


def test_who_is_preferred_but_busy_is_waited_for_and_then_anyone_will_do() -> None:
    """Alice is idle all the time."""
    book = busy(house(line=PREFER_BOB)).after(29.9)
    book.after(0.1).asks(asked(ALICE, "c2")).run()
    offer = book.engine.calls.calls[CallId("c2")].offer
    assert offer is not None and not offer.preferred


def test_a_preferred_agent_who_is_free_in_time_has_the_call() -> None:
    """And no deadline is left."""
    book = hangs_up(busy(house(line=PREFER_BOB)).after(29)).asks(asked(BOB, "c2")).run()
    assert (TimerKind.PREFERENCE, "c2") not in book.engine.timers.current()


def test_a_caller_in_a_personal_line_has_the_rank_of_all() -> None:
    """Bob, once free, takes whoever came first of those that he may serve."""
    pool = house(agent("alice", en=1), agent("bob"), vip=Demand(head_start_s=60))
    pool = replace(pool, queues={**pool.queues, QueueId("sales"): queue("sales", prefers=prefers(BOB))})
    book = busy(pool).after(1)
    waits(book, "c3", "vip")
    hangs_up(book).asks(asked(BOB, "c3")).run()


@pytest.mark.parametrize("event", [SignOutRequested(BOB), PauseRequested(BOB, "lunch")])
def test_nobody_waits_for_who_will_be_gone_after_the_call(event: Any) -> None:
    """What the agent wishes for counts at once."""
    busy(house(line=PREFER_BOB)).on(event).asks(asked(ALICE, "c2")).run()


def test_nobody_waits_for_who_leaves_in_wrap_up() -> None:
    """Or goes for a pause."""
    book = hangs_up(busy(house(line={**PREFER_BOB, "wrapup_s": 60}))).asks()
    book.on(PauseRequested(BOB, "lunch")).asks(asked(ALICE, "c2")).run()


def test_nobody_waits_for_who_is_removed_from_the_configuration() -> None:
    """Bob finishes the conversation; he will not come back."""
    pool = house(line=PREFER_BOB)
    without = replace(pool, agents={ALICE: pool.agents[ALICE]})
    busy(pool).on(PoolApplied(without)).asks(asked(ALICE, "c2")).run()


@pytest.mark.parametrize(
    "event", [PhoneUnreachable(Endpoint("agent-bob")), PhonesSeen(frozenset({Endpoint("agent-alice")}))]
)
def test_nobody_waits_for_a_phone_that_is_gone(event: Any) -> None:
    """Told while its agent talks: the conversation will hardly last."""
    busy(house(line=PREFER_BOB)).on(event).asks(asked(ALICE, "c2")).run()


def test_of_several_one_who_is_there_is_enough() -> None:
    """Bob goes, Carol stays: the caller waits on, also for Bob if he comes back."""
    people = agent("alice"), agent("bob"), agent("carol")
    book = opened(house(*people, line={"prefers": prefers(BOB, CAROL)}))
    goes(goes(book, "c1", BOB), "c2", CAROL)
    waits(book, "c3").on(PauseRequested(CAROL, "lunch")).asks()
    book.on(PauseRequested(BOB, "lunch")).asks(asked(ALICE, "c3")).run()


def test_who_is_not_there_is_not_waited_for() -> None:
    """Offline, paused, unreachable, or nobody at all."""
    people = agent("alice"), agent("bob"), agent("carol")
    line = {"prefers": prefers(AgentId("nobody"), BOB, CAROL)}
    book = opened(house(*people, line=line), [ALICE, CAROL]).on(PauseRequested(CAROL, "lunch")).asks()
    goes(book, "c1", ALICE).run()
    book = opened(house(line=PREFER_BOB)).on(PhoneUnreachable(Endpoint("agent-bob"))).asks()
    goes(book, "c1", ALICE).run()


def test_who_comes_later_is_one_of_many() -> None:
    """Bob was not there when the caller came, and lacks the skills."""
    pool = house(agent("alice", en=3), agent("bob"), line={"requirement": needs(en=3), **PREFER_BOB})
    book = waits(opened(pool, ()), "c1").on(SignInRequested(BOB)).asks()
    book.on(SignInRequested(ALICE)).asks(asked(ALICE)).run()


@pytest.mark.parametrize(
    ("event", "hangs_up"),
    [(LegEnded(LEG, LegEndCause.BUSY), False), (None, True)],
)
def test_a_preferred_agent_is_asked_once(event: Any, hangs_up: bool) -> None:
    """Who declines, or lets it ring, will hardly want the caller a moment later: anyone is asked."""
    book = goes(opened(house(line={**PREFER_BOB, "ring_timeout_s": 10})), "c1", BOB).on(LegRinging(LEG)).asks()
    if hangs_up:
        book.after(10).asks(HangUp(LEG, HangUpReason.NO_ANSWER), asked(ALICE)).run()
    else:
        book.on(event).asks(asked(ALICE)).run()


def test_of_several_the_others_are_asked_first() -> None:
    """Bob declines: Carol is preferred too."""
    people = agent("alice"), agent("bob"), agent("carol")
    book = goes(opened(house(*people, line={"prefers": prefers(BOB, CAROL)})), "c1", BOB)
    book.on(LegEnded(LEG, LegEndCause.BUSY)).asks(asked(CAROL))
    book.on(LegEnded(LegId("c1-a2"), LegEndCause.BUSY)).asks(asked(ALICE)).run()


def test_the_callers_own_agents_count_most_then_the_steps_then_the_queues() -> None:
    """Where nobody of them is there, the next who are named count."""
    people = [agent(name) for name in ("alice", "bob", "carol", "dan")]
    dan = AgentId("dan")
    pool = house(
        *people,
        line={"prefers": prefers(ALICE, for_s=99)},
        step=Demand(prefers=prefers(CAROL, for_s=50)),
        vip=Demand(prefers=prefers(dan, for_s=9)),
    )
    book = goes(opened(pool, [ALICE, BOB, CAROL, dan]), "c1", dan, "vip")
    goes(book, "c2", CAROL).on(LegRinging(LEG)).asks().on(LegRinging(LegId("c2-a1"))).asks()
    waits(book, "c3", "vip").after(8.9)
    book.on(PauseRequested(dan, "lunch")).asks()  # now for Carol
    book.on(PauseRequested(CAROL, "lunch")).asks(asked(ALICE, "c3")).run()


def test_when_one_preference_is_over_a_longer_one_goes_on() -> None:
    """Each has its own time from coming into line."""
    people = agent("alice"), agent("bob"), agent("carol")
    pool = house(*people, line={"prefers": prefers(CAROL, for_s=40)}, vip=Demand(prefers=prefers(BOB, for_s=9)))
    book = goes(goes(opened(pool), "c1", BOB, "vip"), "c2", CAROL)
    book.on(LegRinging(LEG)).asks().on(LegRinging(LegId("c2-a1"))).asks()
    waits(book, "c3", "vip").after(9).run()
    assert book.engine.calls.calls[CallId("c3")].waits_for == (CAROL,)
    assert book.engine.timers.deadline(TimerKind.PREFERENCE, "c3") == 1040


# the agent who talked last


def test_the_agent_who_talked_last_is_asked_again() -> None:
    """Although Alice was idle longer; and only for that caller."""
    book = opened(house(line={"last_agent_for_s": 45}), [BOB])
    goes(book, "c1", BOB).on(LegRinging(LEG)).asks().on(LegAnswered(LEG)).asks(some(Connect))
    book.on(LegConnected(LEG)).asks(some(CloseBridge)).on(SignInRequested(ALICE)).asks()
    hangs_up(book).asks()
    again = replace(comes("c9"), caller=CallerId("004940 1"))
    book.on(again).asks(some(StartWaiting), asked(BOB, "c9"))
    goes(book, "c3", ALICE).run()


def test_without_a_time_for_it_nobody_waits_for_the_last_agent() -> None:
    """It is the queue's business."""
    past = ConversationsRecalled((Conversation(ACME, CallerKey("49401"), BOB),))
    goes(opened(house()).on(past).asks(), "c1", ALICE).run()
    goes(opened(house(line={"last_agent_for_s": 9})).on(past).asks(), "c1", BOB).run()


def test_the_last_agent_must_have_the_skills() -> None:
    """They may have talked about something else; and may be gone for good."""
    pool = house(agent("alice", es=5), agent("bob", en=5), line={"requirement": needs(es=1), "last_agent_for_s": 45})
    for agent_id in (BOB, AgentId("gone")):
        past = ConversationsRecalled((Conversation(ACME, CallerKey("49401"), agent_id),))
        goes(opened(pool).on(past).asks(), "c1", ALICE).run()


# endings


def test_no_deadline_is_left_of_a_caller_who_is_gone() -> None:
    """Hung up while waiting for Bob, or given to the safety net by an error."""
    for event, what in (
        (LegEnded(C2), [some(CloseBridge)]),
        (CallBroken(C2), [some(SendToSafetyNet), some(CloseBridge)]),
    ):
        book = busy(house(line=PREFER_BOB)).on(event).asks(*what).run()
        assert (TimerKind.PREFERENCE, "c2") not in book.engine.timers.current()


def test_a_preference_ends_in_time_while_the_pbx_is_away() -> None:
    """When it is back, anyone is asked."""
    book = busy(house(line=PREFER_BOB)).on(PbxLost()).asks().after(30)
    seen = [
        LegSeen(C1, is_caller=True, answered=True, peer=LEG, bridge_id=BridgeId("c1-talk1")),
        LegSeen(LEG, is_caller=False, answered=True, peer=C1, bridge_id=BridgeId("c1-talk1")),
        LegSeen(C2, is_caller=True, answered=True, room_id=BridgeId("c2-hold1")),
    ]
    book.on(PbxConnected(tuple(seen))).asks(asked(ALICE, "c2")).run()


# with recipes, and in other lines


def with_recipe(*steps: RecipeStep, nobody: RecipeStep | None = None, **more: Any) -> Pool:
    """Return a house with a recipe in its queue, and a second queue."""
    pool = house(**more)
    other = queue("help", needs(en=3), head_start_s=10, prefers=prefers(ALICE, for_s=100))
    recipes = Recipes(Recipe(steps), nobody=None if nobody is None else Recipe((nobody,)))
    return replace(pool, queues={**pool.queues, other.id: other}, recipes={QueueId("sales"): recipes})


def test_a_recipe_goes_on_while_a_caller_waits_for_certain_agents() -> None:
    """Its changes count when the time for these is over, and do not begin it anew."""
    pool = with_recipe(
        RecipeStep(5, action=Relax(frozenset({(Skill("en"), 0)}))),
        line={"requirement": needs(en=3), **PREFER_BOB},
    )
    book = busy(pool).after(5).asks(some(Remember))
    book.after(24.9).after(0.1).asks(asked(ALICE, "c2")).run()


def test_a_recipe_relaxes_what_the_queue_asks_for_and_nothing_else() -> None:
    """What is said of the caller stays."""
    relax = RecipeStep(5, action=Relax(frozenset({(Skill("en"), 0)})))
    pool = with_recipe(relax, line={"requirement": needs(en=3)}, vip=Demand(needs(en=2)))
    book = waits(waits(opened(pool, [ALICE]), "c1"), "c2", "vip")
    book.after(5).asks(some(Remember), some(Remember), asked(ALICE)).run()


def test_somebody_is_there_for_who_waits_for_certain_agents() -> None:
    """Although nobody has the skills; when the time is over, the recipe for that begins."""
    pool = with_recipe(nobody=RecipeStep(action=TurnAway()), line={"requirement": needs(en=3), **PREFER_BOB})
    book = busy(pool).after(29.9)
    book.after(0.1).asks(HangUp(C2), some(CloseBridge)).run()
    assert book.engine.timers.current() == []
    book = busy(pool).on(PauseRequested(BOB, "lunch")).asks(HangUp(C2), some(CloseBridge)).run()
    book = goes(opened(pool), "c1", BOB).on(LegRinging(LEG)).asks()
    book.on(LegEnded(LEG, LegEndCause.BUSY)).asks(HangUp(C1), some(CloseBridge)).run()


def test_a_caller_who_is_given_to_another_queue_takes_along_what_they_ask_for() -> None:
    """Demands and head starts of step and caller; whom the other queue prefers is preferred there, for what is left."""
    pool = with_recipe(RecipeStep(20, action=Overflow(QueueId("help"))), step=Demand(needs(es=5), 7), line=PREFER_BOB)
    book = busy(pool).after(20)
    book.asks(some(CloseBridge), some(StartWaiting, lane=C2), asked(ALICE, "c2")).on(
        LegEnded(LegId("c2-a1"), LegEndCause.BUSY)
    )
    book.asks().run()
    call = book.engine.calls.calls[CallId("c2")]
    assert want_of(call, pool) == Want((needs(en=3, es=5),))
    assert call.queued_at - call.rank[0] == 17
    assert book.engine.timers.deadline(TimerKind.PREFERENCE, "c2") is None


def test_a_call_that_is_moved_waits_for_whom_the_other_queue_prefers() -> None:
    """Counted from coming into the first line; a successor of the controller finds the same."""
    book = busy(with_recipe(line=PREFER_BOB)).on(SignOutRequested(ALICE)).asks().after(10)
    book.on(SignInRequested(ALICE)).asks().on(MoveRequested(CallId("c2"), QueueId("help")))
    book.asks(some(CloseBridge), some(StartWaiting, lane=C2), asked(ALICE, "c2")).run()
    offer = book.engine.calls.calls[CallId("c2")].offer
    assert offer is not None and offer.preferred
