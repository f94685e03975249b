"""The only reader of time. Everything else is given `now`."""

import time
from datetime import UTC, datetime


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
