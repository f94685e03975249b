"""Record -> observations. Pure: one function per kind of record; nothing is counted in two places."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from acd.domain import records
from acd.domain.agents import AUTOMATIC_REASONS, AgentState
from acd.domain.callbacks import OPEN
from acd.domain.calls import Direction, OfferResult, OutcomeClass, OutcomeReason, SegmentKind
from acd.domain.hours import tenant_of
from acd.domain.quality import StreamQuality
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingOutcome
from acd.domain.tenants import TenantId
from acd.domain.voicemail_rules import OPEN as OPEN_VOICEMAIL
from acd.metrics import definitions as d
from acd.metrics.definitions import Definition
from acd.metrics.labels import NONE, FirstComers, tenant_label

PAUSE_REASONS: Final = 20
COMMANDS: Final = 50


@dataclass(frozen=True, slots=True)
class Observation:
    """One step of a counter, or one measurement in seconds for a histogram."""

    definition: Definition
    labels: tuple[str, ...] = ()
    value: float = 1.0


class Labelling:
    """How records become label values; keeps the texts that were seen, and nothing else."""

    def __init__(self, *, tenant_detail: bool = True, short_abandon_s: float = 5.0) -> None:
        self.tenant_detail = tenant_detail
        self.short_abandon_ms = short_abandon_s * 1000
        self.pause_reasons = FirstComers(PAUSE_REASONS)
        self.commands = FirstComers(COMMANDS)

    def line(self, tenant_id: TenantId | None, queue_id: QueueId | None) -> tuple[str, str]:
        """Return the labels tenant and queue."""
        return self.tenant(tenant_id), NONE if queue_id is None else str(queue_id)

    def tenant(self, tenant_id: TenantId | None) -> str:
        """Return the label tenant."""
        return tenant_label(tenant_id, detail=self.tenant_detail)


def seconds(started_ms: int, ended_ms: int) -> float:
    """Return the time between two moments; a counter must never be asked to go back."""
    return max(0, ended_ms - started_ms) / 1000


def _call_started(record: records.CallStarted, to: Labelling) -> Iterator[Observation]:
    if record.direction is not Direction.VOICEMAIL:
        yield Observation(d.CALLS_ARRIVED, (to.tenant(record.tenant_id),))


def _call_queued(record: records.CallQueued, to: Labelling) -> Iterator[Observation]:
    if not record.voicemail:
        yield Observation(d.CALLS_OFFERED, to.line(record.tenant_id, record.queue_id))


def _call_moved(record: records.CallMoved, to: Labelling) -> Iterator[Observation]:
    line = to.line(record.tenant_id, record.from_queue_id)
    yield Observation(d.CALLS_MOVED, (*line, str(record.queue_id), record.reason))


def _call_connected(record: records.CallConnected, to: Labelling) -> Iterator[Observation]:
    if record.voicemail:
        return  # counted by what came of it
    line = to.line(record.tenant_id, record.queue_id)
    yield Observation(d.CALLS_ANSWERED, line)
    if record.in_threshold:
        yield Observation(d.CALLS_ANSWERED_IN_THRESHOLD, line)
    yield Observation(d.QUEUE_WAIT, (*line, OutcomeClass.ANSWERED), record.wait_ms / 1000)


def _call_ended(record: records.CallEnded, to: Labelling) -> Iterator[Observation]:
    if record.voicemail:
        return
    line = to.line(record.tenant_id, record.queue_id)
    outcome = record.outcome
    yield Observation(d.CALLS_ENDED, (*line, outcome.cls, outcome.reason))
    if outcome.reason is OutcomeReason.VOICEMAIL_FULL:
        yield Observation(d.VOICEMAILS_REFUSED, (to.tenant(record.tenant_id),))
    talked = outcome.cls is OutcomeClass.ANSWERED or record.talk_ms > 0
    if talked:
        yield Observation(d.TALK, line, record.talk_ms / 1000)
    # the wait of a call that an agent took was measured at the moment of answer, whatever broke it later; but that of
    # a call which Asterisk's own queue gave to an agent is told only now
    if record.wait_ms is not None and (not talked or outcome.cls is OutcomeClass.EXITED):
        yield Observation(d.QUEUE_WAIT, (*line, outcome.cls), record.wait_ms / 1000)
        if outcome.cls is OutcomeClass.ABANDONED:
            short = "true" if record.wait_ms < to.short_abandon_ms else "false"
            yield Observation(d.CALLS_ABANDONED, (*line, short))


def _segment(record: records.Segment, to: Labelling) -> Iterator[Observation]:
    if record.kind is SegmentKind.HOLD:
        line = to.line(record.tenant_id, record.queue_id)
        yield Observation(d.HOLD, line, seconds(record.started_ms, record.ended_ms))


def _flow_walked(_record: records.FlowWalked, _to: Labelling) -> Iterator[Observation]:
    return iter(())  # steps and tags are as many as anybody writes: reports count them, not metrics


def _offer_made(_record: records.OfferMade, _to: Labelling) -> Iterator[Observation]:
    return iter(())  # counted by what came of it


def _offer_ended(record: records.OfferEnded, to: Labelling) -> Iterator[Observation]:
    line = to.line(record.tenant_id, record.queue_id)
    yield Observation(d.OFFERS, (*line, record.result))
    if record.result is OfferResult.ACCEPTED:
        yield Observation(d.RING, line, seconds(record.started_ms, record.ended_ms))


def _agent_stint(record: records.AgentStint, to: Labelling) -> Iterator[Observation]:
    spent = seconds(record.started_ms, record.ended_ms)
    if record.state is AgentState.WRAPUP:
        yield Observation(d.WRAPUP, to.line(record.tenant_id, record.queue_id), spent)
    elif record.state is AgentState.PAUSED:
        yield Observation(d.AGENT_PAUSE, (to.pause_reasons.pass_or_other(record.reason or NONE),), spent)
    begins = record.next_state is AgentState.PAUSED and record.state is not AgentState.PAUSED
    if begins and record.next_reason in AUTOMATIC_REASONS:
        yield Observation(d.AUTOMATIC_PAUSES, (record.next_reason,))


def _assistance_asked(record: records.AssistanceAsked, to: Labelling) -> Iterator[Observation]:
    yield Observation(d.ASSISTANCE, to.line(record.tenant_id, record.queue_id))


def _assistance_ended(record: records.AssistanceEnded, _to: Labelling) -> Iterator[Observation]:
    yield Observation(d.ASSISTANCE_WAIT, (record.how,), seconds(record.started_ms, record.ended_ms))


_WITHOUT_FILE: Final = (RecordingOutcome.FAILED, RecordingOutcome.NO_SPACE, RecordingOutcome.TOO_SHORT)
WANTING: Final = (*_WITHOUT_FILE, RecordingOutcome.MISSING)
"""A conversation of which there should be a recording has none."""


def _recording_started(_record: records.RecordingStarted, _to: Labelling) -> Iterator[Observation]:
    return iter(())  # counted by what becomes of it


def _recording_mark(_record: records.RecordingMark, _to: Labelling) -> Iterator[Observation]:
    return iter(())


def _recording_ended(record: records.RecordingEnded, to: Labelling) -> Iterator[Observation]:
    # of the others whoever finishes the file tells
    if record.outcome in _WITHOUT_FILE:
        yield from _recording(record.tenant_id, record.outcome, to)


def _recording_filed(record: records.RecordingFiled, to: Labelling) -> Iterator[Observation]:
    yield from _recording(record.tenant_id, record.outcome, to)
    yield Observation(d.RECORDED, (to.tenant(record.tenant_id),), record.sound_ms / 1000)


def _recording(tenant_id: TenantId, outcome: RecordingOutcome, to: Labelling) -> Iterator[Observation]:
    tenant = to.tenant(tenant_id)
    yield Observation(d.RECORDINGS, (tenant, outcome))
    if outcome in WANTING:
        yield Observation(d.RECORDING_MISSING, (tenant, outcome))


def _voicemail_left(record: records.VoicemailLeft, to: Labelling) -> Iterator[Observation]:
    tenant = to.tenant(record.tenant_id)
    yield Observation(d.VOICEMAILS, (tenant,))
    yield Observation(d.VOICEMAIL_SOUND, (tenant,), record.sound_ms / 1000)


def _callback_changed(record: records.CallbackChanged, to: Labelling) -> Iterator[Observation]:
    line = to.line(record.tenant_id, record.queue_id)
    if record.changes == 1:
        yield Observation(d.CALLBACKS_ASKED, line)
    if record.result is not None:
        yield Observation(d.CALLBACK_ATTEMPTS, (*line, record.result))
    if record.state not in OPEN:
        yield Observation(d.CALLBACKS_ENDED, (*line, record.state))


def _voicemail_changed(record: records.VoicemailChanged, to: Labelling) -> Iterator[Observation]:
    line = to.line(record.tenant_id, record.queue_id)
    if record.changes == 1:
        yield Observation(d.VOICEMAILS_QUEUED, line)
    if record.result is not None:
        yield Observation(d.VOICEMAIL_OFFERS, (*line, record.result))
    if record.state not in OPEN_VOICEMAIL:
        yield Observation(d.VOICEMAILS_ENDED, (*line, record.state))
    if record.in_target:
        yield Observation(d.VOICEMAILS_IN_TARGET, line)


def _hours_overridden(record: records.HoursOverridden, to: Labelling) -> Iterator[Observation]:
    if record.ended_utc_ms is None:
        override = record.override
        yield Observation(d.HOURS_OVERRIDDEN, (to.tenant(tenant_of(override.hours_id)), override.state))


def _command_refused(record: records.CommandRefused, to: Labelling) -> Iterator[Observation]:
    refusal = to.commands.pass_or_other(record.refusal)
    yield Observation(d.COMMANDS_REFUSED, (to.commands.pass_or_other(record.command), refusal))


def _play_failed(record: records.PlayFailed, _to: Labelling) -> Iterator[Observation]:
    yield Observation(d.PLAYS_FAILED, (record.hearer,))


def _leg_quality(record: records.LegQuality, _to: Labelling) -> Iterator[Observation]:
    party = "caller" if record.seq is None else "agent"
    heard, told = record.from_party, record.to_party
    yield from _stream(heard, heard.packets + heard.lost, (party, "from"))
    if told.mos is not None:  # else the phone did not tell, and the rest means nothing
        yield from _stream(told, told.packets, (party, "to"))
    if record.rtt_s is not None:
        yield Observation(d.LEG_RTT, (party,), record.rtt_s)


def _stream(stream: StreamQuality, sent: int, labels: tuple[str, str]) -> Iterator[Observation]:
    if stream.mos is not None:
        yield Observation(d.LEG_MOS, labels, stream.mos)
    if sent:
        yield Observation(d.LEG_LOST, labels, min(1.0, stream.lost / sent))
        yield Observation(d.LEG_JITTER, labels, stream.jitter_s)


# Any: each function takes its own kind of record, which a table from type to function cannot say
MAPPINGS: Final[Mapping[type, Callable[[Any, Labelling], Iterator[Observation]]]] = {
    records.CallStarted: _call_started,
    records.CallQueued: _call_queued,
    records.CallMoved: _call_moved,
    records.CallConnected: _call_connected,
    records.CallEnded: _call_ended,
    records.Segment: _segment,
    records.OfferMade: _offer_made,
    records.FlowWalked: _flow_walked,
    records.OfferEnded: _offer_ended,
    records.AgentStint: _agent_stint,
    records.AssistanceAsked: _assistance_asked,
    records.AssistanceEnded: _assistance_ended,
    records.RecordingStarted: _recording_started,
    records.RecordingMark: _recording_mark,
    records.RecordingEnded: _recording_ended,
    records.RecordingFiled: _recording_filed,
    records.VoicemailLeft: _voicemail_left,
    records.CallbackChanged: _callback_changed,
    records.VoicemailChanged: _voicemail_changed,
    records.HoursOverridden: _hours_overridden,
    records.CommandRefused: _command_refused,
    records.PlayFailed: _play_failed,
    records.LegQuality: _leg_quality,
}


def observe(record: records.Record, to: Labelling) -> Iterator[Observation]:
    """Return what a record adds to the families; raises KeyError for a kind that is in no row of the table."""
    return MAPPINGS[type(record)](record, to)
