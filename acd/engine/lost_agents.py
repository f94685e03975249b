"""Agents who are busy with a conversation that is not there, and must not stay so for ever."""

from collections.abc import Collection, Container

from acd.domain.agents import ON_A_CALL, AgentId, AgentState
from acd.domain.calls import CallId, OfferResult
from acd.engine.agent_desk import AgentDesk
from acd.engine.matching import Matcher


def finish_forgotten(desk: AgentDesk, strays: Collection[AgentId], now: float) -> None:
    """Free agents who were restored as talking, and whose conversation the PBX does not hold any more."""
    for agent in list(desk.agents.values()):
        if agent.state is AgentState.TALKING and agent.hand is None and agent.spec.id not in strays:
            desk.finish(agent.spec.id, 0, now)


def free_from_lost_calls(
    desk: AgentDesk, matcher: Matcher, calls: Container[CallId], strays: Collection[AgentId], now: float
) -> None:
    """Free agents whom an error of ours left with a call that is over; not those who talk on as strays."""
    for agent in list(desk.agents.values()):
        agent_id, hand = agent.spec.id, agent.hand
        if agent.state is AgentState.AVAILABLE:
            # chosen, and then not rung
            lost = desk.may_be_offered(agent) and not matcher.is_idle(agent_id)
        else:
            lost = agent.state in ON_A_CALL and hand is not None and hand.call_id not in calls
        if not lost or agent_id in strays:
            continue
        if agent.state in (AgentState.TALKING, AgentState.HOLDING):
            desk.finish(agent_id, 0, now)
        else:  # with a rest: it may be this agent over whom the engine raises
            desk.release(agent_id, OfferResult.FAILED, now)
