"""Comparisons."""

import pytest

from acd.domain.conditions import Comparison, Test


@pytest.mark.parametrize(
    ("comparison", "values", "holds", "fails"),
    [
        (Comparison.IS, ("a", "b"), ["a", "b"], ["c", None, ""]),
        (Comparison.IS_NOT, ("a",), ["b", None], ["a"]),
        (Comparison.BEGINS, ("ab", "x"), ["abc", "x"], ["a", None]),
        (Comparison.LESS, ("10",), ["9.5", "-1"], ["10", "11", "text", None, "nan", "inf"]),
        (Comparison.AT_MOST, ("10",), ["10", "2"], ["10.1"]),
        (Comparison.MORE, ("10",), ["11"], ["10", "x"]),
        (Comparison.AT_LEAST, ("10",), ["10", "1e3"], ["9"]),
        (Comparison.MORE, ("text",), [], ["11"]),
    ],
)
def test_comparisons(
    comparison: Comparison, values: tuple[str, ...], holds: list[str], fails: list[str | None]
) -> None:
    """Numbers as numbers: 9 is less than 10, and what is no number is neither less nor more."""
    test = Test(comparison, values)
    assert [test.holds(text) for text in (*holds, *fails)] == [True] * len(holds) + [False] * len(fails)
