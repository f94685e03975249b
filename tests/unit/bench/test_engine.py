"""The engine's bench at tiny sizes."""

import json

from rich.console import Console

from acd.bench import engine
from acd.bench.engine import GOAL, SHAPES, Shape, Speed

SMALL = (Shape(6, 12, 4, 3), Shape(6, 12, 4, 1), Shape(10, 3, 20, 20))


def text_of(speeds: list[Speed]) -> str:
    """Return the table as it is printed."""
    console = Console(record=True, width=160)
    console.print(engine.table(speeds))
    return console.export_text()


def test_every_shape_is_measured_and_drawn() -> None:
    """Also one with fewer callers than queues; every figure is a number."""
    speeds = engine.run(calls=30, shapes=SMALL, rounds=2)
    assert [speed.shape for speed in speeds] == list(SMALL)
    assert [speed.events for speed in speeds[:2]] == [210, 210]
    for speed in speeds:
        assert speed.events_per_s > 0 and speed.call_bytes > 100
        assert 0 < speed.event_p50_us <= speed.event_p99_us and 0 < speed.freed_p50_us <= speed.freed_p99_us
    assert "nan" not in text_of(speeds) and "goals" not in text_of(speeds)


def test_the_goals_are_held_against_the_size_for_which_they_were_set() -> None:
    """As ratios to the limits."""
    speed = Speed(GOAL, 7, 1.0, 1.0, 50.0, 1.0, 1.0, 1024.0)
    assert "p99 of a decision 0.50 of 100 µs, memory 0.50 of 2048 bytes a waiting call" in text_of([speed])
    assert GOAL in SHAPES


def test_json_says_the_same() -> None:
    """One object, with the machine and every figure by its name."""
    (speed,) = engine.run(calls=3, shapes=SMALL[:1], rounds=1)
    told = json.loads(engine.as_json([speed], 1))
    assert told["speeds"][0]["shape"] == {"agents": 6, "waiting": 12, "queues": 4, "profiles": 3}
    assert told["speeds"][0]["event_p99_us"] == speed.event_p99_us and "cores" in told["machine"]
