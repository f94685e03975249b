"""Rows into the database, and what becomes of those that it does not take."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select, text

from acd.domain.calls import CallId
from acd.storage import queries
from acd.storage.convert import Converter
from acd.storage.database import Database
from acd.storage.delivery import Delivery
from acd.storage.errors import DatabaseUnreachable
from acd.storage.rows import AnyRow, CallStartedRow
from acd.storage.spool import Spool
from acd.storage.tables import calls
from tests.storage.sample import StandingClock, answered_call, ended, started


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """An empty spool."""
    return Spool(tmp_path / "spool", StandingClock())


@pytest.fixture
def delivery(database: Database, spool: Spool) -> Delivery:
    """The way into the database."""
    return Delivery(database, spool)


def _rows(call_id: str = "c1") -> list[AnyRow]:
    return Converter(StandingClock()).rows(answered_call(call_id))


async def _count(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(calls))).scalar_one()


async def test_written(delivery: Delivery, database: Database) -> None:
    """What was delivered is there."""
    await delivery.check()
    await delivery.write(_rows())
    assert (delivery.written, delivery.set_aside, await _count(database)) == (len(_rows()), 0, 1)


@pytest.mark.parametrize("bad", [{"number": "\0"}, {"caller_name": "\ud800"}, {"started_at_ms": 2**70}])
async def test_bad_rows_do_not_hold_up_others(
    delivery: Delivery, database: Database, tmp_path: Path, bad: dict[str, str]
) -> None:
    """A value that no database takes costs its own row; where the database takes it, nothing is lost at all."""
    (row,) = Converter(StandingClock()).rows([started("bad")])
    assert isinstance(row, CallStartedRow)
    rows = [*_rows("c1"), msgspec.structs.replace(row, **bad), *_rows("c2")]
    await delivery.write(rows)
    assert delivery.written + delivery.set_aside == len(rows)
    assert await _count(database) == 3 - delivery.set_aside
    if delivery.set_aside:
        assert b'"call_id":"bad"' in (tmp_path / "spool" / "set-aside.jsonl").read_bytes()


async def test_replayed(delivery: Delivery, database: Database, spool: Spool, tmp_path: Path) -> None:
    """A spool file goes into the database and away; a damaged line is set aside and counted."""
    spool.append(_rows("c1"))
    spool.append(_rows("c2"))
    spool.close()
    (path,) = spool.files()
    content = path.read_bytes().replace(b'"call_ended","call_id":"c2"', b'"call_ended","call_id":"cX"')
    path.write_bytes(content)
    await delivery.replay(path)
    assert not path.exists()
    assert (delivery.written, delivery.set_aside) == (2 * len(_rows()) - 1, 1)
    assert [call.call_id for call in await queries.open_calls(database)] == ["c2"]
    assert b'"cX"' in (tmp_path / "spool" / "set-aside.jsonl").read_bytes()


async def test_replay_twice(delivery: Delivery, database: Database, spool: Spool) -> None:
    """The process died between the commit and the removal of the file: doing it again changes nothing."""
    spool.append(_rows())
    spool.close()
    (path,) = spool.files()
    content = path.read_bytes()
    await delivery.replay(path)
    before = await queries.call_detail(database, CallId("c1"))
    path.write_bytes(content)
    await delivery.replay(path)
    assert await queries.call_detail(database, CallId("c1")) == before


async def test_unreadable_file(
    delivery: Delivery, spool: Spool, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file on a bad spot of the disk is put out of the way: others behind it get their turn."""
    spool.append(_rows())
    spool.close()
    (path,) = spool.files()

    def bad_spot(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(Path, "open", bad_spot)
        await delivery.replay(path)
    assert path.with_suffix(".unreadable").exists()
    assert (delivery.set_aside, spool.files(), await _count(database)) == (1, [], 0)


async def test_tables_missing(delivery: Delivery, database: Database, spool: Spool) -> None:
    """Somebody forgot to migrate: the rows are not at fault and wait."""
    async with database.write() as connection:
        await connection.execute(text("DROP TABLE calls"))
    spool.append(_rows())
    spool.close()
    (path,) = spool.files()
    with pytest.raises(DatabaseUnreachable):
        await delivery.write(Converter(StandingClock()).rows([ended()]))
    with pytest.raises(DatabaseUnreachable):
        await delivery.replay(path)
    assert path.exists()
    assert (delivery.written, delivery.set_aside) == (0, 0)
