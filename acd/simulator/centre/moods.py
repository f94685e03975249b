"""What agents do with each offer, drawn for the caller and the attempt: the same in every system."""

from dataclasses import dataclass
from enum import Enum, auto

from acd import ids
from acd.simulator.centre.durations import drawn
from acd.simulator.centre.scenario import Duration


class Reply(Enum):
    """What becomes of a ringing phone."""

    ANSWERED = auto()
    DECLINED = auto()
    RINGS_ON = auto()


@dataclass(frozen=True, slots=True)
class Mood:
    """What an agent does with one offer."""

    reply: Reply
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Moods:
    """How agents are with their phones."""

    seed: str = ""
    ring: Duration | None = None
    """Until they lift the receiver, or decline."""
    refused_share: float = 0.0
    missed_share: float = 0.0

    def of(self, caller: int, attempt: int) -> Mood:
        """Return what the agent does to whom a caller is offered for the so manieth time."""
        if self.ring is None and not self.refused_share and not self.missed_share:
            return Mood(Reply.ANSWERED)
        chance = ids.seeded(f"{self.seed}/{caller}/{attempt}")
        share = chance.random()
        after_s = drawn(self.ring, chance) if self.ring is not None else 0.0
        if share < self.refused_share:
            return Mood(Reply.DECLINED, after_s)
        if share < self.refused_share + self.missed_share:
            return Mood(Reply.RINGS_ON)
        return Mood(Reply.ANSWERED, after_s)
