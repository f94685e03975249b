"""What can be known of a start without a real Asterisk; the rest is in tests/acceptance/pbx."""

import asyncio
import errno
import threading
from pathlib import Path

import pytest

from acd.pbx import pidfile
from acd.pbx.errors import AsteriskMissing, PbxError, PbxNotReady
from acd.pbx.locate import AsteriskBinary
from acd.pbx.pidfile import ProcessId
from acd.pbx.plan import PbxPlan
from acd.pbx.process import AsteriskProcess
from acd.runtime.tasks import Tasks
from tests.fixtures.pbx import free_plan
from tests.unit.pbx.test_locate import program


def binary(folder: Path, script: str) -> AsteriskBinary:
    """A program that stands for Asterisk."""
    path = program(folder / "program", "hello")
    path.write_text(f"#!/bin/sh\n{script}\n")
    return AsteriskBinary((str(path),), "22.10.1", Path("/usr/lib/asterisk/modules"), Path("/usr/share/asterisk"))


async def begin(plan: PbxPlan, asterisk: AsteriskBinary) -> None:
    """A start as a task of its own."""
    await AsteriskProcess.start(plan, asterisk)


async def test_one_that_dies_at_once_tells_its_last_words(tmp_path: Path) -> None:
    """What it wrote before it had a log of its own."""
    process = await AsteriskProcess.start(free_plan(tmp_path), binary(tmp_path, "echo cannot live; exit 1"))
    with pytest.raises(PbxNotReady, match=r"(?s)died while starting.*cannot live"):
        await process.wait_ready(10)
    await process.stop()


async def test_one_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    """After the time that the caller gave; the warnings of this start come first, not those of the last."""
    plan = free_plan(tmp_path)
    plan.log.mkdir(parents=True)
    log = plan.log / "messages.log"
    log.write_text("WARNING of last week\n")
    process = await AsteriskProcess.start(plan, binary(tmp_path, f"echo 'NOTICE x\nERROR now' >> {log}; sleep 60"))
    try:
        with pytest.raises(PbxNotReady, match=r"(?s)not ready after 0\.3 s.*ERROR now") as caught:
            await process.wait_ready(0.3)
        assert "last week" not in str(caught.value) and "NOTICE" not in str(caught.value)
    finally:
        await process.stop()


async def test_stop_ends_whatever_it_started(tmp_path: Path) -> None:
    """Its children too, and those that refuse the polite signal."""
    process = await AsteriskProcess.start(
        free_plan(tmp_path), binary(tmp_path, "trap '' TERM; sleep 60 & wait; sleep 60")
    )
    assert process.alive()
    await process.stop(grace_s=0.2)
    await process.stop(grace_s=0.2)
    assert not process.alive()


async def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """And nothing is remembered of it."""
    plan: PbxPlan = free_plan(tmp_path)
    missing = AsteriskBinary((str(tmp_path / "none"),), "22.10.1", tmp_path, tmp_path)
    with pytest.raises(AsteriskMissing, match="none does not start"):
        await AsteriskProcess.start(plan, missing)
    assert AsteriskProcess.adopt(plan) is None


async def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is an operator's matter, and is tried again by the keeper."""

    def full(plan: PbxPlan, binary: AsteriskBinary) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("acd.pbx.process.render", full)
    with pytest.raises(PbxError, match=r"No space left on device.*free space"):
        await AsteriskProcess.start(free_plan(tmp_path), binary(tmp_path, "sleep 60"))


async def test_one_that_cannot_be_noted_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a note nobody would find it again, and it would hold the ports for ever."""
    started: list[ProcessId] = []

    def full(plan: PbxPlan, process: ProcessId) -> None:
        started.append(process)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("acd.pbx.process.pidfile.remember", full)
    with pytest.raises(PbxError, match="No space left on device"):
        await AsteriskProcess.start(free_plan(tmp_path), binary(tmp_path, "sleep 60"))
    assert not started[0].alive()


async def test_a_cancelled_start_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that starts it cannot be cancelled; what it started then is ended, however often we are asked."""
    plan = free_plan(tmp_path)
    begun, go_on = threading.Event(), threading.Event()
    started: list[ProcessId] = []

    def slow(plan: PbxPlan, process: ProcessId) -> None:
        started.append(process)
        begun.set()
        go_on.wait(10)
        remember(plan, process)

    remember = pidfile.remember
    monkeypatch.setattr("acd.pbx.process.pidfile.remember", slow)
    tasks = Tasks()
    task = tasks.spawn(begin(plan, binary(tmp_path, "sleep 60")), "start")
    await asyncio.to_thread(begun.wait, 10)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    await asyncio.wait([task], timeout=10)
    assert task.cancelled()
    assert not started[0].alive()
    assert AsteriskProcess.adopt(plan) is None and list((plan.state / "run").iterdir()) == []


async def test_a_start_that_fails_after_it_was_cancelled_is_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who cancelled does not wait for an error of it."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(plan: PbxPlan, binary: AsteriskBinary) -> Path:
        begun.set()
        go_on.wait(10)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("acd.pbx.process.render", slow)
    tasks = Tasks()
    task = tasks.spawn(begin(free_plan(tmp_path), binary(tmp_path, "sleep 60")), "start")
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    go_on.set()
    await asyncio.wait([task], timeout=10)
    assert task.cancelled()
