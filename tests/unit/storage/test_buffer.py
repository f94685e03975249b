"""The line of rows in memory."""

import asyncio

from acd.storage.buffer import BATCH_ROWS, Buffer
from acd.storage.convert import Converter
from acd.storage.rows import AnyRow
from tests.storage.sample import StandingClock, started


def _rows(count: int) -> list[AnyRow]:
    return Converter(StandingClock()).rows([started(f"c{n}") for n in range(count)])


def test_first_in_first_out() -> None:
    """A batch is the oldest rows, and they stay until they are released."""
    buffer = Buffer(StandingClock(), 2000)
    rows = _rows(BATCH_ROWS + 1)
    buffer.add(rows)
    assert buffer.batch() == rows[:BATCH_ROWS] == buffer.batch()
    buffer.release(buffer.batch())
    assert buffer.batch() == rows[BATCH_ROWS:]


def test_bound() -> None:
    """What finds no room is counted, and those already in line keep their place."""
    buffer = Buffer(StandingClock(), 3)
    rows = _rows(5)
    buffer.add(rows[:2])
    buffer.add(rows[2:])
    buffer.add(rows[2:])
    assert (buffer.batch(), buffer.lost) == (rows[:3], 2 + 3)


def test_age() -> None:
    """The age is that of the oldest row."""
    clock = StandingClock()
    buffer = Buffer(clock, 10)
    assert buffer.oldest_age_s == 0
    buffer.add(_rows(1))
    clock.advance(1500)
    buffer.add(_rows(1))
    assert buffer.oldest_age_s == 1.5


async def test_small_batch_waits_and_full_one_does_not() -> None:
    """Few rows wait a tenth of a second for company; a full batch goes at once, and so does everything in a hurry."""
    buffer = Buffer(StandingClock(), 2000)
    loop = asyncio.get_running_loop()
    buffer.add(_rows(1))
    begin = loop.time()
    await buffer.batch_due()
    assert 0.09 < loop.time() - begin < 1
    buffer.add(_rows(BATCH_ROWS))
    begin = loop.time()
    await buffer.batch_due()
    buffer.release(buffer.batch())
    buffer.hurry()
    await buffer.batch_due()
    assert loop.time() - begin < 0.05


async def test_emptied() -> None:
    """Who waits for the end is told when the last row is released."""
    buffer = Buffer(StandingClock(), 10)
    await buffer.emptied()
    buffer.add(_rows(2))
    waiting = asyncio.create_task(buffer.emptied())
    buffer.release(buffer.batch()[:1])
    await asyncio.sleep(0)
    assert not waiting.done()
    buffer.release(buffer.batch())
    await waiting
