"""Messages of callers in the database."""

import pytest

from acd.domain.caller_events import OpenMessage
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId, CallId
from acd.domain.records import VoicemailLeft
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemails import VoicemailId, voicemail_id
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.errors import CursorInvalid
from acd.storage.stored import StoredVoicemail
from acd.storage.upserts import write_rows
from acd.storage.voicemails import VoicemailFilter, mark_heard, open_messages, places_of, voicemail, voicemail_page
from tests.storage.sample import UTC_MS, StandingClock, left_message

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
