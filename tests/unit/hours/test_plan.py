"""Which days are special, and which of several counts."""

from datetime import date

import pytest

from acd.domain.hours import HoursId
from acd.hours.plan import DayOfYear, HoursPlan, SpecialDay

EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("first", "last", "day", "covered"),
    [
        (EVE, EVE, EVE, True),
        (EVE, EVE, date(2027, 12, 24), False),
        (date(2026, 12, 27), date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2026, 12, 27), date(2026, 12, 31), date(2027, 1, 1), False),
        ((12, 24), (12, 24), date(2031, 12, 24), True),
        ((12, 27), (1, 6), date(2027, 1, 6), True),
        ((12, 27), (1, 6), date(2026, 12, 27), True),
        ((12, 27), (1, 6), date(2027, 1, 7), False),
        ((2, 29), (2, 29), date(2027, 2, 28), False),
    ],
)
def test_days_that_are_meant(first: date | DayOfYear, last: date | DayOfYear, day: date, covered: bool) -> None:
    """Of one year, of every year, and over New Year."""
    assert SpecialDay(first, last, None).covers(day) is covered


def test_two_kinds_of_ends() -> None:
    """The configuration refuses them."""
    with pytest.raises(TypeError, match="every year"):
        SpecialDay(EVE, (12, 24), None).covers(EVE)


def test_the_most_particular_counts() -> None:
    """One day before several, a year before every year, and of equals the first."""
    several = SpecialDay(date(2026, 12, 20), date(2027, 1, 6), None, "break")
    yearly = SpecialDay((12, 24), (12, 24), "08:00-13:00", "yearly")
    once = SpecialDay(EVE, EVE, "08:00-12:00", "once")
    plan = HoursPlan(HoursId("a/b"), "Europe/Berlin", "24/7", days=(several, yearly, once, SpecialDay(EVE, EVE, None)))
    assert plan.special(EVE) is once
    assert plan.special(date(2026, 12, 23)) is several
    assert plan.special(date(2027, 12, 24)) is yearly
    assert plan.special(date(2027, 6, 1)) is None
