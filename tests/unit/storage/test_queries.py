"""Questions and their answers."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import CallId, OutcomeReason
from acd.domain.queues import QueueId
from acd.domain.records import CallQueued, CallStarted, Record
from acd.domain.tenants import TenantId
from acd.storage import queries
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.errors import CursorInvalid
from acd.storage.queries import CallFilter
from acd.storage.tables import agent_states
from acd.storage.upserts import write_rows
from tests.storage.sample import (
    ALICE,
    QUEUE,
    TENANT,
    UTC_MS,
    StandingClock,
    answered_call,
    measured,
    moved,
    of,
    started,
    stint,
    walked,
)


async def _write(database: Database, *records: Record) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


async def test_pages(database: Database) -> None:
    """Going from page to page shows every call once, the newest first, also when many came in one millisecond."""
    await _write(database, *(started(f"c{n}", at_ms=n // 4) for n in range(23)))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await queries.recent_calls(database, limit=5, cursor=cursor)
        seen += [call.call_id for call in page.calls]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted((f"c{n}" for n in range(23)), key=lambda c: (int(c[1:]) // 4, c), reverse=True)


async def test_new_calls_do_not_move_pages(database: Database) -> None:
    """A call that comes while somebody reads is not a reason to show another one twice."""
    await _write(database, *(started(f"c{n}", at_ms=n) for n in range(4)))
    first = await queries.recent_calls(database, limit=2)
    await _write(database, started("new", at_ms=9))
    second = await queries.recent_calls(database, limit=2, cursor=first.next_cursor)
    assert [call.call_id for call in second.calls] == ["c1", "c0"]
    assert second.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "c1", ".", "-1.c", "1e3.c", "1" * 30 + ".c", "\u0663.c"])
async def test_wrong_cursor(database: Database, cursor: str) -> None:
    """A cursor comes from outside."""
    with pytest.raises(CursorInvalid):
        await queries.recent_calls(database, cursor=cursor)


async def test_limit(database: Database) -> None:
    """Nobody gets none, and nobody gets all."""
    await _write(database, *(started(f"c{n}") for n in range(queries.PAGE_LIMIT + 1)))
    assert len((await queries.recent_calls(database, limit=-5)).calls) == 1
    assert len((await queries.recent_calls(database, limit=10**9)).calls) == queries.PAGE_LIMIT


@pytest.mark.parametrize(
    ("only", "found"),
    [
        (CallFilter(), ["c2", "c1"]),
        (CallFilter(tenant_id=TENANT), ["c2", "c1"]),
        (CallFilter(tenant_id=TenantId("other")), []),
        (CallFilter(queue_id=QUEUE), ["c1"]),
        (CallFilter(queue_id=QueueId("other")), []),
        (CallFilter(agent_id=ALICE, tenant_id=TENANT), ["c1"]),
        (CallFilter(agent_id=AgentId("' OR 1=1 --")), []),
        (CallFilter(since_ms=UTC_MS + 1001), ["c2"]),
        (CallFilter(until_ms=UTC_MS + 2000), ["c1"]),
        (CallFilter(since_ms=UTC_MS + 1000, until_ms=UTC_MS + 2001), ["c2", "c1"]),
    ],
)
async def test_filters(database: Database, only: CallFilter, found: list[str]) -> None:
    """Each narrows the answer."""
    await _write(database, *answered_call("c1", 1000), started("c2", 2000))
    assert [call.call_id for call in (await queries.recent_calls(database, only)).calls] == found


async def test_the_sound_of_legs(database: Database) -> None:
    """Each leg once, also when it is told again; in the order in which they ended."""
    await _write(database, *answered_call("c1", 1000), *measured("c1"), *measured("c1"), *measured("c2"))
    detail = await queries.call_detail(database, CallId("c1"))
    assert detail is not None
    agent, caller = detail.legs
    assert (agent.leg_id, agent.offer_seq, agent.rtt_s, agent.at_ms) == ("c1-a1", 1, 0.0415, UTC_MS + 1100)
    assert (caller.leg_id, caller.offer_seq, caller.rtt_s, caller.to_mos) == ("c1", None, None, None)
    assert (caller.from_packets, caller.from_lost, caller.from_jitter_s, caller.from_mos) == (431, 3, 0.00025, 4.404)


async def test_moves_of_a_call(database: Database) -> None:
    """In order, each once; of this call alone."""
    await _write(database, *moved("c1"), *moved("c1"), *moved("c2"))
    detail = await queries.call_detail(database, CallId("c1"))
    assert detail is not None
    assert [(one.seq, one.from_queue_id, one.queue_id, one.at_ms - UTC_MS) for one in detail.moves] == [
        (1, "sales", "support", 1015),
        (2, "support", "sales", 1020),
        (3, "sales", "vip", 1025),
    ]
    assert {one.reason for one in detail.moves} == {"requested"}


async def test_how_a_call_went_through_its_flow(database: Database) -> None:
    """Once, also when it is told again; None of a call that went one way only."""
    await _write(database, *answered_call("c1"), walked("c1"), started("c2", 2000))
    detail = await queries.call_detail(database, CallId("c1"))
    assert detail is not None and detail.walk is not None
    assert detail.walk.path == (("main/1", "next"), ("main/menu", "2"))
    assert (detail.walk.flow_id, detail.walk.version, detail.walk.form) == ("acme/main", 7, "order")
    assert (detail.walk.tags, detail.walk.values) == (("vip",), {"account": "4711", "name": "Zoë\ufffd"})
    other = await queries.call_detail(database, CallId("c2"))
    assert other is not None and other.walk is None


async def test_no_such_call(database: Database) -> None:
    """Nothing is no error."""
    assert await queries.call_detail(database, CallId("none")) is None


async def test_close_open_calls(database: Database) -> None:
    """The calls of a controller that is gone get an end; those that were found alive and those that ended do not."""
    waiting = answered_call("waiting", 3000)
    await _write(
        database,
        *answered_call("done", 1000),
        started("fresh", 2000),
        *of(CallStarted, waiting),
        *of(CallQueued, waiting),
        *[record for record in answered_call("talking", 4000) if type(record).__name__ != "CallEnded"],
        started("alive", 5000),
        started("future", 900_000),
    )
    assert [call.call_id for call in await queries.open_calls(database)] == [
        "fresh",
        "waiting",
        "talking",
        "alive",
        "future",
    ]
    closed = await queries.close_open_calls(
        database, OutcomeReason.CONTROLLER_LOST, UTC_MS + 10_000, keep={CallId("alive")}
    )
    assert {call.call_id: (call.wait_ms, call.talk_ms) for call in closed} == {
        "fresh": (None, 0),
        "waiting": (10_000 - 3010, 0),
        "talking": (30, 0),
        "future": (None, 0),
    }
    assert {(call.outcome_class, call.outcome_reason) for call in closed} == {("failed", "controller_lost")}
    assert all(call.ended_at_ms is not None and call.ended_at_ms >= call.started_at_ms for call in closed)
    assert [call.call_id for call in await queries.open_calls(database)] == ["alive"]
    again = await queries.close_open_calls(database, OutcomeReason.CONTROLLER_LOST, UTC_MS + 20_000)
    assert [call.call_id for call in again] == ["alive"]


async def test_correct_ends(database: Database) -> None:
    """Only a guess gives way, only to an earlier moment, and no call ends before it began."""
    waiting = answered_call("waiting", 3000)
    await _write(
        database,
        *answered_call("done", 1000),
        *of(CallStarted, waiting),
        *of(CallQueued, waiting),
        *[record for record in answered_call("talking", 4000) if type(record).__name__ != "CallEnded"],
        started("early", 5000),
        started("later", 5000),
    )
    await queries.close_open_calls(database, OutcomeReason.CONTROLLER_LOST, UTC_MS + 10_000)
    left = {"done": 1050, "waiting": 6010, "talking": 7000, "early": 4000, "later": 11_000, "nobody": 1}
    await queries.correct_ends(database, {CallId(name): UTC_MS + at for name, at in left.items()})
    await queries.correct_ends(database, {})
    found = {call.call_id: call for call in (await queries.recent_calls(database)).calls}
    ends = {name: ((call.ended_at_ms or 0) - UTC_MS, call.wait_ms) for name, call in found.items()}
    assert ends == {
        "done": (1100, 30),
        "waiting": (6010, 3000),
        "talking": (7000, 30),
        "early": (5000, None),
        "later": (10_000, None),
    }


async def test_state_of_another_release(database: Database) -> None:
    """A word that we do not know is not a reason not to start."""
    await _write(database, stint(1, 2000, AgentState.PAUSED))
    async with database.write() as connection:
        await connection.execute(update(agent_states).values(state="meditating"))
    (found,) = await queries.agent_states_now(database)
    assert found.state is AgentState.OFFLINE


async def test_where_an_agent_sits(database: Database) -> None:
    """The phone of the last stint; none once the agent is gone."""
    sits = replace(stint(1, 2000, AgentState.AVAILABLE), next_endpoint=Endpoint("phone-1"))
    await _write(database, sits)
    (found,) = await queries.agent_states_now(database)
    assert found.endpoint == "phone-1"
    await _write(database, stint(2, 3000, AgentState.OFFLINE))
    (found,) = await queries.agent_states_now(database)
    assert found.endpoint is None


async def test_what_an_agent_wished_for(database: Database) -> None:
    """And when the wrap-up ends, in UTC; nothing of it in a row that an earlier release wrote."""
    said = replace(
        stint(1, 2000, AgentState.WRAPUP), next_pause_wish="tea", next_sign_out_wish=True, next_until_ms=30_000
    )
    await _write(database, said)
    (found,) = await queries.agent_states_now(database)
    assert (found.pause_wish, found.sign_out_wish, found.until_ms) == ("tea", True, UTC_MS + 30_000)
    async with database.write() as connection:
        await connection.execute(update(agent_states).values(pause_wish=None, sign_out_wish=None, until_ms=None))
    (found,) = await queries.agent_states_now(database)
    assert (found.pause_wish, found.sign_out_wish, found.until_ms) == (None, False, None)


async def test_agents(database: Database) -> None:
    """The last state of each agent, with the reason of a pause; stints by agent and time."""
    bob = AgentId("bob")
    await _write(
        database,
        stint(1, 2000, AgentState.PAUSED, bob),
        stint(1, 3000, AgentState.AVAILABLE),
        stint(2, 4000, AgentState.PAUSED),
    )
    found = await queries.agent_states_now(database)
    assert [(one.agent_id, one.state, one.reason, one.since_ms - UTC_MS) for one in found] == [
        (ALICE, AgentState.PAUSED, "lunch", 4010),
        (bob, AgentState.PAUSED, "lunch", 2010),
    ]
    stints = await queries.agent_stints_between(database, UTC_MS + 2000, UTC_MS + 4000)
    assert [(one.agent_id, one.started_at_ms - UTC_MS) for one in stints] == [(ALICE, 3000), (bob, 2000)]
    stints = await queries.agent_stints_between(database, UTC_MS, UTC_MS + 9000, ALICE)
    assert [one.seq for one in stints] == [1, 2]
