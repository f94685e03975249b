"""Keeping an Asterisk up. That a real one is really started again is an acceptance test."""

import asyncio
from pathlib import Path

import pytest

from acd.pbx import keeper as module
from acd.pbx.errors import PbxError, PbxNotReady
from acd.pbx.keeper import PbxKeeper
from acd.pbx.locate import AsteriskBinary
from acd.pbx.plan import PbxPlan
from acd.runtime.tasks import Tasks


class Process:
    """An Asterisk that ends when it is told to."""

    def __init__(self, ready: bool = True) -> None:
        self.ready = ready
        self.ended = asyncio.Event()
        self.stopped = False

    async def wait_ready(self, timeout_s: float) -> None:
        if not self.ready:
            raise PbxNotReady("not today")

    async def wait_end(self) -> None:
        await self.ended.wait()

    async def stop(self, grace_s: float = 10.0) -> None:
        self.stopped = True


class Machine:
    """Where processes are started and found."""

    def __init__(self) -> None:
        self.running: Process | None = None
        self.next: list[Process] = []
        self.started: list[Process] = []

    def adopt(self, plan: PbxPlan) -> Process | None:
        return self.running

    async def start(self, plan: PbxPlan, binary: AsteriskBinary) -> Process:
        self.started.append(self.next.pop(0))
        return self.started[-1]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(module, "AsteriskProcess", machine)
    monkeypatch.setattr(module, "FIRST_RETRY_S", 0.001)
    monkeypatch.setattr(module, "NEXT_SECOND_S", 0.001)
    return machine


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def keeper(machine: Machine, told: list[str], tmp_path: Path) -> PbxKeeper:
    plan = PbxPlan(
        state=tmp_path / "asterisk",
        ari_port=8088,
        ari_password="x" * 20,
        ami_port=5038,
        ami_password="m" * 20,
        agi_port=4573,
    )
    return PbxKeeper(plan, AsteriskBinary(("asterisk",), "22.10.1", tmp_path, tmp_path), told.append)


async def test_one_that_runs_is_taken_over(keeper: PbxKeeper, machine: Machine) -> None:
    """An Asterisk with calls in it is never started a second time."""
    machine.running = Process()
    assert await keeper.up() is True
    assert machine.started == []


async def test_one_that_does_not_get_ready_is_ended_and_told(keeper: PbxKeeper, machine: Machine) -> None:
    """Nothing half-started is left behind."""
    machine.next = [Process(ready=False)]
    with pytest.raises(PbxError, match="not today"):
        await keeper.up()
    assert machine.started[0].stopped


async def test_one_that_dies_is_started_again_until_it_is_up(
    keeper: PbxKeeper, machine: Machine, told: list[str]
) -> None:
    """A failed attempt is told and repeated; the operator hears of the end and of the return."""
    last = Process()
    machine.next = [Process(), Process(ready=False), last]
    assert await keeper.up() is False
    tasks = Tasks()
    tasks.spawn(keeper.run(), "pbx")
    machine.started[0].ended.set()
    async with asyncio.timeout(5):
        while "Asterisk is back" not in told:
            await asyncio.sleep(0)
    assert machine.started[-1] is last
    assert keeper.restarts == 1
    assert told[0].startswith("Asterisk ended") and "not today" in told[1]
    await tasks.cancel()
    await keeper.stop()
    assert last.stopped


async def test_it_is_not_started_again_within_the_same_second(
    keeper: PbxKeeper, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its channels would get the names of those that are lost, and new callers would be taken for old ones."""
    monkeypatch.setattr(module, "NEXT_SECOND_S", 3600.0)
    machine.next = [Process(), Process()]
    await keeper.up()
    tasks = Tasks()
    tasks.spawn(keeper.run(), "pbx")
    machine.started[0].ended.set()
    async with asyncio.timeout(5):
        while keeper.restarts == 0:
            await asyncio.sleep(0)
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(machine.started) == 1
    await tasks.cancel()


async def test_one_that_is_taken_over_is_known_before_it_is_ready(keeper: PbxKeeper, machine: Machine) -> None:
    """Whoever gives up while it gets ready must not end it: there may be calls in it."""
    machine.running = Process(ready=False)
    with pytest.raises(PbxError, match="not today"):
        await keeper.up()
    assert keeper.found
    assert not machine.running.stopped


async def test_one_that_was_started_is_not_one_that_was_found(keeper: PbxKeeper, machine: Machine) -> None:
    """Neither the first, nor the one that follows a found one that died."""
    found = machine.running = Process()
    machine.next = [Process()]
    await keeper.up()
    tasks = Tasks()
    tasks.spawn(keeper.run(), "pbx")
    found.ended.set()
    async with asyncio.timeout(5):
        while keeper.found:
            await asyncio.sleep(0)
    assert len(machine.started) == 1
    await tasks.cancel()
