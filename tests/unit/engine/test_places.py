"""Who waits in which place."""

import pytest

from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.engine.places import Places

SALES, HELP = QueueId("sales"), QueueId("help")
C1, C2, C3 = CallId("c1"), CallId("c2"), CallId("c3")


def three() -> Places:
    """Return a queue with three callers, of whom the last has a head start."""
    places = Places()
    places.put(C1, SALES, (10.0, 1), 10.0)
    places.put(C2, SALES, (12.0, 2), 12.0)
    places.put(C3, SALES, (11.0, 3), 15.0)
    return places


def test_places_go_by_rank_and_the_oldest_by_the_clock() -> None:
    """Who ranks first need not have come first."""
    places = three()
    assert [places.place(call_id) for call_id in (C1, C2, C3)] == [1, 3, 2]
    assert places.up_to(SALES, 2) == [C1, C3] and places.up_to(HELP, 2) == []
    assert (places.count(SALES), places.oldest(SALES)) == (3, 10.0)
    assert (places.count(HELP), places.oldest(HELP)) == (0, None)


def test_another_rank_is_another_place() -> None:
    """And another queue another line; the same again is nothing."""
    places = three()
    places.put(C2, SALES, (1.0, 2), 12.0)
    places.put(C2, SALES, (1.0, 2), 12.0)
    assert places.up_to(SALES, 3) == [C2, C1, C3]
    places.put(C2, HELP, (1.0, 2), 12.0)
    assert places.up_to(SALES, 3) == [C1, C3] and places.place(C2) == 1


def test_who_is_taken_out_is_in_no_place() -> None:
    """Not even when it is done twice."""
    places = three()
    assert places.take_out(C1) == SALES and places.take_out(C1) is None
    assert places.oldest(SALES) == 12.0
    with pytest.raises(KeyError):
        places.place(C1)
    places.take_out(C2)
    places.take_out(C3)
    assert (places.count(SALES), places.oldest(SALES)) == (0, None)
