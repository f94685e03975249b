"""Turns what the engine remembers of an agent into the record of a stretch of their time."""

from acd.domain.agents import AgentState
from acd.domain.records import AgentStint
from acd.domain.stored import AgentRestored
from acd.engine.agent import LiveAgent
from acd.engine.outbox import ms


def close_stint(agent: LiveAgent, state: AgentState, reason: str | None, now: float) -> AgentStint:
    """Return the stretch that ends now, before the state that follows begins; the next one begins here."""
    agent.stints += 1
    hand, since = agent.hand, agent.booked
    # a pause and an absence fulfil whatever was wished for
    wishes = state not in (AgentState.PAUSED, AgentState.OFFLINE)
    agent.booked = now
    return AgentStint(
        agent_id=agent.spec.id,
        seq=agent.stints,
        state=agent.state,
        reason=agent.reason,
        call_id=hand.call_id if hand else None,
        queue_id=hand.queue_id if hand else None,
        tenant_id=hand.tenant_id if hand else None,
        started_ms=ms(since),
        ended_ms=ms(now),
        next_state=state,
        next_reason=reason,
        next_endpoint=None if state is AgentState.OFFLINE else agent.endpoint,
        next_pause_wish=agent.pause_wish if wishes else None,
        next_sign_out_wish=agent.sign_out_wish and wishes,
        next_until_ms=ms(agent.until) if agent.until is not None and state is AgentState.WRAPUP else None,
    )


def left_meanwhile(stored: AgentRestored, seq: int, now: float) -> AgentStint:
    """Return the stretch of an agent who cannot go on as they were stored, and is not at work from now on."""
    return AgentStint(
        agent_id=stored.agent_id,
        seq=seq,
        state=stored.state,
        reason=stored.reason,
        call_id=None,
        queue_id=None,
        tenant_id=None,
        started_ms=ms(now if stored.since is None else min(stored.since, now)),
        ended_ms=ms(now),
        next_state=AgentState.OFFLINE,
        next_reason=None,
    )
