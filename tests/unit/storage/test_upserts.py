"""What records do to the tables."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from acd.domain.agents import AgentState
from acd.domain.calls import CallId
from acd.domain.records import CallConnected, CallMoved, CallQueued, CallStarted, Record
from acd.storage import queries
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.stored import StoredCall
from acd.storage.tables import assistance
from acd.storage.upserts import write_rows
from tests.storage.sample import (
    ALICE,
    ANSWERED,
    LOST,
    QUEUE,
    TENANT,
    UTC_MS,
    StandingClock,
    answered_call,
    assisted,
    ended,
    moved,
    of,
    started,
    stint,
)


async def _write(database: Database, records: Sequence[Record], clock: StandingClock | None = None) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(clock or StandingClock()).rows(records))


async def _call(database: Database) -> StoredCall:
    found = await queries.call_detail(database, CallId("c1"))
    assert found is not None
    return found.call


async def _state(database: Database) -> tuple[AgentState, int]:
    (state,) = await queries.agent_states_now(database)
    return state.state, state.since_ms - UTC_MS


async def test_answered_call(database: Database) -> None:
    """Every record leaves its part."""
    await _write(database, answered_call())
    found = await queries.call_detail(database, CallId("c1"))
    assert found is not None
    assert found.call == StoredCall(
        call_id=CallId("c1"),
        tenant_id=TENANT,
        number=of(CallStarted, answered_call())[0].number,
        caller_number="+4917",
        caller_name="Mia",
        started_at_ms=UTC_MS + 1000,
        queued_at_ms=UTC_MS + 1010,
        connected_at_ms=UTC_MS + 1040,
        ended_at_ms=UTC_MS + 1100,
        queue_id=QUEUE,
        agent_id=ALICE,
        outcome_class="answered",
        outcome_reason="caller_hung_up",
        wait_ms=30,
        talk_ms=60,
        in_threshold=True,
    )
    assert [(part.seq, part.kind, part.duration_ms) for part in found.segments] == [
        (0, "flow", 10),
        (1, "queue", 20),
        (2, "ring", 10),
        (3, "talk", 60),
    ]
    assert [(offer.seq, offer.result, offer.duration_ms) for offer in found.offers] == [(0, "accepted", 10)]
    stints = await queries.agent_stints_between(database, UTC_MS, UTC_MS + 2000)
    assert [(one.seq, one.started_at_ms - UTC_MS, one.duration_ms) for one in stints] == [
        (0, 1020, 10),
        (1, 1030, 10),
        (2, 1040, 60),
    ]
    assert await _state(database) == (AgentState.AVAILABLE, 1100)


async def test_end_without_start(database: Database) -> None:
    """The end alone makes a call; a start that comes late adds what only it knows."""
    await _write(database, [ended()])
    alone = await _call(database)
    assert (alone.started_at_ms, alone.ended_at_ms) == (UTC_MS + 1000, UTC_MS + 1100)
    assert (alone.number, alone.caller_name) == (None, None)
    late = StandingClock()
    late.wall_ms += 5000
    await _write(database, [started()], late)
    call = await _call(database)
    assert (call.started_at_ms, call.caller_name) == (alone.started_at_ms, "Mia")


async def test_end_brings_its_own_start(database: Database) -> None:
    """The clock was set back during the call: its life is as long as it was."""
    clock = StandingClock()
    await _write(database, [started()], clock)
    clock.wall_ms -= 3_600_000
    await _write(database, [ended(life_ms=500)], clock)
    call = await _call(database)
    assert call.ended_at_ms is not None
    assert call.ended_at_ms - call.started_at_ms == 500


async def test_first_end_counts(database: Database) -> None:
    """A call has one outcome."""
    await _write(database, [ended(), ended(life_ms=700, outcome=LOST)])
    await _write(database, [ended(life_ms=900)])
    call = await _call(database)
    assert (call.outcome_reason, call.ended_at_ms) == (ANSWERED.reason, UTC_MS + 1100)


async def test_truth_wins_over_assumption(database: Database) -> None:
    """The end that the lost controller had recorded replaces the one that its successor assumed."""
    await _write(database, [started(), ended(life_ms=9000, outcome=LOST)])
    await _write(database, [ended()])
    call = await _call(database)
    assert (call.outcome_reason, call.ended_at_ms) == (ANSWERED.reason, UTC_MS + 1100)


async def test_going_on(database: Database) -> None:
    """While a call goes on, its line and its agent can be seen."""
    records = answered_call()
    await _write(database, [*of(CallStarted, records), *of(CallQueued, records)])
    call = await _call(database)
    assert (call.queue_id, call.queued_at_ms, call.agent_id) == (QUEUE, UTC_MS + 1010, None)
    await _write(database, of(CallConnected, records))
    call = await _call(database)
    assert (call.agent_id, call.wait_ms, call.in_threshold, call.ended_at_ms) == (ALICE, 30, True, None)


async def test_a_call_that_was_moved_stands_in_the_last_line(database: Database) -> None:
    """In whatever order that is told; how it ended says more."""
    records = moved()
    moves = of(CallMoved, records)
    await _write(database, [*reversed(moves), *of(CallQueued, records)])
    call = await _call(database)
    assert (call.queue_id, call.queued_at_ms) == ("vip", UTC_MS + 1010)
    await _write(database, moves)
    await _write(database, of(CallStarted, records))
    call = await _call(database)
    assert (call.queue_id, call.started_at_ms) == ("vip", UTC_MS + 1000)
    await _write(database, [ended(), *moves])
    assert (await _call(database)).queue_id == QUEUE


async def test_parts_before_the_start(database: Database) -> None:
    """A late start sets the begin right."""
    records = answered_call()
    await _write(database, of(CallConnected, records))
    await _write(database, of(CallQueued, records))
    assert (await _call(database)).started_at_ms == UTC_MS + 1010
    await _write(database, of(CallStarted, records))
    assert (await _call(database)).started_at_ms == UTC_MS + 1000


async def test_state_goes_forward_only(database: Database) -> None:
    """An old stint that is replayed does not bring an old state back."""
    old, new = stint(4, 1000, AgentState.PAUSED), stint(5, 2000, AgentState.OFFLINE)
    await _write(database, [new])
    await _write(database, [old])
    assert await _state(database) == (AgentState.OFFLINE, 2010)
    assert len(await queries.agent_stints_between(database, UTC_MS, UTC_MS + 9000)) == 2


async def test_states_of_the_same_millisecond(database: Database) -> None:
    """Reserved and ringing in the same instant: the later one stands."""
    await _write(
        database,
        [stint(1, 1000, AgentState.RESERVED, life_ms=0), stint(2, 1000, AgentState.RINGING, life_ms=0)],
    )
    assert await _state(database) == (AgentState.RINGING, 1000)


async def test_state_follows_though_the_clock_steps_back(database: Database) -> None:
    """Within a run the order is the controller's, not the wall clock's."""
    clock = StandingClock()
    converter = Converter(clock)
    first = converter.rows([stint(1, 1000, AgentState.PAUSED)])
    clock.wall_ms -= 3_600_000
    second = converter.rows([stint(2, 2000, AgentState.OFFLINE)])
    for rows in (second, first):
        async with database.write() as connection:
            await write_rows(connection, rows)
    assert (await _state(database))[0] is AgentState.OFFLINE


@pytest.mark.parametrize("old_first", [True, False])
async def test_state_of_a_new_run(database: Database, old_first: bool) -> None:
    """A new controller counts from one again, and what it says is newer all the same."""
    old, new = StandingClock(), StandingClock()
    new.advance(60_000)
    new.monotonic_ms = 0
    writes = [([stint(99, 1000, AgentState.PAUSED)], old), ([stint(1, 500, AgentState.AVAILABLE)], new)]
    for records, clock in writes if old_first else reversed(writes):
        await _write(database, records, clock)
    assert (await _state(database))[0] is AgentState.AVAILABLE


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (0, 1, 1)])
async def test_a_call_for_a_supervisor_is_one_row(database: Database, order: tuple[int, ...]) -> None:
    """Its beginning and its end, told in any order and more than once."""
    records = assisted()
    for place in order:
        await _write(database, [records[place]])
    async with database.read() as connection:
        (row,) = (await connection.execute(select(assistance))).mappings()
    assert dict(row) == {
        "agent_id": ALICE,
        "started_at_ms": UTC_MS + 1000,
        "call_id": "c1",
        "queue_id": QUEUE,
        "tenant_id": TENANT,
        "ended_at_ms": UTC_MS + 1030,
        "ended_by": "acknowledged",
        "supervisor_id": "sue",
    }
