"""Counters and histograms on a registry of their own."""

import pytest
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from acd.metrics import definitions as d
from acd.metrics.families import Families
from tests.unit.metrics.scrape import samples


def test_two_registries_do_not_meet() -> None:
    """Two controllers in one process (as in tests) count apart; the library's own registry stays empty of us."""
    first, second = CollectorRegistry(), CollectorRegistry()
    Families(first).add(d.CALLS_ARRIVED, ("florist",), 1)
    Families(second)
    assert "florist" in generate_latest(first).decode()
    assert "florist" not in generate_latest(second).decode()
    assert not any(metric.name.startswith("acd_") for metric in REGISTRY.collect())


def test_thresholds_are_bounds_of_the_wait() -> None:
    """And of no other histogram. The label is a float: le="25.0", never le="25"."""
    registry = CollectorRegistry()
    families = Families(registry)
    assert families.cover([25]) == ()
    families.add(d.QUEUE_WAIT, ("florist", "support", "answered"), 25.0)
    families.add(d.RING, ("florist", "support"), 25.0)
    found = samples(generate_latest(registry))
    labels = 'outcome="answered",queue="support",tenant="florist"'
    assert found[f'acd_queue_wait_seconds_bucket{{le="20.0",{labels}}}'] == 0
    assert found[f'acd_queue_wait_seconds_bucket{{le="25.0",{labels}}}'] == 1
    assert not any("acd_ring" in series and 'le="25.0"' in series for series in found)


def test_bounds_stay_once_something_was_measured() -> None:
    """What was counted is not thrown away for a bound; the time without one is told."""
    registry = CollectorRegistry()
    families = Families(registry)
    families.cover([25])
    families.cover([33])
    families.add(d.QUEUE_WAIT, ("florist", "support", "answered"), 1.0)
    assert families.cover([25, 33, 44, 20]) == (44.0,)
    text = generate_latest(registry).decode()
    assert text.count("# TYPE acd_queue_wait_seconds histogram") == 1
    assert 'le="33.0"' in text
    assert 'le="44.0"' not in text


def test_a_series_can_be_shown_at_zero() -> None:
    """So that the first event is a rise from 0 to 1, and not a beginning at 1."""
    registry = CollectorRegistry()
    families = Families(registry)
    families.show(d.CALLS_ABANDONED, ("florist", "support", "true"))
    families.show(d.LOOP_LAG, ())
    assert (
        samples(generate_latest(registry))['acd_calls_abandoned_total{queue="support",short="true",tenant="florist"}']
        == 0
    )


def test_a_wrong_threshold_is_refused() -> None:
    """A time of 0 is no time."""
    with pytest.raises(ValueError, match="above 0"):
        Families(CollectorRegistry()).cover([0])
