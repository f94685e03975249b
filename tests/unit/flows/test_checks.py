"""What digits must be."""

import pytest

from acd.domain.steps import Check, CollectStep
from acd.flows.checks import is_right


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (Check.ANY, ["1", "12*#"], []),
        (Check.PHONE, ["4930", "493012345678901"], ["493", "4930123456789012", "49*30"]),
        (Check.LUHN, ["0", "79927398713", "4539578763621486"], ["79927398710", "1", "7*"]),
        (Check.DATE, ["29022024", "31122026"],
         ["29022026", "00012026", "32012026", "01132026", "01010000", "0101202", "01012*26"]),
    ],
)  # fmt: skip
def test_checks(check: Check, right: list[str], wrong: list[str]) -> None:
    """By the sources that are named where they are written."""
    step = CollectStep("x", (), check=check)
    assert [is_right(step, typed) for typed in (*right, *wrong)] == [True] * len(right) + [False] * len(wrong)


def test_only_some_may_be_right() -> None:
    """And a length is a length."""
    step = CollectStep("x", (), fewest=2, most=3, one_of=frozenset({"12", "345"}))
    assert [is_right(step, typed) for typed in ("12", "345", "13", "1", "3456")] == [True, True, False, False, False]
