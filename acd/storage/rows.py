"""Records as they are stored: moments in UTC, plain text and numbers, one line of JSON each.

What one record says about a call is a row of its own kind; `upserts` knows how each changes the tables.
A field that a later release adds needs a default: spool files of the release before must still be read.
"""

from typing import Any

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="row"):
    """What is common: nothing but the tag by which a line tells its kind."""


class CallStartedRow(Row, frozen=True, kw_only=True, tag="call_started"):
    call_id: str
    tenant_id: str | None = None
    number: str
    caller_number: str
    caller_name: str
    started_at_ms: int
    direction: str | None = None


class CallQueuedRow(Row, frozen=True, kw_only=True, tag="call_queued"):
    call_id: str
    tenant_id: str
    queue_id: str
    queued_at_ms: int


class CallMovedRow(Row, frozen=True, kw_only=True, tag="call_moved"):
    call_id: str
    seq: int
    tenant_id: str
    from_queue_id: str
    queue_id: str
    at_ms: int
    reason: str


class CallConnectedRow(Row, frozen=True, kw_only=True, tag="call_connected"):
    call_id: str
    tenant_id: str
    queue_id: str
    agent_id: str
    connected_at_ms: int
    wait_ms: int
    in_threshold: bool


class CallEndedRow(Row, frozen=True, kw_only=True, tag="call_ended"):
    call_id: str
    tenant_id: str | None = None
    queue_id: str | None = None
    agent_id: str | None = None
    started_at_ms: int
    ended_at_ms: int
    outcome_class: str
    outcome_reason: str
    wait_ms: int | None = None
    talk_ms: int = 0


class FlowWalkedRow(Row, frozen=True, kw_only=True, tag="flow_walked"):
    call_id: str
    tenant_id: str
    flow_id: str
    version: int
    path: str
    tags: str
    data: str
    form: str = ""
    at_ms: int


class SegmentRow(Row, frozen=True, kw_only=True, tag="segment"):
    call_id: str
    seq: int
    kind: str
    tenant_id: str
    queue_id: str | None = None
    agent_id: str | None = None
    started_at_ms: int
    duration_ms: int


class OfferRow(Row, frozen=True, kw_only=True, tag="offer"):
    call_id: str
    seq: int
    tenant_id: str
    queue_id: str
    agent_id: str
    result: str
    started_at_ms: int
    duration_ms: int


class OfferMadeRow(Row, frozen=True, kw_only=True, tag="offer_made"):
    call_id: str
    seq: int
    queue_id: str
    agent_id: str
    at_ms: int
    stage: str
    choice: str
    requirement: str
    queued_at_ms: int
    ranked_at_ms: int
    idle: int
    measure: float | None = None
    idle_ms: int
    runner_up_id: str | None = None
    runner_up_measure: float | None = None
    runner_up_idle_ms: int | None = None


class StintRow(Row, frozen=True, kw_only=True, tag="stint"):
    agent_id: str
    seq: int
    state: str
    reason: str | None = None
    call_id: str | None = None
    queue_id: str | None = None
    tenant_id: str | None = None
    started_at_ms: int
    duration_ms: int
    next_state: str
    next_reason: str | None = None
    run_ms: int
    """When the controller that says so started: together with `seq` the order of what it said."""
    next_endpoint: str | None = None
    next_pause_wish: str | None = None
    next_sign_out_wish: bool = False
    next_until_ms: int | None = None


class AssistanceRow(Row, frozen=True, kw_only=True, tag="assistance"):
    agent_id: str
    started_at_ms: int
    call_id: str | None = None
    queue_id: str | None = None
    tenant_id: str | None = None
    ended_at_ms: int | None = None
    ended_by: str | None = None
    supervisor_id: str | None = None


class RecordingStartedRow(Row, frozen=True, kw_only=True, tag="recording_started"):
    recording_id: str
    call_id: str
    seq: int
    tenant_id: str
    queue_id: str
    agent_id: str
    started_at_ms: int


class RecordingMarkRow(Row, frozen=True, kw_only=True, tag="recording_mark"):
    recording_id: str
    seq: int
    kind: str
    at_ms: int


class RecordingEndedRow(Row, frozen=True, kw_only=True, tag="recording_ended"):
    recording_id: str
    call_id: str
    seq: int
    tenant_id: str
    queue_id: str
    agent_id: str
    started_at_ms: int
    ended_at_ms: int
    outcome: str


class RecordingFiledRow(Row, frozen=True, kw_only=True, tag="recording_filed"):
    recording_id: str
    call_id: str
    seq: int
    tenant_id: str
    started_at_ms: int
    ended_at_ms: int
    outcome: str
    file: str
    size_bytes: int
    sound_ms: int


class LegQualityRow(Row, frozen=True, kw_only=True, tag="leg_quality"):
    call_id: str
    leg_id: str
    offer_seq: int | None = None
    at_ms: int
    from_packets: int
    from_lost: int
    from_jitter_s: float
    from_mos: float | None = None
    to_packets: int
    to_lost: int
    to_jitter_s: float
    to_mos: float | None = None
    rtt_s: float | None = None


class VoicemailRow(Row, frozen=True, kw_only=True, tag="voicemail"):
    voicemail_id: str
    call_id: str
    tenant_id: str | None = None
    number: str
    caller_number: str
    left_at_ms: int
    sound_ms: int
    size_bytes: int
    file: str


class CallbackRow(Row, frozen=True, kw_only=True, tag="callback"):
    callback_id: str
    tenant_id: str
    queue_id: str
    number: str
    shown_number: str
    call_id: str | None = None
    asked_at_ms: int
    rank_at_ms: int
    rank_order: int
    deadline_at_ms: int
    attempts: int
    retry_at_ms: int | None = None
    state: str
    changes: int
    changed_at_ms: int


class VoicemailItemRow(Row, frozen=True, kw_only=True, tag="voicemail_item"):
    voicemail_id: str
    call_id: str
    tenant_id: str
    queue_id: str
    number: str
    caller_number: str
    left_at_ms: int
    sound_ms: int
    offers: int
    plays: int
    retry_at_ms: int | None = None
    spared_agent_id: str | None = None
    state: str
    agent_id: str | None = None
    in_target: bool | None = None
    changes: int
    changed_at_ms: int
    heard_at_ms: int | None = None


class HoursOverrideRow(Row, frozen=True, kw_only=True, tag="hours_override"):
    hours_id: str
    since_ms: int
    tenant_id: str
    state: str
    until_ms: int | None = None
    said_by: str
    reason: str
    ended_at_ms: int | None = None
    ended_by: str | None = None


AnyRow = (
    CallStartedRow
    | CallQueuedRow
    | CallMovedRow
    | CallConnectedRow
    | CallEndedRow
    | SegmentRow
    | OfferRow
    | OfferMadeRow
    | FlowWalkedRow
    | StintRow
    | AssistanceRow
    | RecordingStartedRow
    | RecordingMarkRow
    | RecordingEndedRow
    | RecordingFiledRow
    | LegQualityRow
    | VoicemailRow
    | CallbackRow
    | VoicemailItemRow
    | HoursOverrideRow
)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(AnyRow)


def encode(row: AnyRow) -> bytes:
    """Return the row as JSON without line breaks."""
    try:
        return _encoder.encode(row)
    except UnicodeEncodeError:
        # half of a surrogate pair in an id; it can be written nowhere, and the row must not be lost for it
        values = msgspec.structs.asdict(row).items()
        return _encoder.encode(type(row)(**{name: _writable(value) for name, value in values}))


def _writable(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def decode(line: bytes) -> AnyRow:
    """Return the row of a line. Raises msgspec.DecodeError for what `encode` did not make."""
    row: AnyRow = _decoder.decode(line)
    return row
