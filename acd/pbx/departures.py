"""Asterisk's own account of who came and left again: lines of `queue_log` -> departures. Pure.

The dialplan writes one line for each caller who leaves without having been in the safety net, both moments to the
millisecond. It is there when the controller of that moment died before it could keep what it knew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from acd.pbx.queue_log import moment

QUEUE: Final = "callers"
_FIELDS: Final = 9


@dataclass(frozen=True, slots=True)
class Departure:
    """A caller who is gone. Moments are milliseconds of UTC since 1970."""

    call_id: str
    came_ms: int
    left_ms: int
    number: str
    """What was dialled."""
    caller: str
    """Of what the network sent the letters, digits and signs that a number may have."""


def departures_of(lines: Iterable[str], since_ms: int) -> Iterator[Departure]:
    """Tell who left at `since_ms` or later; what is no line about it is passed over."""
    for line in lines:
        fields = line.rstrip("\n").split("|")
        if len(fields) != _FIELDS or (fields[2], fields[4]) != (QUEUE, "LEFT"):
            continue
        came_ms, left_ms = moment(fields[5]), moment(fields[6])
        # a clock that stepped back must not make a call that ended before it began
        if came_ms is not None and left_ms is not None and left_ms >= since_ms:
            yield Departure(fields[1], came_ms, max(came_ms, left_ms), fields[7], fields[8])
