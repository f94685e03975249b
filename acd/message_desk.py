"""All parts that messages of callers need, put together for the app. Decides nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from acd.clock import Clock, UtcScale
from acd.domain.events import Event, PoolApplied
from acd.domain.records import Record, VoicemailChanged
from acd.domain.voicemails import VoicemailId
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.keep_voicemail_items import VoicemailItems
from acd.keep_voicemails import Voicemails
from acd.pbx.queue_log_file import QueueLogFile
from acd.ports import RecordingStore
from acd.recordings.space import MESSAGES, SpaceWatch
from acd.storage.database import Database
from acd.storage.voicemails import new_voicemails, places_of


@dataclass(frozen=True, slots=True)
class MessageFolders:
    """Where messages are on this machine."""

    left: Path
    """Where the PBX writes them."""
    heard: Path
    """Where the PBX plays them to agents."""
    reserve_mb: int
    """Megabytes that stay free where they are written."""


class MessageDesk:
    """Messages of one controller."""

    def __init__(
        self,
        folders: MessageFolders,
        account: QueueLogFile,
        store: RecordingStore,
        database: Database,
        engine: Engine,
        keep: Callable[[Sequence[Record]], None],
        submit: Callable[[Event], None],
        clock: Clock,
        scale: UtcScale,
    ) -> None:
        """`submit` takes events, `keep` what becomes of files."""
        self._engine = engine
        places = partial(places_of, database)
        self.space = SpaceWatch(folders.left, folders.reserve_mb * 1024 * 1024, submit, kept=MESSAGES)
        self.items = VoicemailItems(
            folders.heard,
            store,
            partial(new_voicemails, database),
            places,
            self._fetched,
            lambda: engine.calls.pool,
            submit,
            clock,
            scale,
        )
        self.collector = Voicemails(
            folders.left, account, store, places, lambda: engine.calls.pool, keep, clock, self.items.find_new
        )

    async def run(self) -> None:
        """Collect messages, bring them to agents, and watch the disk, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.collector.run(), name="voicemails")
            group.create_task(self.items.run(), name="voicemail-items")
            group.create_task(self.space.run(), name="messages-disk")

    def after(self, event: Event, decision: Decision) -> None:
        """Look at what the engine decided."""
        if isinstance(event, PoolApplied):
            self.items.find_new()
        if any(isinstance(record, VoicemailChanged) for record in decision.records):
            self.items.check()

    def _fetched(self) -> dict[VoicemailId, bool]:
        return {name: item.sound is not None for name, item in self._engine.calls.voicemails.items.items()}
