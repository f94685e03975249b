"""Who talked last to whom, as the database knows it."""

from dataclasses import replace

from acd.clock import UtcScale
from acd.domain.agents import AgentId
from acd.domain.caller_events import Conversation, RecentCall
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId, CallId, Direction, Outcome, OutcomeClass, OutcomeReason
from acd.domain.records import CallConnected, CallEnded, Record
from acd.storage.conversations import calls_since, conversations
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.upserts import write_rows
from tests.storage.sample import QUEUE, TENANT, UTC_MS, StandingClock, started

BOB = AgentId("bob")


async def write(database: Database, *calls: tuple[int, str, AgentId | None]) -> None:
    """Store calls, each by its moment, the caller's number, and who answered it if anybody did."""
    records: list[Record] = []
    for at_ms, number, agent_id in calls:
        call_id = CallId(f"c{at_ms}")
        records.append(started(call_id, at_ms, CallerId(number)))
        if agent_id is not None:
            records.append(CallConnected(call_id, TENANT, QUEUE, agent_id, at_ms + 10, 10, True))
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


def talk(number: str, agent_id: AgentId) -> Conversation:
    """Return a conversation."""
    return Conversation(TENANT, CallerKey(number), agent_id)


async def test_conversations_come_in_their_order(database: Database) -> None:
    """Whether the call has ended or not; neither calls that nobody answered nor callers without a number."""
    alice = AgentId("alice")
    await write(
        database, (3, "+4930", BOB), (1, "+4930", alice), (2, "+4931", alice), (4, "+4932", None), (5, "anonymous", BOB)
    )
    found = await conversations(database, 0, 10)
    assert found == (talk("4930", alice), talk("4931", alice), talk("4930", BOB))


async def test_the_past_is_bounded(database: Database) -> None:
    """By a moment, and by a number of calls: the newest count."""
    await write(database, *((at_ms, f"+49{at_ms}", BOB) for at_ms in range(10, 15)))
    assert await conversations(database, UTC_MS + 13, 10) == (talk("4913", BOB), talk("4914", BOB))
    assert await conversations(database, 0, 1) == (talk("4914", BOB),)


async def test_calls_of_the_last_day(database: Database) -> None:
    """The newest last, with how they ended; neither our own nor those of nobody."""
    await write(database, (1, "+4930", None), (2, "+4931", BOB), (3, "anonymous", None), (4, "+4930", None))
    ours = replace(started(CallId("ours"), 5, CallerId("+4930")), direction=Direction.CALLBACK)
    nobodys = replace(started(CallId("nobodys"), 6, CallerId("+4930")), tenant_id=None)
    abandoned = Outcome(OutcomeClass.ABANDONED, OutcomeReason.WAITING)
    end = CallEnded(CallId("c1"), TENANT, None, None, 1, 9, abandoned)
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows([ours, nobodys, end]))
    scale = UtcScale(StandingClock())
    found = await calls_since(database, scale, 0, 10)
    assert [(call.call_id, call.caller, call.outcome) for call in found] == [
        ("c1", "4930", OutcomeClass.ABANDONED),
        ("c2", "4931", None),
        ("c4", "4930", None),
    ]
    assert found[0] == RecentCall(
        CallId("c1"), TENANT, CallerKey("4930"), scale.moment(UTC_MS + 1), OutcomeClass.ABANDONED
    )
    assert [call.call_id for call in await calls_since(database, scale, UTC_MS + 2, 10)] == ["c2", "c4"]
    assert [call.call_id for call in await calls_since(database, scale, 0, 1)] == ["c4"]
