"""All parts of messages together: from the folder where Asterisk writes them to the agents who hear them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.clock import Clock
from acd.domain.events import PoolApplied
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.message_desk import MessageDesk, MessageFolders
from acd.pbx.queue_log_file import QueueLogFile
from acd.recordings.memory import MemoryStore
from acd.storage.convert import Converter
from acd.storage.database import Database
from tests.fixtures.patience import until
from tests.storage.sample import to_be_heard
from tests.unit.engine.voicemail_scenes import VM, Tale, house, message


@pytest.fixture
async def desk(tmp_path: Path, sqlite_url: str) -> AsyncIterator[MessageDesk]:
    """A desk whose engine nobody drives."""
    clock = Clock()
    folders = MessageFolders(tmp_path / "left", tmp_path / "heard", 1)
    account, scale = QueueLogFile(tmp_path / "queue_log"), Converter(clock).scale
    store, database = MemoryStore(), Database(sqlite_url)
    yield MessageDesk(folders, account, store, database, Engine(), lambda _: None, lambda _: None, clock, scale)
    await database.close()


async def test_it_looks_again_when_the_engine_decided_something(desk: MessageDesk) -> None:
    """Other configuration: for new ones; a message that changed: whether it is open still."""
    looks: list[str] = []
    desk.items.find_new = lambda: looks.append("new")  # type: ignore[method-assign]
    desk.items.check = lambda: looks.append("open")  # type: ignore[method-assign]
    desk.after(PoolApplied(house()), Decision())
    desk.after(PoolApplied(house()), Decision(records=(to_be_heard(),)))
    assert looks == ["new", "new", "open"]


async def test_it_knows_what_is_open(desk: MessageDesk) -> None:
    """And what is there of it."""
    story = Tale()
    desk._engine = story.engine
    story.left(message(), fetched=False)
    assert desk._fetched() == {VM: False} and desk.items.unfetched == 1
    story.fetched()
    assert desk._fetched() == {VM: True}


async def test_it_runs_until_it_is_ended(desk: MessageDesk) -> None:
    """All parts of it."""
    running = asyncio.create_task(desk.run())
    await until(lambda: desk.space.free_bytes > 0, "the disk is looked at")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
