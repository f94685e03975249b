"""Owns the counters and histograms, on a registry of its own."""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram

from acd.metrics import buckets
from acd.metrics.definitions import COUNTED, QUEUE_WAIT, Definition, Kind


class Families:
    """All families that grow as records come."""

    def __init__(self, registry: CollectorRegistry, thresholds_s: Iterable[float] = ()) -> None:
        """Make all families; raises ValueError for a service level time that is not above 0 seconds."""
        self.wait_bounds = buckets.with_thresholds(QUEUE_WAIT.bounds, thresholds_s)
        self._known: dict[tuple[str, tuple[str, ...]], Callable[[float], None]] = {}
        self._families: dict[str, Counter | Histogram] = {}
        for definition in COUNTED:
            if definition.kind is Kind.HISTOGRAM:
                bounds = self.wait_bounds if definition is QUEUE_WAIT else definition.bounds
                self._families[definition.name] = Histogram(
                    definition.name, definition.text, definition.labels, registry=registry, buckets=bounds
                )
            else:
                self._families[definition.name] = Counter(
                    definition.name, definition.text, definition.labels, registry=registry
                )

    def add(self, definition: Definition, labels: tuple[str, ...], value: float) -> None:
        """Count `value` in a counter, or one measurement of `value` (seconds) in a histogram."""
        (self._known.get((definition.name, labels)) or self._series(definition.name, labels))(value)

    def show(self, definition: Definition, labels: tuple[str, ...]) -> None:
        """Let a series stand at 0 before its first event: a rate over a series that starts at 1 misses it."""
        self._series(definition.name, labels)

    def _series(self, name: str, labels: tuple[str, ...]) -> Callable[[float], None]:
        family = self._families[name]
        series = family.labels(*labels) if labels else family
        # remembered: to look a series up in the library takes longer than to count
        add = self._known[name, labels] = series.observe if isinstance(series, Histogram) else series.inc
        return add
