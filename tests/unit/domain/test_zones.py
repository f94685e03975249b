"""Hours of the day in zones whose clocks change, and the zones of numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.configuration.to_zones import zone_offsets
from acd.domain.zones import DailyHours, NumberZones, ZoneName, ZoneOffsets, closes, opens

BERLIN, NEW_YORK, KIRITIMATI, APIA = (
    ZoneName(name) for name in ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago")
)
START = datetime(2027, 1, 1, tzinfo=UTC)
ZONES = zone_offsets((BERLIN, NEW_YORK, KIRITIMATI, APIA), START)
DAY = DailyHours(8 * 60, 21 * 60)


def at(text: str) -> int:
    """Milliseconds of a moment, UTC."""
    return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "hours", "now", "first"),
    [
        (BERLIN, DAY, "2027-01-05T06:59:59.999", "2027-01-05T07:00"),
        (BERLIN, DAY, "2027-01-05T07:00", "2027-01-05T07:00"),
        (BERLIN, DAY, "2027-01-05T19:59:59.999", "2027-01-05T19:59:59.999"),
        (BERLIN, DAY, "2027-01-05T20:00", "2027-01-06T07:00"),
        (NEW_YORK, DAY, "2027-01-05T02:00", "2027-01-05T13:00"),
        (KIRITIMATI, DAY, "2027-01-05T07:00", "2027-01-05T18:00"),
        # the night in which clocks go forward, and the one in which they go back
        (BERLIN, DAY, "2027-03-27T20:00", "2027-03-28T06:00"),
        (BERLIN, DAY, "2027-10-30T19:00", "2027-10-31T07:00"),
        # half past two is not there, or twice
        (BERLIN, DailyHours(150, 200), "2027-03-27T03:00", "2027-03-28T01:00"),
        (BERLIN, DailyHours(150, 170), "2027-03-27T03:00", "2027-03-29T00:30"),
        (BERLIN, DailyHours(150, 170), "2027-10-31T00:50", "2027-10-31T01:30"),
    ],
)
def test_when_hours_begin(zone: ZoneName, hours: DailyHours, now: str, first: str) -> None:
    """Also where the clocks change in between."""
    assert ZONES[zone].opens(hours, at(now)) == at(first)


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        (DAY, "2027-01-05T07:00", "2027-01-05T20:00"),
        (DailyHours(0, 24 * 60), "2027-03-27T23:00", "2027-03-28T22:00"),
        (DailyHours(60, 150), "2027-03-28T00:30", "2027-03-28T01:00"),
        (DailyHours(60, 150), "2027-10-30T23:30", "2027-10-31T00:30"),
        (DailyHours(120, 180), "2027-10-31T00:30", "2027-10-31T01:00"),
    ],
)
def test_when_hours_end(hours: DailyHours, now: str, end: str) -> None:
    """By what the clocks show then."""
    assert ZONES[BERLIN].closes(hours, at(now)) == at(end)


def test_hours_in_several_zones() -> None:
    """They begin when they have begun everywhere, and end where they end first."""
    both = [ZONES[BERLIN], ZONES[NEW_YORK]]
    assert opens(DAY, both, at("2027-01-05T08:00")) == at("2027-01-05T13:00")
    assert closes(DAY, both, at("2027-01-05T13:00")) == at("2027-01-05T20:00")
    assert opens(DAY, both, at("2027-01-05T20:00")) == at("2027-01-06T13:00")


def test_there_may_be_no_such_hour() -> None:
    """Where it is noon in one zone and midnight in the other."""
    assert opens(DailyHours(720, 780), [ZONES[BERLIN], ZONES[APIA]], at("2027-01-05T08:00")) is None


@given(
    st.sets(st.sampled_from(sorted(ZONES)), min_size=1, max_size=3),
    st.integers(0, 364 * 86_400),
    st.integers(0, 1439).flatmap(lambda since: st.tuples(st.just(since), st.integers(since + 1, 1440))),
)
def test_moments_are_what_walls_show(names: set[ZoneName], after_s: int, hours: tuple[int, int]) -> None:
    """Compared with the calendar itself: what is told as open is open to its end, and what is before it is not."""
    daily, zones = DailyHours(*hours), [ZONES[name] for name in names]
    now_ms = round(START.timestamp() + after_s) * 1000
    first = opens(daily, zones, now_ms)
    until = now_ms + 86_400_000 if first is None else first
    for moment in {now_ms, (now_ms + until) // 2, until - 1} - {until}:
        assert moment < now_ms or not all(_shows(name, daily, moment) for name in names)
    if first is not None:
        end = closes(daily, zones, first)
        assert end > first
        assert all(_shows(name, daily, moment) for name in names for moment in (first, (first + end) // 2, end - 1))


def _shows(name: ZoneName, hours: DailyHours, moment_ms: int) -> bool:
    from zoneinfo import ZoneInfo

    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment_ms)).astimezone(ZoneInfo(name))
    return hours.since_min <= local.hour * 60 + local.minute < hours.until_min


def test_a_zone_whose_clocks_never_change() -> None:
    """Nothing but an offset."""
    assert ZoneOffsets(0).opens(DAY, 0) == 8 * 3_600_000


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+4930123456", "a"),
        ("004930123456", "a"),
        ("+4989123456", "bc"),
        ("030123456", "n"),
        ("+34922123456", "d"),
        ("+34612345678", "de"),
        ("+7912345678", ""),
        ("+999123456", ""),
        ("+888123456", ""),
    ],
)
def test_zones_of_numbers(number: str, zones: str) -> None:
    """The longest beginning counts; of a mobile phone, the whole country; without a country, what the queue says."""
    prefixes = {"49": "bc", "4930": "a", "34": "de", "34922": "d", "346": "e"}
    known = NumberZones(
        {prefix: tuple(map(ZoneName, names)) for prefix, names in prefixes.items()}, {"34": "922.*", "888": "1"}
    )
    assert known.of(number, ZoneName("n")) == tuple(zones)


def test_nobody_knows_a_zone() -> None:
    """Of a number without a country code, where none is written."""
    assert NumberZones().of("030123456", None) == ()
