"""The yardstick for the order in which callers are served."""

from acd.domain.agents import AgentId
from acd.domain.queues import QueueId
from acd.simulator.centre.order import OrderWatch, order_of
from tests.unit.simulator.centre.centres import centre, recorded

A, B = QueueId("a"), QueueId("b")
ANN, BOB = AgentId("ann"), AgentId("bob")


def watch(**head_starts: float) -> OrderWatch[int]:
    """Ann serves both queues, Bob b alone."""
    return OrderWatch(lambda queue, agent: agent == ANN or queue == B, {QueueId(k): v for k, v in head_starts.items()})


def test_who_came_first_is_to_be_asked_for_first() -> None:
    """In the same queue."""
    order = watch()
    order.arrive(1, A, 10.0)
    order.arrive(2, A, 10.0)
    assert order.rung(2, ANN)
    assert not order.rung(1, ANN)


def test_over_queues_only_those_count_whom_the_agent_can_serve() -> None:
    """Bob cannot serve the caller of a, so he overtakes nobody; Ann would."""
    for agent, overtakes in ((BOB, False), (ANN, True)):
        order = watch()
        order.arrive(1, A, 10.0)
        order.arrive(2, B, 20.0)
        assert order.rung(2, agent) is overtakes


def test_a_head_start_is_seconds() -> None:
    """30 s make 20.0 earlier than 10.0; within 2 ms two came together."""
    order = watch(b=30.0)
    order.arrive(1, A, 10.0)
    order.arrive(2, B, 20.0)
    assert not order.rung(2, ANN)
    order.arrive(3, B, 40.001)
    assert not order.rung(1, ANN)


def test_what_counts_is_when_it_counts_not_who_was_told_first() -> None:
    """Where tenants have shares, callers of one queue overtake each other."""
    order = OrderWatch[int](in_turn=False)
    order.arrive(1, A, 40.0)
    order.arrive(2, A, 10.0)
    assert not order.rung(2, ANN)
    order.arrive(3, A, 50.0)
    assert order.rung(3, ANN)


def test_who_is_rung_for_or_gone_is_not_overtaken() -> None:
    """Until the offer comes to nothing."""
    order = watch()
    for number in (1, 2, 3):
        order.arrive(number, A, 10.0)
    assert not order.rung(1, ANN) and not order.is_waiting(1)
    order.stand(1)
    order.stand(1)
    assert order.rung(2, ANN)
    order.leave(1)
    assert not order.rung(3, ANN)


def test_skills_and_head_starts_are_those_of_the_pool() -> None:
    """Only Fay speaks French; French callers have 30 s."""
    queues = [{**recorded(1.0), "id": "a", "requires": {"fr": 1}, "head_start_s": 30.0}, {**recorded(1.0), "id": "b"}]
    order: OrderWatch[int] = order_of(
        centre(queues=queues, agents=[{"id": "eve"}, {"id": "fay", "skills": {"fr": 5}}]).pool
    )
    order.arrive(1, A, 20.0)
    order.arrive(2, B, 10.0)
    assert not order.rung(2, AgentId("eve"))
    order.stand(2)
    assert order.rung(2, AgentId("fay"))


def test_who_waits_for_certain_agents_may_be_passed_over() -> None:
    """By callers of other queues alone."""
    queues = [{**recorded(1.0), "id": "a", "last_agent_for_s": 30.0}, {**recorded(1.0), "id": "b"}]
    order: OrderWatch[int] = order_of(centre(queues=queues, agents=[{"id": "ann"}]).pool)
    order.arrive(1, A, 10.0)
    order.arrive(2, B, 20.0)
    order.arrive(3, A, 30.0)
    assert not order.rung(2, ANN)
    order.stand(2)
    assert order.rung(3, ANN)
