"""A controller dies at every command of every scenario, and its successor finishes what it began.

`make test` lives through three times as many crashes.
"""

from typing import get_args

import pytest

from acd.domain.commands import Command
from tests.storm.boundaries import live_through, some_crashes
from tests.storm.planted import planted
from tests.storm.scenarios import SCENARIOS


@pytest.fixture(scope="module")
def died_behind() -> set[str]:
    """Commands behind which a controller died."""
    return set()


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_crash_at_any_command_loses_nobody(name: str, died_behind: set[str]) -> None:
    """Whatever was carried out and whatever was stored: every call has one end, and those who talk talk on."""
    row = live_through(name, some_crashes)
    assert row.commands >= 10, "the scenario shows hardly anything"
    assert row.stories == (row.commands + 1) * 5
    died_behind.update(row.kinds)


def test_together_they_ask_for_everything(died_behind: set[str]) -> None:
    """No command is missing at which a controller could die."""
    assert died_behind == {kind.__name__ for kind in get_args(Command)}


@pytest.mark.parametrize(
    "name",
    [
        "agents without their conversation talk for ever",
        "who waited before the crash lost their place",
        "a successor forgets who talks",
        "a successor forgets who waits",
        "a rank begins anew after a crash",
    ],
)
def test_a_bug_in_the_takeover_is_found(name: str) -> None:
    """Of each kind."""
    with planted(name), pytest.raises(AssertionError):
        live_through("waiting", some_crashes)
