"""Calls outlive the controller: Asterisk goes on when the process that started it is killed; it is found again."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from acd.pbx.errors import PbxStillRunning
from acd.pbx.plan import PbxPlan
from acd.pbx.process import AsteriskProcess
from tests.acceptance.pbx.ari_probe import ask
from tests.fixtures.pbx import asterisk, free_plan, running_pbx

pytestmark = pytest.mark.live

REPOSITORY = Path(__file__).parents[3]

# how a controller that is killed looks from outside: it starts Asterisk, and then it is gone
VICTIM = """
import asyncio, os, signal, sys
from pathlib import Path
from acd.pbx.plan import PbxPlan
from acd.pbx.process import AsteriskProcess
from tests.fixtures.pbx import asterisk, free_plan

async def main():
    plan = free_plan(Path(sys.argv[1]))
    process = await AsteriskProcess.start(plan, asterisk())
    await process.wait_ready(30)
    ports = (plan.ari_port, plan.ami_port, plan.agi_port, plan.sip_port, plan.rtp_first, plan.rtp_last)
    print(*ports, process.pid, flush=True)
    {end}

asyncio.run(main())
"""


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise RuntimeError('crash')", "pass"])
async def test_asterisk_outlives_its_starter_and_is_adopted(tmp_path: Path, end: str) -> None:
    """Killed, crashed or simply ended without a stop: Asterisk goes on, and the next run takes it over."""
    plan, pid = _started_by_a_victim(tmp_path, end)
    process = AsteriskProcess.adopt(plan)
    assert process is not None
    try:
        assert process.pid == pid
        await process.wait_ready(5)
        assert ask(plan, "GET", "channels") == (200, [])
        with pytest.raises(PbxStillRunning):
            await AsteriskProcess.start(plan, asterisk())
    finally:
        await process.stop()
    assert AsteriskProcess.adopt(plan) is None


async def test_the_end_of_asterisk_is_noticed(tmp_path: Path) -> None:
    """Whoever waits for it hears of a crash within a second, and stop is then no error."""
    async with running_pbx(tmp_path) as pbx:
        async with asyncio.TaskGroup() as group:
            end = group.create_task(pbx.process.wait_end())
            await asyncio.sleep(0)
            os.kill(pbx.process.pid, signal.SIGKILL)
            async with asyncio.timeout(1):
                await end
        assert AsteriskProcess.adopt(pbx.plan) is None


async def test_a_hanging_asterisk_is_killed(tmp_path: Path) -> None:
    """One that does not listen any more is ended by force after the time of grace."""
    async with running_pbx(tmp_path) as pbx:
        os.kill(pbx.process.pid, signal.SIGSTOP)
        await pbx.process.stop(grace_s=0.3)
        assert not pbx.process.alive()


def _started_by_a_victim(folder: Path, end: str) -> tuple[PbxPlan, int]:
    """The plan that the victim made, and the Asterisk that it left behind."""
    asterisk()
    ended = subprocess.run(
        [sys.executable, "-c", VICTIM.format(end=end), str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=REPOSITORY,
    )
    assert ended.stdout, ended.stderr
    *ports, pid = (int(word) for word in ended.stdout.split())
    names = ("ari_port", "ami_port", "agi_port", "sip_port", "rtp_first", "rtp_last")
    return free_plan(folder, **dict(zip(names, ports, strict=True))), pid
