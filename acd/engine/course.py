"""How far a caller is in a recipe, and when what is next. Arithmetic over data that can be stored."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from acd.domain.recipes import Recipe, RecipeKind, RecipeMark, Recipes, RecipeStep


@dataclass(slots=True)
class Course:
    """A caller's way through the recipes of a queue."""

    recipes: Recipes
    mark: RecipeMark
    heard_until: float
    """What is said again and again was due, and said or passed over, up to here."""
    saying: RecipeStep | None = None
    to_say: list[RecipeStep] = field(default_factory=list)
    leaving: RecipeStep | None = None
    """A way out that is taken as soon as no phone rings for the caller."""

    @property
    def recipe(self) -> Recipe:
        """The recipe that the caller is under."""
        return self.recipes.of(self.mark.kind)

    def take_due(self, now: float) -> RecipeStep | None:
        """Take the next step by time that is due, each once; None: nothing is."""
        timed, done = self.recipe.timed, self.mark.timed
        if done >= len(timed) or self.mark.since + timed[done].after_s > now:
            return None
        self.mark = replace(self.mark, timed=done + 1)
        self.heard_until = max(self.heard_until, self.mark.since + timed[done].after_s)
        return timed[done]

    def take_repeated(self, now: float) -> RecipeStep | None:
        """Take what is to be said once more, of several the one that was due last; None: nothing is."""
        due = [(at, step) for at, step in self._repeated() if at <= now]
        self.heard_until = max(self.heard_until, now)
        return max(due, key=lambda one: one[0])[1] if due else None

    def take_placed(self, place: int) -> list[RecipeStep]:
        """Take the steps that are due at a place in line, each once."""
        placed, taken = self.mark.placed, []
        for number, step in enumerate(self.recipe.placed):
            if step.place is not None and place <= step.place and not placed >> number & 1:
                placed |= 1 << number
                taken.append(step)
        self.mark = replace(self.mark, placed=placed)
        return taken

    def next_at(self) -> float | None:
        """Return when something is due next; None: never."""
        timed, done = self.recipe.timed, self.mark.timed
        moments = [at for at, _ in self._repeated()]
        if done < len(timed):
            moments.append(self.mark.since + timed[done].after_s)
        return min(moments, default=None)

    def begun(self) -> Iterator[RecipeStep]:
        """Return the steps that are done, or can be done by a key."""
        yield from self.recipe.timed[: self.mark.timed]
        for number, step in enumerate(self.recipe.placed):
            if self.mark.placed >> number & 1:
                yield step

    def by_key(self, digit: str) -> RecipeStep | None:
        """Return what a key does now; of several steps with this key the last one counts."""
        return next((step for step in reversed(list(self.begun())) if step.key == digit), None)

    def switch(self, kind: RecipeKind, since: float, now: float) -> None:
        """Go on in another recipe of the queue that began at a moment, without what was due before now."""
        done = sum(1 for step in self.recipes.of(kind).timed if since + step.after_s < now)
        self.mark, self.heard_until = RecipeMark(kind, since, done), now
        self.to_say, self.leaving = [], None

    def ask_to_say(self, step: RecipeStep) -> None:
        """Let a step be said when nothing else is; what is said again and again and was not yet is out of date."""
        self.to_say = [other for other in self.to_say if other.every_s is None]
        self.to_say.append(step)

    def _repeated(self) -> Iterator[tuple[float, RecipeStep]]:
        """Return what is said again and again, with the moment at which it is due next."""
        for step in self.recipe.timed[: self.mark.timed]:
            if step.every_s is not None:
                first = self.mark.since + step.after_s
                turns = math.floor((self.heard_until - first) / step.every_s + _ROUNDING)
                yield first + max(1, turns + 1) * step.every_s, step


_ROUNDING = 1e-6
"""Of a turn: sums of binary fractions are not exact."""
