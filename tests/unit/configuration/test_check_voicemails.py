"""Queues that hear messages of clients: there, and willing."""

from typing import Any

from tests.unit.configuration.test_check import acme, found, warned

WHERE = ("tenants", 0, "voicemail_queue")


def queues(**voicemails: Any) -> list[dict[str, Any]]:
    """Return a queue whose agents hear messages so."""
    return [{"id": "plumbing", "voicemails": voicemails}]


def tenants(queue: str) -> list[dict[str, Any]]:
    """Return a client whose messages are for a queue."""
    return [acme(queue="plumbing", voicemail_queue=queue)]


def test_what_fits_together() -> None:
    """Nothing is said of it."""
    assert found(tenants=tenants("plumbing"), queues=queues()) == []
    assert found(queues=queues(behind_s=10.0)) == []


def test_a_queue_that_is_not_there() -> None:
    """With the one that was meant."""
    message = "there is no queue plumbin; did you mean plumbing?"
    assert (WHERE, message) in found(tenants=tenants("plumbin"), queues=queues())


def test_a_queue_that_hears_none() -> None:
    """With the way out."""
    message = "agents of queue plumbing hear no messages; write `voicemails: {}` there, or remove this"
    assert (WHERE, message) in found(tenants=tenants("plumbing"), queues=[{"id": "plumbing"}])


def test_a_message_that_is_always_late() -> None:
    """Doubtful, as there may be few callers."""
    message = "is not shorter than target_s: while callers wait, no message is heard within the target"
    where = ("queues", 0, "voicemails", "behind_s")
    assert (where, message) in warned(queues=queues(target_s=60.0, behind_s=60.0))


def test_a_queue_for_messages_alone() -> None:
    """No flow leads there, and it is of use."""
    told = warned(tenants=tenants("messages"), queues=[{"id": "plumbing"}, {"id": "messages", "voicemails": {}}])
    assert all("messages" not in message for _, message in told)
