"""Which series the configuration foresees, so that they can start at 0. Pure."""

from collections.abc import Iterator

from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.records import Hearer
from acd.domain.steps import QueueStep
from acd.domain.tenants import TenantId
from acd.domain.voicemail_rules import OPEN as OPEN_VOICEMAIL
from acd.domain.voicemail_rules import VoicemailState
from acd.metrics import definitions as d
from acd.metrics.definitions import Definition
from acd.metrics.observe import WANTING, Labelling


def lines(pool: Pool) -> set[tuple[TenantId, QueueId]]:
    """Return the lines that a tenant's callers can reach from any of its entries."""
    return {
        (entry.tenant_id, step.queue_id)
        for entry in pool.entries.values()
        if (flow := pool.flows.get(entry.flow_id)) is not None
        for step in flow.steps
        if isinstance(step, QueueStep)
    }


def message_lines(pool: Pool) -> set[tuple[TenantId, QueueId]]:
    """Return the lines in which messages of a tenant's callers may come."""
    theirs = {line for line in lines(pool) if line[0] not in pool.voicemail_queues}
    return {line for line in {*theirs, *pool.voicemail_queues.items()} if line[1] in pool.voicemails}


def zeros(pool: Pool, to: Labelling) -> Iterator[tuple[Definition, tuple[str, ...]]]:
    """Return the counters that operators watch, for every line, and for numbers that nobody owns."""
    yield d.VOICEMAILS, (to.tenant(None),)
    for hearer in Hearer:
        yield d.PLAYS_FAILED, (hearer,)
    for tenant_id, queue_id in lines(pool):
        line = to.line(tenant_id, queue_id)
        yield d.CALLS_ARRIVED, (to.tenant(tenant_id),)
        yield d.CALLS_OFFERED, line
        yield d.CALLS_ANSWERED, line
        yield d.CALLS_ANSWERED_IN_THRESHOLD, line
        yield d.CALLS_ABANDONED, (*line, "true")
        yield d.CALLS_ABANDONED, (*line, "false")
        yield d.VOICEMAILS, (to.tenant(tenant_id),)
        for outcome in WANTING:
            yield d.RECORDING_MISSING, (to.tenant(tenant_id), outcome)
    for tenant_id, queue_id in message_lines(pool):
        line = to.line(tenant_id, queue_id)
        yield d.VOICEMAILS_QUEUED, line
        for state in VoicemailState:
            if state not in OPEN_VOICEMAIL:
                yield d.VOICEMAILS_ENDED, (*line, state)
