"""Questions about messages of callers that were stored, and the one thing that people tell of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.clock import UtcScale
from acd.domain.agents import AgentId
from acd.domain.caller_events import OpenMessage
from acd.domain.callers import caller_key
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_rules import Voicemail, VoicemailState
from acd.domain.voicemails import VoicemailId
from acd.storage.database import Database
from acd.storage.queries import PAGE_LIMIT, position
from acd.storage.stored import StoredVoicemail
from acd.storage.tables import calls, open_voicemail, voicemail_items, voicemails

_IDS_AT_ONCE = 500
_SAME = voicemail_items.c.voicemail_id == voicemails.c.voicemail_id


@dataclass(frozen=True, slots=True)
class VoicemailFilter:
    """Which messages are asked for."""

    tenant_id: TenantId | None = None
    """None: whose they are does not matter."""
    unheard: bool = False
    """Only those that nobody has cared for."""


@dataclass(frozen=True, slots=True)
class VoicemailPage:
    """Messages, the newest first."""

    voicemails: tuple[StoredVoicemail, ...]
    next_cursor: str | None
    """For the page that follows; None when there is none."""


async def voicemail_page(
    database: Database, only: VoicemailFilter = VoicemailFilter(), limit: int = 50, cursor: str | None = None
) -> VoicemailPage:
    """Return a page of messages. Raises CursorInvalid and DatabaseUnreachable."""
    table, limit = voicemails.c, max(1, min(limit, PAGE_LIMIT))
    query = _all().order_by(table.left_at_ms.desc(), table.voicemail_id.desc()).limit(limit + 1)
    if only.tenant_id is not None:
        query = query.where(table.tenant_id == only.tenant_id)
    if only.unheard:
        query = query.where(table.heard_at_ms.is_(None))
    if cursor is not None:
        query = query.where(tuple_(table.left_at_ms, table.voicemail_id) < tuple_(*position(cursor)))
    async with database.read() as connection:
        found = [StoredVoicemail(**row) for row in (await connection.execute(query)).mappings()]
    page = tuple(found[:limit])
    more = len(found) > limit
    return VoicemailPage(page, f"{page[-1].left_at_ms}.{page[-1].voicemail_id}" if more else None)


async def voicemail(database: Database, voicemail_id: VoicemailId) -> StoredVoicemail | None:
    """Return one message; None when there is no such one. Raises DatabaseUnreachable."""
    async with database.read() as connection:
        return await _one(connection, voicemail_id)


async def mark_heard(database: Database, voicemail_id: VoicemailId, at_ms: int | None) -> StoredVoicemail | None:
    """Note when a message was heard, the first time counts; None: it was not. Return it as it is then.

    None when there is no such one. Raises DatabaseUnreachable.
    """
    moment = None if at_ms is None else func.coalesce(voicemails.c.heard_at_ms, at_ms)
    query = update(voicemails).where(voicemails.c.voicemail_id == voicemail_id).values(heard_at_ms=moment)
    async with database.write() as connection:
        await connection.execute(query)
        return await _one(connection, voicemail_id)


async def new_voicemails(database: Database, since_ms: int) -> tuple[StoredVoicemail, ...]:
    """Return the messages left since a moment (ms UTC) of which nobody has decided whether agents are to hear them.

    Each with the queue in whose line its caller was, if that is known; the oldest first. Raises DatabaseUnreachable.
    """
    undecided = voicemail_items.c.voicemail_id.is_(None), voicemails.c.heard_at_ms.is_(None)
    joined = voicemails.outerjoin(voicemail_items, _SAME).outerjoin(calls, calls.c.call_id == voicemails.c.call_id)
    query = select(voicemails, calls.c.queue_id).select_from(joined)
    query = query.where(voicemails.c.left_at_ms >= since_ms, *undecided)
    async with database.read() as connection:
        found = await connection.execute(query.order_by(voicemails.c.left_at_ms, voicemails.c.voicemail_id))
        return tuple(StoredVoicemail(**row) for row in found.mappings())


async def open_voicemails(database: Database, scale: UtcScale) -> tuple[Voicemail, ...]:
    """Return all that agents are to hear, the oldest first. Raises DatabaseUnreachable."""
    table = voicemail_items.c
    query = select(voicemail_items).where(open_voicemail).order_by(table.left_at_ms, table.voicemail_id)
    async with database.read() as connection:
        found = (await connection.execute(query)).mappings().all()
    return tuple(
        Voicemail(
            VoicemailId(row["voicemail_id"]),
            CallId(row["call_id"]),
            TenantId(row["tenant_id"]),
            QueueId(row["queue_id"]),
            Number(row["number"]),
            row["caller_number"],
            left_at=scale.moment(row["left_at_ms"]),
            sound_ms=row["sound_ms"],
            offers=row["offers"],
            plays=row["plays"],
            retry_at=None if row["retry_at_ms"] is None else scale.moment(row["retry_at_ms"]),
            spared=None if row["spared_agent_id"] is None else AgentId(row["spared_agent_id"]),
            state=VoicemailState(row["state"]),
            changes=row["changes"],
        )
        for row in found
    )


def _all() -> Select[Any]:
    item = voicemail_items.c
    more = item.queue_id, item.state, item.agent_id, item.plays, item.changed_at_ms, item.in_target
    return select(voicemails, *more).select_from(voicemails.outerjoin(voicemail_items, _SAME))


async def _one(connection: AsyncConnection, voicemail_id: VoicemailId) -> StoredVoicemail | None:
    found = (await connection.execute(_all().where(voicemails.c.voicemail_id == voicemail_id))).mappings().first()
    return None if found is None else StoredVoicemail(**found)


async def places_of(database: Database, ids: Collection[VoicemailId]) -> dict[VoicemailId, str]:
    """Return those of these messages that are stored, with their place in the store. Raises DatabaseUnreachable."""
    found: dict[VoicemailId, str] = {}
    wanted = list(ids)
    async with database.read() as connection:
        for place in range(0, len(wanted), _IDS_AT_ONCE):
            some = voicemails.c.voicemail_id.in_(wanted[place : place + _IDS_AT_ONCE])
            rows = await connection.execute(select(voicemails.c.voicemail_id, voicemails.c.file).where(some))
            found |= {VoicemailId(row.voicemail_id): row.file for row in rows}
    return found


async def open_messages(database: Database, most: int) -> tuple[OpenMessage, ...]:
    """Return messages that nobody has heard, of callers with a number, the newest last; at most so many, the newest.

    Raises DatabaseUnreachable.
    """
    table = voicemails.c
    query = select(table.voicemail_id, table.tenant_id, table.caller_number)
    query = query.where(table.heard_at_ms.is_(None), table.tenant_id.is_not(None))
    query = query.order_by(table.left_at_ms.desc(), table.voicemail_id.desc()).limit(most)
    async with database.read() as connection:
        found = (await connection.execute(query)).all()
    return tuple(
        OpenMessage(VoicemailId(row.voicemail_id), TenantId(row.tenant_id), key)
        for row in reversed(found)
        if (key := caller_key(row.caller_number)) is not None
    )
