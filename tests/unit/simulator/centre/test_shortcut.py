"""One queue without a file."""

import pytest

from acd.domain.errors import AcdError
from acd.simulator.centre.shortcut import centre_of

OPTIONS = {"rate_per_hour": 200.0, "aht": 180.0, "agents": 14}


def test_options_become_a_scenario() -> None:
    """Hours are shared among the days, each with an hour of warm-up; wrap-up is part of the handle time."""
    made = centre_of({**OPTIONS, "patience": 120.0, "within": 30.0, "wrapup": 20.0, "ring": 3.0}, {"replications": 4})
    scenario, (queue,) = made.scenario, made.pool.queues.values()
    assert (scenario.hours, scenario.warm_up_hours, scenario.replications, scenario.seed) == (51.0, 1.0, 4, 1)
    assert scenario.queues[0].talk.mean_s == 160.0 and queue.wrapup_s == 20.0 and queue.service_level_s == 30.0
    assert scenario.phones.ring is not None and scenario.phones.ring.mean_s == 3.0
    assert len(made.pool.agents) == 14


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"aht": 180.0}, "name a scenario file, or give --rate-per-hour, --aht and --agents"),
        ({**OPTIONS, "wrapup": 180.0}, "leaves nothing of 180 s; make it shorter"),
        ({**OPTIONS, "agents": 3000}, r"agents\[0\].count: 3000 is too large; use 1 to 2000"),
        ({**OPTIONS, "within": 4000.0}, "4000.0 is too large; use 1 to 3600 seconds"),
    ],
)
def test_what_cannot_be_is_told_with_its_mend(options: dict[str, float], complaint: str) -> None:
    """In the words of the options, or of the field."""
    with pytest.raises(AcdError, match=complaint):
        centre_of(options, {})
