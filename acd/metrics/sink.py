"""Applies observations as records come. Stands on the call path: never waits, never raises."""

from collections.abc import Sequence

from acd import logs
from acd.domain.records import Record
from acd.metrics.definitions import MAPPING_ERRORS
from acd.metrics.families import Families
from acd.metrics.observe import Labelling, observe

log = logs.get("metrics")


class MetricsSink:
    """A `ports.RecordSink` that counts."""

    def __init__(self, families: Families, labelling: Labelling) -> None:
        self._families = families
        self._labelling = labelling

    def put(self, records: Sequence[Record]) -> None:
        """Count the records; one that cannot be mapped is counted as an error, logged, and the rest goes on."""
        for record in records:
            try:
                # all or nothing: a mapping that fails half-way must not leave half of its counts
                for observation in tuple(observe(record, self._labelling)):
                    self._families.add(observation.definition, observation.labels, observation.value)
            except Exception:  # a bug here may not cost a call
                kind = type(record).__name__
                self._families.add(MAPPING_ERRORS, (kind,), 1)
                log.exception("a record could not be measured", action="observe", record=kind)
