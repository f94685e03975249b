"""What does not fit together in callbacks: trunks that cannot call, numbers that are allowed and refused at once."""

from collections.abc import Iterator

from acd.configuration.callbacks import Callbacks
from acd.configuration.check_outside import check_trunk
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document
from acd.configuration.sentences import nearest, printable
from acd.configuration.to_callbacks import daily_hours
from acd.configuration.to_zones import zone_names


def check_callbacks(document: Document) -> Iterator[Finding]:
    """Everything about callbacks."""
    for place, queue in enumerate(document.queues):
        written = queue.callback
        if written is None:
            continue
        yield from check_trunk(document, ("queues", place, "callback", "trunk"), written.trunk)
        for index, prefix in enumerate(written.allowed or ()):
            over = next((refused for refused in written.refused or () if prefix.startswith(refused)), None)
            if over is not None:
                message = f"{prefix} is never called, as {over} is refused; remove one of the two"
                yield Finding(("queues", place, "callback", "allowed", index), message)
        after = written.retry_after_s
        if (after[0] if isinstance(after, tuple) else after) >= written.deadline_s and written.attempts > 1:
            message = "is not shorter than deadline_s, so that there is never a second attempt"
            yield Finding(("queues", place, "callback", "retry_after_s"), message, is_warning=True)
        yield from _check_hours(written, ("queues", place, "callback"))


def _check_hours(written: Callbacks, place: tuple[str | int, ...]) -> Iterator[Finding]:
    if written.zone is not None and written.zone not in zone_names():
        yield Finding(
            (*place, "zone"), f"there is no time zone {printable(written.zone)}{nearest(written.zone, zone_names())}"
        )
    if written.calling_hours is None:
        return
    hours = daily_hours(written.calling_hours)
    if hours.since_min >= hours.until_min:
        message = f"{written.calling_hours} end before they begin; use hours within one day, such as 08:00-21:00"
        yield Finding((*place, "calling_hours"), message)
    beginnings = written.allowed or ("",)
    if written.zone is None and not all(begins.startswith(("+", "00")) for begins in beginnings):
        message = (
            "are by the clock where a number is at home, and one without a country code does not tell where; "
            "add zone, such as Europe/Berlin, or allow numbers with + alone"
        )
        yield Finding((*place, "calling_hours"), message)
