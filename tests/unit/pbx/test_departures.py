"""Asterisk's account of who left, as moments and numbers."""

from acd.pbx.departures import Departure, departures_of
from tests.unit.pbx.test_queue_log import SERVED, ms

LEFT = "1795305612|acd-2.0|callers|NONE|LEFT|20261122000010500|20261122000012000|+15550100|+4930222\n"


def test_who_left() -> None:
    """Both moments to the millisecond; those of the safety net have lines of their own."""
    assert list(departures_of((SERVED + LEFT).splitlines(), 0)) == [
        Departure("acd-2.0", ms(10.5), ms(12), "+15550100", "+4930222")
    ]


def test_only_those_of_late() -> None:
    """What the controllers before have seen to needs no second look."""
    assert [one.call_id for one in departures_of([LEFT], ms(12))] == ["acd-2.0"]
    assert list(departures_of([LEFT], ms(12) + 1)) == []


def test_nobody_leaves_before_having_come() -> None:
    """A clock may step back meanwhile."""
    (one,) = departures_of([LEFT.replace("20261122000012000", "20261122000009000")], 0)
    assert one.left_ms == one.came_ms == ms(10.5)


def test_what_is_no_such_line_is_passed_over() -> None:
    """Torn, of another event, of another queue, without a moment."""
    odd = ["", "|" * 8, LEFT[:40], LEFT.replace("LEFT", "CAME"), LEFT.replace("callers", "safety-net")]
    odd += [LEFT.replace("20261122000012000", ""), LEFT.replace("20261122000010500", "x"), LEFT.strip() + "|more"]
    assert list(departures_of(odd, 0)) == []
