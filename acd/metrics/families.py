"""Owns the counters and histograms, on a registry of its own."""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram

from acd.metrics import buckets
from acd.metrics.definitions import COUNTED, QUEUE_WAIT, Definition, Kind


class Families:
    """All families that grow as records come."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._known: dict[tuple[str, tuple[str, ...]], Callable[[float], None]] = {}
        self._families: dict[str, Counter | Histogram] = {}
        self._wait_bounds = QUEUE_WAIT.bounds
        for definition in COUNTED:
            self._families[definition.name] = self._made(definition, definition.bounds)

    def cover(self, thresholds_s: Iterable[float]) -> tuple[float, ...]:
        """Let every service level time be a bound of the wait histogram, as long as that has measured nothing.

        Afterwards bounds cannot change without losing what was counted: returns the times (seconds) without one.
        Raises ValueError for a time that is not above 0.
        """
        bounds = buckets.with_thresholds(self._wait_bounds, thresholds_s)
        if bounds != self._wait_bounds and not any(name == QUEUE_WAIT.name for name, _ in self._known):
            self._registry.unregister(self._families[QUEUE_WAIT.name])
            self._families[QUEUE_WAIT.name] = self._made(QUEUE_WAIT, bounds)
            self._wait_bounds = bounds
        return buckets.uncovered(self._wait_bounds, bounds)

    def add(self, definition: Definition, labels: tuple[str, ...], value: float) -> None:
        """Count `value` in a counter, or one measurement of `value` (seconds) in a histogram."""
        (self._known.get((definition.name, labels)) or self._series(definition.name, labels))(value)

    def show(self, definition: Definition, labels: tuple[str, ...]) -> None:
        """Let a series stand at 0 before its first event: a rate over a series that starts at 1 misses it."""
        self._series(definition.name, labels)

    def _made(self, definition: Definition, bounds: tuple[float, ...]) -> Counter | Histogram:
        name, text, labels = definition.name, definition.text, definition.labels
        if definition.kind is Kind.HISTOGRAM:
            return Histogram(name, text, labels, registry=self._registry, buckets=bounds)
        return Counter(name, text, labels, registry=self._registry)

    def _series(self, name: str, labels: tuple[str, ...]) -> Callable[[float], None]:
        family = self._families[name]
        series = family.labels(*labels) if labels else family
        # remembered: to look a series up in the library takes longer than to count
        add = self._known[name, labels] = series.observe if isinstance(series, Histogram) else series.inc
        return add
