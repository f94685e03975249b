"""Lengths of time that chance gives: one draw, one length."""

import math

from acd.ids import Chance
from acd.simulator.centre.scenario import Duration


def drawn(duration: Duration, chance: Chance) -> float:
    """Return one length in seconds."""
    if duration.distribution == "fixed":
        return duration.mean_s
    if duration.distribution == "exponential":
        return chance.expovariate(1 / duration.mean_s)
    # of a lognormal with mean m and variation c: sigma^2 = ln(1 + c^2), mu = ln m - sigma^2 / 2
    variance = math.log1p(duration.cv**2)
    return chance.lognormvariate(math.log(duration.mean_s) - variance / 2, math.sqrt(variance))


def share_beyond(duration: Duration, seconds: float) -> float:
    """Return the share of lengths that are not shorter; never quite 0, for rounding may exceed a fixed one."""
    if duration.distribution == "fixed":
        return 1.0
    if duration.distribution == "exponential":
        return math.exp(-seconds / duration.mean_s)
    if seconds <= 0:
        return 1.0
    variance = math.log1p(duration.cv**2)
    middle = math.log(duration.mean_s) - variance / 2
    return 0.5 * math.erfc((math.log(seconds) - middle) / math.sqrt(2 * variance))
