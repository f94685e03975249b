"""Tells how far the accounts of calls have come that an earlier controller kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import RowMapping, Select, Table, and_, func, select

from acd.clock import UtcScale
from acd.domain.calls import CallId, SegmentKind
from acd.domain.recordings import RecordingMarkKind
from acd.domain.stored import CallStored, RecordingStored
from acd.storage.database import Database
from acd.storage.tables import calls, moves, offers, offers_made, recording_marks, recordings, segments

_KINDS: Final = {kind.value: kind for kind in SegmentKind}
_PAUSED: Final = (RecordingMarkKind.PAUSED.value, RecordingMarkKind.RESUME_FAILED.value)


async def recall(database: Database, call_ids: Collection[CallId], scale: UtcScale) -> tuple[CallStored, ...]:
    """Return what is stored of these calls; those of which nothing is stored are left out.

    Raises DatabaseUnreachable.
    """
    newest = select(segments.c.call_id, func.max(segments.c.seq).label("seq")).where(segments.c.call_id.in_(call_ids))
    last = newest.group_by(segments.c.call_id).subquery()
    stretches = select(segments).join(last, and_(segments.c.call_id == last.c.call_id, segments.c.seq == last.c.seq))
    moved = select(moves.c.call_id, func.max(moves.c.seq)).where(moves.c.call_id.in_(call_ids))
    async with database.read() as connection:
        found = (await connection.execute(select(calls).where(calls.c.call_id.in_(call_ids)))).mappings().all()
        ends = {row["call_id"]: row for row in (await connection.execute(stretches)).mappings()}
        last_recordings = {
            row["call_id"]: row for row in (await connection.execute(_recordings_of(call_ids))).mappings()
        }
        kinds = defaultdict(list)
        for recording_id, kind in await connection.execute(_marks_of(call_ids)):
            kinds[recording_id].append(kind)
        moves_of = {row[0]: row[1] for row in await connection.execute(moved.group_by(moves.c.call_id))}
        ended, made = defaultdict(set), defaultdict(set)
        for call_id, seq in await connection.execute(_numbers_in(offers, call_ids)):
            ended[call_id].add(seq)
        for call_id, seq in await connection.execute(_numbers_in(offers_made, call_ids)):
            made[call_id].add(seq)
    stored = (
        replace(
            _stored(row, ends.get(row["call_id"]), scale),
            offers=max(ended[row["call_id"]] | made[row["call_id"]], default=0),
            open_offers=tuple(sorted(made[row["call_id"]] - ended[row["call_id"]])),
            moves=moves_of.get(row["call_id"], 0),
        )
        for row in found
    )
    return tuple(_with_recording(call, last_recordings.get(call.call_id), kinds, scale) for call in stored)


def _numbers_in(table: Table, call_ids: Collection[CallId]) -> Select[Any]:
    return select(table.c.call_id, table.c.seq).where(table.c.call_id.in_(call_ids))


def _recordings_of(call_ids: Collection[CallId]) -> Select[Any]:
    """Those of a call in order: the last one may go on."""
    return select(recordings).where(recordings.c.call_id.in_(call_ids)).order_by(recordings.c.seq)


def _marks_of(call_ids: Collection[CallId]) -> Select[Any]:
    same = recordings.c.recording_id == recording_marks.c.recording_id
    marks = select(recording_marks.c.recording_id, recording_marks.c.kind).join(recordings, same)
    return marks.where(recordings.c.call_id.in_(call_ids)).order_by(recording_marks.c.seq)


def _with_recording(
    call: CallStored, last: RowMapping | None, kinds: Mapping[str, Sequence[str]], scale: UtcScale
) -> CallStored:
    if last is None:
        return call
    # a row without queue was made of a file alone
    if last["outcome"] is not None or last["queue_id"] is None or last["agent_id"] is None:
        return replace(call, recordings=last["seq"])
    marks = kinds.get(last["recording_id"], ())
    going_on = RecordingStored(
        recording_id=last["recording_id"],
        seq=last["seq"],
        queue_id=last["queue_id"],
        agent_id=last["agent_id"],
        since=scale.moment(last["started_at_ms"]),
        marks=len(marks),
        paused=bool(marks) and marks[-1] in _PAUSED,
    )
    return replace(call, recordings=last["seq"], recording=going_on)


def _stored(call: RowMapping, last: RowMapping | None, scale: UtcScale) -> CallStored:
    def moment(at_ms: int | None) -> float | None:
        return None if at_ms is None else scale.moment(at_ms)

    return CallStored(
        call_id=call["call_id"],
        tenant_id=call["tenant_id"],
        started=scale.moment(call["started_at_ms"]),
        ended=call["ended_at_ms"] is not None,
        queue_id=call["queue_id"],
        queued_at=moment(call["queued_at_ms"]),
        connected_at=moment(call["connected_at_ms"]),
        agent_id=call["agent_id"],
        segments=last["seq"] if last else 0,
        last_kind=_KINDS.get(last["kind"]) if last else None,
        last_queue_id=last["queue_id"] if last else None,
        last_end=scale.moment(last["started_at_ms"] + last["duration_ms"]) if last else None,
    )
