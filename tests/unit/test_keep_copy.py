"""The local copy of what a start needs of the database."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd import keep_copy
from acd.clock import Clock, UtcScale
from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.caller_events import Conversation, ConversationsRecalled
from acd.domain.callers import CallerKey
from acd.domain.calls import CallId, LegId, SegmentKind
from acd.domain.events import LegSeen
from acd.domain.memo import CallMemo
from acd.domain.queues import QueueId
from acd.domain.stored import AgentRestored, CallStored
from acd.domain.tenants import TenantId
from acd.keep_copy import PARTS_UNKNOWN, Copy, CopyKeeper, read, told_by_pbx
from acd.runtime.tasks import Tasks
from tests.fixtures.patience import until

SCALE = UtcScale(Clock())
ACME, SALES = TenantId("acme"), QueueId("sales")
TALKS = (Conversation(ACME, CallerKey("4930"), AgentId("bob")), Conversation(ACME, CallerKey("4931"), AgentId("alice")))


class House:
    """A configuration and agents that change."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "copy.json"
        self.configuration: tuple[int, str] | None = (7, "{}")
        self.agents = [AgentRestored(AgentId("alice"), AgentState.AVAILABLE, None, 10.0)]
        self.keeper = CopyKeeper(self.path, lambda: self.configuration, lambda: self.agents, lambda: TALKS, SCALE)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(keep_copy, "SETTLE_S", 0.01)
    yield House(tmp_path)


async def test_what_was_written_is_read(house: House) -> None:
    """All that is told of an agent, with moments that are right in the next process."""
    wrapup = AgentRestored(
        AgentId("bob"), AgentState.WRAPUP, None, 5.0, Endpoint("phone-1"), "tea", sign_out_wish=True, until=90.0
    )
    house.agents.append(wrapup)
    await house.keeper.write()
    copy = read(house.path)
    assert copy is not None and (copy.version, copy.document) == (7, "{}")
    alice, bob = copy.restored(SCALE)
    assert (alice.agent_id, alice.state, alice.until) == ("alice", AgentState.AVAILABLE, None)
    assert (bob.endpoint, bob.pause_wish, bob.sign_out_wish) == ("phone-1", "tea", True)
    assert bob.until is not None and bob.since is not None
    assert (round(bob.until, 2), round(bob.since, 2)) == (90.0, 5.0)
    assert copy.recalled() == ConversationsRecalled(TALKS)
    assert house.path.stat().st_mode & 0o777 == 0o600


async def test_it_is_written_when_something_changed(house: House) -> None:
    """Not before the first configuration; changes that come together are written once."""
    house.configuration = None
    tasks = Tasks()
    tasks.spawn(house.keeper.run(), "copy")
    house.keeper.check()
    await asyncio.sleep(0.03)
    assert not house.path.exists()
    house.configuration = (8, "{}")
    house.keeper.check()
    await until(house.path.exists, "written")
    await tasks.cancel()


async def test_a_disk_that_fails_stops_nobody(house: House, tmp_path: Path) -> None:
    """The copy of before stays."""
    await house.keeper.write()
    (tmp_path / "copy.new").mkdir()
    house.configuration = (9, "{}")
    await house.keeper.write()
    copy = read(house.path)
    assert copy is not None and copy.version == 7


def test_a_copy_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    """Missing, spoilt, or no file at all."""
    path = tmp_path / "copy.json"
    assert read(path) is None
    path.write_text("{")
    assert read(path) is None
    path.unlink()
    path.mkdir()
    assert read(path) is None


def test_a_copy_of_the_release_before_tells_of_no_conversations(tmp_path: Path) -> None:
    """It had none in it."""
    path = tmp_path / "copy.json"
    path.write_text('{"version": 7, "document": "{}", "agents": []}')
    copy = read(path)
    assert copy is not None and copy.recalled() == ConversationsRecalled(())


def test_a_state_of_another_release_is_an_absence() -> None:
    """Who was in it signs in again."""
    copy = Copy(1, "{}", (keep_copy._Agent(id="alice", state="meditating", since_ms=0),))
    (alice,) = copy.restored(SCALE)
    assert alice.state is AgentState.OFFLINE


def test_what_the_pbx_alone_says() -> None:
    """Who is in the flow, in line, in conversation; parts of accounts get numbers that were never used."""
    flow = CallMemo(ACME, 1.0)
    line = CallMemo(ACME, 1.0, queue_id=SALES, queued_at=2.0)
    talk = CallMemo(ACME, 1.0, queue_id=SALES, queued_at=2.0, agent_id=AgentId("alice"))
    legs = [
        LegSeen(LegId("1"), is_caller=True, memo=flow),
        LegSeen(LegId("2"), is_caller=True, memo=line),
        LegSeen(LegId("3"), is_caller=True, memo=talk, peer=LegId("3-a1"), bridged=8.0),
        LegSeen(LegId("3-a1"), is_caller=False, memo=talk, peer=LegId("3")),
        LegSeen(LegId("4"), is_caller=True),
    ]
    in_flow, in_line, in_talk = told_by_pbx(legs, 9.0)
    assert in_flow == CallStored(CallId("1"), ACME, 1.0)
    assert (in_line.queued_at, in_line.connected_at, in_line.last_kind) == (2.0, None, SegmentKind.FLOW)
    assert (in_line.segments, in_line.offers, in_line.last_end) == (PARTS_UNKNOWN, PARTS_UNKNOWN, 9.0)
    assert (in_talk.connected_at, in_talk.agent_id, in_talk.last_kind) == (8.0, "alice", SegmentKind.RING)
