"""Hours in which customers may be called, around the moments at which they begin and end."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from acd.domain.callbacks import attempt_of
from acd.domain.commands import Command, RingOutside
from acd.domain.hours_events import ClockTold
from acd.domain.pool import Pool
from acd.domain.zones import DailyHours, NumberZones, ZoneName, ZoneOffsets, ZonesTold
from tests.property.recipes import Chance

HOURS: Final = DailyHours(8 * 60, 21 * 60)
EAST, WEST = ZoneName("Test/East"), ZoneName("Test/West")
MIDNIGHT_S: Final = 1_800_057_600
"""UTC, of the day on which clocks change in the east."""
_CHANGE_S: Final = MIDNIGHT_S + 3600
ZONES: Final = ZonesTold({EAST: ZoneOffsets(3600, ((_CHANGE_S * 1000, 7200),)), WEST: ZoneOffsets(-5 * 3600)})
NUMBER_ZONES: Final = NumberZones({"49": (EAST,), "4930": (EAST, WEST)})
MOMENTS: Final = tuple(
    MIDNIGHT_S + hour * 3600 + seconds for hour in (-17, -11, -4, -3, 2, 6, 13, 15, 19) for seconds in (-9, -1, 0, 5)
)
"""Times to which the clock is set: before, at and behind where hours begin or end somewhere."""


def by_day(pool: Pool, chance: Chance) -> Pool:
    """Return the same house, which may call customers back by day only."""
    if not chance.often(5):
        return pool
    rules = {name: replace(one, calling_hours=HOURS, zone=EAST) for name, one in pool.callbacks.items()}
    return replace(pool, callbacks=rules, number_zones=NUMBER_ZONES)


def clock_at(utc_s: float, now: float) -> ClockTold:
    """Return the event by which it is this time now."""
    return ClockTold(utc_s - now)


def check_hours(pool: Pool, commands: Iterable[Command], utc_s: float) -> None:
    """Nobody is dialled for a callback while it is quiet where they may be."""
    for command in commands:
        if isinstance(command, RingOutside) and attempt_of(command.lane) is not None:
            number = command.endpoint.partition("@")[0]
            assert not (_by_day_only(pool) and _is_quiet(number, utc_s)), f"{number} was dialled at night"


def _by_day_only(pool: Pool) -> bool:
    """Tell whether the hours are those of every queue: a queue may have gone while its customer is dialled."""
    return all(rules.calling_hours is not None for rules in pool.callbacks.values())


def _is_quiet(number: str, utc_s: float) -> bool:
    zones = [EAST, WEST] if number.startswith("+4930") else [EAST]
    return not all(8 <= _hour(zone, utc_s) < 21 for zone in zones)


def _hour(zone: ZoneName, utc_s: float) -> float:
    offset_h = -5 if zone == WEST else 1 if utc_s < _CHANGE_S else 2
    return (utc_s / 3600 + offset_h) % 24
