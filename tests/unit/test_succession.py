"""Taking over what an earlier controller left, with the database and without it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from acd import succession
from acd.apply import Applier, InForce
from acd.clock import Clock
from acd.configuration import source
from acd.domain.agents import AgentId, AgentState
from acd.domain.caller_events import CallsRecalled, Conversation, ConversationsRecalled, MessagesTold
from acd.domain.callers import CallerKey
from acd.domain.calls import CallId, LegId
from acd.domain.errors import AcdError
from acd.domain.events import Event, LegSeen
from acd.domain.hours_events import OverrideStored
from acd.domain.memo import CallMemo
from acd.domain.records import AgentStint, Record
from acd.domain.stored import AgentRestored, CallStored
from acd.domain.tenants import TenantId
from acd.engine.engine import Engine
from acd.keep_copy import CopyKeeper
from acd.prompts.store import PromptStore
from acd.recordings.finish import Finisher
from acd.recordings.memory import MemoryStore
from acd.recordings.raw_folder import RawFolder
from acd.storage import queries
from acd.storage.database import Database
from acd.storage.errors import DatabaseUnreachable
from acd.storage.rows import AnyRow, CallConnectedRow, CallStartedRow, RecordingStartedRow
from acd.storage.settings import SettingsStore
from acd.storage.spool import Spool
from acd.storage.upserts import write_rows
from acd.storage.writer import RecordWriter
from acd.succession import Succession
from tests.fixtures.databases import free_port
from tests.fixtures.mute_voice import MuteVoice
from tests.storage.sample import overridden

AT_MS = 1_795_300_000_000
NOWHERE = f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/acd"
TALKS = (Conversation(TenantId("acme"), CallerKey("4930"), AgentId("bob")),)
LIVE, LOST = CallId("1.1"), CallId("2.1")


class Heir:
    """A controller that starts."""

    def __init__(self, folder: Path, url: str) -> None:
        self.clock = Clock()
        self.database = Database(url)
        self.writer = RecordWriter(self.database, self.clock, Spool(folder / "spool", self.clock))
        self.told: list[Event] = []
        self.progress: list[str] = []
        self.published: list[int] = []
        self.kept: list[Record] = []
        self.finisher = Finisher(RawFolder(folder / "raw", self.clock), MemoryStore(), self.clock, self.kept.extend)
        self.store = SettingsStore(self.database, self.clock)
        self.applier = Applier(self.store, PromptStore(folder / "prompts", {"en": MuteVoice()}), self._publish)
        self.engine = Engine()
        self.copy = folder / "copy.json"
        self.succession = Succession(
            self.copy, self.database, self.writer, self.engine, self.finisher, self.told.append, self.clock
        )

    async def _publish(self, in_force: InForce) -> None:
        self.published.append(in_force.version)

    async def prepare(self, url: str) -> None:
        """Get the tables, or go on without them."""
        await self.succession.prepare_database(url, self.progress.append)

    async def write_copy(self, document: str = "{}") -> None:
        """Leave a local copy, as an earlier run does."""
        alice = AgentRestored(AgentId("alice"), AgentState.AVAILABLE, None, 10.0)
        await CopyKeeper(self.copy, lambda: (7, document), lambda: [alice], lambda: TALKS, self.writer.scale).write()

    async def ends(self) -> dict[CallId, str | None]:
        """Return how the calls of the earlier controller ended."""
        return await queries.ends_of(self.database, [LIVE, LOST])


@pytest.fixture
async def heir(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Heir]:
    heir = Heir(tmp_path, sqlite_url)
    writing = asyncio.create_task(heir.writer.run())
    yield heir
    # a question to SQLite that is cut off would be answered, by its thread, to a loop that is gone by then
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await heir.writer.caught_up()
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing
    await heir.database.close()


def left(*call_ids: CallId) -> list[AnyRow]:
    """Calls that were recorded when their controller died."""
    return [
        row
        for call_id in call_ids
        for row in (
            CallStartedRow(
                call_id=call_id, tenant_id="acme", number="1", caller_number="", caller_name="", started_at_ms=AT_MS
            ),
            RecordingStartedRow(
                recording_id=f"{call_id}-r1",
                call_id=call_id,
                seq=1,
                tenant_id="acme",
                queue_id="sales",
                agent_id="alice",
                started_at_ms=AT_MS,
            ),
        )
    ]


async def write(heir: Heir, rows: Sequence[AnyRow]) -> None:
    """Store what the earlier controller told."""
    async with heir.database.write() as connection:
        await write_rows(connection, rows)


async def test_a_database_that_is_there_needs_no_copy(heir: Heir, sqlite_url: str) -> None:
    """Even though one is there."""
    await heir.write_copy()
    await heir.prepare(sqlite_url)
    assert heir.succession.copy is None


async def test_without_a_database_the_copy_must_do(heir: Heir) -> None:
    """Agents are as they were; what the PBX says of calls is all that is known; both are told to the person."""
    await heir.write_copy()
    await heir.prepare(NOWHERE)
    assert heir.succession.copy is not None and heir.writer.prepare is not None
    assert "version 7 of the configuration" in heir.progress[-1]
    await heir.succession.restore_agents()
    await heir.succession.recall([LegSeen(LegId(LIVE), is_caller=True, memo=CallMemo(TenantId("acme"), 1.0))])
    alice, call = heir.told
    assert isinstance(alice, AgentRestored) and alice.state is AgentState.AVAILABLE
    assert call == CallStored(LIVE, TenantId("acme"), 1.0)


async def test_without_both_there_is_no_start(heir: Heir) -> None:
    """The error is the database's own."""
    with pytest.raises(DatabaseUnreachable):
        await heir.prepare(NOWHERE)


async def test_agents_are_where_the_database_says(heir: Heir) -> None:
    """With the moment since when, in the time of this process."""
    ended_ms = int(heir.clock.now() * 1000)
    stint = AgentStint(
        agent_id=AgentId("alice"),
        seq=1,
        state=AgentState.OFFLINE,
        reason=None,
        call_id=None,
        queue_id=None,
        tenant_id=None,
        started_ms=ended_ms - 1000,
        ended_ms=ended_ms,
        next_state=AgentState.AVAILABLE,
        next_reason=None,
    )
    await heir.writer.caught_up()
    heir.writer.put([stint])
    assert await heir.writer.drain(5.0) == 0
    await heir.succession.restore_agents()
    [alice] = heir.told
    assert isinstance(alice, AgentRestored) and (alice.agent_id, alice.state) == ("alice", AgentState.AVAILABLE)
    assert alice.since is not None and abs(alice.since - ended_ms / 1000) < 0.01


def talked(call_id: str, number: str, at_ms: int) -> list[AnyRow]:
    """A call that bob answered."""
    start = CallStartedRow(
        call_id=call_id, tenant_id="acme", number="1", caller_number=number, caller_name="", started_at_ms=at_ms
    )
    connected = CallConnectedRow(
        call_id=call_id, tenant_id="acme", queue_id="sales", agent_id="bob", connected_at_ms=at_ms, wait_ms=0,
        in_threshold=True,
    )  # fmt: skip
    return [start, connected]


async def test_who_called_and_talked_to_whom_is_recalled(heir: Heir) -> None:
    """From the last 30 days and the last day, as the database has it."""
    now_ms = heir.clock.utc_ms(int(heir.clock.now() * 1000))
    recent = talked("3", "anonymous", now_ms - 60_000), talked("4", "+4932", now_ms - 60_000)[:1]
    await write(heir, [*talked("1", "+4930", now_ms - 86_400_001), *talked("2", "+4931", now_ms - 31 * 86_400_000)])
    await write(heir, [row for rows in recent for row in rows])
    await heir.succession.recall_conversations()
    talks, calls, messages = heir.told
    assert talks == ConversationsRecalled(TALKS) and messages == MessagesTold()
    assert isinstance(calls, CallsRecalled)
    [call] = calls.calls
    assert (call.call_id, call.tenant_id, call.caller, call.outcome) == ("4", "acme", "4932", None)
    assert call.at == pytest.approx(heir.clock.now() - 60, abs=1.0)


async def test_without_a_database_the_copy_tells_who_talked_to_whom(heir: Heir) -> None:
    """And the database itself, once it is back."""
    await heir.write_copy()
    await heir.prepare(NOWHERE)
    await heir.succession.recall_conversations()
    assert heir.told == [ConversationsRecalled(TALKS)]
    await heir.succession.database_back(heir.applier)
    assert heir.told == [ConversationsRecalled(TALKS), ConversationsRecalled(()), CallsRecalled(()), MessagesTold()]


async def test_a_start_does_not_need_to_know_who_talked_to_whom(tmp_path: Path) -> None:
    """Callers are served by anyone."""
    heir = Heir(tmp_path, NOWHERE)
    await heir.succession.recall_conversations()
    assert heir.told == []
    await heir.database.close()


async def test_records_that_the_database_does_not_take_end_the_start(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts it is told where to look."""
    monkeypatch.setattr(succession, "DATABASE_WITHIN_S", 0.01)
    idle = Heir(tmp_path, sqlite_url)  # nobody writes
    with pytest.raises(AcdError, match=r"did not take the records of an earlier run within 0\.01 s"):
        await idle.succession.restore_agents()
    await idle.database.close()


async def test_calls_that_asterisk_holds_go_on_and_others_are_closed(heir: Heir) -> None:
    """The recording of one that goes on is still being written; that of the other one is finished."""
    await write(heir, left(LIVE, LOST))
    await heir.succession.recall([LegSeen(LegId(LIVE), is_caller=True), LegSeen(LegId("1.1-a"), is_caller=False)])
    [stored] = heir.told
    assert isinstance(stored, CallStored) and stored.call_id == LIVE
    assert await heir.ends() == {LIVE: None, LOST: "controller_lost"}
    assert heir.finisher.unfinished == 1


async def test_a_database_that_fails_meanwhile_ends_no_call(tmp_path: Path) -> None:
    """What Asterisk keeps is enough to go on."""
    heir = Heir(tmp_path, NOWHERE)
    await heir.succession.recall([LegSeen(LegId(LIVE), is_caller=True)])
    assert heir.told == []
    await heir.database.close()


async def test_when_the_database_is_back_the_newest_configuration_is_published(
    heir: Heir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And lost calls are closed; a database that goes away in between is waited for."""
    monkeypatch.setattr(succession, "RETRY_S", 0.01)
    document = source.parse(b"agents:\n  - id: alice\n    name: Alice\n", "test.yaml").document
    await heir.store.save(document.canonical(), document.digest())
    await write(heir, left(LOST))
    answers = [DatabaseUnreachable("nowhere", "away again")]

    async def catch_up() -> None:
        if answers:
            raise answers.pop()
        await Applier.catch_up(heir.applier)

    monkeypatch.setattr(heir.applier, "catch_up", catch_up)
    async with asyncio.timeout(5):
        await heir.succession.database_back(heir.applier)
    assert heir.published == [1] and not answers
    assert await heir.ends() == {LOST: "controller_lost"}


async def test_hours_are_as_somebody_said(heir: Heir) -> None:
    """What has ended is not told."""
    await heir.writer.caught_up()
    heir.writer.put([overridden(), overridden("other"), overridden("other", ended_utc_ms=1_700_000_100_000)])
    assert await heir.writer.drain(5.0) == 0
    await heir.succession.restore_agents()
    assert heir.told == [OverrideStored(overridden().override)]
