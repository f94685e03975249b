"""Messages of callers in the database."""

import pytest

from acd.domain.agents import AgentId
from acd.domain.caller_events import OpenMessage
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId, CallId
from acd.domain.queues import QueueId
from acd.domain.records import CallQueued, Record, VoicemailLeft
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemail_rules import Voicemail, VoicemailState
from acd.domain.voicemails import VoicemailId, voicemail_id
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.errors import CursorInvalid
from acd.storage.stored import StoredVoicemail
from acd.storage.upserts import write_rows
from acd.storage.voicemails import (
    VoicemailFilter,
    mark_heard,
    new_voicemails,
    open_messages,
    open_voicemails,
    places_of,
    voicemail,
    voicemail_page,
)
from tests.storage.sample import UTC_MS, StandingClock, left_message, to_be_heard

ACME = VoicemailFilter(TenantId("acme"))


async def _write(database: Database, *records: VoicemailLeft) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


async def test_a_message(database: Database) -> None:
    """As it was told; twice is once."""
    await _write(database, left_message(), left_message())
    stored = StoredVoicemail(
        voicemail_id=VoicemailId("c1-v1"),
        call_id=CallId("c1"),
        tenant_id=TenantId("acme"),
        number=Number("+4930"),
        caller_number="+4917",
        left_at_ms=UTC_MS + 1000,
        sound_ms=3000,
        size_bytes=48044,
        file="acme/2026/11/18/c1-v1.wav",
        heard_at_ms=None,
    )
    assert await voicemail(database, stored.voicemail_id) == stored
    assert (await voicemail_page(database)).voicemails == (stored,)
    assert await voicemail(database, VoicemailId("c2-v1")) is None
    assert await places_of(database, [stored.voicemail_id, VoicemailId("c2-v1")]) == {stored.voicemail_id: stored.file}


async def test_pages_and_filters(database: Database) -> None:
    """The newest first; a tenant's, and those that nobody cared for."""
    await _write(database, *[left_message(f"c{number}", number) for number in range(3)])
    await _write(database, left_message("c9", 9, tenant_id=None))
    first = await voicemail_page(database, limit=3)
    assert [one.call_id for one in first.voicemails] == ["c9", "c2", "c1"] and first.next_cursor is not None
    second = await voicemail_page(database, limit=3, cursor=first.next_cursor)
    assert [one.call_id for one in second.voicemails] == ["c0"] and second.next_cursor is None
    assert [one.call_id for one in (await voicemail_page(database, ACME)).voicemails] == ["c2", "c1", "c0"]
    await mark_heard(database, voicemail_id(CallId("c1")), 5)
    unheard = VoicemailFilter(TenantId("acme"), unheard=True)
    assert [one.call_id for one in (await voicemail_page(database, unheard)).voicemails] == ["c2", "c0"]
    with pytest.raises(CursorInvalid):
        await voicemail_page(database, cursor="x")


async def test_heard_and_new_again(database: Database) -> None:
    """The first time counts, also against a message that is told again."""
    await _write(database, left_message())
    name = VoicemailId("c1-v1")
    for at_ms, heard_at_ms in ((7, 7), (8, 7), (None, None), (9, 9)):
        marked = await mark_heard(database, name, at_ms)
        assert marked is not None and marked.heard_at_ms == heard_at_ms
    await _write(database, left_message(caller=CallerId("other")))
    found = await voicemail(database, name)
    assert found is not None and (found.heard_at_ms, found.caller_number) == (9, "+4917")
    assert await mark_heard(database, VoicemailId("c2-v1"), 1) is None


async def _tell(database: Database, *records: Record) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


async def test_a_message_that_agents_hear(database: Database) -> None:
    """The last that was told counts, in whatever order; what is heard has its moment, and the first one counts."""
    await _tell(database, left_message(), left_message("c2", 2000))
    assert [one.voicemail_id for one in await new_voicemails(database, UTC_MS)] == ["c1-v1", "c2-v1"]
    assert [one.voicemail_id for one in await new_voicemails(database, UTC_MS + 1500)] == ["c2-v1"]
    later = to_be_heard(changes=3, offers=1, plays=1, retry_ms=9000, spared=AgentId("bob"), at_ms=6000)
    await _tell(database, later, to_be_heard())
    assert [one.voicemail_id for one in await new_voicemails(database, UTC_MS)] == ["c2-v1"]
    (waits,) = await open_voicemails(database, Converter(StandingClock()).scale)
    assert waits == Voicemail(
        VoicemailId("c1-v1"),
        CallId("c1"),
        TenantId("acme"),
        QueueId("sales"),
        Number("+4930"),
        "+4917",
        left_at=1.0005,
        sound_ms=3000,
        offers=1,
        plays=1,
        retry_at=9.0005,
        spared=AgentId("bob"),
        changes=3,
    )
    heard = to_be_heard(changes=4, state=VoicemailState.HANDLED, agent_id=AgentId("bob"), in_target=True, at_ms=7000)
    await _tell(database, heard, heard)
    assert await open_voicemails(database, Converter(StandingClock()).scale) == ()
    stored = await voicemail(database, VoicemailId("c1-v1"))
    assert stored is not None and stored.heard_at_ms == UTC_MS + 7000
    assert (stored.queue_id, stored.state, stored.agent_id, stored.plays) == ("sales", "handled", "bob", 0)
    assert (stored.changed_at_ms, stored.in_target) == (UTC_MS + 7000, True)
    unheard = VoicemailFilter(unheard=True)
    assert [one.voicemail_id for one in (await voicemail_page(database, unheard)).voicemails] == ["c2-v1"]
    await mark_heard(database, VoicemailId("c2-v1"), UTC_MS)
    await _tell(database, to_be_heard("c2", state=VoicemailState.CLOSED, at_ms=8000))
    stored = await voicemail(database, VoicemailId("c2-v1"))
    assert stored is not None and stored.heard_at_ms == UTC_MS
    assert await new_voicemails(database, 0) == ()


async def test_one_that_is_left_to_people_is_not_heard(database: Database) -> None:
    """It stays on the list; the queue in which its caller was is told."""
    waited = CallQueued(CallId("c1"), TenantId("acme"), QueueId("sales"), 500)
    await _tell(database, left_message(), waited)
    (new,) = await new_voicemails(database, 0)
    assert new.queue_id == "sales"
    await _tell(database, to_be_heard(state=VoicemailState.GIVEN_UP))
    (listed,) = (await voicemail_page(database, VoicemailFilter(unheard=True))).voicemails
    assert (listed.state, listed.heard_at_ms) == ("given_up", None)


async def test_open_messages_of_callers_with_a_number(database: Database) -> None:
    """The newest last, and not too many."""
    anonymous = left_message("c8", 8, caller=CallerId("anonymous"))
    await _write(database, *[left_message(f"c{number}", number) for number in range(4)], anonymous)
    await _write(database, left_message("c9", 9, tenant_id=None))
    await mark_heard(database, voicemail_id(CallId("c1")), 5)
    found = await open_messages(database, 9)
    assert [one.voicemail_id for one in found] == ["c0-v1", "c2-v1", "c3-v1"]
    assert found[0] == OpenMessage(VoicemailId("c0-v1"), TenantId("acme"), CallerKey("4917"))
    assert await open_messages(database, 2) == found[2:]  # the other one is of nobody
