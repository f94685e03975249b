"""Each bench at a tiny size: it runs through and prints its tables. No speed is asserted: machines differ."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from acd.bench import calls, engine, recording
from acd.bench.calls import Sizes

TINY = Sizes(rates=(4.0,), seconds=4.0, rounds=1, agents=6, waiting=3, held=(0, 3))


def test_the_engines_bench_prints_its_table() -> None:
    """A row for each shape."""
    console = Console(record=True, width=160)
    shapes = [engine.Shape(5, 100, 4, 2), engine.Shape(7, 20, 3, 3)]
    console.print(engine.table(engine.run(calls=20, shapes=shapes)))
    header, *rows = console.export_text().splitlines()
    assert "events/s" in header and [row.split()[:4] for row in rows[:2]] == [
        ["5", "100", "4", "2"],
        ["7", "20", "3", "3"],
    ]


@pytest.mark.live
def test_the_calls_bench_prints_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both systems in each table, every caller served, and the raw figures in the file."""
    monkeypatch.chdir(Path(__file__).parents[2])
    console = Console(record=True, width=160)
    raw = tmp_path / "raw.json"
    calls.main(TINY, console, raw)
    text = console.export_text()
    for title in ("Caller's INVITE to agent's INVITE", "Idle gap", "Waiting with music"):
        assert title in text
    assert text.count("app_queue") >= 4
    results = json.loads(raw.read_text())
    assert [(run["kind"], run["system"]) for run in results["runs"]] == [
        ("4 calls/s", "acd"),
        ("4 calls/s", "app_queue"),
        ("4 calls/s", "acd, sounds"),
        ("3 waiting", "acd"),
        ("3 waiting", "app_queue"),
    ]
    for run in results["runs"]:
        assert run["calls"] > 0 and run["unserved"] == 0 and run["ring_ms"]
        assert all(time > 0 for time in run["ring_ms"])
    assert all(run["gap_ms"] for run in results["runs"][-2:])
    assert [(hold["system"], hold["waiting"]) for hold in results["holds"]] == [
        ("acd", 0),
        ("acd", 3),
        ("app_queue", 0),
        ("app_queue", 3),
    ]


@pytest.mark.live
def test_the_recording_bench_prints_its_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody talks in both runs; both parties are recorded in one of them, and nobody in the other."""
    monkeypatch.chdir(Path(__file__).parents[2])
    console = Console(record=True, width=160)
    raw = tmp_path / "raw.json"
    recording.main(recording.Sizes(calls=3, seconds=5.0, rounds=1), console, raw)
    assert "on / off" in console.export_text()
    off, on = json.loads(raw.read_text())["talks"]
    assert [off["recording"], on["recording"]] == ["off", "on"]
    assert off["recorded_kb"] == 0
    # Asterisk writes in blocks of some seconds, so a short run only shows that there is something
    assert on["recorded_kb"] > 0
    assert off["asterisk_ms"] > 0 and on["asterisk_ms"] > 0
