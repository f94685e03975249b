"""Why an agent was asked: what only the moment of an offer knows. Whatever else there was, is in stored stints."""

from enum import StrEnum
from typing import NamedTuple

from acd.domain.agents import AgentId


class OfferStage(StrEnum):
    """On what grounds an agent was looked for."""

    ORDINARY = "ordinary"
    """The queue's choice, among all idle agents who may serve the caller."""
    PREFERRED = "preferred"
    """The caller is meant for this agent, who was asked before all others."""
    BESIDE = "beside"
    """The queue rings everybody who is idle: one more phone beside the first."""


class Contender(NamedTuple):
    """An idle agent as the queue's choice saw them at the moment of an offer."""

    agent_id: AgentId
    measure: float | None
    """What the choice compares. Longest idle, least talk: seconds; round robin: how many offers ago the last one was,
    None for never; fewest calls: conversations; least occupied: from 0 to 1; best skilled: levels in all; least
    skilled: number of skills; linear: the place; random: the weight."""
    idle_ms: int
    """Since their idle time began, which decides between equals."""
