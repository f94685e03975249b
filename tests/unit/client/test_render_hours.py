"""Opening hours on a terminal."""

from datetime import UTC, datetime
from io import StringIO

import msgspec
from rich.console import Console

from acd.client.render_hours import hours
from acd.client.shapes import HoursChange, HoursOverride, OpeningHours

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PRACTICE = OpeningHours(
    "practice", "acme", "Europe/Berlin", "open", "regular hours", HoursChange(NOON, "closed", "night"), None
)


def drawn(*items: OpeningHours) -> str:
    """Return what a wide terminal shows."""
    screen = StringIO()
    Console(file=screen, width=200).print(hours(items))
    return screen.getvalue()


def test_by_the_clock_of_the_tenant() -> None:
    """And by UTC where a zone is not known here."""
    assert "2026-07-01 14:00 CEST" in drawn(PRACTICE)
    assert "2026-07-01 12:00 UTC" in drawn(msgspec.structs.replace(PRACTICE, timezone="../etc/passwd"))
    assert "2026-07-01 12:00 UTC" in drawn(msgspec.structs.replace(PRACTICE, timezone="Europe/Atlantis"))


def test_overrides() -> None:
    """Who said so, and until when."""
    said = HoursOverride("closed", NOON, NOON, "agent alice", "Storm")
    shown = drawn(msgspec.structs.replace(PRACTICE, override=said, next_change=None))
    assert "agent alice" in shown and "14:00 CEST" in shown
    endless = msgspec.structs.replace(said, until=None)
    assert "taken back" in drawn(msgspec.structs.replace(PRACTICE, override=endless))


def test_nothing_that_a_terminal_obeys() -> None:
    """Whoever wrote a reason."""
    assert "\x1b" not in drawn(msgspec.structs.replace(PRACTICE, why="a\x1b[2Jb"))
    assert drawn().strip() == "no hours"
