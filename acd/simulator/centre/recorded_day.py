"""The arrivals of a recorded day in a CSV file: the first column of each line is the moment of a call."""

import csv
from pathlib import Path

LONGEST = 1_000_000
"""Lines of one file."""


def read_day(path: Path) -> list[float | str]:
    """Return each moment: seconds since the start as a number, a time of day as text. Raises ValueError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _moments(path.name, file.read(LONGEST * 40))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text; save the file as UTF-8") from error


def _moments(name: str, text: str) -> list[float | str]:
    moments: list[float | str] = []
    for line, row in enumerate(csv.reader(text.splitlines()), start=1):
        first = row[0].strip() if row else ""
        if not first or first.startswith("#") or (line == 1 and not first[0].isdigit()):
            continue  # empty, a remark, or the names of the columns
        moments.append(_moment(name, line, first))
    if not moments:
        raise ValueError(f"{name} has no arrivals; write one moment on each line")
    return moments


def _moment(name: str, line: int, text: str) -> float | str:
    if ":" in text:
        return text
    try:
        return float(text)
    except ValueError:
        raise ValueError(
            f"{name}, line {line}: {text[:40]!r} is no moment; use seconds since the start, or a time such as 08:30:15"
        ) from None
