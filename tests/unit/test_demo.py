"""The demo's traffic. That its phones really call is an acceptance test."""

from acd.demo import exponential


def test_times_between_independent_events_have_the_mean_that_was_asked_for() -> None:
    """The mean of many is near; none is negative. With 4,000 draws five standard errors are 8 percent."""
    draws = [exponential(10.0) for _ in range(4000)]
    assert min(draws) >= 0
    assert abs(sum(draws) / len(draws) - 10.0) < 0.8
