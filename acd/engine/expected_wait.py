"""How long a caller will wait, from who is ahead and who is at work. Pure arithmetic.

The queue-length based Markovian estimator with abandonment (Whitt 1999; Ibrahim and Whitt 2009). With k callers ahead,
agents who become free at a rate of r a second in all, and callers who give up at a rate of t a second each:

    sum for i = 0 ... k of 1 / (r + i * t)

Nothing in it is how long this caller has waited: it falls when somebody ahead is served or gives up, and does not grow
because time passes.
"""

from math import log1p
from typing import NamedTuple


class Outlook(NamedTuple):
    """What one caller can expect at a moment."""

    seconds: float
    ahead: float
    """Callers who go first, each as far as it concerns the agents who may serve this one."""
    agents: int
    """How many of them are at work."""


def expected_wait_s(ahead: float, agents: int, rate: float, leaving: float, scatter: float) -> float:
    """Return the seconds until somebody is asked to serve a caller; `rate` (r) and `leaving` (t) are as above,
    and not 0.

    `ahead` may have a fraction. `scatter` is the square of the coefficient of variation of handle times. The first of
    `agents` to become free is waited for by 1/r if that is 1, as the estimator supposes, and less if they scatter less:
    exactly so for one agent, and for equal handle times.
    """
    first = (1 + (scatter - 1) / (agents + 1)) / rate
    # the other terms as an integral, by the midpoint of each: one step however long the line is
    return first + log1p(ahead * leaving / (rate + leaving / 2)) / leaving


def kept(told: Outlook | None, now: Outlook | None) -> Outlook | None:
    """Return what a caller may be told who was told something before: not more, unless there is a reason.

    The reasons are that fewer of the agents who may serve the caller are at work, or that more callers are ahead. That
    conversations last longer of late is none.
    """
    if told is None or now is None or now.agents < told.agents or now.ahead > told.ahead:
        return now
    return now if now.seconds <= told.seconds else Outlook(told.seconds, now.ahead, now.agents)
