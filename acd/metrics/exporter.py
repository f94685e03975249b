"""All of it together: a sink for records, gauges from the live view, and the text that Prometheus scrapes."""

from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, ProcessCollector, disable_created_metrics, generate_latest

from acd.domain.pool import Pool
from acd.domain.tenants import TenantId
from acd.domain.view import LiveView
from acd.domain.web_asks import WebTargetId
from acd.metrics.definitions import (
    BUILD,
    COUNTED,
    FEATURE_CODES,
    LOOP_LAG,
    MAPPING_ERRORS,
    OWN,
    VIEWED,
    WEB_ASK_SECONDS,
    WEB_ASKS,
)
from acd.metrics.families import Families
from acd.metrics.gauges import Health, LiveCollector
from acd.metrics.lines import zeros
from acd.metrics.observe import Labelling
from acd.metrics.sink import MetricsSink


class Exporter:
    """Metrics of one controller."""

    def __init__(
        self,
        *,
        live: Callable[[], LiveView],
        health: Callable[[], Health],
        version: str,
        tenant_detail: bool = True,
        short_abandon_s: float = 5.0,
    ) -> None:
        """`live` and `health` are read at each scrape. Who leaves before `short_abandon_s` is a short abandon."""
        # a _created gauge beside each counter would nearly double the series, and nobody asks for it
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types here
        self._registry = CollectorRegistry(auto_describe=False)
        self._families = Families(self._registry)
        self._registry.register(LiveCollector(live, health, version, self._failed))
        ProcessCollector(registry=self._registry)
        self._labelling = Labelling(tenant_detail=tenant_detail, short_abandon_s=short_abandon_s)
        self.sink = MetricsSink(self._families, self._labelling)

    def text(self) -> bytes:
        """Return all families in Prometheus' text format 0.0.4."""
        return generate_latest(self._registry)

    def loop_lag(self, lag_s: float) -> None:
        """Measure one wake-up of the event loop."""
        self._families.add(LOOP_LAG, (), lag_s)

    def code_dialled(self, code: str, result: str) -> None:
        """Count one feature code; both are words of ours, never what was dialled."""
        self._families.add(FEATURE_CODES, (code, result), 1)

    def web_asked(self, target_id: WebTargetId, result: str, took_s: float) -> None:
        """Count an ask of another system by its tenant; `result` is `answered` or a word of ours for why not."""
        tenant = self._labelling.tenant(TenantId(target_id.partition("/")[0]))
        self._families.add(WEB_ASKS, (tenant, result), 1)
        self._families.add(WEB_ASK_SECONDS, (tenant,), took_s)

    def expect(self, pool: Pool) -> tuple[float, ...]:
        """Take over what a configuration foresees: at the start, and whenever one is applied.

        Lines that callers can reach are shown at 0, and service level times become bounds of acd_queue_wait_seconds.
        Returns those times (seconds) that get their bound only at the next start, since waits were measured already.
        """
        for definition, labels in zeros(pool, self._labelling):
            self._families.show(definition, labels)
        return self._families.cover(queue.service_level_s for queue in pool.queues.values())

    def _failed(self, source: str) -> None:
        self._families.add(MAPPING_ERRORS, (source,), 1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A row of docs/metrics.md."""

    name: str
    type: str
    labels: tuple[str, ...]
    definition: str
    source: str


def explain() -> tuple[Explanation, ...]:
    """Return every family of ours: name, type, labels, definition and what it is derived from."""
    return tuple(
        Explanation(row.name, row.kind, row.labels, row.text, row.source) for row in (*COUNTED, BUILD, *VIEWED, *OWN)
    )
