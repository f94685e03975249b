"""Who talked last to whom, as the database knows it."""

from acd.domain.agents import AgentId
from acd.domain.caller_events import Conversation
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId, CallId
from acd.domain.records import CallConnected, Record
from acd.storage.conversations import conversations
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
