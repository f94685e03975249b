"""Several days, in one process and in two."""

from typing import Any

import pytest

from acd.simulator.centre.intervals import Estimate
from acd.simulator.centre.scenario_source import Centre
from acd.simulator.centre.study import ACD, APP_QUEUE, study
from tests.unit.simulator.centre.centres import centre

FIELDS: dict[str, Any] = {"replications": 3, "phones": {"ring": 2, "refused_share": 0.1, "missed_share": 0.05}}


def small(**fields: Any) -> Centre:
    return centre(**FIELDS, **fields)


def test_two_processes_find_what_one_finds() -> None:
    """Bit for bit, in both systems; and each day is told once."""
    told: list[None] = []
    alone = study(small(), done=lambda: told.append(None))
    assert len(told) == 6 and set(alone.findings) == {ACD, APP_QUEUE}
    assert study(small(), jobs=2).findings == alone.findings


def test_another_seed_is_another_study() -> None:
    """Same seed same output, and no other."""
    assert study(small(seed=1)).findings != study(small(seed=2)).findings


def test_both_systems_meet_the_same_calls() -> None:
    """Common random numbers: as many calls in each queue; order is kept by the engine, and checked."""
    found = study(small()).findings
    ours, theirs = found[ACD].overall, found[APP_QUEUE].overall
    assert ours["calls"] == theirs["calls"] and isinstance(ours["calls"], Estimate)
    assert ours["order_violations"] == Estimate(0.0, 0.0, 0.0)
    assert set(found[ACD].agents) == {"agent-1", "agent-2"}


def test_the_engine_alone_if_nothing_is_wanted_beside_it() -> None:
    """Half of the time."""
    alone = study(small(), beside=False)
    assert set(alone.findings) == {ACD} and alone.difference is None


def test_the_difference_is_taken_day_by_day() -> None:
    """Its mean is that of the means; the same calls came to both, so that its interval has no width at all."""
    found = study(small())
    ours, theirs = found.findings[ACD].overall["asa_s"], found.findings[APP_QUEUE].overall["asa_s"]
    assert ours is not None and theirs is not None and found.difference is not None
    asa = found.difference["asa_s"]
    assert asa is not None and asa.value == pytest.approx(ours.value - theirs.value)
    assert found.difference["calls"] == Estimate(0.0, 0.0, 0.0)
