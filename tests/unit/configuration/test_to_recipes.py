"""Recipes in the words of the engine."""

from typing import Any

from acd.configuration.schema import Document
from acd.configuration.to_domain import sources, to_pool
from acd.domain.agents import Endpoint
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
from acd.prompts.sources import Spoken
from tests.unit.configuration.test_to_domain import resolve


def recipes(**fields: Any) -> Recipes | None:
    """Return what becomes of a queue's fields."""
    pool = to_pool(Document.model_validate({"queues": [{"id": "q", **fields}]}), resolve)
    return pool.recipes.get(QueueId("q"))


def test_steps_are_in_the_order_of_their_times() -> None:
    """Those without one come first; steps by place stand apart."""
    steps = [
        {"after_s": 30, "raise_s": 60},
        {"after_s": 20, "every_s": 45, "announce": ["Hold on", "position", "wait"]},
        {"place": 1, "announce": {"sound": "beep"}},
        {"relax": {"german": 3}},
    ]
    made = recipes(recipe=steps)
    assert made is not None
    said = (resolve(Spoken("Hold on", "en")), Figure.POSITION, Figure.WAIT)
    assert made.waiting == Recipe(
        timed=(
            RecipeStep(action=Relax(frozenset({(Skill("german"), 3)}))),
            RecipeStep(after_s=20, every_s=45, say=said),
            RecipeStep(after_s=30, action=Raise(60)),
        ),
        placed=(RecipeStep(place=1, say=(resolve(Spoken("", "en")).__class__("beep"),)),),
    )


def test_every_way_out() -> None:
    """And agents of other queues."""
    steps = [
        {"widen": ["a"]},
        {"key": "1", "voicemail": True},
        {"key": "2", "overflow": "b"},
        {"key": "3", "callback": True},
        {"outside": {"number": "+4930123456", "trunk": "carrier"}},
        {"after_s": 9, "hang_up": True},
    ]
    made = recipes(recipe=steps)
    assert made is not None
    assert [step.action for step in made.waiting.timed] == [
        Widen((QueueId("a"),)),
        TakeMessage(),
        Overflow(QueueId("b")),
        CallBack(),
        GiveOutside(Endpoint("+4930123456@trunk-carrier"), 30.0),
        TurnAway(),
    ]
    assert [step.key for step in made.waiting.timed] == [None, "1", "2", "3", None, None]


def test_recipes_for_special_cases() -> None:
    """With their limits; a queue that has none of all is not listed."""
    end = [{"hang_up": True}]
    made = recipes(when_nobody=end, when_full={"callers": 9, "recipe": end}, when_long={"wait_s": 60, "recipe": end})
    ends = Recipe((RecipeStep(action=TurnAway()),))
    assert made == Recipes(nobody=ends, full=ends, full_at=9, long=ends, long_s=60.0)
    assert recipes() is None


def test_what_is_said_is_made_when_the_configuration_is_applied() -> None:
    """Every text of every recipe."""
    said = [{"announce": "Hold on."}]
    queue = {
        "id": "q",
        "recipe": said,
        "when_nobody": [{"announce": ["Closed.", "position"], "hang_up": True}],
        "when_full": {"callers": 9, "recipe": [{"announce": "Full.", "hang_up": True}]},
    }
    made = sources(Document.model_validate({"queues": [queue]}))
    texts = {source.text: place for source, place in made.items() if isinstance(source, Spoken)}
    assert texts == dict.fromkeys(("Hold on.", "Closed.", "Full."), "queue q, recipe")
