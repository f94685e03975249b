"""Means over independent days, with the 95 % confidence interval of Student's t."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

_T = (
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
    2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
)  # fmt: skip
"""Quantiles for 97.5 % with 1 to 20 degrees of freedom, from the tables."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and where the true one lies, 95 times in 100; the bounds are None for a single day."""

    value: float
    low: float | None
    high: float | None

    @property
    def half_width(self) -> float | None:
        """How far the bounds are from the mean."""
        return None if self.high is None else self.high - self.value


def estimate(values: Iterable[float | None]) -> Estimate | None:
    """Return the mean over the days that have a value; None when none has."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return None
    mean = fmean(known)
    if len(known) == 1:
        return Estimate(mean, None, None)
    half = t_quantile(len(known) - 1) * stdev(known) / sqrt(len(known))
    return Estimate(mean, mean - half, mean + half)


def t_quantile(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t; beyond the table by the expansion of Cornish and Fisher (to 1e-5)."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    z = NormalDist().inv_cdf(0.975)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
