"""What counts at a moment, before, within and beyond what was compiled."""

from dataclasses import replace

from acd.domain.hours import BEYOND, Hours, HoursId, Opening, Override, Period, name_of, tenant_of

PERIODS = (
    Period(100, Opening.CLOSED, "night"),
    Period(200, Opening.OPEN, "day"),
    Period(300, Opening.CLOSED, "night"),
    Period(350, Opening.CLOSED, "late"),
    Period(400, Opening.HOLIDAY, "Christmas Day"),
)
HOURS = Hours.of(HoursId("acme/practice"), "Europe/Berlin", PERIODS, 500)


def test_a_moment_within() -> None:
    """A period begins at its moment, and not before."""
    assert HOURS.at(199.9) == PERIODS[0]
    assert HOURS.at(200) == PERIODS[1]
    assert HOURS.at(499.9) == PERIODS[4]
    assert HOURS.periods == PERIODS


def test_a_moment_before_all() -> None:
    """The first period is the best guess."""
    assert HOURS.at(1) == PERIODS[0]


def test_a_moment_beyond_all() -> None:
    """The last state goes on, and it is said that it is a guess."""
    assert HOURS.at(500) == Period(500, Opening.HOLIDAY, f"Christmas Day ({BEYOND})")


def test_the_next_change() -> None:
    """Of the state: another reason for being closed is none."""
    assert HOURS.next_change(100) == PERIODS[1]
    assert HOURS.next_change(300) == PERIODS[4]
    assert HOURS.next_change(400) is None


def test_reasons_stand_once() -> None:
    """However often they count."""
    assert HOURS.reasons == (
        (Opening.CLOSED, "night"),
        (Opening.OPEN, "day"),
        (Opening.CLOSED, "late"),
        (Opening.HOLIDAY, "Christmas Day"),
    )
    assert HOURS.reason_of == (0, 1, 0, 2, 3)


def test_names() -> None:
    """Times of branches have none."""
    assert tenant_of(HoursId("acme/practice")) == "acme"
    assert name_of(HoursId("acme/practice")) == "practice"
    assert name_of(HoursId('acme/ Mo 08:00-09:00 "a/b"')) is None


def test_the_period_of_an_override() -> None:
    """With the reason, or who said so."""
    override = Override(HoursId("acme/practice"), Opening.CLOSED, 5, None, "agent alice")
    assert override.period == Period(5, Opening.CLOSED, "set by agent alice")
    assert replace(override, reason="Storm").period == Period(5, Opening.CLOSED, "Storm")
