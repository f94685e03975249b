"""Names by the conventions that `promtool check metrics` knows, and documentation in step with the code."""

import re
from pathlib import Path

import pytest

from acd.metrics.definitions import BUILD, COUNTED, OWN, VIEWED, Definition, Kind
from acd.metrics.exporter import explain

EVERY = (*COUNTED, *VIEWED, *OWN, BUILD)
DOCS = Path(__file__).parents[3] / "docs" / "metrics.md"
OTHER_UNITS = re.compile(r"_(ms|milliseconds|minutes|hours|percent|count|sum|bucket|created)(_|$)")


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row.name)
def test_names_follow_the_conventions(row: Definition) -> None:
    """Our prefix, base units, _total on counters and nowhere else, help without the name of the type."""
    assert re.fullmatch(r"acd(_[a-z]+)+", row.name)
    assert row.name.endswith("_total") == (row.kind is Kind.COUNTER)
    assert not OTHER_UNITS.search(row.name)
    assert not re.search(r"_(counter|gauge|histogram)(_|$)", row.name)
    assert row.kind is not Kind.HISTOGRAM or re.search(r"_(seconds|ratio|score)$", row.name)
    assert row.text.endswith(".")
    assert row.source
    for label in row.labels:
        assert re.fullmatch(r"[a-z]+", label)
        assert label not in ("le", "quantile", "job", "instance")
        assert label not in row.name.split("_")[1:-1] or label in ("queue", "trunk")


def test_each_name_is_used_once() -> None:
    """Two families of one name could not be told apart."""
    assert len({row.name for row in EVERY}) == len(EVERY)


def test_histograms_have_bounds() -> None:
    """In rising order, as floats."""
    for row in EVERY:
        assert bool(row.bounds) == (row.kind is Kind.HISTOGRAM)
        assert list(row.bounds) == sorted(set(row.bounds))
        assert all(isinstance(bound, float) for bound in row.bounds)


def test_the_documentation_has_every_family() -> None:
    """Name, type, labels, meaning and source, word for word; and no family that is gone."""
    rows = [
        f"| `{row.name}` | {row.type} | {', '.join(row.labels) or '-'} | {row.definition} | {row.source} |"
        for row in explain()
    ]
    written = [line for line in DOCS.read_text().splitlines() if line.startswith("| `acd_")]
    assert written == rows, "\n".join(["the table should be:", *rows])
