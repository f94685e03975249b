"""How a queue calls customers back, as it is written."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from acd.configuration.sentences import mend
from acd.configuration.values import Id
from acd.configuration.written import Fields

Prefix = Annotated[
    str,
    Field(pattern=r"^\+?[0-9]{1,15}$"),
    mend("use the beginning of a number, such as +4930 or 030, in quotes"),
]
Prefixes = Annotated[tuple[Prefix, ...], Strict(False), Field(min_length=1, max_length=200)]


_RetryS = Annotated[float, Field(ge=10, le=86400)]
RetryAfter = Annotated[
    _RetryS | Annotated[tuple[_RetryS, ...], Strict(False), Field(min_length=1, max_length=9)],
    mend("use 10 to 86400 seconds, or a list of at most 9 such"),
]
CallingHours = Annotated[
    str,
    Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"),
    mend("use hours such as 08:00-21:00, in quotes"),
]


class Callbacks(Fields):
    """Callers may ask to be called back, and keep their place in line."""

    trunk: Id = Field(description="Trunk by which customers are called.")
    order: Annotated[Literal["agent_first", "caller_first"], mend("use agent_first or caller_first")] = Field(
        default="agent_first",
        description="Who is rung first: the agent, then the customer; or the customer, while an agent is kept free.",
    )
    attempts: Annotated[int, Field(ge=1, le=10), mend("use 1 to 10 attempts")] = Field(
        default=3, description="How often a customer is called (1 to 10)."
    )
    retry_after_s: RetryAfter = Field(
        default=600.0,
        description="Seconds between two attempts at one customer (10 to 86400); or a list of them: after the first "
        "attempt, the second and so on.",
    )
    deadline_s: Annotated[float, Field(ge=60, le=604800), mend("use 60 to 604800 seconds")] = Field(
        default=14400.0, description="Seconds from asking after which nobody is called any more (60 to 604800)."
    )
    ring_s: Annotated[float, Field(ge=5, le=120), mend("use 5 to 120 seconds")] = Field(
        default=30.0, description="Seconds that the customer's phone rings (5 to 120)."
    )
    gap_s: Annotated[float, Field(ge=1, le=3600), mend("use 1 to 3600 seconds")] = Field(
        default=5.0, description="Seconds between two attempts of this queue, at whatever customers (1 to 3600)."
    )
    allowed: Prefixes | None = Field(
        default=None,
        description="Beginnings of numbers that may be called; default: only the number from which a caller calls.",
    )
    refused: Prefixes | None = Field(
        default=None, description="Beginnings of numbers that are never called, such as those that cost more."
    )
    calling_hours: CallingHours | None = Field(
        default=None,
        description="Hours in which customers may be called, such as 08:00-21:00, by the clock where the number called "
        "is at home; default: any time.",
    )
    zone: Annotated[str, Field(max_length=64)] | None = Field(
        default=None,
        description="Time zone of numbers without a country code, such as Europe/Berlin; needed with calling_hours, "
        "unless all of allowed begin with one.",
    )
