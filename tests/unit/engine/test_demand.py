"""What a waiting call asks for, and that a controller that takes over asks for the same."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.caller_events import Conversation, ConversationsRecalled
from acd.domain.callers import CallerKey, CallerProfile, KnownCallers
from acd.domain.calls import NOBODY, CallId, CallState, LegId
from acd.domain.demands import NO_DEMAND, Demand, Preference
from acd.domain.events import LegEnded, SignInRequested
from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.queues import NO_REQUIREMENT, AgentChoice, QueueId
from acd.domain.steps import QueueStep, in_a_row
from acd.domain.stored import AgentRestored
from acd.domain.tenants import Number
from acd.engine.call import LiveCall
from acd.engine.demand import ahead_of, derive, want_of
from acd.engine.last_agents import LastAgents
from acd.engine.matching import Want
from acd.engine.timers import TimerKind
from tests.playbooks import ACME, GREETING, agent, needs, office, queue
from tests.unit.engine.test_takeover import IN_LINE, LINE, NOW, ON_PHONE, RINGS, TALKED, TALKS, WAITS, Successor

ALICE, BOB = AgentId("alice"), AgentId("bob")
SALES = QueueId("sales")


def waiting_call(step: Demand = NO_DEMAND) -> LiveCall:
    """Return a call that has come into line by a step."""
    flow = in_a_row(FlowId("f"), (QueueStep(SALES, step),))
    call = LiveCall(CallId("c1"), LegId("c1"), ACME, Number("+1"), NOBODY, flow, arrived=1.0)
    call.queue = queue("sales", needs(en=3), choice=AgentChoice.LINEAR)
    return call


def test_a_call_asks_for_what_its_queue_asks_for() -> None:
    """The skills, and the way in which one of the agents is chosen."""
    assert want_of(waiting_call(), office()) == Want((needs(en=3),), choice=AgentChoice.LINEAR)


def test_a_call_asks_for_what_step_and_caller_ask_for_too() -> None:
    """And for agents alone, while it waits for these."""
    call = waiting_call(Demand(needs(es=2), 5.0))
    call.profile = CallerProfile("Weber", Demand(needs(en=7), 60.0))
    derive(call, office(), {}, LastAgents())
    assert ahead_of(call) == 65.0
    assert want_of(call, office()) == Want((needs(en=7, es=2),), choice=AgentChoice.LINEAR)
    call.waits_for = (ALICE,)
    assert want_of(call, office()) == Want(agents=(ALICE,))
    call.tried = (ALICE,)
    assert want_of(call, office()) == Want()


def test_where_nothing_more_is_asked_for_the_requirement_is_the_queues_own() -> None:
    """Not one like it: lines are found by it, thousands of times a second."""
    call = waiting_call()
    derive(call, office(), {}, LastAgents())
    assert ahead_of(call) == 0.0
    assert call.asks is NO_REQUIREMENT and call.queue is not None
    assert want_of(call, office()).any_of[0] is call.queue.requirement


# a controller that takes over


def house(queue_for_s: float = 100, last_for_s: float = 0, caller: Demand = NO_DEMAND) -> Pool:
    """Alice has the skills; Bob is preferred by the queue."""
    line = queue(
        head_start_s=30, prefers=Preference((BOB,), queue_for_s) if queue_for_s else None, last_agent_for_s=last_for_s
    )
    pool = office(agent("alice", es=1), agent("bob"), queues=[line], before=GREETING)
    flow = pool.flows[FlowId("sales-flow")]
    steps = (*flow.steps[:-1], QueueStep(SALES, Demand(head_start_s=5)))
    known = KnownCallers({CallerKey("49301"): CallerProfile("Weber", caller)})
    return replace(
        pool,
        flows={flow.id: in_a_row(flow.id, steps)},
        tenants={ACME: replace(pool.tenants[ACME], callers=known)},
    )


BUSY = AgentRestored(BOB, AgentState.WRAPUP, None, 990.0, until=NOW + 500)
"""There, but not free."""


def test_who_waited_for_certain_agents_waits_for_them_for_the_rest_of_the_time() -> None:
    """From coming into line, 50 s ago, and not from the restart; Alice is free all the time."""
    after = Successor(IN_LINE, BUSY, SignInRequested(ALICE), pool=house())
    after.finds(WAITS)
    call = after.engine.calls.calls[CallId("c1")]
    assert (call.state, call.waits_for) == (CallState.WAITING, (BOB,))
    assert after.engine.timers.deadline(TimerKind.PREFERENCE, "c1") == 1050.0


@pytest.mark.parametrize(("for_s", "there"), [(50, (BUSY,)), (100, ())])
def test_a_time_that_is_over_or_an_agent_who_is_gone_keeps_nobody(
    for_s: float, there: tuple[AgentRestored, ...]
) -> None:
    """Anyone is asked at once."""
    after = Successor(IN_LINE, *there, SignInRequested(ALICE), pool=house(for_s))
    after.finds(WAITS)
    offer = after.engine.calls.calls[CallId("c1")].offer
    assert offer is not None and offer.agent_id == ALICE


def test_a_caller_who_is_known_is_known_again() -> None:
    """With the skills and the head start that the configuration has now; a rank that was kept counts more."""
    pool = house(0, caller=Demand(needs(es=1), 60))
    after = Successor(IN_LINE, SignInRequested(BOB), pool=pool)
    after.finds(WAITS)
    call = after.engine.calls.calls[CallId("c1")]
    assert (call.state, call.rank[0]) == (CallState.WAITING, 950.0 - 95)
    after = Successor(IN_LINE, SignInRequested(BOB), pool=pool)
    after.finds(replace(WAITS, memo=replace(LINE, ahead=7.0)))
    assert after.engine.calls.calls[CallId("c1")].rank[0] == 943.0


def test_a_caller_of_a_tenant_that_is_gone_is_nobody() -> None:
    """The queue is there still."""
    after = Successor(IN_LINE, SignInRequested(BOB), pool=replace(house(0, caller=Demand(needs(es=1))), tenants={}))
    after.finds(WAITS)
    assert after.engine.calls.calls[CallId("c1")].state is CallState.OFFERED


def test_the_last_agent_is_recalled() -> None:
    """From stored rows, for who waits and for who calls."""
    past = ConversationsRecalled((Conversation(ACME, CallerKey("49301"), BOB),))
    after = Successor(past, IN_LINE, BUSY, SignInRequested(ALICE), pool=house(0, last_for_s=60))
    after.finds(WAITS)
    assert after.engine.calls.calls[CallId("c1")].waits_for == (BOB,)


def test_a_conversation_that_goes_on_is_remembered() -> None:
    """Although nothing of it may be stored."""
    after = Successor(TALKED, AgentRestored(ALICE, AgentState.TALKING, None, 980.0), pool=house(0, last_for_s=60))
    after.finds(TALKS, ON_PHONE)
    assert after.engine.calls.last_agents.of(ACME, TALKS.caller) == ALICE


def test_an_agent_who_is_rung_over_a_restart_is_not_rung_again() -> None:
    """Bob lets it ring, Alice is asked."""
    ringing = AgentRestored(BOB, AgentState.RINGING, None, 980.0)
    after = Successor(IN_LINE, ringing, SignInRequested(ALICE), pool=house())
    bobs = replace(RINGS, endpoint=after.engine.agents.agents[BOB].phone)
    after.finds(WAITS, bobs)
    after.on(LegEnded(bobs.leg_id), NOW + 1)
    offer = after.engine.calls.calls[CallId("c1")].offer
    assert offer is not None and offer.agent_id == ALICE
