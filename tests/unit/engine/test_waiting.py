"""A line of callers by rank."""

from acd.domain.calls import CallId
from acd.engine.waiting import Line

A, B = CallId("a"), CallId("b")


def test_the_head_is_who_has_the_lowest_rank() -> None:
    """Whatever the order in which they came into the line."""
    line = Line()
    assert line.head() is None and not line
    line.add(B, (2.0, 1))
    line.add(A, (1.0, 2))
    assert line.head() == ((1.0, 2), A) and len(line) == 2
    assert line.rank(B) == (2.0, 1)


def test_who_leaves_is_not_the_head() -> None:
    """Leaving twice is no error."""
    line = Line()
    line.add(A, (1.0, 1))
    line.add(B, (2.0, 2))
    line.remove(A)
    line.remove(A)
    assert line.head() == ((2.0, 2), B)


def test_who_comes_back_has_the_old_place_once() -> None:
    """The same rank is put in again, and leaves no double behind."""
    line = Line()
    line.add(B, (2.0, 2))
    for _ in range(3):
        line.add(A, (1.0, 1))
        line.remove(A)
    line.add(A, (1.0, 1))
    assert line.head() == ((1.0, 1), A)
    line.remove(A)
    assert line.head() == ((2.0, 2), B)
