"""Opening hours, compiled to periods."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

HoursId = NewType("HoursId", str)


class Opening(StrEnum):
    """State of hours."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which nothing changes."""

    since: float
    state: Opening
    why: str
