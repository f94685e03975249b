"""What is told about opening hours, and what people ask for: inputs of the engine, as all events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.hours import Hours, HoursId, Opening, Override


@dataclass(frozen=True, slots=True)
class ClockTold:
    """How far UTC is from monotonic time; told at the start, and when the wall clock was stepped."""

    utc_offset_s: float
    """UTC (seconds since 1970) is monotonic seconds plus this."""


@dataclass(frozen=True, slots=True)
class HoursTold:
    """All hours were worked out anew, for the weeks that come."""

    hours: Mapping[HoursId, Hours]


@dataclass(frozen=True, slots=True)
class HoursOverrideRequested:
    """Somebody says what hours are now, whatever is written; it replaces what was said before."""

    hours_id: HoursId
    state: Opening
    until: float | None
    """Seconds since 1970, UTC; None: until somebody takes it back."""
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HoursOverrideEnded:
    """Somebody lets hours be as they are written again."""

    hours_id: HoursId
    by: str


@dataclass(frozen=True, slots=True)
class OverrideStored:
    """What was stored of an override that has not ended."""

    override: Override


HoursRequest: TypeAlias = HoursOverrideRequested | HoursOverrideEnded
HoursEvent: TypeAlias = ClockTold | HoursTold | OverrideStored | HoursRequest
