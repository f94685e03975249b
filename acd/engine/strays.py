"""Conversations that go on without a call of ours: found after a restart, or set free after an error.

Nobody is cut off for our trouble; when one party leaves, the other is hung up and the agent is free again.
"""

from dataclasses import dataclass

from acd.domain.agents import AgentId
from acd.domain.calls import BridgeId, LegId


@dataclass(frozen=True, slots=True)
class Stray:
    """One party of such a conversation."""

    peer: LegId
    agent_id: AgentId | None
    bridge_id: BridgeId | None
    """None when the PBX did not tell."""
    is_caller: bool
    """It is not the agent's leg."""


class Strays:
    """All of them, by leg."""

    def __init__(self) -> None:
        self._strays: dict[LegId, Stray] = {}

    def __contains__(self, leg_id: LegId) -> bool:
        return leg_id in self._strays

    def add(self, caller: LegId, phone: LegId, agent_id: AgentId | None, bridge_id: BridgeId | None = None) -> None:
        """Note two legs that talk."""
        self._strays[caller] = Stray(phone, agent_id, bridge_id, is_caller=True)
        self._strays[phone] = Stray(caller, agent_id, bridge_id, is_caller=False)

    def pop(self, leg_id: LegId) -> Stray | None:
        """Forget both legs, as one of them is gone; returns the other."""
        stray = self._strays.pop(leg_id, None)
        if stray is not None:
            del self._strays[stray.peer]
        return stray

    def legs(self) -> list[LegId]:
        """Return all legs."""
        return list(self._strays)

    def phone_of(self, agent_id: AgentId) -> LegId | None:
        """Return the leg of an agent who talks."""
        own = (leg for leg, stray in self._strays.items() if stray.agent_id == agent_id and not stray.is_caller)
        return next(own, None)

    def agents(self) -> set[AgentId]:
        """Return the agents who talk."""
        return {stray.agent_id for stray in self._strays.values() if stray.agent_id is not None}

    def bridges(self) -> set[BridgeId | None]:
        """Return the bridges in which they talk."""
        return {stray.bridge_id for stray in self._strays.values()}
