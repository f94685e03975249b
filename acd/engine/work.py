"""What an agent has done so far, and what of it the choices between agents compare. Pure arithmetic."""

import hashlib
import math
from dataclasses import dataclass

from acd.domain.agents import DEFAULT_PLACE, DEFAULT_WEIGHT, AgentState
from acd.domain.queues import AgentChoice

IdleRank = tuple[float, int]
"""Idle since, in seconds; then a growing number as the tie-break: who became idle first goes first."""

Key = tuple[float, float, int]
"""What a choice compares: its own measure, and the idle rank where that is the same. Less goes first."""

LOAD_WINDOW_S = 1800.0
"""The past counts less the longer ago it is: by 1/e for each half an hour."""

_TALK = (AgentState.TALKING, AgentState.HOLDING)
_BUSY = (*_TALK, AgentState.WRAPUP)
_NEVER = -math.inf


@dataclass(slots=True)
class Work:
    """Since the agent signed in."""

    asked: int = 0
    """Place of the last offer among all offers; 0: none yet."""
    calls: int = 0
    """Conversations."""
    talk_s: float = 0.0
    """In conversation, on hold or not."""
    _busy_s: float = 0.0
    """In conversation or with notes, each second weighed by its age, as of `_told_at`."""
    _told_at: float = 0.0

    def passes(self, state: AgentState, began: float, now: float) -> None:
        """Note that a stretch in a state is over."""
        length = max(0.0, now - began)
        if state in _TALK:
            self.talk_s += length
        if state in _BUSY and length:
            old = math.exp((self._told_at - now) / LOAD_WINDOW_S)
            new = 1 - math.exp(-length / LOAD_WINDOW_S)
            self._busy_s, self._told_at = self._busy_s * old + new * LOAD_WINDOW_S, now

    def load(self) -> float:
        """Return a measure of occupancy by which idle agents are ordered.

        All loads fade alike while nobody is busy, so the order of two idle agents is the same at any time: this is
        the logarithm of the load, taken back to one moment for all.
        """
        return math.log(self._busy_s) + self._told_at / LOAD_WINDOW_S if self._busy_s else _NEVER

    def occupied(self, now: float) -> float:
        """Return the load as a part of the time of late, from 0 to 1."""
        return math.exp(self.load() - now / LOAD_WINDOW_S) / LOAD_WINDOW_S


@dataclass(slots=True)
class Standing:
    """An idle agent as the choices see them."""

    name: str
    idle: IdleRank
    work: Work
    place: int = DEFAULT_PLACE
    weight: int = DEFAULT_WEIGHT
    race: float = 0.0
    """Where the race for lots stood when the agent came into it; the matcher sets it."""

    def key(self, choice: AgentChoice) -> Key:
        """Return what the choice compares; the choices by skill compare idle ranks within the same skills."""
        match choice:
            case AgentChoice.ROUND_ROBIN:
                measure = float(self.work.asked)
            case AgentChoice.FEWEST_CALLS:
                measure = float(self.work.calls)
            case AgentChoice.LEAST_TALK:
                measure = self.work.talk_s
            case AgentChoice.LEAST_OCCUPIED:
                measure = self.work.load()
            case AgentChoice.LINEAR:
                measure = float(self.place)
            case AgentChoice.RANDOM:
                measure = self.race + lot(self.name, self.idle[1]) / self.weight
            case _:
                measure = self.idle[0]
        return measure, *self.idle


def lot(name: str, turn: int) -> float:
    """Return a draw from the exponential distribution that is the same whenever it is asked for.

    Of agents who draw lots with mean 1/weight, each has the least with a chance in proportion to the weight.
    """
    drawn = int.from_bytes(hashlib.blake2b(f"{name}/{turn}".encode(), digest_size=7).digest(), "big")
    return -math.log((drawn + 1) / 2**56)
