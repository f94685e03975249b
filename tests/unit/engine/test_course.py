"""How far a caller is in a recipe: pure arithmetic over moments."""

from acd.domain.flows import Prompt
from acd.domain.recipes import Raise, Recipe, RecipeKind, RecipeMark, Recipes, RecipeStep, TakeMessage, TurnAway
from acd.engine.course import Course

HELLO = RecipeStep(after_s=10, say=(Prompt("hello"),))
AGAIN = RecipeStep(after_s=20, every_s=15, say=(Prompt("again"),))
OFTEN = RecipeStep(after_s=20, every_s=10, say=(Prompt("often"),))
RAISED = RecipeStep(after_s=30, action=Raise(60))


def course(*timed: RecipeStep, placed: tuple[RecipeStep, ...] = (), since: float = 100.0) -> Course:
    """Return a way that has just begun."""
    recipes = Recipes(Recipe(timed, placed), nobody=Recipe((RecipeStep(action=TurnAway()),)))
    return Course(recipes, RecipeMark(RecipeKind.WAITING, since), since)


def test_steps_are_due_one_after_the_other_each_once() -> None:
    """At their moments, counted from the beginning."""
    way = course(HELLO, RAISED)
    assert way.next_at() == 110.0 and way.take_due(109.9) is None
    assert way.take_due(110.0) is HELLO and way.take_due(110.0) is None
    assert way.next_at() == 130.0
    assert [way.take_due(200.0), way.take_due(200.0)] == [RAISED, None]
    assert way.next_at() is None


def test_what_is_said_again_is_due_again_and_again() -> None:
    """Every turn once; turns that were missed are one."""
    way = course(AGAIN)
    assert way.take_repeated(119.0) is None, "its first time comes first"
    assert way.take_due(120.0) is AGAIN
    assert way.next_at() == 135.0 and way.take_repeated(134.9) is None
    assert way.take_repeated(135.0) is AGAIN and way.take_repeated(135.0) is None
    assert way.next_at() == 150.0
    assert way.take_repeated(185.0) is AGAIN and way.next_at() == 195.0


def test_of_several_the_one_due_last_is_said() -> None:
    """The others are out of date, and come when they are due again."""
    way = course(AGAIN, OFTEN)
    assert [way.take_due(120.0), way.take_due(120.0)] == [AGAIN, OFTEN]
    assert way.next_at() == 130.0
    assert way.take_repeated(130.0) is OFTEN and way.next_at() == 135.0
    assert way.take_repeated(141.0) is OFTEN and way.next_at() == 150.0


def test_turns_do_not_slip_by_rounding() -> None:
    """A tenth of a second is no binary fraction."""
    way = course(RecipeStep(after_s=0.1, every_s=0.1, say=(Prompt("tick"),)), since=0.0)
    assert way.take_due(0.1) is not None
    for turn in range(2, 50):
        at = way.next_at()
        assert at is not None and abs(at - turn / 10) < 1e-9
        assert way.take_repeated(at) is not None


def test_steps_by_place_are_due_once() -> None:
    """Whoever passes a place is past it too."""
    second, first = RecipeStep(place=2, say=(Prompt("soon"),)), RecipeStep(place=1, say=(Prompt("next"),))
    way = course(placed=(second, first))
    assert way.take_placed(3) == [] and way.take_placed(2) == [second] and way.take_placed(2) == []
    assert way.take_placed(1) == [first] and way.mark.placed == 3
    assert course(placed=(second, first)).take_placed(1) == [second, first]


def test_of_two_steps_with_a_key_the_later_counts() -> None:
    """And none that is not due yet."""
    message = RecipeStep(after_s=5, key="1", action=TakeMessage())
    end = RecipeStep(after_s=50, key="1", action=TurnAway())
    by_place = RecipeStep(place=1, key="2", action=TurnAway())
    way = course(message, end, placed=(by_place,))
    assert way.by_key("1") is None
    way.take_due(105.0)
    assert way.by_key("1") is message and way.by_key("2") is None
    way.take_due(150.0)
    assert way.by_key("1") is end
    way.take_placed(1)
    assert way.by_key("2") is by_place
    assert list(way.begun()) == [message, end, by_place]


def test_another_recipe_goes_on_with_what_is_due_from_now_on() -> None:
    """What would have been done before is passed over, and what was to be said is out of date."""
    way = course(HELLO, RAISED)
    way.ask_to_say(HELLO)
    way.leaving = HELLO
    way.switch(RecipeKind.NOBODY, 105.0, 105.0)
    assert way.mark == RecipeMark(RecipeKind.NOBODY, 105.0)
    left: object = way.leaving
    assert not way.to_say and left is None
    assert way.take_due(105.0) is not None
    way.switch(RecipeKind.WAITING, 100.0, 115.0)
    assert way.take_due(115.0) is None and way.next_at() == 130.0


def test_what_is_said_again_and_again_gives_way_to_what_is_said_later() -> None:
    """What is said once is said all the same."""
    way, goodbye = course(), RecipeStep(say=(Prompt("bye"),), action=TurnAway())
    for step in (HELLO, AGAIN, goodbye, OFTEN):
        way.ask_to_say(step)
    assert way.to_say == [HELLO, goodbye, OFTEN]


def test_a_queue_without_a_recipe_of_a_kind() -> None:
    """An empty one is followed."""
    assert Recipes().of(RecipeKind.FULL) == Recipe()
