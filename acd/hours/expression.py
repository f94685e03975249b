"""Weekly hours in the grammar of OpenStreetMap's opening_hours, by clocks of no zone in particular."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import opening_hours
from opening_hours import OpeningHours, State

ParserError: type[Exception] = opening_hours.ParserError  # type: ignore[attr-defined]
_COMMENT: Final = re.compile(r'"[^"]*"')
_HOLIDAY: Final = re.compile(r"\b(PH|SH)\b")
_SUN: Final = re.compile(r"\b(sunrise|sunset|dawn|dusk)\b")
_NO_KNOWING: Final = re.compile(r"\bunknown\b")
_PLACE: Final = re.compile(r"--> 1:(\d+)")
_BEGIN: Final = datetime.combine(date(2000, 1, 1), time())
_END: Final = datetime.combine(date(2100, 1, 1), time())
"""Years in which it is looked for open times."""

Stretch = tuple[datetime, datetime, str]
"""From, to, and the comment that is written behind the times; by the clock of the place."""


@lru_cache(maxsize=1024)
def _parsed(expression: str) -> OpeningHours:
    return OpeningHours(expression)


def fault(expression: str) -> str | None:
    """Return why an expression cannot be used, with the mend, to be read after it; None: it can."""
    try:
        plain = _COMMENT.sub("", str(_parsed(expression)))
    except ParserError as error:
        at = _PLACE.search(str(error))
        rest = expression[int(at.group(1)) - 1 :].strip() if at else ""
        where = f"is not understood from {rest!r} on" if rest else "is not complete"
        return f'{where}; write it like "Mo-Th 08:00-12:00,14:00-18:00; Fr 08:00-13:00"'
    if _HOLIDAY.search(plain):
        return "has PH or SH; write the country under `holidays`, and hours of a holiday under `days`"
    if sun := _SUN.search(plain):
        return f"has {sun.group(1)}, but no place is known here; write a time"
    if _NO_KNOWING.search(plain):
        return "says unknown, and callers must be told one or the other; remove it"
    return None


def is_ever_open(expression: str) -> bool:
    """Tell whether there is any open time from the year 2000 on."""
    return any(state == State.OPEN for _, _, state, _ in _parsed(expression).intervals(_BEGIN, _END))


def stretches(expression: str, first: date, last: date) -> Iterator[Stretch]:
    """Yield the open stretches that touch the days from `first` to `last`, inclusive.

    One that begins the day before, or ends the day after, is whole; longer ones are cut there.
    """
    start = datetime.combine(first - timedelta(days=1), time())
    end = datetime.combine(last + timedelta(days=2), time())
    for since, until, state, comment in _parsed(expression).intervals(start, end):
        if state == State.OPEN:
            yield since, until, comment
