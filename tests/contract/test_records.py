"""What every place for records promises: the fake in memory, and the database of either kind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from acd.clock import Clock
from acd.domain.calls import CallId
from acd.domain.records import AgentStint, CallEnded, CallStarted, OfferEnded, Record, Segment
from acd.ports import RecordSink
from acd.storage import queries
from acd.storage.database import Database
from acd.storage.memory import MemoryRecords
from acd.storage.spool import Spool
from acd.storage.writer import RecordWriter
from tests.fixtures.databases import *  # noqa: F403 - fixtures are found by their names
from tests.storage.sample import ABANDONED, answered_call, ended, started

Facts = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to put records, and a way to see what is there."""

    sink: RecordSink
    facts: Callable[[], Awaitable[Facts]]


async def _in_memory(records: MemoryRecords) -> Facts:
    ends = {end.call_id: end for end in records.of(CallEnded)}
    starts = {start.call_id: start for start in records.of(CallStarted)}
    return {
        "calls": [
            (
                call_id,
                starts[call_id].number if call_id in starts else None,
                ends[call_id].outcome.reason.value if call_id in ends else None,
                ends[call_id].talk_ms if call_id in ends else None,
            )
            for call_id in sorted({*starts, *ends})
        ],
        "segments": [(s.call_id, s.seq, s.kind.value, s.ended_ms - s.started_ms) for s in records.of(Segment)],
        "offers": [(o.call_id, o.seq, o.result.value) for o in records.of(OfferEnded)],
        "stints": [(s.agent_id, s.seq) for s in records.of(AgentStint)],
        "states": sorted({s.agent_id: (s.agent_id, s.next_state.value) for s in records.of(AgentStint)}.values()),
    }


async def _in_database(writer: RecordWriter, database: Database) -> Facts:
    async with asyncio.timeout(10):
        while writer.depth or writer.database_away:
            await asyncio.sleep(0.01)
    calls = sorted((await queries.recent_calls(database)).calls, key=lambda call: call.call_id)
    details = [await queries.call_detail(database, call.call_id) for call in calls]
    stints = await queries.agent_stints_between(database, 0, 2**50)
    states = {s.agent_id: s.state.value for s in await queries.agent_states_now(database)}
    return {
        "calls": [(call.call_id, call.number, call.outcome_reason, call.talk_ms) for call in calls],
        "segments": [(s.call_id, s.seq, s.kind, s.duration_ms) for d in details if d for s in d.segments],
        "offers": [(o.call_id, o.seq, o.result) for d in details if d for o in d.offers],
        "stints": [(s.agent_id, s.seq) for s in stints],
        "states": sorted(states.items()),
    }


@pytest.fixture(params=[None, "sqlite_url", "postgres_url"], ids=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Where the database is; None for memory."""
    return request.getfixturevalue(request.param) if request.param else None


@pytest.fixture
async def place(url: str | None, tmp_path: Path) -> AsyncIterator[Place]:
    """Each of them in turn."""
    if url is None:
        memory = MemoryRecords()
        yield Place(memory, lambda: _in_memory(memory))
        return
    database = Database(url)
    writer = RecordWriter(database, Clock(), Spool(tmp_path / "spool", Clock()))
    task = asyncio.create_task(writer.run())
    yield Place(writer, lambda: _in_database(writer, database))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await database.close()


def _facts_of_answered_call(call_id: str) -> Facts:
    return {
        "calls": [(call_id, "+4930", "caller_hung_up", 60)],
        "segments": [
            (call_id, 0, "flow", 10),
            (call_id, 1, "queue", 20),
            (call_id, 2, "ring", 10),
            (call_id, 3, "talk", 60),
        ],
        "offers": [(call_id, 0, "accepted")],
        "stints": [("alice", 0), ("alice", 1), ("alice", 2)],
        "states": [("alice", "available")],
    }


async def test_what_was_put_is_there(place: Place) -> None:
    """All of a call, in order."""
    place.sink.put(answered_call("c1"))
    assert await place.facts() == _facts_of_answered_call("c1")


async def test_one_by_one(place: Place) -> None:
    """It does not matter how records are bundled."""
    for record in answered_call("c1"):
        place.sink.put([record])
        await asyncio.sleep(0)
    assert await place.facts() == _facts_of_answered_call("c1")


async def test_twice(place: Place) -> None:
    """The same again changes nothing, at once or later."""
    place.sink.put([*answered_call("c1"), *answered_call("c1")])
    before = await place.facts()
    place.sink.put(answered_call("c1"))
    assert await place.facts() == before == _facts_of_answered_call("c1")


@pytest.mark.parametrize(
    ("records", "calls"),
    [
        ([], []),
        ([started("c1")], [("c1", "+4930", None, None)]),
        ([ended("c1", outcome=ABANDONED)], [("c1", None, "waiting", 60)]),
        ([ended("c1"), started("c1")], [("c1", "+4930", "caller_hung_up", 60)]),
        (
            [started("c2"), started("c1"), ended("c2")],
            [("c1", "+4930", None, None), ("c2", "+4930", "caller_hung_up", 60)],
        ),
    ],
)
async def test_parts_of_calls(place: Place, records: Sequence[Record], calls: list[tuple[object, ...]]) -> None:
    """A call without an end goes on; an end without a start is a call."""
    place.sink.put(records)
    assert (await place.facts())["calls"] == calls


def test_memory_is_a_sink() -> None:
    """The types fit as well."""
    sink: RecordSink = MemoryRecords()
    sink.put([started(CallId("c1"))])
