"""Takes over what an earlier controller left: agents' states, the calls that Asterisk still holds, and lost ones.

While the database is away, a local copy of what a start needs of it must do; see docs/restart.md.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from acd import keep_copy, logs
from acd.apply import Applier
from acd.clock import Clock, UtcScale
from acd.domain.callbacks import attempt_of
from acd.domain.caller_events import CallsRecalled, ConversationsRecalled, MessagesTold
from acd.domain.calls import CallId, OutcomeReason
from acd.domain.errors import AcdError
from acd.domain.events import Event, LegSeen
from acd.domain.hours_events import OverrideStored
from acd.domain.stored import AgentRestored, CallbackStored
from acd.domain.voicemail_events import VoicemailWaits
from acd.engine.engine import Engine
from acd.recordings.finish import Finisher
from acd.recordings.repair import left_by_crash
from acd.storage import migrate, queries
from acd.storage.callbacks import open_callbacks
from acd.storage.conversations import calls_since, conversations
from acd.storage.database import Database
from acd.storage.errors import DatabaseUnreachable, StorageError
from acd.storage.hours_overrides import open_overrides
from acd.storage.recall import recall
from acd.storage.recordings import unfiled_recordings
from acd.storage.stored import StoredAgentState
from acd.storage.voicemails import open_messages, open_voicemails
from acd.storage.writer import RecordWriter

log = logs.get("app")

DATABASE_WITHIN_S = 30.0
LOCK_WITHIN_S = 5.0
"""How long a database may be busy at the start before a local copy must do."""
RETRY_S = 1.0
TALKS_WITHIN_DAYS = 30
_DAY_MS = 86_400_000
TALKS_AT_MOST = 20_000
"""So many conversations are looked at to know who talked last to a caller: about a tenth of a second at the start."""


class Succession:
    """What one controller takes over from the one before."""

    def __init__(
        self,
        copy: Path,
        database: Database,
        writer: RecordWriter,
        engine: Engine,
        finisher: Finisher,
        submit: Callable[[Event], None],
        clock: Clock,
    ) -> None:
        """`submit` takes events about what was left."""
        self._path = copy
        self._database = database
        self._writer = writer
        self._engine = engine
        self._finisher = finisher
        self._submit = submit
        self._clock = clock
        self.copy: keep_copy.Copy | None = None
        """What we started with when the database did not answer."""

    async def prepare_database(self, url: str, progress: Callable[[str], None]) -> None:
        """Bring the tables up to date. While the database is away, a copy must do; raises StorageError without one."""
        copy = await asyncio.to_thread(keep_copy.read, self._path)
        try:
            patience_s = migrate.WAIT_FOR_OTHERS_S if copy is None else LOCK_WITHIN_S
            await migrate.upgrade(url, progress, patience_s)
        except DatabaseUnreachable as error:
            if copy is None:
                raise
            self.copy = copy
            # before any row goes there, as the tables may be those of the release before
            self._writer.prepare = partial(migrate.upgrade, url, progress)
            log.warning("no database: starting with the local copy", action="database_away", error=str(error))
            progress(
                f"the database does not answer: going on with version {copy.version} of the configuration and the"
                " agents as they were; records go to the spool until it does"
            )

    async def restore_agents(self) -> None:
        """Tell where agents are; all rows that an earlier run had spooled come first.

        Raises AcdError when the database does not take them, and DatabaseUnreachable.
        """
        scale = self._writer.scale
        if self.copy is not None:
            for agent in self.copy.restored(scale):
                self._submit(agent)
            return
        try:
            async with asyncio.timeout(DATABASE_WITHIN_S):
                await self._writer.caught_up()
        except TimeoutError:
            raise AcdError(
                f"the database did not take the records of an earlier run within {DATABASE_WITHIN_S:g} s: look at "
                "ACD_DATABASE_URL and at the spool folder in ACD_VAR, then start again"
            ) from None
        for stored in await queries.agent_states_now(self._database):
            self._submit(_restored(stored, scale))
        await self._restore_items()
        await self._restore_overrides()

    async def _restore_overrides(self) -> None:
        for override in await open_overrides(self._database):
            self._submit(OverrideStored(override))

    async def _restore_items(self) -> None:
        for callback in await open_callbacks(self._database, self._writer.scale):
            self._submit(CallbackStored(callback))
        for voicemail in await open_voicemails(self._database, self._writer.scale):
            self._submit(VoicemailWaits(voicemail))

    async def recall_conversations(self) -> None:
        """Tell who talked last to whom, who called lately, and whose messages nobody has heard."""
        if self.copy is None:
            await self._recall_stored_conversations()
        else:
            self._submit(self.copy.recalled())

    async def _recall_stored_conversations(self) -> None:
        scale, now_ms = self._writer.scale, self._writer.scale.utc_ms(int(self._clock.now() * 1000))
        since_ms, yesterday_ms = now_ms - TALKS_WITHIN_DAYS * _DAY_MS, now_ms - _DAY_MS
        try:
            self._submit(ConversationsRecalled(await conversations(self._database, since_ms, TALKS_AT_MOST)))
            self._submit(CallsRecalled(await calls_since(self._database, scale, yesterday_ms, TALKS_AT_MOST)))
            self._submit(MessagesTold(await open_messages(self._database, TALKS_AT_MOST)))
        except StorageError as error:
            log.warning("nobody knows who talked to whom before this start", action="recall", error=str(error))

    async def recall(self, legs: Sequence[LegSeen]) -> None:
        """Tell what is stored of the calls that Asterisk still holds, and close those that it does not."""
        if self.copy is not None:
            for told in keep_copy.told_by_pbx(legs, self._clock.now()):
                self._submit(told)
            return
        # the leg to a customer who is called back has the id of its call
        alive = [CallId(leg.leg_id) for leg in legs if leg.is_caller or attempt_of(leg.leg_id)]
        try:
            for stored in await recall(self._database, alive, self._writer.scale):
                self._submit(stored)
            await self._close_lost(alive)
        except StorageError as error:
            # what Asterisk keeps for us is enough to go on with the calls
            log.warning("nothing is known of calls before this start", action="recall", error=str(error))

    async def database_back(self, applier: Applier) -> None:
        """Wait for the database, then make good for what a start without it could not do."""
        calls = self._engine.calls
        while True:
            await self._writer.caught_up()
            try:
                await applier.catch_up()
                await self._recall_stored_conversations()
                await self._restore_items()
                await self._restore_overrides()
                await self._close_lost([*calls.calls, *map(CallId, calls.strays.legs())])
            except StorageError as error:
                log.warning("the database is away again", action="database_away", error=str(error))
                await asyncio.sleep(RETRY_S)
            else:
                return

    async def _close_lost(self, alive: Collection[CallId]) -> None:
        """Close the calls and recordings of an earlier controller, but for calls that go on. Raises StorageError."""
        now_ms = self._writer.scale.utc_ms(int(self._clock.now() * 1000))
        closed = await queries.close_open_calls(self._database, OutcomeReason.CONTROLLER_LOST, now_ms, keep=alive)
        unfiled = await unfiled_recordings(self._database)
        # that of a call which goes on is still being written
        self._finisher.complete(
            [
                left_by_crash(one.recording_id, one.tenant_id, one.started_at_ms)
                for one in unfiled
                if one.call_id not in alive
            ]
        )
        if closed:
            log.warning("calls of an earlier controller were closed", action="close_open_calls", calls=len(closed))


def _restored(stored: StoredAgentState, scale: UtcScale) -> AgentRestored:
    return AgentRestored(
        agent_id=stored.agent_id,
        state=stored.state,
        reason=stored.reason,
        since=scale.moment(stored.since_ms),
        endpoint=stored.endpoint,
        pause_wish=stored.pause_wish,
        sign_out_wish=stored.sign_out_wish,
        until=None if stored.until_ms is None else scale.moment(stored.until_ms),
    )
