"""Opening hours of a tenant, as they are written."""

import datetime
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict, model_validator

from acd.configuration.sentences import mend, mistake, shown
from acd.configuration.values import Digits, Name
from acd.configuration.written import Fields
from acd.hours.plan import DayOfYear

_EVERY_YEAR = re.compile(r"(\d{2})-(\d{2})")
_LEAP_YEAR = 2000
_DAY_ADVICE = "use a date such as 2026-12-24, or 12-24 in quotes for every year"


def as_day(text: str) -> datetime.date | DayOfYear:
    """Return the day that is meant. Raises ValueError for one that is in no calendar."""
    yearly = _EVERY_YEAR.fullmatch(text)
    if yearly is None:
        return datetime.date.fromisoformat(text)
    day = datetime.date(_LEAP_YEAR, int(yearly.group(1)), int(yearly.group(2)))
    return day.month, day.day


def day_or_none(text: str) -> datetime.date | DayOfYear | None:
    """Return the day that is meant; None: the text is no day."""
    try:
        return as_day(text)
    except ValueError:
        return None


def _day(text: str) -> str:
    if day_or_none(text) is None:
        raise mistake(f"{shown(text)} is in no calendar; {_DAY_ADVICE}")
    return text


def _times(text: str) -> str:
    times = text.replace(" ", "")
    for stretch in times.split(","):
        since, until = stretch.split("-")
        if since == until:
            raise mistake(f"{shown(stretch)} ends when it begins; for the whole day write 00:00-24:00")
    return times


Day = Annotated[
    str,
    Field(pattern=r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_day),
    mend(_DAY_ADVICE),
]
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
Times = Annotated[
    str,
    Field(pattern=rf"^{_CLOCK} *- *({_CLOCK}|24:00)( *, *{_CLOCK} *- *({_CLOCK}|24:00))*$", max_length=200),
    AfterValidator(_times),
    mend('use times of the day in quotes, such as "08:00-12:00,14:00-18:00"'),
]
Expression = Annotated[
    str,
    Field(min_length=1, max_length=500),
    BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value),
    mend('use 1 to 500 characters, such as "Mo-Th 08:00-12:00,14:00-18:00; Fr 08:00-13:00"'),
]


class _WordsOfPython(Fields):
    """Has fields whose names Python keeps for itself."""

    model_config = ConfigDict(serialize_by_alias=True)


class Holidays(_WordsOfPython):
    """Public holidays, on which it is closed."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$"), mend("use the country's two letters, such as DE")] = Field(
        description="Two letters of ISO 3166, such as DE."
    )
    region: Name | None = Field(
        default=None, description="Region of that country, such as BE; default: only what all of it keeps."
    )
    unless: Annotated[tuple[Name, ...], Strict(False), Field(max_length=50)] | None = Field(
        default=None,
        alias="except",
        description='Holidays that are days like others: by name ("Women\'s Day"), or by day (2026-03-08, or "03-08").',
    )


class SpecialDay(_WordsOfPython):
    """Days with hours of their own."""

    date: Day | None = Field(default=None, description='The day: 2026-12-24, or "12-24" for every year.')
    first: Day | None = Field(default=None, alias="from", description="Instead of `date`: the first of some days.")
    last: Day | None = Field(default=None, alias="to", description="The last of them, inclusive.")
    open: Times | None = Field(default=None, description='Hours of this day, such as "08:00-12:00,14:00-18:00".')
    closed: Annotated[Literal[True], mend("use true, or write `open`")] | None = Field(
        default=None, description="True: closed all day, as on a public holiday."
    )
    name: Name | None = Field(default=None, description="What the day is called; shown with the state.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.date is None) == (self.first is None and self.last is None):
            raise mistake("says no day or several; write `date`, or `from` and `to`")
        if self.date is None:
            self._in_a_row()
        if (self.open is None) == (self.closed is None):
            raise mistake("is either open or closed; write `open` with times, or `closed: true`")
        return self

    def _in_a_row(self) -> None:
        first, last = self.days
        if self.first is None or self.last is None:
            raise mistake("has one end only; write `from` and `to`")
        if isinstance(first, tuple) is not isinstance(last, tuple):
            raise mistake("is of every year at one end only; write both as in 2026-12-24, or both as in 12-24")
        if isinstance(first, datetime.date) and isinstance(last, datetime.date) and last < first:
            raise mistake(f"ends on {last}, before it begins; change the two")

    @property
    def days(self) -> tuple[datetime.date | DayOfYear, datetime.date | DayOfYear]:
        """Return the first and the last."""
        first, last = self.first or self.date or self.last, self.last or self.date or self.first
        assert first is not None
        assert last is not None
        return as_day(first), as_day(last)


class Hours(Fields):
    """When a tenant is open, and when a holiday is kept."""

    open: Expression = Field(
        description='Weekly hours: "Mo-Th 08:00-12:00,14:00-18:00; Fr 08:00-13:00", "24/7", or `off`.'
    )
    holidays: Holidays | None = Field(default=None, description="Public holidays that are kept; default: none.")
    days: Annotated[tuple[SpecialDay, ...], Strict(False), Field(max_length=400)] | None = Field(
        default=None, description="Days with hours of their own; they count more than holidays and weekly hours."
    )
    number: Digits | None = Field(
        default=None,
        description="Digits by which supervisors open and close these hours with a feature code; unique.",
    )
