"""Opening hours on a terminal, by the clock of their tenant."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from acd.client.plain import plain
from acd.client.shapes import OpeningHours

_STYLES: Final = {"open": "green", "closed": "yellow", "holiday": "magenta"}
_NOTHING: Final = "-"


def hours(items: Iterable[OpeningHours]) -> RenderableType:
    """Draw opening hours; with an override its end."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in ("Hours", "State", "Why", "Set by", "Until", "Next", "At"):
        table.add_column(Text(column))
    for one in items:
        zone = _zone(one.timezone)
        override, change = one.override, one.next_change
        until = "taken back" if override is None or override.until is None else _clock(override.until, zone)
        table.add_row(
            Text(plain(f"{one.tenant}/{one.name}", 90)),
            _state(one.state),
            Text(plain(one.why, 60)),
            Text(_NOTHING, "dim") if override is None else Text(plain(override.by, 60)),
            Text(_NOTHING, "dim") if override is None else Text(until),
            Text(_NOTHING, "dim") if change is None else _state(change.state),
            Text(_NOTHING, "dim") if change is None else Text(_clock(change.at, zone)),
        )
    return table if table.row_count else Text("no hours")


def _state(state: str) -> Text:
    return Text(plain(state), _STYLES.get(state, ""))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the controller may be of another release
        return UTC


def _clock(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
