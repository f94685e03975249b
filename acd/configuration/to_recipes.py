"""Recipes: as they are written -> as the engine follows them."""

from collections.abc import Callable, Iterator, Sequence

from acd.configuration import schema
from acd.configuration.recipes import Part
from acd.configuration.recipes import RecipeStep as WrittenStep
from acd.configuration.sounds import Prompt as WrittenPrompt
from acd.domain.flows import ExitName, Prompt
from acd.domain.queues import QueueId, Skill
from acd.domain.recipes import (
    CallBack,
    Change,
    Exit,
    Figure,
    GiveOutside,
    GoOn,
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

SoundOf = Callable[[WrittenPrompt], Prompt]


def to_recipes(queue: schema.Queue, sound_of: SoundOf) -> Recipes | None:
    """Return the recipes of a queue; None for one that has none."""
    if not any(steps for _, steps in written_recipes(queue)):
        return None
    full, long = queue.when_full, queue.when_long
    return Recipes(
        waiting=_recipe(queue.recipe or (), sound_of),
        nobody=None if queue.when_nobody is None else _recipe(queue.when_nobody, sound_of),
        full=None if full is None else _recipe(full.recipe, sound_of),
        full_at=0 if full is None else full.callers,
        long=None if long is None else _recipe(long.recipe, sound_of),
        long_s=0.0 if long is None else long.wait_s,
    )


def written_recipes(queue: schema.Queue) -> Iterator[tuple[tuple[str, ...], Sequence[WrittenStep]]]:
    """Return every recipe of a queue with its place in the queue's fields."""
    yield ("recipe",), queue.recipe or ()
    yield ("when_nobody",), queue.when_nobody or ()
    if queue.when_full is not None:
        yield ("when_full", "recipe"), queue.when_full.recipe
    if queue.when_long is not None:
        yield ("when_long", "recipe"), queue.when_long.recipe


def prompts_of(step: WrittenStep) -> list[tuple[int, WrittenPrompt]]:
    """Return the sounds of a step with their places in `announce`."""
    return [(place, part.prompt) for place, part in enumerate(step.announce or ()) if part.prompt is not None]


def _recipe(steps: Sequence[WrittenStep], sound_of: SoundOf) -> Recipe:
    made = [_step(step, sound_of) for step in steps]
    # of the same moment: in the order in which they are written
    timed = sorted((step for step in made if step.place is None), key=lambda step: step.after_s)
    return Recipe(tuple(timed), tuple(step for step in made if step.place is not None))


def _step(step: WrittenStep, sound_of: SoundOf) -> RecipeStep:
    said = (_said(part, sound_of) for part in step.announce or ())
    return RecipeStep(
        after_s=step.after_s or 0.0,
        place=step.place,
        every_s=step.every_s,
        say=tuple(said),
        key=step.key,
        action=_change(step) or _exit(step),
    )


def _said(part: Part, sound_of: SoundOf) -> Prompt | Figure:
    return sound_of(part.prompt) if part.prompt is not None else Figure(str(part.figure))


def _change(step: WrittenStep) -> Change | None:
    if step.relax is not None:
        return Relax(frozenset((Skill(skill), level) for skill, level in step.relax.items()))
    if step.raise_s is not None:
        return Raise(step.raise_s)
    return None if step.widen is None else Widen(tuple(map(QueueId, step.widen)))


def _exit(step: WrittenStep) -> Exit | None:
    if step.overflow is not None:
        return Overflow(QueueId(step.overflow))
    if step.outside is not None:
        return GiveOutside(step.outside.endpoint, step.outside.ring_s)
    if step.callback:
        return CallBack(asks=step.callback == "ask")
    if step.go_on is not None:
        return GoOn(ExitName(step.go_on))
    if step.voicemail:
        return TakeMessage()
    return TurnAway() if step.hang_up else None
