"""The engine's bench at a tiny size."""

import math

import pytest
from rich.console import Console

from acd.bench import engine
from acd.bench.engine import Shape, Speed


def test_every_shape_is_measured_and_drawn() -> None:
    """With one skill and with many, at each length of the line; every figure is a number."""
    speeds = engine.run(calls=30, agents=20, waiting=150)
    assert [(speed.shape.waiting, speed.shape.kinds) for speed in speeds] == [(100, 1), (150, 1), (100, 20), (150, 20)]
    for speed in speeds:
        assert speed.events == 210 and speed.events_per_s > 0 and speed.call_bytes > 100
        assert 0 < speed.event_p50_us <= speed.event_p99_us
    console = Console(record=True, width=120)
    console.print(engine.table(speeds))
    text = console.export_text()
    assert "growth of the decision from 100 to 150 waiting" in text and "nan" not in text


def test_growth_compares_the_longest_line_with_the_shortest() -> None:
    """Of the same number of skills only."""

    def speed(waiting: int, kinds: int, freed_us: float) -> Speed:
        return Speed(Shape(1, waiting, kinds), 1, 1.0, 1.0, 1.0, freed_us, 1.0, 1.0)

    speeds = [speed(100, 1, 10.0), speed(5000, 1, 11.0), speed(100, 20, 20.0), speed(5000, 20, 30.0)]
    assert engine.growth(speeds, 1) == pytest.approx(1.1)
    assert engine.growth(speeds, 20) == pytest.approx(1.5)
    assert math.isnan(engine.growth([speed(1, 1, 0.0)], 1))
