"""When callers come, by a rate, by a profile, or as it was recorded. All in seconds since the start."""

from collections.abc import Iterator

from acd.ids import Chance
from acd.simulator.centre.scenario import Arrivals, Profile, seconds_of

_DAY_S = 86_400.0


def arrivals(wanted: Arrivals, starts_s: float, length_s: float, chance: Chance) -> Iterator[float]:
    """Yield the moments in order, up to the end. A recorded day needs no chance and is the same each time."""
    if wanted.recorded is not None:
        return iter(sorted(since_start(moment, starts_s) for moment in wanted.recorded))
    if wanted.profile is not None:
        return _by_profile(wanted.profile, length_s, chance)
    assert wanted.rate_per_hour is not None
    return _by_rate(wanted.rate_per_hour / 3600, length_s, chance)


def since_start(moment: float | str, starts_s: float) -> float:
    """Return the seconds since the start; a time of day before that of the start is of the next day."""
    return float(moment) if not isinstance(moment, str) else (seconds_of(moment) - starts_s) % _DAY_S


def _by_rate(per_s: float, length_s: float, chance: Chance) -> Iterator[float]:
    at = chance.expovariate(per_s)
    while at < length_s:
        yield at
        at += chance.expovariate(per_s)


def _by_profile(profile: Profile, length_s: float, chance: Chance) -> Iterator[float]:
    """A Poisson process of rate one, in which an interval lasts as long as calls are expected in it."""
    expected, each_s = 0.0, profile.minutes * 60
    at = chance.expovariate(1.0)
    for number, calls in enumerate(profile.calls):
        while at < expected + calls:
            moment = (number + (at - expected) / calls) * each_s
            if moment >= length_s:
                return
            yield moment
            at += chance.expovariate(1.0)
        expected += calls
