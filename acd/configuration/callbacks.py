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
    retry_after_s: Annotated[float, Field(ge=10, le=86400), mend("use 10 to 86400 seconds")] = Field(
        default=600.0, description="Seconds between two attempts at one customer (10 to 86400)."
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
