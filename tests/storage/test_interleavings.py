"""Whatever the batches, their order and their repetition: the same records give the same tables."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from acd.domain.agents import AgentId, AgentState
from acd.domain.recordings import RecordingOutcome
from acd.domain.records import Record, RecordingEnded
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.rows import AnyRow
from acd.storage.tables import metadata
from acd.storage.upserts import write_rows
from tests.storage.sample import (
    ABANDONED,
    LOST,
    StandingClock,
    answered_call,
    ended,
    left_message,
    moved,
    recorded,
    started,
    stint,
)

REPAIRED = RecordingOutcome.REPAIRED
Tables = dict[str, list[tuple[Any, ...]]]


def _all_rows() -> list[AnyRow]:
    """Two runs of a controller: calls that were answered, given up, lost, and one whose loss was an assumption."""
    first, second = StandingClock(), StandingClock()
    second.wall_ms += 60_000
    records: list[Record] = [
        *answered_call("answered", 1000, first_stint=1),
        started("abandoned", 1050),
        ended("abandoned", 1050, 20, ABANDONED),
        started("going-on", 1300),
        *answered_call("assumed", 1500, first_stint=10),
        stint(1, 1200, AgentState.PAUSED, AgentId("bob")),
        *recorded("answered", 1040),
        # the controller died before the recording's end was kept; the next one finished the file
        *[record for record in recorded("assumed", 1540, REPAIRED) if not isinstance(record, RecordingEnded)],
        stint(2, 1210, AgentState.OFFLINE, AgentId("bob"), life_ms=0),
        *moved("moved", 1350),
        *moved("moved-and-ended", 1360),
        ended("moved-and-ended", 1360, 90, ABANDONED),
    ]
    later: list[Record] = [
        ended("assumed", 1500, 9000, LOST),
        stint(1, 0, AgentState.AVAILABLE, AgentId("bob")),
        *answered_call("second", 100, first_stint=1),
        *recorded("second", 140),
        left_message("second", 300),
    ]
    return [*Converter(first).rows(records), *Converter(second).rows(later)]


ROWS = _all_rows()


@st.composite
def histories(draw: st.DrawFn) -> list[list[AnyRow]]:
    """Every row at least once, some more often, in any order, cut into any batches."""
    doubles = draw(st.lists(st.sampled_from(range(len(ROWS))), max_size=20))
    order = draw(st.permutations([*range(len(ROWS)), *doubles]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=8)))
    return [[ROWS[n] for n in order[begin:end]] for begin, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


async def _tables_after(database: Database, batches: list[list[AnyRow]]) -> Tables:
    # each example starts with empty tables
    found: Tables = {}
    async with database.write() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(delete(table))
        for batch in batches:
            await write_rows(connection, batch)
        for table in metadata.sorted_tables:
            rows = await connection.execute(select(table).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    return found


def _check(url: str, histories_wanted: int) -> None:
    with asyncio.Runner() as runner:
        database = Database(url)
        wanted = runner.run(_tables_after(database, [ROWS]))
        assert len(wanted["calls"]) == 7

        @settings(max_examples=histories_wanted, suppress_health_check=[HealthCheck.too_slow])
        @given(history=histories())
        def same_tables(history: list[list[AnyRow]]) -> None:
            assert runner.run(_tables_after(database, history)) == wanted

        same_tables()
        runner.run(database.close())


def test_on_sqlite(sqlite_url: str) -> None:
    """Any history gives the tables that the plain one gives."""
    _check(sqlite_url, 300)


def test_on_postgresql(postgres_url: str) -> None:
    """The same there."""
    _check(postgres_url, 100)


def test_both_databases_agree(sqlite_url: str, postgres_url: str) -> None:
    """What is written to one reads as what is written to the other."""

    async def written(url: str) -> Tables:
        database = Database(url)
        tables = await _tables_after(database, [ROWS])
        await database.close()
        return tables

    assert asyncio.run(written(sqlite_url)) == asyncio.run(written(postgres_url))
