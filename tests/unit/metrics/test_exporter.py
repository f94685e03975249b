"""A day of records read back as Prometheus reads them, number by number."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.agents import AgentState
from acd.domain.calls import OfferResult, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId
from acd.domain.records import (
    AgentStint,
    CallConnected,
    CallEnded,
    CallQueued,
    CallStarted,
    OfferEnded,
    Record,
    Segment,
)
from acd.domain.view import LiveView
from acd.metrics.exporter import Exporter, explain
from acd.metrics.gauges import Health
from tests.unit.metrics import scrape
from tests.unit.metrics.scrape import samples, total

CLS, REASON = OutcomeClass, OutcomeReason
EMPTY = LiveView(pbx_connected=True, draining=False, queues=(), agents=(), calls=())


def exporter(*, tenant_detail: bool = True) -> Exporter:
    return Exporter(live=lambda: EMPTY, health=Health, version="1", tenant_detail=tenant_detail)


def pool(*service_level_s: float) -> Pool:
    return Pool(queues={QueueId(str(s)): Queue(QueueId(str(s)), service_level_s=s) for s in service_level_s})


def test_one_answered_and_one_abandoned_call() -> None:
    """Every number that the two leave behind."""
    metrics = exporter()
    metrics.expect(pool(25.0))
    metrics.sink.put([scrape.started(), scrape.queued(), scrape.offer(OfferResult.MISSED, 20_000)])
    metrics.sink.put([scrape.offer(OfferResult.ACCEPTED), scrape.connected(24_900)])
    metrics.sink.put([scrape.segment(SegmentKind.HOLD, 6_000), scrape.stint(AgentState.WRAPUP, 12_000)])
    metrics.sink.put([scrape.ended(CLS.ANSWERED, REASON.CALLER_HUNG_UP, wait_ms=24_900, talk_ms=80_000)])
    metrics.sink.put([scrape.started(), scrape.queued(), scrape.ended(CLS.ABANDONED, REASON.WAITING, wait_ms=3_000)])
    metrics.sink.put([scrape.stint(AgentState.PAUSED, 600_000, "lunch")])
    found = samples(metrics.text())
    line = 'queue="support",tenant="florist"'
    expected = {
        'acd_calls_arrived_total{tenant="florist"}': 2,
        f"acd_calls_offered_total{{{line}}}": 2,
        f"acd_calls_answered_total{{{line}}}": 1,
        f"acd_calls_answered_in_threshold_total{{{line}}}": 1,
        'acd_calls_abandoned_total{queue="support",short="true",tenant="florist"}': 1,
        'acd_calls_ended_total{outcome="answered",queue="support",reason="caller_hung_up",tenant="florist"}': 1,
        'acd_calls_ended_total{outcome="abandoned",queue="support",reason="waiting",tenant="florist"}': 1,
        f'acd_queue_wait_seconds_bucket{{le="20.0",outcome="answered",{line}}}': 0,
        f'acd_queue_wait_seconds_bucket{{le="25.0",outcome="answered",{line}}}': 1,
        f'acd_queue_wait_seconds_sum{{outcome="answered",{line}}}': 24.9,
        f'acd_queue_wait_seconds_count{{outcome="abandoned",{line}}}': 1,
        f'acd_queue_wait_seconds_sum{{outcome="abandoned",{line}}}': 3,
        f"acd_ring_seconds_sum{{{line}}}": 3.2,
        f"acd_ring_seconds_count{{{line}}}": 1,
        f"acd_talk_seconds_sum{{{line}}}": 80,
        f"acd_hold_seconds_sum{{{line}}}": 6,
        f"acd_wrapup_seconds_sum{{{line}}}": 12,
        'acd_offers_total{queue="support",result="missed",tenant="florist"}': 1,
        'acd_offers_total{queue="support",result="accepted",tenant="florist"}': 1,
        'acd_agent_pause_seconds_total{reason="lunch"}': 600,
    }
    assert {series: found.get(series) for series in expected} == expected


OUTCOMES = st.sampled_from(
    [
        (CLS.ANSWERED, REASON.AGENT_HUNG_UP, 1_000, 5_000),
        (CLS.FAILED, REASON.PBX_LOST, 1_000, 5_000),
        (CLS.FAILED, REASON.SAFETY_NET, 1_000, 0),
        (CLS.ABANDONED, REASON.WAITING, 1_000, 0),
        (CLS.ABANDONED, REASON.RINGING, 70_000, 0),
        (CLS.ABANDONED, REASON.IN_FLOW, None, 0),
        (CLS.REJECTED, REASON.DRAINING, None, 0),
        (CLS.EXITED, REASON.FLOW_ENDED, None, 0),
    ]
)
DURATION_MS = st.integers(0, 10_000_000)
RECORDS: st.SearchStrategy[Record] = st.one_of(
    st.builds(scrape.started),
    st.builds(scrape.queued),
    st.builds(scrape.moved),
    st.builds(scrape.connected, DURATION_MS, in_threshold=st.booleans()),
    OUTCOMES.map(lambda end: scrape.ended(end[0], end[1], wait_ms=end[2], talk_ms=end[3])),
    st.builds(scrape.segment, st.sampled_from(SegmentKind), DURATION_MS),
    st.builds(scrape.offer, st.sampled_from(OfferResult), DURATION_MS),
    st.builds(scrape.stint, st.sampled_from(AgentState), DURATION_MS, st.none() | st.text(max_size=3)),
)


@given(st.lists(RECORDS, max_size=60), st.booleans())
def test_sums_over_families_are_counts_of_records(records: list[Record], detail: bool) -> None:
    """Nothing is lost and nothing is counted twice, whatever the labels are."""
    metrics = exporter(tenant_detail=detail)
    metrics.sink.put(records)
    text = metrics.text()
    kinds = Counter(type(record) for record in records)
    ends = [record for record in records if isinstance(record, CallEnded)]
    stints = [record for record in records if isinstance(record, AgentStint)]
    talked = [end for end in ends if end.talk_ms or end.outcome.cls is CLS.ANSWERED]
    waited = [end for end in ends if end.wait_ms is not None and end not in talked]
    paused_ms = sum(s.ended_ms - s.started_ms for s in stints if s.state is AgentState.PAUSED)
    assert total(text, "acd_metrics_errors_total") == 0
    assert total(text, "acd_calls_arrived_total") == kinds[CallStarted]
    assert total(text, "acd_calls_offered_total") == kinds[CallQueued]
    assert total(text, "acd_calls_answered_total") == kinds[CallConnected]
    assert total(text, "acd_calls_ended_total") == kinds[CallEnded]
    assert total(text, "acd_offers_total") == kinds[OfferEnded]
    assert total(text, "acd_queue_wait_seconds_count") == kinds[CallConnected] + len(waited)
    assert total(text, "acd_talk_seconds_count") == len(talked)
    assert total(text, "acd_calls_abandoned_total") == sum(end.outcome.cls is CLS.ABANDONED for end in waited)
    assert total(text, "acd_hold_seconds_count") == sum(
        isinstance(record, Segment) and record.kind is SegmentKind.HOLD for record in records
    )
    assert total(text, "acd_wrapup_seconds_count") == sum(s.state is AgentState.WRAPUP for s in stints)
    assert total(text, "acd_agent_pause_seconds_total") == pytest.approx(paused_ms / 1000)


@given(st.text())
def test_any_reason_can_be_scraped(reason: str) -> None:
    """Quotes, newlines, half characters: the text stays readable for Prometheus."""
    metrics = exporter()
    metrics.sink.put([scrape.stint(AgentState.PAUSED, 1_500, reason)])
    assert total(metrics.text(), "acd_agent_pause_seconds_total") == 1.5


def test_service_level_times_without_a_bound_are_told() -> None:
    """None at the start; later those that came after the first wait."""
    metrics = exporter()
    assert metrics.expect(pool(30.0, 33.0)) == ()
    metrics.sink.put([scrape.connected()])
    assert metrics.expect(pool(33.0, 44.0)) == (44.0,)


def test_a_broken_view_is_counted_at_the_next_scrape() -> None:
    """The counters are still given."""

    def broken() -> LiveView:
        raise ZeroDivisionError

    metrics = Exporter(live=broken, health=Health, version="1")
    metrics.sink.put([scrape.started()])
    assert total(metrics.text(), "acd_calls_arrived_total") == 1
    assert samples(metrics.text())['acd_metrics_errors_total{source="live"}'] == 1


def test_the_loop_and_the_process_are_measured() -> None:
    """And no _created series doubles the rest."""
    metrics = exporter()
    metrics.loop_lag(0.02)
    found = samples(metrics.text())
    assert found['acd_event_loop_lag_seconds_bucket{le="0.025"}'] == 1
    assert found["process_open_fds"] > 0
    assert not any("_created" in series for series in found)


def test_everything_that_is_scraped_is_explained() -> None:
    """Name and type, from the text itself."""
    text = exporter().text().decode()
    scraped = {tuple(line.split()[2:4]) for line in text.splitlines() if line.startswith("# TYPE acd_")}
    explained = {(row.name, row.type) for row in explain()}
    assert scraped <= explained
    assert {name for name, _ in explained - scraped} == {
        "acd_queue_callers",
        "acd_queue_callbacks",
        "acd_queue_voicemails",
        "acd_queue_oldest_voicemail_seconds",
        "acd_queue_voicemails_late",
        "acd_queue_oldest_wait_seconds",
        "acd_queue_expected_wait_seconds",
        "acd_queue_agents",
        "acd_trunk_reachable",
        "acd_trunk_registered",
        "acd_pbx_channels",
        "acd_pbx_start_time_seconds",
        "acd_pbx_info",
    }, "the view of this test has no queues and no trunks, and nobody knows the PBX"
