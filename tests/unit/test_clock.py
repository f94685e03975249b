"""The clock: monotonic for decisions, UTC for people."""

import time
from datetime import UTC

from acd.clock import Clock, UtcScale


def test_now_never_goes_back() -> None:
    """Later readings are not smaller."""
    clock = Clock()
    readings = [clock.now() for _ in range(1000)]
    assert readings == sorted(readings)


def test_utc_is_aware() -> None:
    """Wall time carries its zone."""
    assert Clock().utc().tzinfo is UTC


def test_a_monotonic_moment_maps_to_the_wall_time_of_that_moment() -> None:
    """One second ago on the monotonic clock was one second ago on the wall, to a few milliseconds."""
    clock = Clock()
    wall_ms = clock.utc().timestamp() * 1000
    assert abs(clock.utc_ms(int((clock.now() - 1) * 1000)) - (wall_ms - 1000)) < 50


def test_moments_keep_their_distance() -> None:
    """The distance of two moments is the same in both times, to the millisecond that rounding costs."""
    clock = Clock()
    assert abs(clock.utc_ms(5_000) - clock.utc_ms(2_000) - 3_000) <= 1


def test_cpu_time_is_that_of_work_and_not_of_waiting() -> None:
    """Work costs CPU time; sleep does not."""
    clock = Clock()
    start = clock.cpu()
    time.sleep(0.05)
    slept = clock.cpu() - start
    sum(range(1_000_000))
    assert slept < 0.04
    assert clock.cpu() - start > slept


def test_one_scale_there_and_back() -> None:
    """A stored moment comes back as the same millisecond, whatever happens between."""
    scale = UtcScale(Clock())
    for moment_ms in (0, 1, 999, 1_234_567):
        assert int(scale.moment(scale.utc_ms(moment_ms)) * 1000) == moment_ms
    offset_ms = scale.offset_ms
    scale.follow_wall_clock()
    assert abs(scale.offset_ms - offset_ms) < 1000
