"""Which hours are open."""

from acd.domain.hours import HoursId, Opening, Period


class Openings:
    """All hours."""

    def __init__(self) -> None:
        self.periods: dict[HoursId, Period] = {}

    def state(self, hours_id: HoursId, now: float) -> Period:
        """Return the state."""
        return self.periods.get(hours_id, Period(now, Opening.CLOSED, "not known"))
