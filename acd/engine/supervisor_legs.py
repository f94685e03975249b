"""Legs to supervisors who are rung for an agent, or help one: whose each is, and how it is called.

Knows no time and asks for nothing; `supervision.py` decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, LegId, PlaybackId

_PREFIX = "supervisor"
"""No id of a call begins like this: those are numbers behind the name of the PBX."""
_EAR = "-ear"


def leg_name(run: str, number: int) -> LegId:
    """Return the name of a leg to a supervisor; `run` marks the controller that makes it."""
    return LegId(f"{_PREFIX}{run}-{number}")


def is_supervision(leg_id: LegId) -> bool:
    """Tell whether a leg leads to a supervisor, or is the ear of one; of whichever controller."""
    return leg_id.startswith(f"{_PREFIX}~")


@dataclass(slots=True)
class SupervisorLeg:
    """A leg to one supervisor, for one agent."""

    id: LegId
    supervisor_id: AgentId
    asker_id: AgentId
    """The agent who called for a supervisor."""
    endpoint: Endpoint
    answered: bool = False
    listens_to: LegId | None = None
    """The agent's leg, when the supervisor answered while the agent was in a conversation."""
    playback: PlaybackId | None = None
    """What the supervisor hears instead, when the agent was in none."""

    @property
    def ear_id(self) -> LegId:
        """The leg that listens."""
        return LegId(f"{self.id}{_EAR}")

    @property
    def bridge_id(self) -> BridgeId:
        """Where the ear and the supervisor are joined."""
        return BridgeId(f"{self.id}-room")


class SupervisorLegs:
    """All of them; a supervisor has one at most."""

    def __init__(self) -> None:
        self._legs: dict[LegId, SupervisorLeg] = {}
        self._supervisors: dict[AgentId, SupervisorLeg] = {}

    def __iter__(self) -> Iterator[SupervisorLeg]:
        """Go through a copy: legs may end meanwhile."""
        return iter(tuple(self._legs.values()))

    def __len__(self) -> int:
        return len(self._legs)

    def add(self, leg: SupervisorLeg) -> None:
        """Note that a leg was asked for."""
        self._legs[leg.id] = self._supervisors[leg.supervisor_id] = leg

    def remove(self, leg: SupervisorLeg) -> None:
        """Forget a leg that ends."""
        del self._legs[leg.id]
        del self._supervisors[leg.supervisor_id]

    def get(self, leg_id: LegId) -> SupervisorLeg | None:
        """Return a leg."""
        return self._legs.get(leg_id)

    def with_ear(self, leg_id: LegId) -> SupervisorLeg | None:
        """Return the leg of the supervisor who listens by this ear."""
        leg = self._legs.get(LegId(leg_id.removesuffix(_EAR)))
        return leg if leg is not None and leg.listens_to is not None and leg.ear_id == leg_id else None

    def knows(self, leg_id: LegId) -> bool:
        """Tell whether this is a leg, or an ear, of ours."""
        return leg_id in self._legs or self.with_ear(leg_id) is not None

    def of(self, supervisor_id: AgentId) -> SupervisorLeg | None:
        """Return the leg to a supervisor."""
        return self._supervisors.get(supervisor_id)

    def holds(self, supervisor_id: AgentId) -> bool:
        """Tell whether a supervisor is rung, or helps."""
        return supervisor_id in self._supervisors
