"""What is to be finished."""

from acd.domain.recordings import RecordingId, RecordingOutcome
from acd.domain.records import RecordingEnded
from acd.recordings.repair import left_by_crash, wanted_of
from tests.storage.sample import UTC_MS, StandingClock, of, recorded
from tests.unit.recordings.clips import ACME, name


def test_a_recording_that_ended_asks_for_its_file() -> None:
    """Under the day of its beginning in UTC."""
    (ended,) = of(RecordingEnded, recorded())
    wanted = wanted_of(ended, RecordingOutcome.KEPT, StandingClock())
    assert wanted is not None
    assert wanted.name.key == "acme/2026/11/18/c1-r1.wav"
    assert (wanted.outcome, wanted.started_at_ms, wanted.is_expected) == (RecordingOutcome.KEPT, UTC_MS + 1042, True)


def test_a_row_without_file_asks_for_it_too() -> None:
    """What becomes of it is a repair."""
    wanted = left_by_crash(name(), ACME, UTC_MS)
    assert wanted is not None
    assert (wanted.name.recording_id, wanted.outcome) == ("1.1-r1", RecordingOutcome.REPAIRED)


def test_a_bad_name_asks_for_nothing() -> None:
    """No file ever had it; a row that somebody spoilt must not stop the start."""
    assert left_by_crash(RecordingId("../x"), ACME, UTC_MS) is None
