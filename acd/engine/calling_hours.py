"""When customers may be called: the queue's hours, in every zone in which their number may be."""

from typing import TYPE_CHECKING

from acd.domain.callbacks import CallbackRules
from acd.domain.zones import ZoneOffsets, closes, opens

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


class CallingHours:
    """Of all queues. While nobody has told the time of day, nobody is called whose hours matter."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def is_known(self, rules: CallbackRules, number: str) -> bool:
        """Tell whether a number can be called at all: whether anybody knows what time it is there, if that matters."""
        return rules.calling_hours is None or bool(self._desk.pool.number_zones.of(number, rules.zone))

    def next(self, rules: CallbackRules, number: str, at: float) -> float:
        """Return the first moment, this one or later, at which a number may be called; infinite: none that is known."""
        hours = rules.calling_hours
        if hours is None:
            return at
        zones, offset_s = self._zones(rules, number), self._desk.utc_offset_s
        if not zones or offset_s is None:
            return float("inf")
        at_ms = int((at + offset_s) * 1000)
        opens_ms = opens(hours, zones, at_ms)
        if opens_ms == at_ms:
            return at
        return float("inf") if opens_ms is None else _moment(opens_ms, offset_s)

    def end(self, rules: CallbackRules, number: str, now: float) -> float | None:
        """Return when a number may not be called any more that may be called now; None: it always may."""
        hours, offset_s = rules.calling_hours, self._desk.utc_offset_s
        if hours is None:
            return None
        assert offset_s is not None  # or it could not be called now
        return _moment(closes(hours, self._zones(rules, number), int((now + offset_s) * 1000)), offset_s)

    def _zones(self, rules: CallbackRules, number: str) -> list[ZoneOffsets]:
        names = self._desk.pool.number_zones.of(number, rules.zone)
        known = [self._desk.zones[name] for name in names if name in self._desk.zones]
        return known if len(known) == len(names) else []


def _moment(utc_ms: int, offset_s: float) -> float:
    """Return our moment of a wall time: a millisecond late, so that it is surely not before it."""
    return (utc_ms + 1) / 1000 - offset_s
