"""Moments and durations as people read them."""

from datetime import UTC, datetime


def moment(at_ms: int) -> datetime:
    """Return milliseconds since 1970 as a moment in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def clock_time(at_ms: int) -> str:
    """Return 10:00:05."""
    return f"{moment(at_ms):%H:%M:%S}"


def day_and_time(at_ms: int) -> str:
    """Return 2026-11-21 10:00:05."""
    return f"{moment(at_ms):%Y-%m-%d %H:%M:%S}"


def length(seconds: float) -> str:
    """Return 0.4 s, 12 s, 12:05 min or 1:02:05 h."""
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02} h" if hours else f"{minutes}:{whole % 60:02} min"
