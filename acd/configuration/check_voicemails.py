"""What does not fit together in messages: queues that are not there, or whose agents hear none."""

from collections.abc import Iterator

from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document
from acd.configuration.sentences import nearest


def check_voicemails(document: Document) -> Iterator[Finding]:
    """Everything about messages."""
    queues = {queue.id: queue for queue in document.queues}
    for place, tenant in enumerate(document.tenants):
        name, path = tenant.voicemail_queue, ("tenants", place, "voicemail_queue")
        if name is None:
            continue
        if name not in queues:
            yield Finding(path, f"there is no queue {name}{nearest(name, queues)}", depends_on=(("queues",),))
        elif queues[name].voicemails is None:
            message = f"agents of queue {name} hear no messages; write `voicemails: {{}}` there, or remove this"
            yield Finding(path, message, depends_on=(("queues",),))
    for place, queue in enumerate(document.queues):
        written = queue.voicemails
        if written is not None and written.behind_s is not None and written.behind_s >= written.target_s:
            message = "is not shorter than target_s: while callers wait, no message is heard within the target"
            yield Finding(("queues", place, "voicemails", "behind_s"), message, is_warning=True)
