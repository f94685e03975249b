"""Everybody as the running controller sees them now, in the words of stored moments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acd.domain.calls import CallId, CallState
from acd.domain.pool import Pool
from acd.domain.view import AgentView, CallView, LiveView
from acd.explain.facts import CallFacts, Moment, WaitFacts
from acd.storage.then import AgentThen, CallerThen


@dataclass(frozen=True, slots=True)
class Present:
    """What a running controller can be asked."""

    view: Callable[[], LiveView]
    pool: Callable[[], Pool]
    """In force."""


def call_facts(call: CallView, now_ms: int) -> CallFacts:
    """Return a call in progress; what it is about is stored a moment later."""
    # of one in conversation it is known how long it waited, not when
    queued = None if call.wait_s is None or call.ranked_s is None else now_ms - round(call.wait_s * 1000)
    return CallFacts(
        call_id=call.call_id,
        tenant_id=call.tenant_id,
        queue_id=call.queue_id,
        state=call.state,
        started_ms=now_ms - round(call.age_s * 1000),
        queued_ms=queued,
        connected_ms=None,
        ended_ms=None,
        agent_id=call.agent_id,
        outcome=None,
    )


def wait_facts(view: LiveView, pool: Pool, call: CallView, now_ms: int) -> WaitFacts | None:
    """Return everybody at this moment; None for a call that does not wait, or whose phone is being asked."""
    if call.state is not CallState.WAITING or call.ranked_s is None:
        return None
    return WaitFacts(
        moment=_moment(view, pool, now_ms),
        requirements=call.asks,
        ranked_ms=now_ms - round(call.ranked_s * 1000),
        meant_for=call.meant_for,
        pbx_connected=view.pbx_connected,
    )


def _moment(view: LiveView, pool: Pool, now_ms: int) -> Moment:
    calls = {call.call_id: call for call in view.calls}
    return Moment(
        at_ms=now_ms,
        pool=pool,
        states={agent.agent_id: _agent(agent, calls, now_ms) for agent in view.agents},
        callers=tuple(_caller(call, call.ranked_s, now_ms) for call in view.calls if call.ranked_s is not None),
        obstacles={agent.agent_id: agent.obstacle for agent in view.agents if agent.obstacle is not None},
    )


def _agent(agent: AgentView, calls: Mapping[CallId, CallView], now_ms: int) -> AgentThen:
    call = None if agent.call_id is None else calls.get(agent.call_id)
    return AgentThen(
        agent_id=agent.agent_id,
        state=agent.state,
        reason=agent.reason,
        since_ms=now_ms - round(agent.in_state_s * 1000),
        call_id=agent.call_id,
        queue_id=None if call is None else call.queue_id,
    )


def _caller(call: CallView, ranked_s: float, now_ms: int) -> CallerThen:
    return CallerThen(
        call_id=call.call_id,
        queue_id=call.queue_id,
        queued_at_ms=now_ms - round((call.wait_s or 0) * 1000),
        ranked_at_ms=now_ms - round(ranked_s * 1000),
        asked=call.agent_id if call.state is CallState.OFFERED else None,
    )
