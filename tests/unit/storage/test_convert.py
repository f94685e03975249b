"""Records become rows."""

from itertools import pairwise
from typing import get_args

import pytest

from acd.domain.calls import CallerId
from acd.domain.records import AgentStint, CommandRefused, Hearer, PlayFailed, Record
from acd.storage.convert import TEXT_LIMIT, Converter, clean
from acd.storage.rows import CallEndedRow, CallStartedRow, SegmentRow, StintRow
from tests.storage.sample import (
    UTC_MS,
    StandingClock,
    answered_call,
    asked_back,
    assisted,
    ended,
    left_message,
    measured,
    moved,
    of,
    overridden,
    recorded,
    started,
    to_be_heard,
)


def test_every_record_is_known() -> None:
    """put() cannot meet a record that it has no row for."""
    kept = [*answered_call(), *moved("c2"), *recorded(), *assisted(), *measured(), left_message(), asked_back()]
    samples = [*kept, to_be_heard(), overridden(), CommandRefused("Play", "gone", ""), PlayFailed(Hearer.CALLER)]
    assert {type(record) for record in samples} == set(get_args(Record))
    assert len(Converter(StandingClock()).rows(samples)) == len(samples) - 2


def test_utc_and_durations() -> None:
    """Moments become UTC, durations stay what they were."""
    clock = StandingClock()
    clock.advance(5000)
    (row,) = Converter(clock).rows([ended(at_ms=1000, life_ms=4000)])
    assert isinstance(row, CallEndedRow)
    assert (row.started_at_ms, row.ended_at_ms) == (UTC_MS + 1000, UTC_MS + 5000)


@pytest.mark.parametrize("jitter_s", [-9, -1, 1, 9])
def test_rounding_makes_no_gaps(jitter_s: int) -> None:
    """Segments put at different times still follow each other exactly, though two clocks were read and rounded."""
    clock = StandingClock()
    converter = Converter(clock)
    rows = []
    for record in answered_call():
        clock.advance(1)
        clock.wall_ms += jitter_s
        rows += converter.rows([record])
        clock.wall_ms -= jitter_s
    segments = of(SegmentRow, rows)
    for before, after in pairwise(segments):
        assert before.started_at_ms + before.duration_ms == after.started_at_ms


def test_step_of_the_wall_clock() -> None:
    """A wall clock that is set an hour back moves moments and stretches nothing."""
    clock = StandingClock()
    converter = Converter(clock)
    clock.wall_ms -= 3_600_000
    end, last_stint = converter.rows([ended(life_ms=500), of(AgentStint, answered_call())[0]])
    assert isinstance(end, CallEndedRow)
    assert isinstance(last_stint, StintRow)
    assert end.ended_at_ms - end.started_at_ms == 500
    assert end.started_at_ms == UTC_MS + 1000 - 3_600_000
    assert last_stint.run_ms == UTC_MS, "the run keeps its name"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mia", "Mia"),
        ("<script>'; DROP TABLE calls;--", "<script>'; DROP TABLE calls;--"),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\ud800b", "a?b"),
        ("\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}", "\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}"),
        ("x" * 5000, "x" * TEXT_LIMIT),
    ],
)
def test_text_from_outside(text: str, kept: str) -> None:
    """Only what a database cannot hold is changed."""
    assert clean(text) == kept
    (row,) = Converter(StandingClock()).rows([started(caller=CallerId(text, text))])
    assert isinstance(row, CallStartedRow)
    assert (row.caller_number, row.caller_name) == (kept, kept)
