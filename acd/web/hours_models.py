"""JSON shapes of opening hours."""

from datetime import UTC, datetime
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NaiveDatetime, model_validator

from acd.domain.hours import HoursView, Opening, Override, Period
from acd.hours.zones import utc_s
from acd.web.models import Moment, Shape
from acd.web.text import OverrideReasonText, fit

LONGEST_S = 366 * 86_400
"""An override without end needs none."""
YEARS = range(2000, 2100)


class Change(Shape):
    """What comes next."""

    at: Moment
    state: Opening
    why: str


class OverrideShape(Shape):
    """What somebody says of the hours, whatever is written."""

    state: Opening
    since: Moment
    until: Moment | None = Field(description="None: until somebody takes it back.")
    by: str = Field(description="Who said so.", examples=["api", "agent alice"])
    reason: str


class OpeningHours(Shape):
    """Opening hours at this moment."""

    name: str = Field(examples=["practice"])
    tenant: str = Field(examples=["acme"])
    timezone: str = Field(examples=["Europe/Berlin"])
    state: Opening
    why: str = Field(examples=["Christmas Eve, 08:00-12:00"])
    next_change: Change | None = Field(
        description="When the state will be another one; none: not within the next weeks, or when somebody says so."
    )
    override: OverrideShape | None


class OpeningHoursList(Shape):
    """Hours in the order of the configuration."""

    items: list[OpeningHours]


class NewOverride(BaseModel):
    """What the hours are to be."""

    model_config = ConfigDict(extra="forbid")

    state: Opening = Field(description="open, closed or holiday.")
    until: AwareDatetime | NaiveDatetime | None = Field(
        default=None,
        description="When it ends; without an offset by the clock of the tenant. Neither this nor for_s: when somebody "
        "takes it back.",
        examples=["2026-12-24T18:00"],
    )
    for_s: float | None = Field(default=None, gt=0, le=LONGEST_S, allow_inf_nan=False, description="Or after how long.")
    reason: OverrideReasonText = Field(default="", description="Shown with the state.", examples=["Storm"])

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.until is not None and self.for_s is not None:
            raise ValueError("until and for_s are two ends; send one of them")
        if self.until is not None and self.until.year not in YEARS:
            raise ValueError("until is in no year of this century")
        return self

    def ends_at(self, now: datetime, timezone: str) -> float | None:
        """Return when it ends, in seconds since 1970."""
        if self.for_s is not None:
            return now.timestamp() + self.for_s
        if self.until is None:
            return None
        if self.until.tzinfo is None:
            return float(utc_s(self.until, ZoneInfo(timezone), second_pass=True))
        return self.until.timestamp()


def hours_of(view: HoursView) -> OpeningHours:
    """Return the shape of hours."""
    return OpeningHours(
        name=view.name,
        tenant=view.tenant_id,
        timezone=view.timezone,
        state=view.now.state,
        why=fit(view.now.why),
        next_change=None if view.next is None else _change(view.next),
        override=None if view.override is None else _override(view.override),
    )


def _change(period: Period) -> Change:
    return Change(at=_moment(period.since), state=period.state, why=fit(period.why))


def _override(override: Override) -> OverrideShape:
    return OverrideShape(
        state=override.state,
        since=_moment(override.since),
        until=None if override.until is None else _moment(override.until),
        by=fit(override.by),
        reason=fit(override.reason),
    )


def _moment(utc: float) -> datetime:
    return datetime.fromtimestamp(utc, UTC)
