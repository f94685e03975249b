"""Arrivals from a CSV file."""

from pathlib import Path

import pytest

from acd.simulator.centre.recorded_day import read_day


def test_the_first_column_is_the_moment(tmp_path: Path) -> None:
    """Names of columns, remarks and empty lines are passed over."""
    file = tmp_path / "day.csv"
    file.write_text("at,number\n08:00:05,+15550100\n\n# lunch\n 62.5 ,x\n")
    assert read_day(file) == ["08:00:05", 62.5]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("at\n", "has no arrivals"), ("1\nnoon\n", "day.csv, line 2: 'noon' is no moment; use seconds")],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    """And what to write instead."""
    file = tmp_path / "day.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=complaint):
        read_day(file)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, or not text."""
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_day(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe1\n")
    with pytest.raises(ValueError, match="is not UTF-8 text"):
        read_day(tmp_path / "bytes.csv")
