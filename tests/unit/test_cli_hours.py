"""`acd hours` against the real API."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from cyclopts import App as Command
from rich.console import Console

from acd.cli_hours import hours_commands, seconds, split
from acd.client.controller import Controller
from acd.domain.errors import AcdError
from acd.domain.hours import HoursId, Opening
from acd.domain.hours_events import HoursOverrideEnded, HoursOverrideRequested
from tests.unit.client.live import served
from tests.unit.web.stage import NOON, TOKEN, Stage

PRACTICE = HoursId("acme/practice")


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def run(stage: Stage) -> Iterator[Callable[[str], str]]:
    screen = StringIO()
    with served(stage.app()) as address:
        controller = Controller(address, TOKEN)
        root = Command(name="acd")
        root.command(hours_commands(lambda: controller, Console(file=screen, width=160)))

        def typed(line: str) -> str:
            screen.seek(0)
            screen.truncate()
            root(line.split(), exit_on_error=False, print_error=False, result_action="return_value")
            return screen.getvalue()

        yield typed


def test_hours_are_shown(run: Callable[[str], str]) -> None:
    """Of all tenants, or of one."""
    assert "acme/practice" in run("hours") and "florist/shop" in run("hours")
    assert "acme/practice" not in run("hours florist")
    assert run("hours nobody").strip() == "no hours"


def test_hours_are_overridden(stage: Stage, run: Callable[[str], str]) -> None:
    """For a while, until a moment, or until they are cleared."""
    assert "closed" in run("hours override acme/practice closed --for 2h --reason Storm")
    assert "2026-12-24 18:00 CET" in run("hours override acme/practice closed --until 2026-12-24T18:00")
    assert "taken back" in run("hours override acme/practice holiday")
    run("hours clear acme/practice")
    noon = NOON.timestamp()
    assert stage.requests == [
        HoursOverrideRequested(PRACTICE, Opening.CLOSED, noon + 7200, "api", "Storm"),
        HoursOverrideRequested(PRACTICE, Opening.CLOSED, noon + 33 * 86400 + 5 * 3600, "api"),
        HoursOverrideRequested(PRACTICE, Opening.HOLIDAY, None, "api"),
        HoursOverrideEnded(PRACTICE, "api"),
    ]


def test_two_ends(run: Callable[[str], str]) -> None:
    """One of them is too many."""
    with pytest.raises(AcdError, match="two ends"):
        run("hours override acme/practice closed --for 2h --until 2026-12-24T18:00")


@pytest.mark.parametrize(
    ("text", "length"), [("2h", 7200), ("1h30m", 5400), ("90min", 5400), ("45s", 45), ("1d", 86400), ("1d 2h", 93600)]
)
def test_lengths(text: str, length: float) -> None:
    """As people write them."""
    assert seconds(text) == length


@pytest.mark.parametrize("text", ["", "2", "0h", "h", "-2h", "2h1d", "soon"])
def test_what_is_no_length(text: str) -> None:
    """With what to write."""
    with pytest.raises(AcdError, match="is no length of time"):
        seconds(text)


def test_names() -> None:
    """Tenant and name."""
    assert split("acme/practice") == ("acme", "practice")
    for text in ("acme", "acme/", "/practice"):
        with pytest.raises(AcdError, match="names no hours"):
            split(text)
