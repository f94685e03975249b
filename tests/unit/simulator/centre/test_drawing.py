"""Days that are drawn."""

import math
from dataclasses import replace

from tests.unit.simulator.centre.centres import day, recorded


def test_the_same_number_is_the_same_day() -> None:
    """And another number, or seed, another."""
    assert day(3) == day(3)
    assert len({day(number, seed=seed).callers for number in (0, 1) for seed in (1, 2)}) == 4


def test_more_agents_meet_the_same_callers() -> None:
    """Common random numbers: each matter has a source of its own, also when conversations are longer."""
    few, many = day(agents=[{"id": "a"}]), day(agents=[{"id": "a", "count": 9}])
    assert few.callers == many.callers
    queue = {"id": "calls", "arrivals": {"rate_per_hour": 60}, "talk": 90}
    longer = day(queues=[queue])
    assert [caller.at for caller in longer.callers] == [caller.at for caller in few.callers]
    assert [round(caller.talk_s / 1.5, 6) for caller in longer.callers] == [round(c.talk_s, 6) for c in few.callers]


def test_callers_of_all_queues_come_in_order_with_numbers() -> None:
    """A recorded day is the same in every replication, to the moment; who never gives up leaves when all is over."""
    queues = [{**recorded(50.0, 10.0), "id": "a", "count": 2}, {**recorded(30.0), "id": "b"}]
    for number in (0, 1):
        plan = day(number, queues=queues)
        told = [(caller.number, caller.at, caller.queue_id) for caller in plan.callers]
        assert told == [(0, 10.0, "a-1"), (1, 10.0, "a-2"), (2, 30.0, "b"), (3, 50.0, "a-1"), (4, 50.0, "a-2")]
    assert plan.callers[0].patience_s == 3600 + 3600 - 10 < math.inf
    assert plan.window.holds(10.0) and not plan.window.holds(3600.0)


def test_some_callers_call_again() -> None:
    """In their share, with what the network says of the first call; nothing else of the day is another then."""
    queue = {"id": "calls", "arrivals": {"rate_per_hour": 600}, "talk": 60}
    strangers, some = day(queues=[queue], hours=3), day(queues=[{**queue, "returning": 0.4}], hours=3)
    assert all(caller.person is None for caller in strangers.callers)
    assert [replace(caller, person=None) for caller in some.callers] == list(strangers.callers)
    again = [caller for caller in some.callers if caller.person is not None]
    assert 0.33 < len(again) / len(some.callers) < 0.47
    for caller in again:
        assert caller.person is not None and caller.person < caller.number
        assert some.callers[caller.person].person is None
        assert caller.caller_id == some.callers[caller.person].caller_id
    assert len({caller.caller_id for caller in strangers.callers}) == len(strangers.callers)
