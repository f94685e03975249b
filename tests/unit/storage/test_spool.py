"""Rows on the local disk."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from acd.storage import spool as module
from acd.storage.convert import Converter
from acd.storage.rows import AnyRow
from acd.storage.spool import Damaged, Spool, read
from tests.storage.sample import StandingClock, answered_call


@pytest.fixture
def rows() -> list[AnyRow]:
    """The rows of one call."""
    return Converter(StandingClock()).rows(answered_call())


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """A spool in a folder that does not exist yet."""
    return Spool(tmp_path / "spool", StandingClock())


def _content(spool: Spool) -> list[AnyRow | Damaged]:
    return [entry for path in spool.files() for entry in read(path)]


def test_what_was_appended_is_read(spool: Spool, rows: list[AnyRow], tmp_path: Path) -> None:
    """In order, after the file was closed; nobody else may look into the folder."""
    assert spool.files() == []
    spool.append(rows[:3])
    spool.append(rows[3:])
    assert spool.files() == [], "it is being written"
    spool.close()
    assert _content(spool) == rows
    assert (tmp_path / "spool").stat().st_mode & 0o077 == 0
    (path,) = spool.files()
    spool.remove(path)
    spool.remove(path)
    assert spool.files() == []


def test_a_new_file_when_one_is_large(spool: Spool, rows: list[AnyRow], monkeypatch: pytest.MonkeyPatch) -> None:
    """Files stay small, and follow each other in order."""
    monkeypatch.setattr(module, "ROTATE_BYTES", 100)
    for row in rows:
        spool.append([row])
    assert len(spool.files()) == len(rows)
    assert _content(spool) == rows


def test_files_of_earlier_processes_come_first(spool: Spool, rows: list[AnyRow], tmp_path: Path) -> None:
    """Order is by the start of the process."""
    clock = StandingClock()
    clock.advance(60_000)
    later = Spool(tmp_path / "spool", clock)
    later.append(rows[6:])
    spool.append(rows[:6])
    later.close()
    spool.close()
    assert _content(spool) == rows


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_torn_last_line(spool: Spool, rows: list[AnyRow], cut: int) -> None:
    """A process that died while writing leaves a piece of a line; those before it count."""
    spool.append(rows)
    spool.close()
    (path,) = spool.files()
    os.truncate(path, path.stat().st_size - cut)
    assert _content(spool) == rows[:-1]


def test_flipped_bit(spool: Spool, rows: list[AnyRow]) -> None:
    """A line that is not what was written is told apart, and costs no other line."""
    spool.append(rows)
    spool.close()
    (path,) = spool.files()
    content = bytearray(path.read_bytes())
    middle = content.index(b"\n") + 40
    content[middle] ^= 1
    path.write_bytes(content)
    found = _content(spool)
    assert isinstance(found[1], Damaged)
    assert [found[0], *found[2:]] == [rows[0], *rows[2:]]


def test_disk_error(spool: Spool, rows: list[AnyRow], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed sync the file is given up: the rows are written again, to another one."""
    spool.append(rows[:2])

    def broken(_file: int) -> None:
        raise OSError(errno.EIO, "disk")

    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(os, "fdatasync", broken)
        with pytest.raises(OSError, match="disk"):
            spool.append(rows[2:])
        with pytest.raises(OSError, match="disk"):
            spool.append(rows[2:])
    assert len(spool.files()) == 1, "what held nothing that counts is gone"
    spool.append(rows[2:])
    spool.close()
    assert len(spool.files()) == 2
    assert {repr(row) for row in _content(spool)} == {repr(row) for row in rows}


def test_disk_full(spool: Spool, rows: list[AnyRow], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A full disk takes the rows all the same, as long as there is the room set aside."""
    monkeypatch.setattr(module, "RESERVE_BYTES", 50_000)
    spool.make_reserve()
    reserve = tmp_path / "spool" / "reserve"
    assert reserve.stat().st_blocks * 512 >= 50_000
    write = os.write

    def full(file: int, content: bytes) -> int:
        if reserve.exists():
            write(file, content[:50])
            raise OSError(errno.ENOSPC, "full")
        return write(file, content)

    monkeypatch.setattr(os, "write", full)
    spool.append(rows)
    spool.close()
    assert _content(spool) == rows
    assert not reserve.exists()


def test_no_reserve_left(spool: Spool, rows: list[AnyRow], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the caller is told."""

    def full(_file: int, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="full"):
        spool.append(rows)


def test_file_of_a_living_process_is_left_alone(spool: Spool, tmp_path: Path) -> None:
    """What another process writes is not read before that process is gone."""
    script = f"""
import sys, time
from pathlib import Path
from acd.clock import Clock
from acd.storage.convert import Converter
from acd.storage.spool import Spool
from tests.storage.sample import answered_call
spool = Spool(Path({str(tmp_path / "spool")!r}), Clock())
spool.append(Converter(Clock()).rows(answered_call()))
print("written", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        assert spool.files() == []
        process.send_signal(signal.SIGKILL)
    assert len(_content(spool)) == len(answered_call())


def test_set_aside(spool: Spool, tmp_path: Path) -> None:
    """What nobody can store is kept, and so is what nobody can read; neither is tried again."""
    spool.set_aside([b"one"])
    spool.set_aside([b"two"])
    assert (tmp_path / "spool" / "set-aside.jsonl").read_bytes() == b"one\ntwo\n"
    spool.append([])
    spool.close()
    (path,) = spool.files()
    spool.put_away(path)
    assert spool.files() == []
    assert path.with_suffix(".unreadable").exists()
