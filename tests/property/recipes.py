"""Recipes for a call centre in which anything may happen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from acd.domain.agents import Endpoint
from acd.domain.figures import FigureSounds
from acd.domain.flows import Prompt
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

T = TypeVar("T")


class Chance(Protocol):
    """Whoever decides what happens."""

    def pick(self, options: Sequence[T]) -> T:
        """Choose one."""

    def often(self, times_in_ten: int) -> bool:
        """Decide yes or no."""


_SAID = (Prompt("hold on"),)
_STEPS: tuple[RecipeStep, ...] = (
    RecipeStep(after_s=0.1, say=_SAID),
    RecipeStep(after_s=1, every_s=6, say=(*_SAID, Figure.POSITION)),
    RecipeStep(after_s=2, every_s=10, say=(Figure.WAIT,)),
    RecipeStep(after_s=3, say=_SAID, key="1", action=TakeMessage()),
    RecipeStep(after_s=3, action=Relax(frozenset({(Skill("en"), 1)}))),
    RecipeStep(after_s=5, say=_SAID, action=Relax(frozenset({(Skill("en"), 0), (Skill("de"), 0)}))),
    RecipeStep(after_s=7, action=Raise(40)),
    RecipeStep(after_s=8, action=Widen((QueueId("sales"), QueueId("vip")))),
    RecipeStep(after_s=9, key="2", action=Overflow(QueueId("help"))),
    RecipeStep(after_s=10, action=GiveOutside(Endpoint("+4930777@trunk-main"), 6)),
    RecipeStep(after_s=12, say=_SAID, action=CallBack()),
)
_PLACED = (RecipeStep(place=1, say=_SAID), RecipeStep(place=2, action=Raise(5)))
_EXITS: tuple[RecipeStep, ...] = (
    RecipeStep(after_s=25, say=_SAID, action=TurnAway()),
    RecipeStep(after_s=25, action=TakeMessage()),
    RecipeStep(after_s=25, action=Overflow(QueueId("sales"))),
)


def draw_recipes(chance: Chance, queues: Sequence[QueueId]) -> dict[QueueId, Recipes]:
    """Return recipes for some of the queues; none leads at once to where it came from."""
    return {queue_id: _draw(chance) for queue_id in queues if chance.often(6)}


def draw_figures(chance: Chance) -> dict[str, FigureSounds]:
    """Return the sounds of figures, if there is a voice."""
    places = {place: Prompt(f"place-{place}") for place in range(1, 22)}
    waits = {minutes: Prompt(f"wait-{minutes}") for minutes in range(32)}
    return {"en": FigureSounds(places, waits)} if chance.often(7) else {}


def _draw(chance: Chance) -> Recipes:
    steps = [step for step in _STEPS if chance.often(4)]
    if chance.often(5):
        steps.append(chance.pick(_EXITS))
    made = Recipes(Recipe(tuple(steps), _PLACED if chance.often(5) else ()))
    if chance.often(4):
        made = replace(made, nobody=Recipe((chance.pick((*_STEPS, *_EXITS)),)))
    if chance.often(4):
        made = replace(made, full=Recipe((chance.pick(_EXITS),)), full_at=2)
    if chance.often(4):
        made = replace(made, long=Recipe((chance.pick(_EXITS),)), long_s=20)
    return made
