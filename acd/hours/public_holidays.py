"""Public holidays of countries and their regions."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

from acd.hours.plan import HolidayCalendar

_ENGLISH: Final = "en_US"
_SEVERAL: Final = "; "
"""Between the names of holidays that fall on the same day."""


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """Return the countries (ISO 3166, two letters), each with its regions."""
    listed = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(regions) for country, regions in listed.items()}


@lru_cache(maxsize=256)
def of_year(country: str, region: str | None, year: int) -> Mapping[date, str]:
    """Return the holidays of a year with their names: English where there are any, else the country's own."""
    spoken = holidays.country_holidays(country).supported_languages
    language = _ENGLISH if _ENGLISH in spoken else None
    return dict(holidays.country_holidays(country, subdiv=region, years=year, language=language))


def names(country: str, region: str | None, years: range) -> frozenset[str]:
    """Return the names of all holidays in some years."""
    found = (name for year in years for name in of_year(country, region, year).values())
    return frozenset(one for name in found for one in name.split(_SEVERAL))


def kept(calendar: HolidayCalendar, day: date) -> str | None:
    """Return the name of the holiday that is kept on a day; None: it is a day like others."""
    name = of_year(calendar.country, calendar.region, day.year).get(day)
    if name is None or day in calendar.unless_on or (day.month, day.day) in calendar.unless_on:
        return None
    left = [one for one in name.split(_SEVERAL) if one not in calendar.unless_named]
    return ", ".join(left) or None
