"""What a step of a flow, or a known caller, asks for beside what the queue asks, as it is written."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, Strict, model_serializer, model_validator

from acd.configuration.sentences import mend, mistake
from acd.configuration.sounds import Prompts
from acd.configuration.values import CallerNumber, Id, Name, RequiredLevel
from acd.configuration.written import Fields

AnyOf = Annotated[
    tuple[Annotated[dict[Id, RequiredLevel], Field(min_length=1)], ...],
    Strict(False),
    Field(min_length=1, max_length=20),
]
NoneOf = Annotated[dict[Id, RequiredLevel], Field(min_length=1)]
HeadStart = Annotated[float, Field(ge=0, le=86400), mend("use 0 to 86400 seconds")]
PreferFor = Annotated[float, Field(ge=1, le=86400), mend("use 1 to 86400 seconds")]
Agents = Annotated[tuple[Id, ...], Strict(False), Field(min_length=1, max_length=20)]


def preferred_with_time(fields: Any) -> None:
    """Raise a mistake for agents without a time, or a time without agents."""
    if (fields.prefers is None) != (fields.prefer_for_s is None):
        missing = "prefers" if fields.prefers is None else "prefer_for_s"
        raise mistake(f"{missing} is missing; write prefers (the agents) and prefer_for_s (how long) together")


class Demand(Fields):
    """Beside what the queue asks."""

    requires: NoneOf | None = Field(
        default=None, description="Skills that the agent must have beside those of the queue, each with its level."
    )
    requires_any_of: AnyOf | None = Field(
        default=None, description="Sets of skills: the agent must have all skills of one of them, too."
    )
    requires_none_of: NoneOf | None = Field(
        default=None, description="Skills that the agent must not have, at this level or above."
    )
    head_start_s: HeadStart | None = Field(
        default=None, description="Seconds of head start, added to those of the queue (0 to 86400)."
    )
    prefers: Agents | None = Field(
        default=None, description="Agents for whom the caller waits alone at first, whatever their skills."
    )
    prefer_for_s: PreferFor | None = Field(
        default=None,
        description="Seconds for which the caller waits for `prefers` alone, then for anyone (1 to 86400).",
    )

    @model_validator(mode="after")
    def _preferred_with_time(self) -> Self:
        preferred_with_time(self)
        return self


class Line(Demand):
    """The queue in which a step puts the caller. Its bare name will do."""

    id: Id = Field(description="Name of the queue.")
    whisper: Prompts | None = Field(
        default=None, description="Played to the agent before the caller is connected, instead of the tenant's."
    )

    @model_serializer(mode="wrap")
    def _short(self, handler: Any) -> Any:
        # in the short form wherever it says the same: digests of stored configurations stay what they were
        more = (*Demand.model_fields, "whisper")
        return self.id if all(getattr(self, name) is None for name in more) else handler(self)


def _line(value: Any) -> Any:
    return value if isinstance(value, dict | Line) else {"id": value}


OneLine = Annotated[Line, BeforeValidator(_line, json_schema_input_type=str | Line)]


class Caller(Demand):
    """Somebody who is known by the number. It may be spoofed: it decides only who serves the caller, and when."""

    numbers: Annotated[tuple[CallerNumber, ...], Strict(False), Field(min_length=1, max_length=100)] = Field(
        description="Numbers as your carrier sends them, or beginnings of numbers: +49301234*. In quotes."
    )
    name: Name | None = Field(default=None, description="For whoever reads this file; shown to nobody yet.")
