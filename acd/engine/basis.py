"""What a fresh engine must be told to go on about where another one is; for recordings that begin in the middle."""

from collections.abc import Iterator

from acd.domain.events import (
    AgentRestored,
    DrainRequested,
    Event,
    LegSeen,
    PbxConnected,
    PoolApplied,
)
from acd.engine.engine import Engine


def basis(engine: Engine) -> Iterator[Event]:
    """Yield the configuration, the agents as they are, and the conversations as the PBX would tell of them.

    Callers in their flow or in line are left out: a fresh engine would send them to the safety net.
    """
    yield PoolApplied(engine.calls.pool)
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
