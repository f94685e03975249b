"""Collects the messages that callers left: into the records and the store, once each.

A message is told first and brought to the store when the database has it, so that a crash at any moment leaves either
the file or both; what is done twice is done under the same name.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from acd import logs
from acd.ari.caller_text import caller_id
from acd.clock import Clock
from acd.domain.caller_events import MessagesTold, OpenMessage
from acd.domain.callers import caller_key
from acd.domain.events import Event
from acd.domain.pool import Pool
from acd.domain.records import Record, VoicemailLeft
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemails import VoicemailId
from acd.pbx.queue_log import NetAccount
from acd.pbx.queue_log_file import QueueLogFile
from acd.ports import RecordingStore
from acd.recordings.errors import StoreError
from acd.recordings.names import day_of
from acd.recordings.voicemail_folder import LeftFile, VoicemailFolder, key_of
from acd.storage.errors import StorageError
from acd.storage.stored import StoredVoicemail

log = logs.get("voicemails")

LOOK_EVERY_S: Final = 5.0
LOOK_AGAIN_S: Final = 0.5
"""While a message is told and not in the store yet."""
SHORTEST_MS: Final = 1500
"""Of a caller who says nothing until the silence is too long, one second is left."""

KnownVoicemails = Callable[[Collection[VoicemailId]], Awaitable[Mapping[VoicemailId, str]]]
"""Of these messages those that the database has, with their place in the store. Raises DatabaseUnreachable."""
MarkHeard = Callable[[VoicemailId, int | None], Awaitable[StoredVoicemail | None]]
"""(message, moment in ms UTC; None: it is new again). None when there is no such one. Raises DatabaseUnreachable."""


class Voicemails:
    """Looks into the folder again and again."""

    def __init__(
        self,
        folder: Path,
        account: QueueLogFile,
        store: RecordingStore,
        known: KnownVoicemails,
        pool: Callable[[], Pool],
        keep: Callable[[Sequence[Record]], None],
        clock: Clock,
        brought: Callable[[], None] = lambda: None,
    ) -> None:
        """`brought` is told when a message is in the store, and the database has it."""
        self._folder = VoicemailFolder(folder, clock)
        self._account = account
        self._store = store
        self._known = known
        self._pool = pool
        self._keep = keep
        self._clock = clock
        self._brought = brought
        self._told: set[VoicemailId] = set()
        self.uncollected = 0
        """Messages that are over and not in the store yet, as of the last look."""

    async def run(self) -> None:
        """Collect until cancelled."""
        while True:
            left = True
            try:
                left = await self.look()
            except (OSError, StorageError, StoreError) as error:
                log.warning("messages of callers wait to be collected", action="voicemail_retry", why=str(error))
                await asyncio.sleep(LOOK_EVERY_S)
            await asyncio.sleep(LOOK_AGAIN_S if left else LOOK_EVERY_S)

    async def look(self) -> bool:
        """Collect what is there; tell whether some is left. Raises OSError, StoreError and DatabaseUnreachable."""
        files = await asyncio.to_thread(self._folder.left)
        self.uncollected = len(files)
        if not files:
            return False
        known = await self._known([file.voicemail_id for file in files])
        new = {file.voicemail_id for file in files} - known.keys() - self._told
        account = await asyncio.to_thread(self._account.account) if new else NetAccount()
        trouble: Exception | None = None
        for file in files:
            try:
                if file.voicemail_id in known:
                    await self._bring(file, known[file.voicemail_id])
                elif file.voicemail_id in new:
                    await self._tell(file, account)
            except (OSError, StoreError) as error:
                trouble = error  # no file holds up the others
        if trouble is not None:
            raise trouble
        return len(known) < len(files)

    async def _bring(self, file: LeftFile, key: str) -> None:
        await asyncio.to_thread(self._store.put, key, file.path)
        self.uncollected -= 1
        self._told.discard(file.voicemail_id)
        self._brought()

    async def _tell(self, file: LeftFile, account: NetAccount) -> None:
        sealed = await asyncio.to_thread(self._folder.seal, file)
        if sealed.sound_ms < SHORTEST_MS:
            await asyncio.to_thread(file.path.unlink)
            self.uncollected -= 1
            return
        call = account.all().get(file.call_id)
        number = Number(call.number if call else "")
        entry = self._pool().entries.get(number)
        tenant_id = entry.tenant_id if entry else None
        at_ms = file.written_ms - sealed.sound_ms
        record = VoicemailLeft(
            voicemail_id=file.voicemail_id,
            call_id=file.call_id,
            tenant_id=tenant_id,
            number=number,
            caller=caller_id("", call.caller if call else ""),
            # records count in the monotonic time of this process
            at_ms=at_ms - self._clock.utc_ms(0),
            sound_ms=sealed.sound_ms,
            size_bytes=sealed.size_bytes,
            file=key_of(file.voicemail_id, tenant_id, day_of(at_ms)),
        )
        self._keep((record,))
        self._told.add(file.voicemail_id)
        log.info("a caller left a message", action="voicemail", call_id=file.call_id, seconds=sealed.sound_ms // 1000)


def tell_left(records: Iterable[Record], submit: Callable[[Event], None]) -> None:
    """Tell of messages among records whose callers can be recognised when they call again."""
    messages = ((record, caller_key(record.caller.number)) for record in records if isinstance(record, VoicemailLeft))
    left = tuple(
        OpenMessage(record.voicemail_id, record.tenant_id, key)
        for record, key in messages
        if record.tenant_id is not None and key is not None
    )
    if left:
        submit(MessagesTold(left))


def tells_heard(mark: MarkHeard, submit: Callable[[Event], None]) -> MarkHeard:
    """Return what marks a message as heard, or as new again, and tells of it."""

    async def marked(voicemail_id: VoicemailId, at_ms: int | None) -> StoredVoicemail | None:
        found = await mark(voicemail_id, at_ms)
        if found is None:
            return None
        key = caller_key(found.caller_number)
        if found.heard_at_ms is not None:
            submit(MessagesTold(heard=(voicemail_id,)))
        elif found.tenant_id is not None and key is not None:
            submit(MessagesTold((OpenMessage(voicemail_id, TenantId(found.tenant_id), key),)))
        return found

    return marked
