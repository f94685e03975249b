"""What does not fit together in callbacks: trunks that cannot call, numbers that are allowed and refused at once."""

from collections.abc import Iterator

from acd.configuration.check_outside import check_trunk
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document


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
        if written.retry_after_s >= written.deadline_s and written.attempts > 1:
            message = "is not shorter than deadline_s, so that there is never a second attempt"
            yield Finding(("queues", place, "callback", "retry_after_s"), message, is_warning=True)
