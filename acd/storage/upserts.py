"""What each row does to the tables. Doing it twice, or in another order, gives the same tables.

A statement runs once per row, so rows of a batch may speak of the same call. Kinds do not depend on each other's
order, so a batch is written kind by kind.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import asdict
from sqlalchemy import BigInteger, ColumnElement, Table, Update, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.domain.calls import OutcomeReason
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
from acd.storage.tables import (
    agent_states,
    agent_stints,
    assistance,
    callbacks,
    calls,
    flow_walks,
    hours_overrides,
    leg_quality,
    moves,
    offers,
    offers_made,
    open_call,
    recording_marks,
    recordings,
    segments,
    unfiled,
    voicemail_items,
    voicemails,
)

Insert = postgresql.Insert | sqlite.Insert
Inserter = Callable[[Any], Insert]
INSERTERS: Final[dict[str, Inserter]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


async def write_rows(connection: AsyncConnection, rows: Sequence[AnyRow]) -> None:
    """Put rows into the tables, within the caller's transaction."""
    by_kind: dict[type[AnyRow], list[AnyRow]] = defaultdict(list)
    for row in rows:
        by_kind[type(row)].append(row)
    for kind, statement in _STATEMENTS[connection.dialect.name]:
        if kind in by_kind:
            await connection.execute(statement.sql, [statement.values(row) for row in by_kind[kind]])


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: Insert | Update
    values: Callable[[Any], dict[str, Any]]


def _started(insert: Inserter) -> Insert:
    sql = insert(calls)
    # how a call ended says more than how it began: the end's two moments come from one reading of the clock
    return sql.on_conflict_do_update(
        index_elements=[calls.c.call_id],
        set_={
            "number": sql.excluded.number,
            "caller_number": sql.excluded.caller_number,
            "caller_name": sql.excluded.caller_name,
            "direction": sql.excluded.direction,
            "tenant_id": _while_open(sql, "tenant_id"),
            "started_at_ms": _while_open(sql, "started_at_ms"),
        },
    )


def _queued(insert: Inserter) -> Insert:
    sql = insert(calls)
    return sql.on_conflict_do_update(
        index_elements=[calls.c.call_id],
        set_={
            "queued_at_ms": sql.excluded.queued_at_ms,
            # who was moved meanwhile stands in another line by now
            "queue_id": case((open_call, func.coalesce(_moved_to(), sql.excluded.queue_id)), else_=calls.c.queue_id),
        },
        # the last line that the call stood in
        where=or_(calls.c.queued_at_ms.is_(None), calls.c.queued_at_ms < sql.excluded.queued_at_ms),
    )


def _queued_values(row: CallQueuedRow) -> dict[str, Any]:
    # should the start be missing, this is the first that we know of the call
    return asdict(row) | {"started_at_ms": row.queued_at_ms}


def _moved(insert: Inserter) -> Insert:
    sql = insert(calls)
    # told in any order, after the move itself is in its table: the last one counts
    return sql.on_conflict_do_update(
        index_elements=[calls.c.call_id],
        set_={"queue_id": func.coalesce(_moved_to(), sql.excluded.queue_id)},
        where=open_call,
    )


def _moved_values(row: CallMovedRow) -> dict[str, Any]:
    # should all that was before be missing, this is the first that we know of the call
    return {
        "call_id": row.call_id,
        "tenant_id": row.tenant_id,
        "queue_id": row.queue_id,
        "started_at_ms": row.at_ms,
    }


def _moved_to() -> ColumnElement[Any]:
    last = select(moves.c.queue_id).where(moves.c.call_id == calls.c.call_id).order_by(moves.c.seq.desc()).limit(1)
    return last.correlate(calls).scalar_subquery()


def _connected(insert: Inserter) -> Insert:
    sql = insert(calls)
    return sql.on_conflict_do_update(
        index_elements=[calls.c.call_id],
        set_={
            "connected_at_ms": sql.excluded.connected_at_ms,
            "in_threshold": sql.excluded.in_threshold,
            "agent_id": _while_open(sql, "agent_id"),
            "wait_ms": _while_open(sql, "wait_ms"),
        },
        # the first agent answers the call; whoever it is given to afterwards does not
        where=or_(calls.c.connected_at_ms.is_(None), calls.c.connected_at_ms > sql.excluded.connected_at_ms),
    )


def _connected_values(row: CallConnectedRow) -> dict[str, Any]:
    return asdict(row) | {"started_at_ms": row.connected_at_ms - row.wait_ms}


def _ended(insert: Inserter) -> Insert:
    sql = insert(calls)
    final = [name for name in CallEndedRow.__struct_fields__ if name != "call_id"]
    # what the next controller assumed of a call gives way to what the lost one knew, found in its spool later
    assumed = and_(
        calls.c.outcome_reason == OutcomeReason.CONTROLLER_LOST.value,
        sql.excluded.outcome_reason != OutcomeReason.CONTROLLER_LOST.value,
    )
    return sql.on_conflict_do_update(
        index_elements=[calls.c.call_id],
        set_={name: sql.excluded[name] for name in final},
        where=or_(open_call, assumed),
    )


def _state(insert: Inserter) -> Insert:
    sql = insert(agent_states)
    old, new = agent_states.c, sql.excluded
    # Only forward. Within one run of the controller `seq` tells the order, even when the wall clock steps back;
    # between two runs there is only the wall clock.
    newer = or_(
        and_(old.run_ms == new.run_ms, old.seq < new.seq),
        and_(old.run_ms != new.run_ms, old.since_ms < new.since_ms),
        and_(old.run_ms < new.run_ms, old.since_ms == new.since_ms),
    )
    return sql.on_conflict_do_update(
        index_elements=[old.agent_id],
        set_={column.name: new[column.name] for column in old if column.name != "agent_id"},
        where=newer,
    )


def _state_values(row: StintRow) -> dict[str, Any]:
    return {
        "agent_id": row.agent_id,
        "state": row.next_state,
        "reason": row.next_reason,
        "since_ms": row.started_at_ms + row.duration_ms,
        "run_ms": row.run_ms,
        "seq": row.seq,
        "endpoint": row.next_endpoint,
        "pause_wish": row.next_pause_wish,
        "sign_out_wish": row.next_sign_out_wish,
        "until_ms": row.next_until_ms,
    }


def _assistance(insert: Inserter) -> Insert:
    sql = insert(assistance)
    # told when it begins and when it ends, in any order
    return sql.on_conflict_do_update(
        index_elements=[assistance.c.agent_id, assistance.c.started_at_ms],
        set_={name: sql.excluded[name] for name in ("ended_at_ms", "ended_by", "supervisor_id")},
        where=assistance.c.ended_at_ms.is_(None),
    )


def _recording_started(insert: Inserter) -> Insert:
    sql = insert(recordings)
    # a row without a queue was made by what is known of the file alone; the recording's end knows more than this
    return sql.on_conflict_do_update(
        index_elements=[recordings.c.recording_id],
        set_={name: sql.excluded[name] for name in ("queue_id", "agent_id", "started_at_ms")},
        where=recordings.c.queue_id.is_(None),
    )


def _recording_ended(insert: Inserter) -> Insert:
    sql = insert(recordings)
    known = {name: sql.excluded[name] for name in ("queue_id", "agent_id", "started_at_ms", "ended_at_ms")}
    # what became of the file says more than how the recording ended
    outcome = case((unfiled, sql.excluded.outcome), else_=recordings.c.outcome)
    return sql.on_conflict_do_update(index_elements=[recordings.c.recording_id], set_=known | {"outcome": outcome})


def _recording_filed(insert: Inserter) -> Insert:
    sql = insert(recordings)
    file = {name: sql.excluded[name] for name in ("outcome", "file", "size_bytes", "sound_ms")}
    # the engine's word for the end came first, or comes and overwrites this
    ended_at_ms = func.coalesce(recordings.c.ended_at_ms, sql.excluded.ended_at_ms)
    return sql.on_conflict_do_update(
        index_elements=[recordings.c.recording_id],
        set_=file | {"ended_at_ms": ended_at_ms},
        # told twice: a file that was found counts more than one that was not, the first more than a later one
        where=or_(unfiled, and_(recordings.c.size_bytes == 0, sql.excluded.size_bytes > 0)),
    )


def _callback(insert: Inserter) -> Insert:
    sql = insert(callbacks)
    return sql.on_conflict_do_update(
        index_elements=[callbacks.c.callback_id],
        set_={column.name: sql.excluded[column.name] for column in callbacks.c if column.name != "callback_id"},
        where=callbacks.c.changes < sql.excluded.changes,
    )


def _voicemail_item(insert: Inserter) -> Insert:
    sql = insert(voicemail_items)
    kept = [column.name for column in voicemail_items.c if column.name != "voicemail_id"]
    return sql.on_conflict_do_update(
        index_elements=[voicemail_items.c.voicemail_id],
        set_={name: sql.excluded[name] for name in kept},
        where=voicemail_items.c.changes < sql.excluded.changes,
    )


def _item_values(row: VoicemailItemRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in voicemail_items.c}


def _heard(_insert: Inserter) -> Update:
    # whoever marked it first counts, as a person may have
    mine = voicemails.c.voicemail_id == bindparam("item_id")
    moment = bindparam("item_heard_at_ms", type_=BigInteger)
    return update(voicemails).where(mine, voicemails.c.heard_at_ms.is_(None)).values(heard_at_ms=moment)


def _heard_values(row: VoicemailItemRow) -> dict[str, Any]:
    return {"item_id": row.voicemail_id, "item_heard_at_ms": row.heard_at_ms}


def _hours_override(insert: Inserter) -> Insert:
    """Once ended, it stays so: its beginning may be told again."""
    sql, table = insert(hours_overrides), hours_overrides
    return sql.on_conflict_do_update(
        index_elements=[table.c.hours_id, table.c.since_ms],
        set_={"ended_at_ms": sql.excluded.ended_at_ms, "ended_by": sql.excluded.ended_by},
        where=and_(table.c.ended_at_ms.is_(None), sql.excluded.ended_at_ms.is_not(None)),
    )


def _once(table: Table) -> Callable[[Inserter], Insert]:
    return lambda insert: insert(table).on_conflict_do_nothing()


def _stint_values(row: StintRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in agent_stints.c}


def _while_open(sql: Insert, name: str) -> ColumnElement[Any]:
    return case((open_call, sql.excluded[name]), else_=calls.c[name])


_Builder = tuple[type[AnyRow], Callable[[Inserter], Insert | Update], Callable[[Any], dict[str, Any]]]
_BUILDERS: Final[tuple[_Builder, ...]] = (
    (CallStartedRow, _started, asdict),
    (CallMovedRow, _once(moves), asdict),
    (CallQueuedRow, _queued, _queued_values),
    (CallMovedRow, _moved, _moved_values),
    (CallConnectedRow, _connected, _connected_values),
    (CallEndedRow, _ended, asdict),
    (SegmentRow, _once(segments), asdict),
    (OfferRow, _once(offers), asdict),
    (OfferMadeRow, _once(offers_made), asdict),
    (FlowWalkedRow, _once(flow_walks), asdict),
    (StintRow, _once(agent_stints), _stint_values),
    (StintRow, _state, _state_values),
    (AssistanceRow, _assistance, asdict),
    (RecordingStartedRow, _recording_started, asdict),
    (RecordingEndedRow, _recording_ended, asdict),
    (RecordingFiledRow, _recording_filed, asdict),
    (RecordingMarkRow, _once(recording_marks), asdict),
    (LegQualityRow, _once(leg_quality), asdict),
    (VoicemailRow, _once(voicemails), asdict),
    (CallbackRow, _callback, asdict),
    (VoicemailItemRow, _voicemail_item, _item_values),
    (VoicemailItemRow, _heard, _heard_values),
    (HoursOverrideRow, _hours_override, asdict),
)
_STATEMENTS: Final[dict[str, tuple[tuple[type[AnyRow], _Statement], ...]]] = {
    dialect: tuple((kind, _Statement(build(insert), values)) for kind, build, values in _BUILDERS)
    for dialect, insert in INSERTERS.items()
}
