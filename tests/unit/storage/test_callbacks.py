"""Callbacks in the database."""

from dataclasses import replace

from acd.domain.callbacks import AttemptResult, Callback, CallbackId, CallbackState
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.records import CallbackChanged
from acd.domain.tenants import Number, TenantId
from acd.storage.callbacks import open_callbacks
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.upserts import write_rows
from tests.storage.sample import StandingClock, asked_back

OTHER = replace(asked_back("c2"), call_id=None, retry_ms=70_000, asked_ms=5_000)


async def _write(database: Database, *records: CallbackChanged) -> None:
    async with database.write() as connection:
        await write_rows(connection, Converter(StandingClock()).rows(records))


async def _open(database: Database) -> tuple[Callback, ...]:
    return await open_callbacks(database, Converter(StandingClock()).scale)


async def test_those_that_are_open(database: Database) -> None:
    """As they were told last, in the order of asking; the place may be one of before the controller began."""
    await _write(database, OTHER, asked_back(), asked_back())
    assert await _open(database) == (
        Callback(
            CallbackId("c1-cb"),
            TenantId("acme"),
            QueueId("sales"),
            "+4917",
            Number("+4930"),
            CallId("c1"),
            asked_at=1.0005,
            rank_at=-28.9995,
            order=7,
            deadline=3601.0005,
            attempts=0,
            retry_at=None,
            state=CallbackState.WAITING,
            changes=1,
        ),
        Callback(
            CallbackId("c2-cb"),
            TenantId("acme"),
            QueueId("sales"),
            "+4917",
            Number("+4930"),
            None,
            asked_at=5.0005,
            rank_at=-28.9995,
            order=7,
            deadline=3601.0005,
            attempts=0,
            retry_at=70.0005,
            state=CallbackState.WAITING,
            changes=1,
        ),
    )


async def test_the_newest_counts_in_whatever_order_they_come(database: Database) -> None:
    """A spool brings back what is old; what is over is not open any more."""
    first = asked_back()
    trying = replace(first, state=CallbackState.TRYING, attempts=1, changes=2)
    over = replace(trying, state=CallbackState.CONNECTED, changes=3, result=AttemptResult.CONNECTED)
    await _write(database, trying)
    await _write(database, first)
    [stored] = await _open(database)
    assert (stored.state, stored.attempts, stored.changes) == (CallbackState.TRYING, 1, 2)
    await _write(database, over, trying, first)
    assert await _open(database) == ()
