"""How far what callers could be told of their wait, on coming into line, was from the truth.

The truth is how long a caller would have waited who does not give up. It is known of those who were answered. Long
waits are rare among these, as callers give up before; so each counts for as many as would have come so far but for
giving up: for 1 / (share of callers who have so much patience). So the figures are those of everybody who had to wait.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from acd.domain.queues import QueueId
from acd.simulator.centre.course import Visit
from acd.simulator.centre.durations import share_beyond
from acd.simulator.centre.scenario import Duration

Patience: TypeAlias = Mapping[QueueId, Duration]
"""When callers of a queue give up; a queue is not in it whose callers never do."""

CLOSE_S, CLOSE_SHARE = 30.0, 0.2
"""What was told is close if it is off by no more than the larger of these seconds and this share of the wait."""


def told_figures(answered: Sequence[Visit], patience: Patience) -> dict[str, float | None]:
    """Return the figures of those who had to wait and were answered; those who could be told nothing are left out."""
    told = [
        (visit.told_s, visit.wait_s, _counts_for(visit, patience)) for visit in answered if visit.told_s is not None
    ]
    everybody = sum(count for _, _, count in told)

    def mean(values: Sequence[float]) -> float | None:
        weighed = sum(value * count for value, (_, _, count) in zip(values, told, strict=True))
        return weighed / everybody if told else None

    return {
        "told": len(told),
        "told_error_s": mean([abs(told_s - wait_s) for told_s, wait_s, _ in told]),
        "told_bias_s": mean([told_s - wait_s for told_s, wait_s, _ in told]),
        "told_close": mean([abs(told_s - wait_s) <= max(CLOSE_S, CLOSE_SHARE * wait_s) for told_s, wait_s, _ in told]),
    }


def _counts_for(visit: Visit, patience: Patience) -> float:
    law = patience.get(visit.caller.queue_id)
    return 1.0 if law is None else 1 / share_beyond(law, visit.wait_s)
