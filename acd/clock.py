"""The only reader of time. Everything else is given `now`."""

import time
from datetime import UTC, datetime
from typing import Final


class Clock:
    """Monotonic time for decisions, wall time for people, and the way from one to the other."""

    def now(self) -> float:
        """Return monotonic seconds; never goes back, whatever happens to the wall clock."""
        return time.monotonic()

    def cpu(self) -> float:
        """Return the seconds of CPU that this thread has used: what other programs take does not count."""
        return time.thread_time()

    def utc(self) -> datetime:
        """Return the present wall time, aware, in UTC."""
        return datetime.now(UTC)

    def utc_ms(self, monotonic_ms: int) -> int:
        """Return the wall time of a monotonic moment, in milliseconds since 1970.

        Counted back from now, so that a step of the wall clock moves moments and never stretches durations.
        """
        return round(time.time() * 1000) - (round(time.monotonic() * 1000) - monotonic_ms)


class UtcScale:
    """One distance between monotonic time and UTC for all who write moments down and read them again.

    Two readings of the same distance differ by a millisecond of rounding, which would tear gaps between stretches
    that follow each other. So the distance is kept until the wall clock has really moved.
    """

    STEP_MS: Final = 10
    """A difference that is smaller than this is rounding or drift."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.offset_ms = clock.utc_ms(0)

    def follow_wall_clock(self) -> None:
        """Measure again."""
        measured_ms = self._clock.utc_ms(0)
        if abs(measured_ms - self.offset_ms) >= self.STEP_MS:
            self.offset_ms = measured_ms

    def utc_ms(self, monotonic_ms: int) -> int:
        """Return the wall time of a monotonic moment."""
        return monotonic_ms + self.offset_ms

    def moment(self, utc_ms: int) -> float:
        """Return the monotonic moment of a wall time, in seconds: in the middle of its millisecond, so that cutting
        it to milliseconds gives the same one again."""
        return (utc_ms - self.offset_ms + 0.5) / 1000
