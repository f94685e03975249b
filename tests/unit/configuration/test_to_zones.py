"""Zones of numbers agree with the library that knows them, and offsets with the calendar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType, timezone

from acd.configuration.to_zones import number_zones, zone_names, zone_offsets
from acd.domain.zones import NO_ZONES, ZoneName

START = datetime(2026, 6, 1, tzinfo=UTC)


def test_every_country_and_kind_of_number() -> None:
    """As the library says; where North America is concerned, the area code counts for mobile phones too."""
    known, compared = number_zones(None), 0
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in PhoneNumberType.values():
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            theirs = set(timezone.time_zones_for_number(number)) & zone_names()
            ours = set(known.of(text, None))
            assert ours <= theirs if number.country_code == 1 else ours == theirs, text
            assert ours or not theirs
            compared += 1
    assert compared > 1000


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125551234", {"America/New_York"}),
        ("+12085551234", {"America/Boise", "America/Los_Angeles"}),
        ("+34612345678", {"Europe/Madrid", "Atlantic/Canary"}),
        ("+4915112345678", {"Europe/Berlin"}),
    ],
)
def test_some_numbers(number: str, zones: set[str]) -> None:
    """Of a state with two zones, and of mobile phones."""
    assert set(number_zones(None).of(number, None)) == zones


def test_only_what_is_asked_for_is_kept() -> None:
    """And it says the same of those numbers."""
    everything, some = number_zones(None), number_zones(["+4930", "0034", "030"])
    assert len(some.prefixes) < 40 < len(everything.prefixes)
    for number in ("+4930123456", "+34612345678", "+34922123456"):
        assert some.of(number, None) == everything.of(number, None)
    assert number_zones(["030"]) is NO_ZONES


def test_offsets_for_a_year() -> None:
    """Each change to the second, also where there are none, and more than two."""
    names = [ZoneName(name) for name in ("Europe/Berlin", "Asia/Kolkata", "Africa/Casablanca", "America/St_Johns")]
    for name, found in zone_offsets(names, START).items():
        assert found.offset_s == _offset_s(name, START)
        before = found.offset_s
        for at_ms, offset_s in found.changes:
            at = datetime.fromtimestamp(at_ms / 1000, UTC)
            assert _offset_s(name, at) == offset_s != before
            assert _offset_s(name, datetime.fromtimestamp(at_ms / 1000 - 1, UTC)) == before
            before = offset_s
        assert len(found.changes) == (0 if name == "Asia/Kolkata" else 2)


def _offset_s(name: str, at: datetime) -> float:
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    assert offset is not None
    return offset.total_seconds()
