"""Quantiles, medians and the line that says where figures were measured. Pure, but for that line."""

import math
import os
import platform
from collections.abc import Sequence
from statistics import median

from acd import __version__
from acd.clock import Clock

NOTHING = "-"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all do not exceed; NaN for no values."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def middle(values: Sequence[float]) -> float:
    """Return the median of the runs that gave a figure; NaN if none did."""
    known = [value for value in values if not math.isnan(value)]
    return median(known) if known else math.nan


def ratio(ours: float, theirs: float) -> float:
    """Return how many times as large ours is; NaN where that means nothing."""
    return ours / theirs if theirs > 0 else math.nan


def shown(value: float, digits: int = 1) -> str:
    """Return a figure for people; what was not measured is a dash."""
    return NOTHING if math.isnan(value) else f"{value:.{digits}f}"


def machine() -> str:
    """Say where and when: cores, load of the last minute and five, versions, date."""
    one, five, _ = os.getloadavg()
    cores = len(os.sched_getaffinity(0))
    when = f"{Clock().utc():%Y-%m-%d %H:%M} UTC"
    return (
        f"{cores} cores, load {one:.1f} / {five:.1f}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, acd {__version__}, {when}"
    )
