"""Deadlines: set, moved, cancelled, found due."""

from acd.engine.timers import TimerKind, Timers


def test_the_earliest_deadline_is_next() -> None:
    """Whatever was set first."""
    timers = Timers()
    assert timers.next_deadline() is None
    timers.set(TimerKind.REST, "a", 5.0)
    timers.set(TimerKind.RING, "c", 3.0)
    assert timers.next_deadline() == 3.0
    assert timers.pop_due(2.999) is None
    assert timers.pop_due(3.0) == (TimerKind.RING, "c")
    assert timers.pop_due(3.0) is None
    assert timers.next_deadline() == 5.0


def test_a_deadline_that_was_moved_counts_once() -> None:
    """Later, earlier, or set again at the same moment."""
    for moved_to in (9.0, 1.0, 4.0):
        timers = Timers()
        timers.set(TimerKind.WRAPUP, "a", 4.0)
        timers.set(TimerKind.WRAPUP, "a", moved_to)
        assert timers.next_deadline() == moved_to
        assert timers.pop_due(10.0) == (TimerKind.WRAPUP, "a")
        assert timers.pop_due(10.0) is None and timers.current() == []


def test_a_deadline_that_was_cancelled_never_comes() -> None:
    """Cancelling what is not set is no error."""
    timers = Timers()
    timers.set(TimerKind.RING, "c", 1.0)
    timers.set(TimerKind.RINGING_WITHIN, "c", 1.0)
    timers.set(TimerKind.RING, "d", 2.0)
    timers.cancel_ringing("c")
    timers.cancel(TimerKind.REST, "c")
    assert timers.current() == [(TimerKind.RING, "d")]
    assert timers.next_deadline() == 2.0
