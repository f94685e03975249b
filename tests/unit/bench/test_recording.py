"""The table of made-up runs, and what must be true before anything is measured."""

from pathlib import Path

import pytest
from rich.console import Console

from acd.bench import recording
from acd.bench.instance import Instance
from acd.bench.recording import OFF, ON, Results, Sizes, Talk, show
from acd.credentials import Credentials
from acd.domain.errors import AcdError


def talk(kind: str, asterisk: float, controller: float = 0.5) -> Talk:
    return Talk(kind, 20, asterisk, controller, 2.0, 3.0 if kind == ON else 1.0, 16.0 if kind == ON else 0.0, 2.5)


def printed(*talks: Talk) -> list[list[str]]:
    console = Console(record=True, width=200)
    show(Results("22", "then", "now", list(talks)), Sizes(rounds=len(talks) // 2), console)
    return [line.split() for line in console.export_text().splitlines()]


def test_ratios_are_those_of_each_round() -> None:
    """Off and on of one round had the same neighbours; the ratio of the medians would be 2.00 here."""
    lines = printed(talk(OFF, 5), talk(ON, 10), talk(ON, 16), talk(OFF, 4), talk(OFF, 6), talk(ON, 9))
    assert ["off", "5.00", "0.50", "2.00", "1.00", "0.0"] in lines
    assert ["on", "10.00", "0.50", "2.00", "3.00", "16.0"] in lines
    assert ["on", "/", "off", "2.00", "1.00", "1.00", "3.00"] in lines
    assert ["on", "-", "off", "5.00", "0.00", "0.00", "2.00"] in lines


def test_a_controller_that_used_nothing_has_no_ratio() -> None:
    """The kernel counts in steps of ten milliseconds."""
    assert ["on", "/", "off", "2.00", "-", "1.00", "3.00"] in printed(talk(OFF, 5, 0.0), talk(ON, 10, 0.0))


def test_recordings_in_progress_are_those_of_asterisk(tmp_path: Path) -> None:
    """In folders by date; what is filed is elsewhere."""
    (tmp_path / "2026").mkdir()
    for name in ("2026/a.raw", "b.raw", "c.note"):
        (tmp_path / name).write_bytes(b"sound")
    instance = Instance(("127.0.0.1", 5060), 1, 2, "22", Credentials(b"k" * 32), (), 0.0, tmp_path)
    assert {path.name for path in instance.recordings_in_progress()} == {"a.raw", "b.raw"}
    assert recording._size(instance) == 10


def test_a_call_too_few_is_no_measurement() -> None:
    """It would be counted as a call that costs nothing."""
    recording._require("talk", 3, 3)
    with pytest.raises(AcdError, match="2 calls talk and not 3: nothing can be measured; try with fewer --calls"):
        recording._require("talk", 2, 3)
