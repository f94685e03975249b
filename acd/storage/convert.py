"""Turns records into rows: monotonic time becomes UTC, text from outside becomes text that can be stored."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from acd.clock import Clock, UtcScale
from acd.domain.calls import Direction
from acd.domain.hours import tenant_of
from acd.domain.records import (
    AgentStint,
    AssistanceAsked,
    AssistanceEnded,
    CallbackChanged,
    CallConnected,
    CallEnded,
    CallMoved,
    CallQueued,
    CallStarted,
    CommandRefused,
    FlowWalked,
    HoursOverridden,
    LegQuality,
    OfferEnded,
    OfferMade,
    PlayFailed,
    Record,
    RecordingEnded,
    RecordingFiled,
    RecordingMark,
    RecordingStarted,
    Segment,
    VoicemailChanged,
    VoicemailLeft,
)
from acd.domain.voicemail_rules import HEARD
from acd.storage import requirement_text
from acd.storage.rows import (
    AnyRow,
    AssistanceRow,
    CallbackRow,
    CallConnectedRow,
    CallEndedRow,
    CallMovedRow,
    CallQueuedRow,
    CallStartedRow,
    FlowWalkedRow,
    HoursOverrideRow,
    LegQualityRow,
    OfferMadeRow,
    OfferRow,
    RecordingEndedRow,
    RecordingFiledRow,
    RecordingMarkRow,
    RecordingStartedRow,
    SegmentRow,
    StintRow,
    VoicemailItemRow,
    VoicemailRow,
)

TEXT_LIMIT: Final = 200
"""Characters of a text from outside that are kept."""


class Converter:
    """Knows how far monotonic time is from UTC, and which run of the controller this is."""

    def __init__(self, clock: Clock) -> None:
        self.scale = UtcScale(clock)
        self.run_ms: Final = clock.utc_ms(round(clock.now() * 1000))

    def rows(self, records: Sequence[Record]) -> list[AnyRow]:
        """Return the rows of records, in order; what is told to the operator only has none."""
        self.scale.follow_wall_clock()
        made = [_MAKERS[type(record)](record, self.scale.offset_ms, self.run_ms) for record in records]
        return [row for row in made if row is not None]


def clean(text: str) -> str:
    """Return text from outside as every database takes it: short, no NUL, no half of a surrogate pair.

    Nothing else is changed: making it harmless is the business of whoever shows it.
    """
    if len(text) <= TEXT_LIMIT and text.isprintable():
        return text
    return text[:TEXT_LIMIT].replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


def _started(record: CallStarted, offset_ms: int, _run_ms: int) -> CallStartedRow:
    return CallStartedRow(
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        number=clean(record.number),
        caller_number=clean(record.caller.number),
        caller_name=clean(record.caller.name),
        started_at_ms=record.started_ms + offset_ms,
        direction=None if record.direction is Direction.INBOUND else record.direction.value,
    )


def _queued(record: CallQueued, offset_ms: int, _run_ms: int) -> CallQueuedRow:
    return CallQueuedRow(
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        queued_at_ms=record.at_ms + offset_ms,
    )


def _moved(record: CallMoved, offset_ms: int, _run_ms: int) -> CallMovedRow:
    return CallMovedRow(
        call_id=record.call_id,
        seq=record.seq,
        tenant_id=record.tenant_id,
        from_queue_id=record.from_queue_id,
        queue_id=record.queue_id,
        at_ms=record.at_ms + offset_ms,
        reason=record.reason.value,
    )


def _connected(record: CallConnected, offset_ms: int, _run_ms: int) -> CallConnectedRow:
    return CallConnectedRow(
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        agent_id=record.agent_id,
        connected_at_ms=record.at_ms + offset_ms,
        wait_ms=record.wait_ms,
        in_threshold=record.in_threshold,
    )


def _ended(record: CallEnded, offset_ms: int, _run_ms: int) -> CallEndedRow:
    return CallEndedRow(
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        agent_id=record.agent_id,
        started_at_ms=record.started_ms + offset_ms,
        ended_at_ms=record.ended_ms + offset_ms,
        outcome_class=record.outcome.cls.value,
        outcome_reason=record.outcome.reason.value,
        wait_ms=record.wait_ms,
        talk_ms=record.talk_ms,
    )


def _segment(record: Segment, offset_ms: int, _run_ms: int) -> SegmentRow:
    return SegmentRow(
        call_id=record.call_id,
        seq=record.seq,
        kind=record.kind.value,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        agent_id=record.agent_id,
        started_at_ms=record.started_ms + offset_ms,
        duration_ms=record.ended_ms - record.started_ms,
    )


def _offer(record: OfferEnded, offset_ms: int, _run_ms: int) -> OfferRow:
    return OfferRow(
        call_id=record.call_id,
        seq=record.seq,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        agent_id=record.agent_id,
        result=record.result.value,
        started_at_ms=record.started_ms + offset_ms,
        duration_ms=record.ended_ms - record.started_ms,
    )


def _offer_made(record: OfferMade, offset_ms: int, _run_ms: int) -> OfferMadeRow:
    second = record.runner_up
    return OfferMadeRow(
        call_id=record.call_id,
        seq=record.seq,
        queue_id=record.queue_id,
        agent_id=record.chosen.agent_id,
        at_ms=record.at_ms + offset_ms,
        stage=record.stage.value,
        choice=record.choice.value,
        requirement=requirement_text.written(record.requirement),
        queued_at_ms=record.queued_ms + offset_ms,
        ranked_at_ms=record.ranked_ms + offset_ms,
        idle=record.idle,
        measure=record.chosen.measure,
        idle_ms=record.chosen.idle_ms,
        runner_up_id=None if second is None else second.agent_id,
        runner_up_measure=None if second is None else second.measure,
        runner_up_idle_ms=None if second is None else second.idle_ms,
    )


def _flow_walked(record: FlowWalked, offset_ms: int, _run_ms: int) -> FlowWalkedRow:
    path = [[taken.step, taken.exit_name] for taken in record.path]
    return FlowWalkedRow(
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        flow_id=record.flow_id,
        version=record.version,
        path=_json(path),
        tags=_json(record.tags),
        data=_json({name: clean(text) for name, text in record.values}),
        form=record.form,
        at_ms=record.at_ms + offset_ms,
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _stint(record: AgentStint, offset_ms: int, run_ms: int) -> StintRow:
    return StintRow(
        agent_id=record.agent_id,
        seq=record.seq,
        state=record.state.value,
        reason=None if record.reason is None else clean(record.reason),
        call_id=record.call_id,
        queue_id=record.queue_id,
        tenant_id=record.tenant_id,
        started_at_ms=record.started_ms + offset_ms,
        duration_ms=record.ended_ms - record.started_ms,
        next_state=record.next_state.value,
        next_reason=None if record.next_reason is None else clean(record.next_reason),
        run_ms=run_ms,
        next_endpoint=record.next_endpoint,
        next_pause_wish=None if record.next_pause_wish is None else clean(record.next_pause_wish),
        next_sign_out_wish=record.next_sign_out_wish,
        next_until_ms=None if record.next_until_ms is None else record.next_until_ms + offset_ms,
    )


def _assistance_asked(record: AssistanceAsked, offset_ms: int, _run_ms: int) -> AssistanceRow:
    return AssistanceRow(
        agent_id=record.agent_id,
        started_at_ms=record.at_ms + offset_ms,
        call_id=record.call_id,
        queue_id=record.queue_id,
        tenant_id=record.tenant_id,
    )


def _assistance_ended(record: AssistanceEnded, offset_ms: int, _run_ms: int) -> AssistanceRow:
    return AssistanceRow(
        agent_id=record.agent_id,
        started_at_ms=record.started_ms + offset_ms,
        call_id=record.call_id,
        queue_id=record.queue_id,
        tenant_id=record.tenant_id,
        ended_at_ms=record.ended_ms + offset_ms,
        ended_by=record.how.value,
        supervisor_id=record.supervisor_id,
    )


def _recording_started(record: RecordingStarted, offset_ms: int, _run_ms: int) -> RecordingStartedRow:
    return RecordingStartedRow(
        recording_id=record.recording_id,
        call_id=record.call_id,
        seq=record.seq,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        agent_id=record.agent_id,
        started_at_ms=record.started_ms + offset_ms,
    )


def _recording_mark(record: RecordingMark, offset_ms: int, _run_ms: int) -> RecordingMarkRow:
    return RecordingMarkRow(
        recording_id=record.recording_id, seq=record.seq, kind=record.kind.value, at_ms=record.at_ms + offset_ms
    )


def _recording_ended(record: RecordingEnded, offset_ms: int, _run_ms: int) -> RecordingEndedRow:
    return RecordingEndedRow(
        recording_id=record.recording_id,
        call_id=record.call_id,
        seq=record.seq,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        agent_id=record.agent_id,
        started_at_ms=record.started_ms + offset_ms,
        ended_at_ms=record.ended_ms + offset_ms,
        outcome=record.outcome.value,
    )


def _recording_filed(record: RecordingFiled, offset_ms: int, _run_ms: int) -> RecordingFiledRow:
    return RecordingFiledRow(
        recording_id=record.recording_id,
        call_id=record.call_id,
        seq=record.seq,
        tenant_id=record.tenant_id,
        started_at_ms=record.started_ms + offset_ms,
        ended_at_ms=record.ended_ms + offset_ms,
        outcome=record.outcome.value,
        file=record.file,
        size_bytes=record.size_bytes,
        sound_ms=record.sound_ms,
    )


def _leg_quality(record: LegQuality, offset_ms: int, _run_ms: int) -> LegQualityRow:
    heard, told = record.from_party, record.to_party
    return LegQualityRow(
        call_id=record.call_id,
        leg_id=record.leg_id,
        offer_seq=record.seq,
        at_ms=record.at_ms + offset_ms,
        from_packets=heard.packets,
        from_lost=heard.lost,
        from_jitter_s=heard.jitter_s,
        from_mos=heard.mos,
        to_packets=told.packets,
        to_lost=told.lost,
        to_jitter_s=told.jitter_s,
        to_mos=told.mos,
        rtt_s=record.rtt_s,
    )


def _voicemail(record: VoicemailLeft, offset_ms: int, _run_ms: int) -> VoicemailRow:
    return VoicemailRow(
        voicemail_id=record.voicemail_id,
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        number=clean(record.number),
        caller_number=clean(record.caller.number),
        left_at_ms=record.at_ms + offset_ms,
        sound_ms=record.sound_ms,
        size_bytes=record.size_bytes,
        file=record.file,
    )


def _callback(record: CallbackChanged, offset_ms: int, _run_ms: int) -> CallbackRow:
    return CallbackRow(
        callback_id=record.callback_id,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        number=clean(record.number),
        shown_number=record.shown,
        call_id=record.call_id,
        asked_at_ms=record.asked_ms + offset_ms,
        rank_at_ms=record.rank_ms + offset_ms,
        rank_order=record.order,
        deadline_at_ms=record.deadline_ms + offset_ms,
        attempts=record.attempts,
        retry_at_ms=None if record.retry_ms is None else record.retry_ms + offset_ms,
        state=record.state.value,
        changes=record.changes,
        changed_at_ms=record.at_ms + offset_ms,
    )


def _voicemail_item(record: VoicemailChanged, offset_ms: int, _run_ms: int) -> VoicemailItemRow:
    at_ms = record.at_ms + offset_ms
    return VoicemailItemRow(
        voicemail_id=record.voicemail_id,
        call_id=record.call_id,
        tenant_id=record.tenant_id,
        queue_id=record.queue_id,
        number=clean(record.number),
        caller_number=clean(record.caller),
        left_at_ms=record.left_ms + offset_ms,
        sound_ms=record.sound_ms,
        offers=record.offers,
        plays=record.plays,
        retry_at_ms=None if record.retry_ms is None else record.retry_ms + offset_ms,
        spared_agent_id=record.spared,
        state=record.state.value,
        agent_id=record.agent_id,
        in_target=record.in_target,
        changes=record.changes,
        changed_at_ms=at_ms,
        heard_at_ms=at_ms if record.state in HEARD else None,
    )


def _hours_override(record: HoursOverridden, _offset_ms: int, _run_ms: int) -> HoursOverrideRow:
    override = record.override
    return HoursOverrideRow(
        hours_id=override.hours_id,
        since_ms=round(override.since * 1000),
        tenant_id=tenant_of(override.hours_id),
        state=override.state.value,
        until_ms=None if override.until is None else round(override.until * 1000),
        said_by=clean(override.by),
        reason=clean(override.reason),
        ended_at_ms=record.ended_utc_ms,
        ended_by=None if record.ended_utc_ms is None else clean(record.ended_by),
    )


def _none(_record: CommandRefused | PlayFailed, _offset_ms: int, _run_ms: int) -> None:
    return None


_MAKERS: Final[dict[type[Record], Callable[[Any, int, int], AnyRow | None]]] = {
    CallStarted: _started,
    CallQueued: _queued,
    CallMoved: _moved,
    CallConnected: _connected,
    CallEnded: _ended,
    Segment: _segment,
    OfferMade: _offer_made,
    FlowWalked: _flow_walked,
    OfferEnded: _offer,
    AgentStint: _stint,
    AssistanceAsked: _assistance_asked,
    AssistanceEnded: _assistance_ended,
    RecordingStarted: _recording_started,
    RecordingMark: _recording_mark,
    RecordingEnded: _recording_ended,
    RecordingFiled: _recording_filed,
    VoicemailLeft: _voicemail,
    CallbackChanged: _callback,
    VoicemailChanged: _voicemail_item,
    HoursOverridden: _hours_override,
    CommandRefused: _none,
    PlayFailed: _none,
    LegQuality: _leg_quality,
}
