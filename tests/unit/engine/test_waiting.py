"""A line of callers by rank."""

from hypothesis import given
from hypothesis import strategies as st

from acd.domain.calls import CallId
from acd.engine.waiting import Line, Rank

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


def test_all_who_stand_in_it_are_told() -> None:
    """Whoever left is none of them."""
    line = Line()
    for caller, rank in ((B, 2.0), (A, 1.0)):
        line.add(caller, (rank, 1))
    assert sorted(line.callers()) == [A, B]
    line.remove(A)
    assert line.callers() == [B]


def test_who_is_in_line_may_be_moved() -> None:
    """At the new rank alone."""
    line = Line()
    line.add(A, (1.0, 1))
    line.add(B, (2.0, 2))
    line.add(A, (3.0, 1))
    assert line.head() == ((2.0, 2), B) and len(line) == 2
    line.remove(B)
    assert line.head() == ((3.0, 1), A)


def test_how_many_go_before_a_rank() -> None:
    """Who has it need not be in line; nobody goes before themselves."""
    line = Line()
    assert line.ahead((5.0, 1)) == 0
    for number in range(5):
        line.add(CallId(f"c{number}"), (float(number), number))
    assert [line.ahead(line.rank(CallId(f"c{number}"))) for number in range(5)] == [0, 1, 2, 3, 4]
    assert line.ahead((2.0, 1)) == 2 and line.ahead((2.0, 3)) == 3 and line.ahead((9.0, 0)) == 5


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.one_of(st.none(), st.integers(0, 5)))))
def test_a_line_is_what_sorting_says(changes: list[tuple[str, int | None]]) -> None:
    """Whoever comes, leaves and moves; None is leaving."""
    line, plain = Line(), dict[CallId, Rank]()
    for place, (name, arrival) in enumerate(changes):
        call_id = CallId(name)
        if arrival is None:
            line.remove(call_id)
            plain.pop(call_id, None)
        else:
            plain[call_id] = float(arrival), place
            line.add(call_id, plain[call_id])
    order = sorted((rank, call_id) for call_id, rank in plain.items())
    assert line.head() == (order[0] if order else None) and len(line) == len(order)
    assert [line.ahead(line.rank(call_id)) for _, call_id in order] == list(range(len(order)))
