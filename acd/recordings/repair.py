"""What is to be finished: recordings that ended, and those that a crash of controller or PBX left behind."""

from dataclasses import dataclass

from acd.clock import Clock
from acd.domain.recordings import RecordingId, RecordingOutcome
from acd.domain.records import RecordingEnded
from acd.domain.tenants import TenantId
from acd.recordings.names import RecordingName, day_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording whose file is to be finished."""

    name: RecordingName
    outcome: RecordingOutcome
    """What it becomes when there is sound."""
    is_expected: bool = True
    """There should be sound: tell when there is none."""
    started_at_ms: int = 0
    """UTC; matters only when there is no file any more."""


def wanted_of(ended: RecordingEnded, outcome: RecordingOutcome, clock: Clock) -> Wanted | None:
    """Return what a recording that ended asks for; None for a name that no file ever had."""
    return _wanted(ended.recording_id, ended.tenant_id, clock.utc_ms(ended.started_ms), outcome)


def left_by_crash(recording_id: RecordingId, tenant_id: TenantId, started_at_ms: int) -> Wanted | None:
    """Return what a stored recording without a file asks for; None for a row that somebody spoilt."""
    return _wanted(recording_id, tenant_id, started_at_ms, RecordingOutcome.REPAIRED)


def _wanted(
    recording_id: RecordingId, tenant_id: TenantId, started_at_ms: int, outcome: RecordingOutcome
) -> Wanted | None:
    try:
        name = RecordingName(tenant_id, day_of(started_at_ms), recording_id)
    except ValueError:
        return None
    return Wanted(name, outcome, started_at_ms=started_at_ms)
