"""What is asked for beside what the queue asks: by a step of a flow, or for a caller who is known."""

from dataclasses import dataclass
from typing import Final

from acd.domain.agents import AgentId
from acd.domain.queues import NO_REQUIREMENT, Requirement


@dataclass(frozen=True, slots=True)
class Preference:
    """Agents for whom a caller waits alone for a while; then for anyone who has the skills."""

    agents: tuple[AgentId, ...]
    for_s: float
    """From coming into line."""


@dataclass(frozen=True, slots=True)
class Demand:
    """All of it in addition to what the queue asks."""

    requirement: Requirement = NO_REQUIREMENT
    head_start_s: float = 0.0
    """Added to that of the queue."""
    prefers: Preference | None = None


NO_DEMAND: Final = Demand()
