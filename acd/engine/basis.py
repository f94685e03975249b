"""What a fresh engine must be told to go on about where another one is; for recordings that begin in the middle."""

from collections.abc import Iterator
from dataclasses import replace

from acd.domain.caller_events import CallsRecalled, Conversation, ConversationsRecalled, MessagesTold
from acd.domain.events import DrainRequested, Event, LegSeen, PbxConnected, PoolApplied
from acd.domain.hours_events import ClockTold, OverrideStored
from acd.domain.stored import AgentRestored
from acd.domain.zones import ZonesTold
from acd.engine.demand import remembers
from acd.engine.engine import Engine

NEWEST = 1000
"""So many conversations are worth keeping twice."""


def basis(engine: Engine) -> Iterator[Event]:
    """Yield the configuration, the agents as they are, and the conversations as the PBX would tell of them.

    Callers in their flow or in line are left out: a fresh engine would send them to the safety net.
    """
    openings = engine.calls.openings
    yield ClockTold(openings.utc_offset_s)
    yield PoolApplied(replace(engine.calls.pool, hours=openings.hours))
    yield from map(OverrideStored, openings.overrides.values())
    if engine.calls.zones:
        yield ZonesTold(engine.calls.zones)
    if talks := newest_conversations(engine):
        yield ConversationsRecalled(talks)
    if calls := engine.calls.callers.newest(NEWEST):
        yield CallsRecalled(calls)
    if messages := engine.calls.messages.newest(NEWEST):
        yield MessagesTold(messages)
    yield from agents_as_they_are(engine)
    yield from engine.agents.reach.retold()
    if engine.pbx_connected:
        yield _connected(engine)
    if engine.draining:
        yield DrainRequested()


def agents_as_they_are(engine: Engine) -> Iterator[AgentRestored]:
    """Yield where everybody is."""
    for agent in engine.agents.agents.values():
        known = agent.spec.id, agent.state, agent.reason, agent.since, agent.endpoint
        yield AgentRestored(*known, agent.pause_wish, agent.sign_out_wish, agent.until)


def newest_conversations(engine: Engine) -> tuple[Conversation, ...]:
    """Return who talked last to whom, where a queue wants to know it; the newest of them, the newest last."""
    return engine.calls.last_agents.newest(NEWEST) if remembers(engine.calls.pool) else ()


def _connected(engine: Engine) -> PbxConnected:
    legs: list[LegSeen] = []
    for agent in engine.agents.agents.values():
        call = engine.calls.calls.get(agent.hand.call_id) if agent.hand else None
        if call is None or call.agent_leg_id is None or call.bridge_id is None:
            continue
        caller, phone, bridge = call.leg_id, call.agent_leg_id, call.bridge_id
        legs += [
            LegSeen(caller, is_caller=True, answered=True, peer=phone, bridge_id=bridge),
            LegSeen(phone, False, True, agent.phone, caller, bridge_id=bridge),
        ]
    return PbxConnected(tuple(legs))
