"""How views and stored calls become the API's shapes. A view counts seconds back from its moment, `at`."""

from datetime import UTC, datetime, timedelta

from acd.domain.calls import CallState, Direction
from acd.domain.view import AgentView, CallbackView, CallView, LiveView, QueueView, TrunkView
from acd.storage.queries import CallDetail
from acd.storage.stored import (
    StoredCall,
    StoredFlowWalk,
    StoredLegQuality,
    StoredMove,
    StoredOffer,
    StoredRecording,
    StoredRecordingMark,
    StoredSegment,
)
from acd.web import models
from acd.web.text import fit


def queue_of(view: QueueView) -> models.Queue:
    """Return a queue's shape."""
    agents = {state: count for state, count in view.eligible.items() if count}
    return models.Queue(
        id=view.queue_id,
        waiting=view.waiting,
        longest_wait_s=round(view.longest_wait_s, 3),
        expected_wait_s=_rounded(view.expected_wait_s),
        agents=agents,
    )


def agent_of(view: AgentView, at: datetime) -> models.Agent:
    """Return an agent's shape."""
    return models.Agent(
        id=view.agent_id,
        name=fit(view.name),
        state=view.state,
        reason=None if view.reason is None else fit(view.reason),
        wish=view.wish,
        since=at - timedelta(seconds=view.in_state_s),
        in_state_s=round(view.in_state_s, 3),
        call=view.call_id,
        phone=view.endpoint,
        assistance_since=None if view.assistance_s is None else at - timedelta(seconds=view.assistance_s),
        supervisors_rung=list(view.supervisors_rung),
        helped_by=list(view.helped_by),
        rung_for=view.rung_for,
        helps=view.helps,
        reach=view.reach,
    )


def trunk_of(view: TrunkView) -> models.Trunk:
    """Return a trunk's shape, by its name in the configuration."""
    return models.Trunk(
        id=view.name,
        reach=view.reach,
        registered=view.registered,
        registration=fit(view.registration),
    )


def call_of(view: CallView, at: datetime) -> models.Call:
    """Return the shape of a call in progress."""
    return models.Call(
        id=view.call_id,
        state=view.state,
        tenant=view.tenant_id,
        number=fit(view.number),
        caller=models.Caller(number=fit(view.caller.number), name=fit(view.caller.name)),
        queue=view.queue_id,
        agent=view.agent_id,
        started_at=at - timedelta(seconds=view.age_s),
        ended_at=None,
        wait_s=_rounded(view.wait_s),
        talk_s=None,
        position=view.position,
        priority_s=view.asked_ahead_s,
        put_back_s=None if view.put_back_s is None else round(view.put_back_s, 3),
        expected_wait_s=_rounded(view.expected_wait_s),
        outcome=None,
        reason=None,
        recording=view.recording,
        direction=view.direction,
        step=view.step,
        tags=list(view.tags),
        values={name: fit(text) for name, text in view.values.items()},
        form=view.form,
        context={name: fit(text) for name, text in view.context.items()},
    )


def stored_call_of(call: StoredCall) -> models.Call:
    """Return the shape of a call that is over."""
    return models.Call(
        id=call.call_id,
        state=CallState.ENDED,
        tenant=call.tenant_id,
        number=fit(call.number or ""),
        caller=models.Caller(number=fit(call.caller_number or ""), name=fit(call.caller_name or "")),
        queue=call.queue_id,
        agent=call.agent_id,
        started_at=moment(call.started_at_ms),
        ended_at=None if call.ended_at_ms is None else moment(call.ended_at_ms),
        wait_s=None if call.wait_ms is None else call.wait_ms / 1000,
        talk_s=None if call.talk_ms is None else call.talk_ms / 1000,
        position=None,
        priority_s=None,
        put_back_s=None,
        expected_wait_s=None,
        outcome=call.outcome_class,
        reason=call.outcome_reason,
        recording=None,
        direction=call.direction or Direction.INBOUND,
    )


def callback_of(view: CallbackView, at: datetime) -> models.Callback:
    """Return a callback's shape."""
    return models.Callback(
        id=view.callback_id,
        tenant=view.tenant_id,
        queue=view.queue_id,
        number=fit(view.number),
        call=view.call_id,
        state=view.state,
        asked_at=at - timedelta(seconds=view.age_s),
        deadline=at + timedelta(seconds=view.left_s),
        attempts=view.attempts,
        retry_at=None if view.retry_s is None else at + timedelta(seconds=view.retry_s),
        quiet=view.quiet,
    )


def detail_of(call: models.Call, stored: CallDetail | None) -> models.CallDetail:
    """Return a call with what is stored of its parts so far."""
    walk = stored.walk if stored else None
    own = {} if walk is None else {"tags": list(walk.tags), "values": dict(walk.values), "form": walk.form}
    return models.CallDetail(
        **{**call.model_dump(), **own},
        segments=[segment_of(segment) for segment in stored.segments] if stored else [],
        offers=[offer_of(offer) for offer in stored.offers] if stored else [],
        moves=[move_of(move) for move in stored.moves] if stored else [],
        recordings=[recording_of(recording, stored) for recording in stored.recordings] if stored else [],
        legs=[leg_of(leg, stored) for leg in stored.legs] if stored else [],
        walk=None if walk is None else walk_of(walk),
    )


def walk_of(walk: StoredFlowWalk) -> models.FlowWalk:
    """Return the shape of a way through a flow."""
    path = [models.FlowStep(step=step, exit=exit_name) for step, exit_name in walk.path]
    return models.FlowWalk(flow=walk.flow_id, version=walk.version, path=path)


def segment_of(segment: StoredSegment) -> models.Segment:
    """Return a segment's shape."""
    return models.Segment(
        kind=segment.kind,
        queue=segment.queue_id,
        agent=segment.agent_id,
        started_at=moment(segment.started_at_ms),
        duration_s=segment.duration_ms / 1000,
    )


def offer_of(offer: StoredOffer) -> models.Offer:
    """Return an offer's shape."""
    return models.Offer(
        agent=offer.agent_id,
        queue=offer.queue_id,
        result=offer.result,
        started_at=moment(offer.started_at_ms),
        duration_s=offer.duration_ms / 1000,
    )


def move_of(move: StoredMove) -> models.Move:
    """Return a move's shape."""
    return models.Move(from_queue=move.from_queue_id, queue=move.queue_id, at=moment(move.at_ms), reason=move.reason)


def recording_of(recording: StoredRecording, stored: CallDetail) -> models.Recording:
    """Return a recording's shape."""
    marks = [mark for mark in stored.marks if mark.recording_id == recording.recording_id]
    return models.Recording(
        id=recording.recording_id,
        queue=recording.queue_id,
        agent=recording.agent_id,
        started_at=moment(recording.started_at_ms),
        ended_at=None if recording.ended_at_ms is None else moment(recording.ended_at_ms),
        outcome=recording.outcome,
        length_s=None if recording.sound_ms is None else recording.sound_ms / 1000,
        size_bytes=recording.size_bytes,
        marks=[_mark_of(mark, recording) for mark in marks],
    )


def _mark_of(mark: StoredRecordingMark, recording: StoredRecording) -> models.RecordingMark:
    offset_s = (mark.at_ms - recording.started_at_ms) / 1000
    return models.RecordingMark(kind=mark.kind, at=moment(mark.at_ms), offset_s=offset_s)


def leg_of(leg: StoredLegQuality, stored: CallDetail) -> models.Leg:
    """Return the shape of a leg's quality, with the agent whom the offer was made to."""
    agents = {offer.seq: offer.agent_id for offer in stored.offers}
    told = leg.to_mos is not None  # without a report of the phone the rest is 0, and means nothing
    return models.Leg(
        id=leg.leg_id,
        agent=None if leg.offer_seq is None else agents.get(leg.offer_seq),
        ended_at=moment(leg.at_ms),
        from_party=models.Stream(
            packets=leg.from_packets, lost=leg.from_lost, jitter_s=leg.from_jitter_s, mos=leg.from_mos
        ),
        to_party=models.Stream(
            packets=leg.to_packets,
            lost=leg.to_lost if told else None,
            jitter_s=leg.to_jitter_s if told else None,
            mos=leg.to_mos,
        ),
        rtt_s=leg.rtt_s,
    )


def status_of(view: LiveView, at: datetime) -> models.Status:
    """Return everything at one moment."""
    return models.Status(
        at=at,
        pbx_connected=view.pbx_connected,
        draining=view.draining,
        queues=[queue_of(queue) for queue in view.queues],
        agents=[agent_of(agent, at) for agent in view.agents],
        calls=[call_of(call, at) for call in view.calls],
        trunks=[trunk_of(trunk) for trunk in view.trunks],
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def moment(utc_ms: int) -> datetime:
    """Return milliseconds since 1970 as an aware moment."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=utc_ms)
