"""What changes while a caller waits: by time, by place, by key, by who is there."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackRules
from acd.domain.calls import CallId, HangUpReason, LegEndCause, LegId, OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import (
    CloseBridge,
    Connect,
    HangUp,
    Play,
    Remember,
    RingOutside,
    SendToSafetyNet,
    StartWaiting,
    StopPlayback,
    TakeMessageFrom,
)
from acd.domain.events import (
    CallBroken,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    PlaybackEnded,
    PoolApplied,
    SignInRequested,
    SignOutRequested,
)
from acd.domain.figures import FigureSounds
from acd.domain.flows import FlowId, Prompt
from acd.domain.pool import Pool
from acd.domain.queues import QueueId, Skill
from acd.domain.recipes import (
    CallBack,
    Figure,
    GiveOutside,
    Overflow,
    Raise,
    Recipe,
    Recipes,
    RecipeStep,
    Relax,
    TakeMessage,
    TurnAway,
    Widen,
)
from acd.domain.steps import QueueStep, SetStep, in_a_row
from tests.playbooks import agent, arrives, needs, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, asked, ended, waiting

SALES, HELP = QueueId("sales"), QueueId("help")
ROOM = some(CloseBridge)
KEPT = some(Remember)
"""How far the caller is in the recipe stands beside the room."""


def house(*steps: RecipeStep, people: tuple[Any, ...] = (), **more: Any) -> Pool:
    """Return an office whose queue sales, for speakers of German, has this recipe."""
    placed = tuple(step for step in steps if step.place is not None)
    timed = tuple(step for step in steps if step.place is None)
    lines = [queue("sales", needs(de=5)), queue("help", needs(en=3), head_start_s=10)]
    pool = office(*people, queues=lines)
    return replace(pool, recipes={SALES: Recipes(Recipe(timed, placed), **more)})


def says(number: int = 1, *prompts: str, caller: str = "c1") -> Any:
    """Return the command that plays something to the caller."""
    fields: dict[str, object] = {"prompts": tuple(map(Prompt, prompts))} if prompts else {}
    return some(Play, lane=LegId(caller), playback_id=playback(number, caller), **fields)


def heard(number: int = 1, caller: str = "c1") -> PlaybackEnded:
    """What was played is over."""
    return PlaybackEnded(LegId(caller), playback(number, caller))


def playback(number: int = 1, caller: str = "c1") -> PlaybackId:
    """Return the name of what is played; the first one was that of the flow's step."""
    return PlaybackId(f"{caller}-p{number}")


def say(*words: str, **fields: Any) -> RecipeStep:
    """Return a step that says something."""
    return RecipeStep(say=tuple(map(Prompt, words)), **fields)


SOUNDS = FigureSounds(
    {place: Prompt(f"place {place}") for place in range(1, 22)},
    {minutes: Prompt(f"{minutes} min") for minutes in range(32)},
)


def telling(*figures: Figure, **fields: Any) -> Pool:
    """Return a house of one agent in which callers are told these figures at once, and again and again."""
    pool = house(RecipeStep(every_s=60, say=figures), people=(agent("alice", de=5),))
    return replace(pool, **({"figures": {"en": SOUNDS}} | fields))


# what lets more agents serve the caller


def test_skills_are_relaxed_in_rings() -> None:
    """Each ring lets in who was not good enough before; the match comes in the moment in which it does."""
    people = agent("alice", de=2), agent("bob")
    pool = house(
        RecipeStep(after_s=30, action=Relax(frozenset({(Skill("de"), 2)}))),
        RecipeStep(after_s=60, action=Relax(frozenset({(Skill("de"), 0)}))),
        people=people,
    )
    waiting(opened(pool)).after(29).on(SignOutRequested(BOB)).asks().after(1).asks(KEPT, asked(ALICE)).run()
    waiting(opened(pool, [BOB])).after(59.9).asks(KEPT).after(0.1).asks(KEPT, asked(BOB)).run()


def test_agents_of_another_queue_help_out() -> None:
    """The caller keeps the one place, for both; a queue that was removed meanwhile helps nobody."""
    pool = house(RecipeStep(after_s=30, action=Widen((HELP, QueueId("gone")))), people=(agent("bob", en=5),))
    book = waiting(opened(pool)).after(30).asks(KEPT, asked(BOB))
    book.on(LegRinging(LEG)).asks().run()


def test_priority_grows_with_the_wait() -> None:
    """After the raise the caller goes before one who would have been first."""
    pool = house(RecipeStep(after_s=30, action=Raise(60)), people=(agent("alice", de=5, en=5),))
    book = waiting(opened(pool, ()), "c1", "help").after(1)
    book = waiting(book, "c2").after(30).asks(KEPT).on(SignInRequested(ALICE)).asks(asked(ALICE, "c2"))
    book.run()
    book = waiting(opened(pool, ()), "c1", "help").after(1)
    waiting(book, "c2").after(29).on(SignInRequested(ALICE)).asks(asked(ALICE, "c1")).run()


def test_a_raise_while_the_phone_rings_counts_afterwards() -> None:
    """Steps wait until the offer came to nothing; then they are done at once."""
    pool = house(RecipeStep(after_s=10, action=Raise(60)), people=(agent("alice", de=5),))
    book = opened(pool).on(arrives()).asks(some(StartWaiting), asked(ALICE)).on(LegRinging(LEG)).asks().after(15)
    book.on(LegEnded(LEG, LegEndCause.BUSY)).asks(KEPT).run()
    assert book.engine.calls.calls[CallId("c1")].rank[0] == 1000.0 - 60


# what is said


def test_what_is_said_delays_no_match() -> None:
    """It is cut off when the two are connected; its end, told late, changes nothing."""
    book = waiting(opened(house(say("hold on", after_s=5), people=(agent("alice", de=5),)), ())).after(5)
    book.asks(KEPT, says(1, "hold on")).on(SignInRequested(ALICE)).asks(asked(ALICE)).on(LegAnswered(LEG))
    book.asks(StopPlayback(CALLER, playback()), some(Connect)).on(heard()).asks()
    book.on(LegConnected(LEG)).asks(ROOM).run()
    assert book.engine.timers.current() == []


def test_announcements_come_again_and_again() -> None:
    """In their rhythm, from the first time on; one that is due while another is heard waits for its end."""
    book = waiting(opened(house(say("first", after_s=10), say("again", after_s=10, every_s=20))))
    book.after(10).asks(KEPT, says(1, "first")).after(3).on(heard(1)).asks(says(2, "again")).on(heard(2)).asks()
    book.after(17).asks(says(3, "again")).after(20).on(heard(3)).asks(says(4, "again")).run()


def test_callers_hear_their_place_and_what_is_left_of_the_wait() -> None:
    """At first one agent needs three minutes for each; when the first caller is gone, the second is next."""
    book = opened(telling(Figure.POSITION, Figure.WAIT)).on(arrives())
    book.asks(some(StartWaiting), KEPT, says(1, "place 1", "0 min"), asked(ALICE)).on(LegRinging(LEG)).asks()
    for name, sounds in (("c2", ("place 2", "3 min")), ("c3", ("place 3", "6 min"))):
        book.on(arrives(name)).asks(some(StartWaiting), KEPT, says(1, *sounds, caller=name)).on(heard(1, name)).asks()
    book.on(LegAnswered(LEG)).asks(some(StopPlayback), some(Connect)).on(LegConnected(LEG)).asks(ROOM)
    book.on(LegEnded(LegId("c2"))).asks(ROOM)
    book.after(60).asks(says(2, "place 1", "3 min", caller="c3")).run()


def test_what_nobody_knows_is_not_said() -> None:
    """Nobody is at work; then somebody signs in, and is busy. The place is known all the time."""
    book = opened(telling(Figure.WAIT), ()).on(arrives()).asks(some(StartWaiting), KEPT).after(60).asks()
    book.run()
    book = opened(telling(Figure.POSITION, Figure.WAIT), ()).on(arrives())
    book.asks(some(StartWaiting), KEPT, says(1, "place 1")).run()


def test_figures_without_a_voice_are_not_said() -> None:
    """Of clients whose language has none, and whose client is gone; a way out with nothing to say is taken at once."""
    cases: tuple[dict[str, Any], ...] = ({"figures": {"de": SOUNDS}}, {"tenants": {}})
    for fields in cases:
        opened(telling(Figure.POSITION, **fields), ()).on(arrives()).asks(some(StartWaiting), KEPT).run()
    pool = house(RecipeStep(after_s=5, say=(Figure.WAIT,), action=TurnAway()))
    waiting(opened(pool)).after(5).asks(KEPT, HangUp(CALLER), ROOM).run()


@pytest.mark.parametrize(
    ("language", "said"), [("de-AT", "Platz 1"), ("de", "Platz 1"), ("pl", "place 1"), ("x" * 9, "place 1")]
)
def test_figures_are_said_in_the_language_that_the_flow_has_set(language: str, said: str) -> None:
    """If there is a voice for it; else in the client's."""
    german = FigureSounds({place: Prompt(f"Platz {place}") for place in range(1, 22)})
    pool = telling(Figure.POSITION, figures={"en": SOUNDS, "de": german})
    steps = (SetStep({"language": language}), QueueStep(SALES))
    flow = in_a_row(FlowId("sales-flow"), steps)
    book = opened(replace(pool, flows={**pool.flows, flow.id: flow}), ()).on(arrives())
    book.asks(some(StartWaiting), KEPT, says(1, said)).run()


def test_nothing_is_said_while_a_phone_rings() -> None:
    """What was due meanwhile is said once, when the caller waits on."""
    pool = house(say("again", after_s=10, every_s=10), people=(agent("alice", de=5),))
    book = opened(pool).on(arrives()).asks(some(StartWaiting), asked(ALICE)).on(LegRinging(LEG)).asks().after(19)
    book.on(LegEnded(LEG, LegEndCause.BUSY)).asks(KEPT, says(1, "again")).on(heard(1)).asks().after(1).asks(
        says(2)
    ).run()


def test_what_ends_while_a_phone_rings_is_over() -> None:
    """The next one is said when the caller waits on."""
    pool = house(say("a", after_s=5), say("b", after_s=6), people=(agent("alice", de=5),))
    book = (
        waiting(opened(pool, ())).after(6).asks(KEPT, says(1, "a"), KEPT).on(SignInRequested(ALICE)).asks(asked(ALICE))
    )
    book.on(heard(1)).asks().on(LegEnded(LEG, LegEndCause.BUSY)).asks(says(2, "b")).run()


# ways out


def test_hang_up_politely() -> None:
    """The caller hears why, and then the call ends with an outcome of its own."""
    book = waiting(opened(house(say("sorry", after_s=300, action=TurnAway())))).after(300).asks(KEPT, says(1, "sorry"))
    book.after(4).on(heard()).asks(HangUp(CALLER), ROOM).on(LegEnded(CALLER)).asks()
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.TURNED_AWAY, wait_ms=304_000)).run()
    assert book.engine.timers.current() == [] and book.engine.matcher.waiting() == []


def test_an_agent_who_comes_free_while_the_caller_hears_sorry() -> None:
    """Has the caller."""
    pool = house(say("sorry", after_s=300, action=TurnAway()), people=(agent("alice", de=5),))
    book = waiting(opened(pool, ())).after(300).asks(KEPT, says(1)).on(SignInRequested(ALICE)).asks(asked(ALICE))
    book.on(heard(1)).asks().on(LegAnswered(LEG)).asks(some(Connect)).on(LegConnected(LEG)).asks(ROOM).run()


def test_an_agent_who_does_not_answer_the_caller_who_hears_sorry() -> None:
    """The caller has heard it, and leaves when the phone stops ringing."""
    pool = house(say("sorry", after_s=300, action=TurnAway()), people=(agent("alice", de=5),))
    book = waiting(opened(pool, ())).after(300).asks(KEPT, says(1)).on(SignInRequested(ALICE)).asks(asked(ALICE))
    book.on(heard(1)).asks().on(LegEnded(LEG, LegEndCause.BUSY)).asks(HangUp(CALLER), ROOM).run()


def test_a_goodbye_that_was_cut_off_for_nothing_is_said_again() -> None:
    """The connection broke before the conversation."""
    pool = house(say("sorry", after_s=300, action=TurnAway()), people=(agent("alice", de=5),))
    book = waiting(opened(pool, ())).after(300).asks(KEPT, says(1)).on(SignInRequested(ALICE)).asks(asked(ALICE))
    book.on(LegAnswered(LEG)).asks(some(StopPlayback), some(Connect)).on(LegEnded(LEG))
    book.asks(some(CloseBridge), some(CloseBridge), some(StartWaiting), says(2, "sorry"))
    book.on(heard(2)).asks(HangUp(CALLER), ROOM).run()


def test_the_caller_is_asked_for_a_message() -> None:
    """By the dialplan: the call leaves us with its outcome."""
    book = waiting(opened(house(RecipeStep(after_s=60, action=TakeMessage())))).after(60)
    book.asks(TakeMessageFrom(CALLER), ROOM).on(LegEnded(CALLER, LegEndCause.LEFT)).asks()
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.VOICEMAIL, wait_ms=60_000)).run()


def test_a_key_leads_out_from_when_it_was_offered() -> None:
    """Before that it does nothing; what is being said is cut off."""
    book = waiting(opened(house(say("press 1", after_s=10, key="1", action=TakeMessage()))))
    book.on(DigitPressed(CALLER, "1")).asks().after(10).asks(KEPT, says(1, "press 1"))
    book.on(DigitPressed(CALLER, "2")).asks().on(DigitPressed(CALLER, "1"))
    book.asks(StopPlayback(CALLER, playback()), TakeMessageFrom(CALLER), ROOM).run()


def test_a_key_pressed_while_a_phone_rings_counts_when_nobody_answers() -> None:
    """Who answers has the caller."""
    pool = house(RecipeStep(key="1", action=TakeMessage()), people=(agent("alice", de=5),))
    start = opened(pool).on(arrives()).asks(some(StartWaiting), KEPT, asked(ALICE))
    start = start.on(LegEnded(LEG, LegEndCause.BUSY)).asks()
    start = start.after(5).asks(asked(ALICE)).on(DigitPressed(CALLER, "1")).asks()
    start.on(LegEnded(LegId("c1-a2"), LegEndCause.BUSY)).asks(TakeMessageFrom(CALLER), ROOM).run()


def test_keys_of_callers_without_a_recipe_do_nothing() -> None:
    """Nor of who waits in such a queue and hears nothing but music."""
    book = waiting(opened(office(agent("alice")), ())).on(DigitPressed(CALLER, "1")).asks()
    book.on(heard(9)).asks().run()


# by place


def test_the_next_one_is_told() -> None:
    """When the one before leaves, however; each caller once."""
    start = opened(house(say("you are next", place=1), people=(agent("alice", de=5),)), ())
    start = start.on(arrives("c1")).asks(some(StartWaiting), KEPT, says(1, "you are next"))
    start = waiting(waiting(start, "c2"), "c3").on(LegEnded(CALLER)).asks(ROOM, KEPT, says(1, caller="c2"))
    start.on(heard(1, "c2")).asks().on(SignInRequested(ALICE))
    start.asks(asked(ALICE, "c2")).on(LegAnswered(LegId("c2-a1"))).asks(some(Connect))
    start.on(LegConnected(LegId("c2-a1"))).asks(ROOM, KEPT, says(1, caller="c3")).run()


def test_who_is_rung_for_at_that_place_hears_it_afterwards() -> None:
    """If the offer comes to nothing."""
    pool = house(say("you are next", place=1), people=(agent("alice", de=5),))
    book = opened(pool).on(arrives()).asks(some(StartWaiting), KEPT, says(1), asked(ALICE))
    book.on(heard(1)).asks().on(LegEnded(LEG, LegEndCause.BUSY)).asks().run()


def test_a_way_out_by_place() -> None:
    """What else was due there is not done any more."""
    pool = house(RecipeStep(place=2, action=TurnAway()), say("you are next", place=2))
    book = opened(pool).on(arrives("c1")).asks(some(StartWaiting), HangUp(CALLER), ROOM).run()
    assert book.engine.timers.current() == []


# overflow


def test_overflow_to_another_queue_keeps_the_place() -> None:
    """The moment at which the caller came into line counts there too; the other queue's own recipe goes on."""
    pool = house(RecipeStep(after_s=60, action=Overflow(HELP)), people=(agent("bob", en=5),))
    pool = replace(pool, recipes={**pool.recipes, HELP: Recipes(Recipe((say("hello", after_s=5),)))})
    book = waiting(opened(pool, ()), "c2").after(1)
    book = waiting(book, "c1", "help").after(5).asks(KEPT, says(1, "hello"))
    book.on(heard(1)).asks().after(54).asks(some(CloseBridge), some(StartWaiting, lane=LegId("c2")))
    book.on(SignInRequested(BOB)).asks(asked(BOB, "c2")).run()
    assert book.engine.calls.calls[CallId("c2")].queued_at == 1000.0


def test_overflow_to_a_queue_that_was_removed() -> None:
    """The caller waits on where they are."""
    pool = house(RecipeStep(after_s=60, action=Overflow(HELP)), people=(agent("alice", de=5),))
    without = replace(pool, queues={SALES: pool.queues[SALES]})
    book = waiting(opened(pool, ())).on(PoolApplied(without)).asks().after(60).asks(KEPT)
    book.on(SignInRequested(ALICE)).asks(asked(ALICE)).run()


# recipes of their own


def test_nobody_is_signed_in() -> None:
    """Who comes then is under another recipe; who may serve others does not count."""
    pool = house(people=(agent("bob", en=5),), nobody=Recipe((say("closed", action=TurnAway()),)))
    book = opened(pool).on(arrives()).asks(some(StartWaiting), KEPT, says(1, "closed"))
    book.on(heard(1)).asks(HangUp(CALLER), ROOM)
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.TURNED_AWAY)).run()


def test_the_last_agent_leaves() -> None:
    """Who waits is under that recipe from then on; when somebody comes, the ordinary one goes on."""
    pool = house(
        say("still waiting", after_s=40),
        people=(agent("alice", de=5), agent("bob", de=5)),
        nobody=Recipe((say("nobody", after_s=5), RecipeStep(after_s=60, action=TakeMessage()))),
    )
    busy = opened(pool).on(arrives("c8")).asks(some(StartWaiting), asked(ALICE, "c8"))
    busy = busy.on(arrives("c9")).asks(some(StartWaiting), asked(BOB, "c9"))
    for caller in ("c8", "c9"):
        leg = LegId(f"{caller}-a1")
        busy = busy.on(LegAnswered(leg)).asks(some(Connect)).on(LegConnected(leg)).asks(ROOM)
    busy = waiting(busy).on(SignOutRequested(ALICE)).asks().on(SignOutRequested(BOB)).asks()
    busy = busy.on(LegEnded(LegId("c8"))).asks(some(HangUp), ROOM).on(LegEnded(LegId("c8-a1"))).asks().after(5)
    book = (
        busy.on(LegEnded(LegId("c9")))
        .asks(some(HangUp), ROOM)
        .after(5)
        .asks(KEPT, says(1, "nobody"))
        .on(heard(1))
        .asks()
    )
    book.after(10).on(SignInRequested(BOB)).asks(asked(BOB)).run()
    assert book.engine.calls.calls[CallId("c1")].course is not None


def test_the_ordinary_recipe_goes_on_from_where_it_would_be() -> None:
    """What was due meanwhile is passed over."""
    pool = house(
        say("one", after_s=10),
        say("two", after_s=30),
        people=(agent("alice", de=9), agent("bob", de=5)),
        nobody=Recipe((say("nobody", after_s=5),)),
    )
    book = opened(pool, [ALICE]).on(LegEnded(CALLER)).asks()
    book = book.on(arrives("c9")).asks(some(StartWaiting), asked(ALICE, "c9")).on(LegAnswered(LegId("c9-a1")))
    book = waiting(book.asks(some(Connect)).on(LegConnected(LegId("c9-a1"))).asks(ROOM))
    book = book.on(SignOutRequested(ALICE)).asks().on(LegEnded(LegId("c9"))).asks(some(HangUp), ROOM)
    book = book.on(LegEnded(LegId("c9-a1"))).asks().after(5).asks(KEPT, says(1, "nobody")).on(heard(1)).asks().after(15)
    book = book.on(PoolApplied(pool)).asks().on(SignInRequested(ALICE)).asks(asked(ALICE))
    book.on(LegEnded(LegId("c1-a1"), LegEndCause.BUSY)).asks().after(10)
    book.asks(asked(ALICE), HangUp(LegId("c1-a2")), KEPT, says(2, "two")).run()


def test_a_queue_that_is_full() -> None:
    """Who comes then is turned away; as soon as there is room, the next one waits."""
    pool = house(people=(), full=Recipe((RecipeStep(action=TurnAway()),)), full_at=2)
    book = waiting(waiting(opened(pool), "c1"), "c2").on(arrives("c3"))
    book.asks(some(StartWaiting), HangUp(LegId("c3")), some(CloseBridge, lane=LegId("c3")))
    waiting(book.on(LegEnded(CALLER)).asks(ROOM), "c4").run()


def test_somebody_waits_too_long() -> None:
    """Who comes then is given to another queue at once."""
    pool = house(long=Recipe((RecipeStep(action=Overflow(HELP)),)), long_s=60.0)
    book = waiting(waiting(opened(pool), "c1").after(59), "c2").after(1).on(arrives("c3"))
    book.asks(some(StartWaiting), some(CloseBridge), some(StartWaiting)).run()
    assert book.engine.calls.calls[CallId("c3")].queue == pool.queues[HELP]


# to others

DOCTOR = Endpoint("+4930999@trunk-carrier")


def test_an_outside_number_is_rung_for_the_caller() -> None:
    """Whoever answers there has the caller; the wait is over, and the outcome says where it ended."""
    leg = LegId("c1-o1")
    book = waiting(opened(house(say("hold on", after_s=60, action=GiveOutside(DOCTOR, 25))))).after(60)
    book.asks(KEPT, says(1)).on(heard()).asks(KEPT, some(RingOutside, lane=leg, endpoint=DOCTOR, timeout_s=25))
    book.after(5).on(LegAnswered(leg)).asks(some(Connect, agent_leg_id=leg)).on(LegConnected(leg)).asks(ROOM)
    book.on(LegEnded(CALLER)).asks(HangUp(leg), ROOM)
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.OUTSIDE, wait_ms=65_000)).run()


def test_an_outside_number_that_nobody_answers() -> None:
    """The caller is in line again, and the next step is done, also one that came due meanwhile; none is done twice."""
    leg = LegId("c1-o1")
    steps = RecipeStep(after_s=60, action=GiveOutside(DOCTOR, 25)), say("sorry", after_s=60, action=TurnAway())
    book = waiting(opened(house(*steps))).after(60).asks(KEPT, some(RingOutside, lane=leg)).after(25)
    book.asks(HangUp(leg, HangUpReason.NO_ANSWER), KEPT, says(1, "sorry")).on(heard()).asks(HangUp(CALLER), ROOM)
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.TURNED_AWAY)).run()


def test_a_key_lets_the_caller_hang_up_and_keep_the_place() -> None:
    """The call ends, and the callback stands in line."""
    rules = CallbackRules(Endpoint("trunk-carrier"))
    pool = replace(house(say("press 1", key="1", action=CallBack())), callbacks={SALES: rules})
    book = opened(pool).on(arrives()).asks(some(StartWaiting), KEPT, says(1))
    book.on(DigitPressed(CALLER, "1")).asks(StopPlayback(CALLER, playback()), HangUp(CALLER), ROOM)
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.CALLBACK)).run()
    assert len(book.engine.calls.callbacks.items) == 1


def test_a_callback_that_is_not_possible() -> None:
    """The caller waits on, and the steps behind it are done."""
    pool = house(RecipeStep(after_s=5, action=CallBack()), say("hold on", after_s=6), people=(agent("alice", de=5),))
    book = waiting(opened(pool, ())).after(5).asks(KEPT).after(1).asks(KEPT, says(1, "hold on"))
    book.on(SignInRequested(ALICE)).asks(asked(ALICE)).run()


# trouble


def test_a_call_that_breaks_while_something_is_said() -> None:
    """The safety net has the caller, who hears nothing of the recipe any more."""
    book = waiting(opened(house(say("hello", after_s=5, every_s=5)))).after(5).asks(KEPT, says(1))
    book.on(CallBroken(CALLER)).asks(StopPlayback(CALLER, playback()), SendToSafetyNet(CALLER), ROOM).after(20)
    book.run()
    assert book.engine.timers.current() == []


def test_the_room_stays_over_what_is_said() -> None:
    """Music comes back by itself."""
    book = waiting(opened(house(say("hello", after_s=5)))).after(5).asks(KEPT, says(1)).on(heard(1)).asks().run()
    assert book.engine.calls.calls[CallId("c1")].room_id == "c1-hold1"


def test_the_skills_that_are_asked_for_are_gone_while_a_phone_rings() -> None:
    """The other recipe counts from then on, and is gone on with when nobody answers."""
    nobody = Recipe((say("nobody", after_s=30),))
    pool = house(people=(agent("alice", de=5),), nobody=nobody)
    book = opened(pool).on(arrives()).asks(some(StartWaiting), asked(ALICE)).on(LegRinging(LEG)).asks().after(5)
    book = book.on(PoolApplied(house(people=(agent("alice"),), nobody=nobody))).asks()
    book.on(LegEnded(LEG, LegEndCause.BUSY)).asks().after(30).asks(KEPT, says(1, "nobody")).run()
