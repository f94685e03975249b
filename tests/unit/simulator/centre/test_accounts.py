"""The second account finds each fault that it is there to find."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import CallerId, CallId, LegId, OfferResult, Outcome, OutcomeClass, OutcomeReason
from acd.domain.commands import HangUp, RingAgent
from acd.domain.events import LegEnded
from acd.domain.fairness import Fairness
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.records import CallConnected, CallEnded, CallQueued, CallStarted, OfferEnded
from acd.domain.tenants import Number, TenantId
from acd.simulator.centre.accounts import Accounts, InvariantBroken
from acd.simulator.centre.order import OrderWatch

TENANT, QUEUE, ALICE = TenantId("acme"), QueueId("support"), AgentId("alice")


def started(name: str) -> CallStarted:
    return CallStarted(CallId(name), TENANT, Number("+15550100"), CallerId(), 0)


def queued(name: str) -> CallQueued:
    return CallQueued(CallId(name), TENANT, QUEUE, 0)


def ended(name: str) -> CallEnded:
    outcome = Outcome(OutcomeClass.ANSWERED, OutcomeReason.AGENT_HUNG_UP)
    return CallEnded(CallId(name), TENANT, QUEUE, ALICE, 0, 9000, outcome, wait_ms=2000, talk_ms=7000)


def rings(name: str, leg: str = "a1", phone: str = "agent-alice") -> RingAgent:
    return RingAgent(
        LegId(f"{name}-{leg}"), CallId(name), LegId(name), ALICE, Endpoint(phone), CallerId(), TENANT, 20.0
    )


def two_in_line() -> Accounts:
    accounts = Accounts()
    accounts.decided((), [started("c1"), queued("c1"), started("c2"), queued("c2")])
    return accounts


def test_a_good_day_passes() -> None:
    """Two callers, one agent, one after the other."""
    accounts = two_in_line()
    accounts.decided([rings("c1")], ())
    accounts.decided((), [CallConnected(CallId("c1"), TENANT, QUEUE, ALICE, 2000, 2000, True), ended("c1")])
    accounts.took(LegEnded(LegId("c1-a1")))
    accounts.decided([rings("c2")], ())
    accounts.decided((), [ended("c2")])
    accounts.verify()
    assert accounts.waits_s == [2.0, 2.0] and accounts.out_of_order == 0
    assert accounts.answered == {CallId("c1"): 2.0} and accounts.in_threshold == 1


def test_overtaking_is_counted_and_refused() -> None:
    """The second is offered while the first waits."""
    accounts = two_in_line()
    accounts.decided([rings("c2")], ())
    accounts.decided([rings("c1", phone="agent-bob")], [])
    accounts.decided((), [ended("c1"), ended("c2")])
    assert accounts.out_of_order == 1
    with pytest.raises(InvariantBroken, match="one who came earlier"):
        accounts.verify()


@pytest.mark.parametrize(("first", "out_of_order"), [("c3", 0), ("c2", 1)])
def test_a_tenant_s_second_caller_goes_behind_another_tenant_s_first(first: str, out_of_order: int) -> None:
    """As the shares of the pool say, and until they have left the line."""
    accounts = Accounts(OrderWatch(in_turn=False), Pool(fairness=Fairness(pace_s=30, at_most_s=600)))
    third = replace(queued("c3"), tenant_id=TenantId("bolt"), at_ms=20_000)
    accounts.decided((), [queued("c1"), queued("c2"), third])
    accounts.decided([rings("c1")], ())
    accounts.decided((), [CallConnected(CallId("c1"), TENANT, QUEUE, ALICE, 2000, 2000, True)])
    accounts.decided([rings(first, phone="agent-bob")], ())
    assert accounts.out_of_order == out_of_order
    accounts.decided((), [ended("c1"), ended("c2"), ended("c3"), ended("c9")])
    accounts.decided((), [replace(queued("c4"), at_ms=21_000), replace(queued("c5"), at_ms=21_000)])
    accounts.decided([rings("c4", phone="agent-cem")], ())
    assert accounts.out_of_order == out_of_order


def test_who_comes_back_from_an_offer_keeps_the_place() -> None:
    """After a refusal the first is first again."""
    accounts = two_in_line()
    accounts.decided([rings("c1")], ())
    back = OfferEnded(CallId("c1"), 1, TENANT, QUEUE, ALICE, OfferResult.REFUSED, 0, 1000)
    accounts.decided([HangUp(LegId("c1-a1"))], [back])
    accounts.decided([rings("c2", leg="a2")], ())
    assert accounts.out_of_order == 1


def test_an_agent_in_two_calls_is_found() -> None:
    """The phone is rung again before its leg ended."""
    accounts = two_in_line()
    with pytest.raises(InvariantBroken, match="is rung with c2-a1 while on c1-a1"):
        accounts.decided([rings("c1"), rings("c2")], ())


def test_a_call_offered_twice_is_found() -> None:
    """One caller, two agents at a time."""
    accounts = two_in_line()
    with pytest.raises(InvariantBroken, match="offered twice"):
        accounts.decided([rings("c1"), rings("c1", leg="a2", phone="agent-bob")], ())


def test_beginnings_and_ends_are_counted() -> None:
    """Each call begins once and ends once."""
    accounts = two_in_line()
    with pytest.raises(InvariantBroken, match="started twice"):
        accounts.decided((), [started("c1")])
    accounts.decided((), [ended("c1")])
    with pytest.raises(InvariantBroken, match="1 calls never ended, for example c2"):
        accounts.verify()
    with pytest.raises(InvariantBroken, match="ended twice"):
        accounts.decided((), [ended("c1")])


def test_a_wait_that_nobody_knows_is_found() -> None:
    """A caller was in line, and the final record says nothing of it."""
    accounts = Accounts()
    accounts.decided((), [started("c1"), queued("c1")])
    outcome = Outcome(OutcomeClass.ABANDONED, OutcomeReason.WAITING)
    accounts.decided((), [CallEnded(CallId("c1"), TENANT, QUEUE, None, 0, 1, outcome)])
    with pytest.raises(InvariantBroken, match="nobody knows how long"):
        accounts.verify()
