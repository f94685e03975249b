"""Histogram bounds. A service level can be read from a histogram only where a bound equals the service level time.

Trap for queries: bounds are printed as floats, so the label is `le="20.0"`; `le="20"` matches nothing.
"""

from collections.abc import Iterable
from typing import Final

WAIT_S: Final = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0)
RING_S: Final = (1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0)
TALK_S: Final = (15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0)
HOLD_S: Final = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
WRAPUP_S: Final = (5.0, 10.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 300.0)
MOS: Final = (1.0, 2.0, 2.5, 3.0, 3.3, 3.6, 3.8, 4.0, 4.2, 4.3, 4.4, 4.5)
"""An opinion of 1 to 4.5, and no seconds; below 3.6 many are dissatisfied."""
LOST_RATIO: Final = (0.0, 0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5)
JITTER_S: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
RTT_S: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
WEB_ASK_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
LOOP_LAG_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


def with_thresholds(defaults: Iterable[float], thresholds_s: Iterable[float]) -> tuple[float, ...]:
    """Return the default bounds with every threshold (seconds) among them, in rising order.

    Raises ValueError for a threshold that is not above zero.
    """
    thresholds = [float(threshold) for threshold in thresholds_s]
    if wrong := [threshold for threshold in thresholds if not 0 < threshold < float("inf")]:
        raise ValueError(f"a service level time must be above 0 seconds, not {wrong[0]}")
    return tuple(sorted({*map(float, defaults), *thresholds}))


def uncovered(bounds: Iterable[float], thresholds_s: Iterable[float]) -> tuple[float, ...]:
    """Return the thresholds (seconds) that are no bound, in rising order.

    Bounds are fixed with the first measurement. A queue that gets a new service level time later is still counted
    exactly by acd_calls_answered_in_threshold_total; only the histogram has to wait for the next start.
    """
    return tuple(sorted({float(threshold) for threshold in thresholds_s} - set(bounds)))
