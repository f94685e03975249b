"""Holidays of countries and regions, and those that are not kept."""

from datetime import date

from acd.hours.plan import HolidayCalendar
from acd.hours.public_holidays import countries, kept, names


def test_regions() -> None:
    """A region keeps more than its country."""
    assert "BE" in countries()["DE"]
    womens_day = date(2026, 3, 8)
    assert kept(HolidayCalendar("DE", "BE"), womens_day) == "Women's Day"
    assert kept(HolidayCalendar("DE", "BY"), womens_day) is None
    assert kept(HolidayCalendar("DE"), date(2026, 10, 3)) == "German Unity Day"


def test_names_where_there_are_none_in_english() -> None:
    """In the country's own language."""
    assert kept(HolidayCalendar("LU"), date(2026, 12, 25)) is not None
    assert "New Year's Day" in names("US", None, range(2026, 2027))


def test_a_holiday_that_is_not_kept() -> None:
    """By its name, by its date, or by its day of every year."""
    day = date(2026, 3, 8)
    assert kept(HolidayCalendar("DE", "BE", frozenset({"Women's Day"})), day) is None
    assert kept(HolidayCalendar("DE", "BE", unless_on=frozenset({day})), day) is None
    assert kept(HolidayCalendar("DE", "BE", unless_on=frozenset({(3, 8)})), day) is None


def test_two_holidays_on_one_day() -> None:
    """One that is not kept leaves the other."""
    day, two = date(2027, 5, 6), None
    for year in range(2000, 2040):
        for one in (date(year, 5, 1), date(year, 5, 6)):
            name = kept(HolidayCalendar("DE", "NW"), one)
            if name is not None and ", " in name:
                day, two = one, name
    assert two is not None
    first, _, second = two.partition(", ")
    assert kept(HolidayCalendar("DE", "NW", frozenset({first})), day) == second
    assert kept(HolidayCalendar("DE", "NW", frozenset({first, second})), day) is None
