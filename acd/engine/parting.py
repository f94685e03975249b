"""Agents' legs that are being hung up: until the PBX says that one is gone, its agent is not rung again.

Else the INVITE of the next offer could pass the BYE or CANCEL of the call before, and a phone with one line would say
that it is busy. Knows no time: who keeps a deadline for each leg ends it here when that is over.
"""

from acd.domain.agents import AgentId
from acd.domain.calls import LegId

PARTING_WITHIN_S = 2.0
"""A leg that the PBX did not end by then must not keep its agent from work; it is found by reconciling."""


class PartingLegs:
    """All of them, by leg."""

    def __init__(self) -> None:
        self._agents: dict[LegId, AgentId] = {}
        self._legs: dict[AgentId, set[LegId]] = {}

    def begin(self, leg_id: LegId, agent_id: AgentId) -> None:
        """Note that the PBX was asked to end a leg."""
        self._agents[leg_id] = agent_id
        self._legs.setdefault(agent_id, set()).add(leg_id)

    def end(self, leg_id: LegId) -> AgentId | None:
        """Note that a leg is gone; returns whose it was, None for one that nobody asked to end."""
        agent_id = self._agents.pop(leg_id, None)
        if agent_id is not None:
            own = self._legs[agent_id]
            own.discard(leg_id)
            if not own:
                del self._legs[agent_id]
        return agent_id

    def holds(self, agent_id: AgentId) -> bool:
        """Tell whether a leg of the agent may still be there."""
        return agent_id in self._legs

    def legs(self) -> list[LegId]:
        """Return all legs."""
        return list(self._agents)
