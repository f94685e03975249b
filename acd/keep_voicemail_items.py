"""Brings messages to the agents who are to hear them: tells the engine of each, and fetches its sound for Asterisk.

A message is offered when its sound is there, and has a copy there until it is heard. What cannot be fetched is tried
again, and holds up no other one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from acd import logs
from acd.clock import Clock, UtcScale
from acd.domain.events import Event
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.voicemail_events import VoicemailFetched, VoicemailWaits
from acd.domain.voicemail_rules import Voicemail
from acd.domain.voicemails import VoicemailId, call_of
from acd.ports import RecordingStore
from acd.recordings.errors import StoreError
from acd.storage.errors import StorageError
from acd.storage.stored import StoredVoicemail

log = logs.get("voicemails")

LOOK_EVERY_S: Final = 60.0
AGAIN_S: Final = 5.0
"""While a sound is still to be fetched, or the database is away."""
FRESH_MS: Final = 86_400_000
"""Older messages of which nobody has decided anything are left to people."""

NewVoicemails = Callable[[int], Awaitable[Sequence[StoredVoicemail]]]
"""Those left since a moment (ms UTC) of which nothing is decided, see `new_voicemails`. Raises DatabaseUnreachable."""
Places = Callable[[Collection[VoicemailId]], Awaitable[Mapping[VoicemailId, str]]]
"""Where in the store messages are. Raises DatabaseUnreachable."""


class VoicemailItems:
    """Looks after the messages that are open."""

    def __init__(
        self,
        folder: Path,
        store: RecordingStore,
        new: NewVoicemails,
        places: Places,
        fetched: Callable[[], Mapping[VoicemailId, bool]],
        pool: Callable[[], Pool],
        submit: Callable[[Event], None],
        clock: Clock,
        scale: UtcScale,
    ) -> None:
        """`fetched` tells which messages are open, and whether their sound is there."""
        self._folder = folder
        self._store = store
        self._new = new
        self._places = places
        self._fetched = fetched
        self._pool = pool
        self._submit = submit
        self._clock = clock
        self._scale = scale
        self._is_new = True
        self._told: set[VoicemailId] = set()
        self._wanted = asyncio.Event()
        self.failures = 0
        """How often a sound could not be fetched."""

    @property
    def unfetched(self) -> int:
        """How many messages wait for their sound."""
        return sum(not there for there in self._fetched().values())

    def find_new(self) -> None:
        """Look soon for messages of which the engine does not know."""
        self._is_new = True
        self._wanted.set()

    def check(self) -> None:
        """Look soon: messages came, or were heard."""
        self._wanted.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._wanted.clear()
            again = True
            try:
                again = await self.look()
            except (OSError, StorageError) as error:
                log.warning("messages wait to be brought to agents", action="voicemail_items_retry", why=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if again else LOOK_EVERY_S):
                    await self._wanted.wait()

    async def look(self) -> bool:
        """Tell of new messages and fetch sounds; tell whether some is left. Raises OSError and DatabaseUnreachable."""
        if self._is_new:
            await self._tell_new()
        await asyncio.to_thread(self._sweep, set(self._fetched()))
        wanted = [name for name, there in self._fetched().items() if not there]
        if not wanted:
            return False
        places = await self._places(wanted)
        for name in wanted:
            await self._fetch(name, places.get(name))
        return self.unfetched > 0

    async def _tell_new(self) -> None:
        self._is_new = False
        try:
            found = await self._new(self._clock.utc_ms(round(self._clock.now() * 1000)) - FRESH_MS)
        except BaseException:
            self._is_new = True
            raise
        for one in found:
            told = self._item(one)
            if told is not None and told.id not in self._told:
                self._told.add(told.id)
                self._submit(VoicemailWaits(told))

    def _item(self, one: StoredVoicemail) -> Voicemail | None:
        """Return a message as the engine knows it; None for one that agents do not hear."""
        pool, tenant_id = self._pool(), one.tenant_id
        if tenant_id is None or tenant_id not in pool.tenants:
            return None
        queue_id = pool.voicemail_queues.get(tenant_id, one.queue_id)
        if queue_id is None or queue_id not in pool.voicemails:
            return None
        return Voicemail(
            one.voicemail_id,
            one.call_id,
            tenant_id,
            QueueId(queue_id),
            one.number,
            one.caller_number,
            left_at=self._scale.moment(one.left_at_ms),
            sound_ms=one.sound_ms,
        )

    async def _fetch(self, name: VoicemailId, key: str | None) -> None:
        target = self._path(name)
        try:
            if key is None or target is None:
                raise StoreError("the database does not know this message")
            await asyncio.to_thread(_copy, self._store, key, target)
        except (OSError, StoreError) as error:
            self.failures += 1
            log.warning("a message cannot be fetched", action="voicemail_fetch", voicemail=name, why=str(error))
            return
        self._submit(VoicemailFetched(name, Prompt(str(target.with_suffix("")))))

    def _path(self, name: VoicemailId) -> Path | None:
        return None if call_of(name) is None else self._folder / f"{name}.wav"

    def _sweep(self, is_open: Collection[VoicemailId]) -> None:
        """Remove what nobody will hear any more."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if VoicemailId(path.stem) not in is_open:
                path.unlink(missing_ok=True)


def _copy(store: RecordingStore, key: str, target: Path) -> None:
    """Bring a sound here, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = target.with_suffix(".part")
    size = 0
    with part.open("wb") as file:
        for block in store.read(key):
            size += file.write(block)
    if not size:
        raise StoreError("there is nothing in it")
    part.replace(target)
