"""Written hours as periods of UTC time: on both nights of daylight saving, over midnight, and on special days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours
from structlog.testing import capture_logs

from acd.domain.hours import Hours, HoursId, Opening
from acd.hours.compiler import AHEAD, BACK, OUTSIDE, REGULAR, compile_all, compile_hours
from acd.hours.plan import HolidayCalendar, HoursPlan, SpecialDay

NAME = HoursId("acme/practice")
WEEK = "Mo-Th 08:00-12:00,14:00-18:00; Fr 08:00-13:00"


def compiled(open_: str, at: str, zone: str = "Europe/Berlin", **more: object) -> Hours:
    """Return the hours around a moment of UTC."""
    plan = HoursPlan(NAME, zone, open_, **more)  # type: ignore[arg-type]
    return compile_hours(plan, datetime.fromisoformat(f"{at}+00:00").timestamp())


def changes(hours: Hours, since: str, until: str) -> list[tuple[str, str]]:
    """Return when, in UTC, which state begins within a time."""
    told = [(datetime.fromtimestamp(one.since, UTC), one.state.value) for one in hours.periods]
    return [(f"{at:%Y-%m-%dT%H:%M}", state) for at, state in told if since <= f"{at:%Y-%m-%dT%H:%M}" < until]


def opening(hours: Hours, at: str) -> tuple[Opening, str]:
    """Return state and reason at a moment of UTC."""
    period = hours.at(datetime.fromisoformat(f"{at}+00:00").timestamp())
    return period.state, period.why


@pytest.mark.parametrize(
    ("zone", "open_", "since", "until", "expected"),
    [
        # Berlin: clocks go from 02:00 to 03:00, 01:00 UTC
        (
            *("Europe/Berlin", "08:00-12:00", "2026-03-28T00:00", "2026-03-30T00:00"),
            [
                ("2026-03-28T07:00", "open"),
                ("2026-03-28T11:00", "closed"),
                ("2026-03-29T06:00", "open"),
                ("2026-03-29T10:00", "closed"),
            ],
        ),
        (
            *("Europe/Berlin", "22:00-06:00", "2026-03-28T12:00", "2026-03-29T12:00"),
            [("2026-03-28T21:00", "open"), ("2026-03-29T04:00", "closed")],
        ),
        (
            *("Europe/Berlin", "22:00-02:30", "2026-03-28T12:00", "2026-03-29T12:00"),
            [("2026-03-28T21:00", "open"), ("2026-03-29T01:00", "closed")],
        ),
        (
            *("Europe/Berlin", "02:30-06:00", "2026-03-28T12:00", "2026-03-29T12:00"),
            [("2026-03-29T01:00", "open"), ("2026-03-29T04:00", "closed")],
        ),
        ("Europe/Berlin", "02:10-02:40", "2026-03-28T12:00", "2026-03-29T12:00", []),
        # and back from 03:00 to 02:00, 01:00 UTC
        (
            *("Europe/Berlin", "22:00-06:00", "2026-10-24T12:00", "2026-10-25T12:00"),
            [("2026-10-24T20:00", "open"), ("2026-10-25T05:00", "closed")],
        ),
        (
            *("Europe/Berlin", "22:00-02:30", "2026-10-24T12:00", "2026-10-25T12:00"),
            [("2026-10-24T20:00", "open"), ("2026-10-25T01:30", "closed")],
        ),
        (
            *("Europe/Berlin", "02:30-06:00", "2026-10-24T12:00", "2026-10-25T12:00"),
            [("2026-10-25T00:30", "open"), ("2026-10-25T05:00", "closed")],
        ),
        (
            *("Europe/Berlin", "02:10-02:20,02:30-02:40", "2026-10-24T12:00", "2026-10-25T12:00"),
            [("2026-10-25T00:10", "open"), ("2026-10-25T01:40", "closed")],
        ),
        # New York: 07:00 UTC and 06:00 UTC
        (
            *("America/New_York", "Sa 20:00-03:00", "2026-03-07T12:00", "2026-03-08T12:00"),
            [("2026-03-08T01:00", "open"), ("2026-03-08T07:00", "closed")],
        ),
        (
            *("America/New_York", "Sa 20:00-03:00", "2026-10-31T12:00", "2026-11-01T12:00"),
            [("2026-11-01T00:00", "open"), ("2026-11-01T08:00", "closed")],
        ),
        (
            *("America/New_York", "20:00-01:30", "2026-10-31T12:00", "2026-11-01T12:00"),
            [("2026-11-01T00:00", "open"), ("2026-11-01T06:30", "closed")],
        ),
        # Sydney: forward in October, back in April, 16:00 UTC of the day before
        (
            *("Australia/Sydney", "20:00-07:00", "2026-10-03T00:00", "2026-10-04T06:00"),
            [("2026-10-03T10:00", "open"), ("2026-10-03T20:00", "closed")],
        ),
        (
            *("Australia/Sydney", "20:00-07:00", "2026-04-04T00:00", "2026-04-05T06:00"),
            [("2026-04-04T09:00", "open"), ("2026-04-04T21:00", "closed")],
        ),
    ],
)
def test_nights_on_which_clocks_change(
    zone: str, open_: str, since: str, until: str, expected: list[tuple[str, str]]
) -> None:
    """Exact moments: nothing opens twice in the hour that comes twice, and what is skipped does not happen."""
    assert changes(compiled(open_, since, zone), since, until) == expected


def test_open_all_day_on_those_nights() -> None:
    """There is no gap."""
    for at in ("2026-03-29T00:00", "2026-10-25T00:00"):
        assert [period.state for period in compiled("24/7", at).periods] == [Opening.OPEN]


def test_the_span() -> None:
    """From the beginning of a day to that of another, by the clock of the place."""
    hours = compiled(WEEK, "2026-07-01T23:00")
    berlin = ZoneInfo("Europe/Berlin")
    today = date(2026, 7, 2)
    assert datetime.fromtimestamp(hours.since[0], berlin) == datetime.combine(today - BACK, datetime.min.time(), berlin)
    assert datetime.fromtimestamp(hours.until, berlin) == datetime.combine(
        today + AHEAD + timedelta(days=1), datetime.min.time(), berlin
    )


def test_reasons_of_a_common_week() -> None:
    """Regular hours, and what is written behind them."""
    hours = compiled(f'{WEEK}; Sa 10:00-11:00 "emergencies"', "2026-07-01T00:00")
    assert opening(hours, "2026-07-01T07:00") == (Opening.OPEN, REGULAR)
    assert opening(hours, "2026-07-01T11:00") == (Opening.CLOSED, OUTSIDE)
    assert opening(hours, "2026-07-04T08:30") == (Opening.OPEN, "emergencies")


CHRISTMAS = (
    SpecialDay(date(2026, 12, 24), date(2026, 12, 24), "08:00-12:00", "Christmas Eve"),
    SpecialDay(date(2026, 12, 27), date(2026, 12, 31), None, "Winter break"),
    SpecialDay((1, 1), (1, 1), "10:00-11:00"),
)


def test_holidays_and_special_days() -> None:
    """Days that are written count more than holidays, those more than the week."""
    hours = compiled(WEEK, "2026-12-22T00:00", holidays=HolidayCalendar("DE", "BE"), days=CHRISTMAS)
    eve = "Christmas Eve, 08:00-12:00"
    assert opening(hours, "2026-12-24T06:00") == (Opening.CLOSED, eve)
    assert opening(hours, "2026-12-24T07:00") == (Opening.OPEN, eve)
    assert opening(hours, "2026-12-24T15:00") == (Opening.CLOSED, eve)
    assert opening(hours, "2026-12-25T09:00") == (Opening.HOLIDAY, "Christmas Day")
    assert opening(hours, "2026-12-28T09:00") == (Opening.HOLIDAY, "Winter break")
    assert opening(hours, "2027-01-01T09:30") == (Opening.OPEN, "special day, 10:00-11:00")
    assert opening(hours, "2027-01-01T10:30") == (Opening.CLOSED, "special day, 10:00-11:00")
    assert opening(hours, "2027-01-04T08:00") == (Opening.OPEN, REGULAR)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """The night before a holiday is worked to its end; that of the holiday is not worked, also after midnight."""
    hours = compiled("22:00-06:00", "2026-12-22T00:00", holidays=HolidayCalendar("DE"))
    assert changes(hours, "2026-12-24T12:00", "2026-12-28T00:00") == [
        ("2026-12-24T21:00", "open"),
        ("2026-12-25T05:00", "holiday"),
        ("2026-12-25T23:00", "holiday"),
        ("2026-12-26T23:00", "closed"),
        ("2026-12-27T21:00", "open"),
    ]


def test_always_open_but_on_holidays() -> None:
    """From midnight to midnight."""
    hours = compiled("24/7", "2026-12-22T00:00", holidays=HolidayCalendar("DE"))
    assert changes(hours, "2026-12-24T00:00", "2026-12-28T00:00") == [
        ("2026-12-24T23:00", "holiday"),
        ("2026-12-25T23:00", "holiday"),
        ("2026-12-26T23:00", "open"),
    ]


def test_special_hours_over_midnight() -> None:
    """They end on the next day, and meet what begins there."""
    party = SpecialDay(date(2026, 7, 2), date(2026, 7, 2), "20:00-09:00", "Party")
    hours = compiled("08:00-12:00", "2026-07-01T00:00", days=(party,))
    assert changes(hours, "2026-07-02T00:00", "2026-07-03T12:00") == [
        ("2026-07-02T18:00", "open"),
        ("2026-07-03T07:00", "open"),
        ("2026-07-03T10:00", "closed"),
    ]
    assert opening(hours, "2026-07-03T06:30") == (Opening.OPEN, "Party, 20:00-09:00")


def test_hours_that_lie_within_others() -> None:
    """The longer ones count to their end."""
    party = SpecialDay(date(2026, 7, 2), date(2026, 7, 2), "20:00-13:00", "Party")
    hours = compiled("08:00-12:00", "2026-07-01T00:00", days=(party,))
    assert changes(hours, "2026-07-02T12:00", "2026-07-03T12:00") == [
        ("2026-07-02T18:00", "open"),
        ("2026-07-03T11:00", "closed"),
    ]


def test_many() -> None:
    """Each by its name."""
    plans = [HoursPlan(HoursId(f"t{number}/main"), "UTC", "24/7") for number in range(3)]
    assert list(compile_all(plans, 0)) == ["t0/main", "t1/main", "t2/main"]


def test_what_another_release_knew() -> None:
    """Holidays that are gone are not kept; what cannot be worked out at all is left out. Both are in the log."""
    holidays = HoursPlan(HoursId("acme/a"), "UTC", "24/7", HolidayCalendar("DE", "Atlantis"))
    zone = HoursPlan(HoursId("acme/b"), "Europe/Atlantis", "24/7")
    words = HoursPlan(HoursId("acme/c"), "UTC", "at times")
    with capture_logs() as logs:
        found = compile_all([holidays, zone, words], 0)
    assert list(found) == ["acme/a"]
    assert [entry["hours"] for entry in logs] == ["acme/a", "acme/b", "acme/c"]


CLOCKS = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
TIMES = st.tuples(CLOCKS, CLOCKS).filter(lambda ends: ends[0] != ends[1]).map("-".join)
DAYS = st.sampled_from(["Mo-Fr ", "Sa-Su ", "Mo,We,Fr ", "Su ", ""])
NIGHTS = st.sampled_from(
    [
        ("Europe/Berlin", "2026-03-28"),
        ("Europe/Berlin", "2026-10-24"),
        ("America/New_York", "2026-03-07"),
        ("America/New_York", "2026-10-31"),
        ("Australia/Sydney", "2026-10-03"),
        ("Australia/Sydney", "2026-04-04"),
        ("Asia/Kolkata", "2026-05-01"),
    ]
)


@given(DAYS, TIMES, NIGHTS)
def test_as_the_clock_on_the_wall_says(days: str, times: str, night: tuple[str, str]) -> None:
    """Each minute is as the library says of that clock time; the hour that comes twice may be open for longer."""
    name, day = night
    zone = ZoneInfo(name)
    hours = compiled(f"{days}{times}", f"{day}T00:00", name)
    library = OpeningHours(f"{days}{times}")
    start = datetime.fromisoformat(f"{day}T00:00+00:00")
    for minute in range(0, 60 * 60, 5):
        at = start + timedelta(minutes=minute)
        here = at.astimezone(zone)
        is_open = hours.at(at.timestamp()).state is Opening.OPEN
        if here.utcoffset() == here.replace(fold=1 - here.fold).utcoffset():
            assert is_open == library.is_open(here.replace(tzinfo=None)), at
        elif library.is_open(here.replace(tzinfo=None)):
            assert is_open, at


@given(TIMES, st.sampled_from(["2026-05-01", "2026-12-25", "2026-10-03", "2026-01-01"]))
def test_nothing_begins_on_a_holiday(times: str, day: str) -> None:
    """A day of hours that begin and end on it is closed when it is a holiday, and as the library says on others."""
    since, _, until = times.partition("-")
    written = f"{min(since, until)}-{max(since, until)}"
    hours = compiled(written, f"{day}T00:00", "UTC", holidays=HolidayCalendar("DE"))
    library = OpeningHours(f"{written}; 2026 May 1 off; 2026 Dec 25-26 off; 2026 Oct 3 off; 2026 Jan 1 off")
    start = datetime.fromisoformat(f"{day}T00:00+00:00") - timedelta(days=1)
    for minute in range(0, 3 * 24 * 60, 15):
        at = start + timedelta(minutes=minute)
        assert (hours.at(at.timestamp()).state is Opening.OPEN) == library.is_open(at.replace(tzinfo=None)), at
