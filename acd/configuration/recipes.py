"""Recipes as they are written: what changes while a caller waits."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator

from acd.configuration.keys import Key
from acd.configuration.outside import OutsideNumber
from acd.configuration.sentences import mend, mistake, shown
from acd.configuration.sounds import OnePrompt, Prompt
from acd.configuration.values import Id
from acd.configuration.written import Fields

FIGURES = ("position", "wait")
CHANGES = ("relax", "raise_s", "widen")
EXITS = ("overflow", "outside", "callback", "voicemail", "go_on", "hang_up")

RelaxedLevel = Annotated[int, Field(ge=0, le=9), mend("use a level of 0 (without the skill) to 9")]
Seconds = Annotated[float, Field(ge=0, le=86400), mend("use 0 to 86400 seconds")]


class Part(Fields):
    """A part of what is said: a figure or a sound. The bare word, text or sound will do."""

    figure: Literal["position", "wait"] | None = Field(default=None, description="A figure of the caller's wait.")
    prompt: OnePrompt | None = Field(default=None, description="A sound.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> "Part":
        if (self.figure is None) == (self.prompt is None):
            raise mistake("write a sound, `position` or `wait`")
        return self


def _part(value: Any) -> Any:
    if isinstance(value, str) and value in FIGURES:
        return {"figure": value}
    is_long_form = isinstance(value, Part) or (isinstance(value, dict) and value.keys() <= {"figure", "prompt"})
    return value if is_long_form else {"prompt": value}


OnePart = Annotated[
    Part, BeforeValidator(_part, json_schema_input_type=Literal["position", "wait"] | str | Prompt | Part)
]


def _parts(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Parts = Annotated[
    tuple[OnePart, ...],
    Strict(False),
    Field(min_length=1, max_length=20),
    BeforeValidator(_parts, json_schema_input_type=str | Prompt | list[Any]),
]


class WhoElse(OutsideNumber):
    """A number outside with which callers are connected."""

    ring_s: Annotated[float, Field(ge=5, le=120), mend("use 5 to 120 seconds")] = Field(
        default=30.0, description="Seconds that the number is waited for (5 to 120)."
    )


class RecipeStep(Fields):
    """One step. `announce` alone is only said; with one of the others it is said first."""

    after_s: Seconds | None = Field(
        default=None, description="So many seconds after the recipe began (0 to 86400); default: at once."
    )
    place: Annotated[int, Field(ge=1, le=1000), mend("use a place of 1 (the next) to 1000")] | None = Field(
        default=None, description="Instead of a time: when the caller has come up to this place in line (1: the next)."
    )
    every_s: Annotated[float, Field(ge=5, le=86400), mend("use 5 to 86400 seconds")] | None = Field(
        default=None, description="And again so often (5 to 86400 seconds); only for what is merely said."
    )
    announce: Parts | None = Field(
        default=None,
        description="What the caller hears: sounds, and the words `position` (place in line) and `wait` (how long "
        "yet).",
    )
    key: Key | None = Field(
        default=None, description="Done not at once, but when the caller presses this key from then on. In quotes."
    )
    relax: Annotated[dict[Id, RelaxedLevel], Field(min_length=1)] | None = Field(
        default=None, description="Be content with these levels of skills that the queue asks for (0: without it)."
    )
    raise_s: Annotated[float, Field(ge=1, le=86400), mend("use 1 to 86400 seconds")] | None = Field(
        default=None, description="Rank the caller as if they had come so many seconds earlier (1 to 86400)."
    )
    widen: Annotated[tuple[Id, ...], Strict(False), Field(min_length=1, max_length=50)] | None = Field(
        default=None, description="Let the agents of these queues serve the caller as well."
    )
    overflow: Id | None = Field(default=None, description="Give the caller to this queue; the place in line is kept.")
    outside: WhoElse | None = Field(
        default=None, description="Connect the caller with a number outside; they wait on where nobody answers there."
    )
    callback: Annotated[Literal[True, "ask"], mend("use true or ask")] | None = Field(
        default=None,
        description="Let the caller hang up, and call them back in their place; ask: first ask whether and at which "
        "number. See `callback` of the queue.",
    )
    voicemail: Literal[True] | None = Field(default=None, description="Ask the caller for a message.")
    go_on: Id | None = Field(
        default=None,
        description="Let the caller go on in their flow, by the exit of this name of the step that put them in line.",
    )
    hang_up: Literal[True] | None = Field(default=None, description="End the call.")

    @model_validator(mode="after")
    def _one_deed(self) -> "RecipeStep":
        deeds = [name for name in (*CHANGES, *EXITS) if getattr(self, name) is not None]
        if len(deeds) > 1:
            raise mistake(f"{' and '.join(deeds)} in one step; write each as a step of its own")
        if not deeds and self.announce is None:
            raise mistake(f"does nothing; write announce or one of {', '.join((*CHANGES, *EXITS))}")
        if self.place is not None and self.after_s is not None:
            raise mistake("has a time and a place; write after_s or place")
        if self.every_s is not None and (deeds or self.place is not None):
            raise mistake(f"{shown(self.every_s)} as every_s belongs to what is merely said, from a time on")
        if self.key is not None and not any(name in EXITS for name in deeds):
            raise mistake(f"a key leads out of the line: write one of {', '.join(EXITS)} beside it")
        return self


Steps = Annotated[tuple[RecipeStep, ...], Strict(False), Field(min_length=1, max_length=50)]


class WhenFull(Fields):
    """For who comes while so many callers wait."""

    callers: Annotated[int, Field(ge=1, le=100_000), mend("use 1 to 100000 callers")] = Field(
        description="So many wait already (1 to 100000)."
    )
    recipe: Steps = Field(description="What is done then.")


class WhenLong(Fields):
    """For who comes while somebody has waited too long."""

    wait_s: Annotated[float, Field(ge=1, le=86400), mend("use 1 to 86400 seconds")] = Field(
        description="Who came first has waited so many seconds (1 to 86400)."
    )
    recipe: Steps = Field(description="What is done then.")
