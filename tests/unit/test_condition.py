"""Readiness and figures of a controller that has just been built, and of one that is well."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.ami.link import AmiLink, AmiSettings
from acd.ami.load import PbxLoad
from acd.ami.recorder import Recorder
from acd.ari.adapter import AriTelephony
from acd.ari.connection import AriLink, LinkSettings
from acd.clock import Clock
from acd.condition import Condition
from acd.domain.events import DrainRequested, PoolApplied
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId
from acd.domain.recordings import RecordingPolicy
from acd.engine.engine import Engine
from acd.message_desk import MessageDesk, MessageFolders
from acd.pbx.queue_log_file import QueueLogFile
from acd.recordings.desk import RecordingDesk, RecordingSettings
from acd.recordings.memory import MemoryStore
from acd.runtime.controller import Controller
from acd.storage.database import Database
from acd.storage.spool import Spool
from acd.storage.writer import RecordWriter

SALES = QueueId("sales")
RESERVE_BYTES = 2**62
"""More than any disk has."""


async def _hear(message: object) -> None:
    raise AssertionError(message)


@pytest.fixture
async def condition(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Condition]:
    clock, engine, database = Clock(), Engine(), Database(sqlite_url)
    controller = Controller(engine, clock, [])
    writer = RecordWriter(database, clock, Spool(tmp_path / "spool", clock))
    link = AriLink(LinkSettings("http://127.0.0.1:1/ari", "acd", "secret"))
    ami = AmiLink(AmiSettings(1, "acd", "secret"), _hear)
    desk = RecordingSettings(tmp_path / "recordings", RESERVE_BYTES)
    recordings = RecordingDesk(desk, Recorder(ami, desk.raw), clock, controller.submit, writer.put)
    telephony = AriTelephony(link, "main", controller.submit, writer.scale)
    folders = MessageFolders(tmp_path / "messages", tmp_path / "heard", 1)
    account = QueueLogFile(tmp_path / "queue_log")
    rest = engine, writer.put, controller.submit, clock, writer.scale
    messages = MessageDesk(folders, account, MemoryStore(), database, *rest)
    messages.collector.uncollected, messages.items.failures = 3, 4
    yield Condition(telephony, ami, PbxLoad(ami), writer, recordings, controller, engine, lambda: messages, lambda: 2)
    await database.close()


def use(condition: Condition, policy: RecordingPolicy) -> None:
    """Put a queue in force."""
    condition.controller.submit(PoolApplied(Pool(queues={SALES: Queue(SALES, recording=policy)})))


def test_one_that_has_no_link_yet_is_not_ready(condition: Condition) -> None:
    """Each missing part is named, and nothing else; whether the database answers shows with the first look."""
    assert set(condition.problems()) == {"pbx", "ami", "database"}


def test_draining_takes_no_calls(condition: Condition) -> None:
    """Whoever shares calls out must not send more."""
    condition.controller.submit(DrainRequested())
    assert "controller" in condition.problems()


async def test_a_full_disk_matters_to_those_who_record(condition: Condition) -> None:
    """Where nothing is ever recorded, it keeps nobody from being ready."""
    await condition.recordings.space.look()
    use(condition, RecordingPolicy.NEVER)
    assert "recordings" not in condition.problems()
    assert not condition.figures().recordings_stopped
    use(condition, RecordingPolicy.ALWAYS)
    assert condition.problems()["recordings"] == condition.recordings.space.problem
    assert condition.figures().recordings_stopped


async def test_figures_are_those_of_the_parts(condition: Condition) -> None:
    """A part that was never heard of has none."""
    use(condition, RecordingPolicy.NEVER)
    await condition.recordings.space.look()
    figures = condition.figures()
    assert (figures.engine_events, figures.calls_broken) == (2, 0)
    assert (figures.recordings_reserve_bytes, figures.pbx_channels) == (RESERVE_BYTES, None)
    assert figures.recordings_free_bytes == condition.recordings.space.free_bytes > 0
    assert figures.voicemails_uncollected == 3
    assert (figures.voicemail_fetch_failures, figures.voicemails_unfetched) == (4, 0)
    assert figures.voicemail_space_short is False
    assert figures.prompts_missing == 2
    assert not figures.ami_connected and not figures.database_connected


async def test_no_room_for_messages(condition: Condition) -> None:
    """Callers are told so, and so is whoever looks."""
    space = condition.messages().space
    space.reserve_bytes = RESERVE_BYTES
    await space.look()
    assert condition.problems()["voicemails"].endswith("callers are not asked for messages")
    assert condition.figures().voicemail_space_short
    assert condition.engine.calls.voicemails.has_space is False
