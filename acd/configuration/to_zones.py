"""Time zones of telephone numbers, and how their clocks go: from the two databases that know -> plain data."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.tzdata import TIMEZONE_DATA

from acd.domain.zones import NO_ZONES, NumberZones, ZoneName, ZoneOffsets

AHEAD_DAYS: Final = 366
_STEP: Final = timedelta(days=1)
"""No zone changes its clocks twice within so short a time."""
_NANPA: Final = "1"
"""Where mobile numbers have the area codes of places."""
_MOBILE_AT_PLACES: Final = ("52", "54", "55", "62", "86")
"""Countries where other mobile numbers begin as places do."""


@cache
def zone_names() -> frozenset[str]:
    """Return all zones that there are."""
    return frozenset(available_timezones())


def number_zones(beginnings: Iterable[str] | None) -> NumberZones:
    """Return in which zones numbers may be; of those that begin so alone, and of all if None."""
    if beginnings is None:
        return NumberZones(_prefixes(), _local())
    wanted = [one[2:] if one.startswith("00") else one[1:] for one in beginnings if one.startswith(("+", "00"))]
    if not wanted:
        return NO_ZONES
    begin = tuple(wanted)
    prefixes = {
        prefix: zones
        for prefix, zones in _prefixes().items()
        if prefix.startswith(begin) or any(one.startswith(prefix) for one in begin)
    }
    return NumberZones(prefixes, {code: pattern for code, pattern in _local().items() if code in prefixes})


@cache
def _prefixes() -> Mapping[str, tuple[ZoneName, ...]]:
    """Return what is not said by a shorter prefix already; zones that this machine does not know mean nothing."""
    known = zone_names()
    found: dict[str, tuple[ZoneName, ...]] = {}
    for prefix in sorted(TIMEZONE_DATA, key=len):
        zones = tuple(ZoneName(zone) for zone in TIMEZONE_DATA[prefix] if zone in known)
        shorter = next((found[prefix[:end]] for end in range(len(prefix) - 1, 0, -1) if prefix[:end] in found), None)
        if zones and zones != shorter:
            found[prefix] = zones
    return found


@cache
def _local() -> Mapping[str, str]:
    """Return what numbers at places look like, for countries of several zones: a mobile phone is anywhere in it."""
    found: dict[str, str] = {}
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        country = str(code)
        if country == _NANPA or len(_prefixes().get(country, ())) < 2:
            continue
        patterns: list[str] = []
        for region in regions:
            known = PhoneMetadata.metadata_for_region(region, None)
            kinds = () if known is None else (known.fixed_line, known.mobile if country in _MOBILE_AT_PLACES else None)
            patterns += [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
        found[country] = "|".join(patterns)
    return found


def zone_offsets(names: Iterable[ZoneName], since: datetime, days: int = AHEAD_DAYS) -> dict[ZoneName, ZoneOffsets]:
    """Return how the clocks of zones go from a moment (aware) on. Raises KeyError for a zone that there is not."""
    return {name: _offsets(ZoneInfo(name), since.astimezone(UTC), days) for name in names}


def _offsets(zone: ZoneInfo, since: datetime, days: int) -> ZoneOffsets:
    at, first = since, _offset_s(zone, since)
    changes: list[tuple[int, int]] = []
    before = first
    while at < since + timedelta(days=days):
        after = _offset_s(zone, at + _STEP)
        if after != before:
            changes.append((_change_ms(zone, at, before), after))
            before = after
        at += _STEP
    return ZoneOffsets(first, tuple(changes))


def _change_ms(zone: ZoneInfo, since: datetime, before: int) -> int:
    """Return when the clocks change, within the step behind a moment: clocks change at full seconds."""
    low, high = int(since.timestamp()), int((since + _STEP).timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_s(zone, datetime.fromtimestamp(middle, UTC)) == before:
            low = middle
        else:
            high = middle
    return high * 1000


def _offset_s(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # every zone has one at every moment
    return int(offset.total_seconds())
