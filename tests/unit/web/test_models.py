"""JSON shapes: times in UTC, every field always there."""

from datetime import UTC, datetime, timedelta, timezone

from acd.web.models import Queue, iso


def test_times_are_utc_with_milliseconds() -> None:
    """Whatever zone they come in."""
    there = timezone(timedelta(hours=5, minutes=30))
    assert iso(datetime(2026, 11, 21, 17, 30, tzinfo=there)) == "2026-11-21T12:00:00.000Z"
    assert iso(datetime(2026, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC)) == "2026-01-01T00:00:00.999Z"


def test_every_field_is_always_there() -> None:
    """Clients need not ask whether a key exists."""
    schema = Queue.model_json_schema(mode="serialization")
    assert schema["required"] == list(schema["properties"])
