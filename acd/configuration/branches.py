"""The cases of a branch as they are written: what must hold, and where it leads."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, Strict, model_validator

from acd.configuration.sentences import mend, mistake, shown
from acd.configuration.values import CallerNumber, DialledNumber, Id, Target, Text, ValueName
from acd.configuration.written import Fields

WITHHELD = "withheld"
COMPARISONS = ("equals", "differs", "begins", "less", "at_most", "more", "at_least")
FIGURES = ("agents", "idle", "waiting", "wait_s")
_CONDITIONS = ("caller", "number", "hours", "time", "value", "queue")

Figure = Annotated[float, Field(ge=0, le=1_000_000), mend("use a number of 0 to 1000000")]


class Compared(Fields):
    """What a figure must be."""

    less: Figure | None = Field(default=None, description="Less than this.")
    at_most: Figure | None = Field(default=None, description="This at most.")
    more: Figure | None = Field(default=None, description="More than this.")
    at_least: Figure | None = Field(default=None, description="This at least.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake(f"{' and '.join(given) or 'nothing'} given; write one of less, at_most, more and at_least")
        return self

    @property
    def test(self) -> tuple[str, float]:
        """Return the comparison and the figure."""
        return next((name, value) for name in type(self).model_fields if (value := getattr(self, name)) is not None)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Texts = Annotated[
    tuple[Text, ...],
    Strict(False),
    Field(min_length=1, max_length=100),
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
]
Callers = Annotated[
    tuple[Literal["withheld"] | CallerNumber, ...],
    Strict(False),
    Field(min_length=1, max_length=1000),
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
]
Numbers = Annotated[
    tuple[DialledNumber, ...],
    Strict(False),
    Field(min_length=1, max_length=100),
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
]


class Case(Fields):
    """What must hold, all of it, and where that leads."""

    go: Target = Field(description="Name of a step, or /name of another flow.")
    caller: Callers | None = Field(
        default=None, description="The caller's number is one of these, or begins so (+4930*), or is `withheld`."
    )
    number: Numbers | None = Field(default=None, description="One of these numbers was dialled.")
    hours: Id | None = Field(default=None, description="These hours of the tenant are as `state` says.")
    state: Annotated[Literal["open", "closed", "holiday"], mend("use open, closed or holiday")] | None = Field(
        default=None, description="With hours: open, closed or holiday; default: open."
    )
    time: Annotated[str, Field(min_length=1, max_length=500), mend("use 1 to 500 characters")] | None = Field(
        default=None, description='A time in the words of opening hours: "Mo-Fr 18:00-22:00", "Dec 24".'
    )
    value: ValueName | None = Field(
        default=None, description="A value of the call compares as one of the next seven says."
    )
    equals: Texts | None = Field(default=None, description="It is one of these texts.")
    differs: Texts | None = Field(default=None, description="It is none of these texts.")
    begins: Texts | None = Field(default=None, description="It begins with one of these texts.")
    less: Figure | None = Field(default=None, description="It is a number less than this.")
    at_most: Figure | None = Field(default=None, description="It is a number, this at most.")
    more: Figure | None = Field(default=None, description="It is a number more than this.")
    at_least: Figure | None = Field(default=None, description="It is a number, this at least.")
    queue: Id | None = Field(default=None, description="A figure of this queue compares as one of the next four says.")
    agents: Compared | None = Field(default=None, description="How many agents are signed in who may serve it.")
    idle: Compared | None = Field(default=None, description="How many of them are free.")
    waiting: Compared | None = Field(default=None, description="How many callers wait in it.")
    wait_s: Compared | None = Field(default=None, description="How many seconds one can expect to wait in it.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not any(getattr(self, name) is not None for name in _CONDITIONS):
            raise mistake(f"says no condition; write one of {', '.join(_CONDITIONS)}")
        if self.state is not None and self.hours is None:
            raise mistake(f"{shown(self.state)} as state belongs to hours; write which")
        self._paired("value", [name for name in COMPARISONS if getattr(self, name) is not None], COMPARISONS)
        self._paired("queue", [name for name in FIGURES if getattr(self, name) is not None], FIGURES)
        return self

    def _paired(self, subject: str, given: list[str], possible: tuple[str, ...]) -> None:
        if getattr(self, subject) is None and given:
            raise mistake(f"{given[0]} belongs to {subject}; write which")
        if getattr(self, subject) is not None and len(given) != 1:
            raise mistake(f"{' and '.join(given) or 'nothing'} with {subject}; write one of {', '.join(possible)}")


Cases = Annotated[tuple[Case, ...], Strict(False), Field(min_length=1, max_length=100)]
