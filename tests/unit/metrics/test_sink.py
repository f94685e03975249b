"""Stands on the call path: counts, and never raises."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from acd.domain.records import Record
from acd.metrics import observe as mapping
from acd.metrics.families import Families
from acd.metrics.observe import Labelling
from acd.metrics.sink import MetricsSink
from tests.unit.metrics import scrape


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def sink(registry: CollectorRegistry) -> MetricsSink:
    return MetricsSink(Families(registry), Labelling())


def test_it_counts(registry: CollectorRegistry, sink: MetricsSink) -> None:
    """Records of one batch, in order."""
    sink.put([scrape.started(), scrape.started(), scrape.queued()])
    found = scrape.samples(generate_latest(registry))
    assert found['acd_calls_arrived_total{tenant="florist"}'] == 2
    assert found['acd_calls_offered_total{queue="support",tenant="florist"}'] == 1


@dataclass
class Unknown:
    """A record that somebody forgot to map."""


def test_an_unknown_record_is_counted_and_passed_over(registry: CollectorRegistry, sink: MetricsSink) -> None:
    """The next record is counted all the same."""
    sink.put([cast(Record, Unknown()), scrape.started()])
    found = scrape.samples(generate_latest(registry))
    assert found['acd_metrics_errors_total{source="Unknown"}'] == 1
    assert found['acd_calls_arrived_total{tenant="florist"}'] == 1


def test_a_bug_in_a_mapping_counts_nothing_by_half(
    registry: CollectorRegistry, sink: MetricsSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record counts as a whole or not at all."""

    def broken(record: object, to: Labelling) -> Any:
        yield from mapping._call_queued(scrape.queued(), to)
        raise ZeroDivisionError

    monkeypatch.setattr(mapping, "MAPPINGS", {**mapping.MAPPINGS, type(scrape.started()): broken})
    sink.put([scrape.started()])
    found = scrape.samples(generate_latest(registry))
    assert found['acd_metrics_errors_total{source="CallStarted"}'] == 1
    assert scrape.total(generate_latest(registry), "acd_calls_offered_total") == 0
