"""One process is told from another that got the same number later."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from acd.pbx import pidfile
from acd.pbx.pidfile import ProcessId, process_id
from acd.pbx.plan import PbxPlan


@pytest.fixture
def plan(tmp_path: Path) -> PbxPlan:
    """A plan with its folder for notes."""
    (tmp_path / "run").mkdir()
    return PbxPlan(
        state=tmp_path, ari_port=8088, ari_password="p" * 20, ami_port=5038, ami_password="m" * 20, agi_port=4573
    )


def test_a_living_process_is_recalled(plan: PbxPlan) -> None:
    """With the fingerprint of the settings it was started with."""
    me = process_id(os.getpid())
    assert me is not None and me.alive()
    pidfile.remember(plan, me)
    assert pidfile.recall(replace(plan, sip_port=5070)) == (me, plan.fingerprint())
    pidfile.forget(plan)
    pidfile.forget(plan)
    assert pidfile.recall(plan) is None


def test_the_same_number_with_another_start_is_another_process(plan: PbxPlan) -> None:
    """After a restart of the machine the number belongs to somebody else, who must not be touched."""
    me = process_id(os.getpid())
    assert me is not None
    stranger = ProcessId(me.pid, me.started_ticks + 1)
    pidfile.remember(plan, stranger)
    assert pidfile.recall(plan) is None
    stranger.send(signal.SIGKILL)


@pytest.mark.parametrize("text", ["", "1", "a b c", "1 2 3 4", "\x00"])
def test_a_damaged_note_is_no_note(plan: PbxPlan, text: str) -> None:
    """The disk was full when it was written, say."""
    (plan.state / "run/asterisk.process").write_text(text)
    assert pidfile.recall(plan) is None


def test_a_dead_child_is_buried() -> None:
    """A zombie is not alive, and asking clears it away."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "input()"], os.environ, setsid=True)
    child = process_id(pid)
    assert child is not None
    child.send(signal.SIGKILL)
    while child.alive():
        pass
    assert process_id(pid) is None
    child.send(signal.SIGKILL)


def test_a_name_with_brackets_is_no_trap() -> None:
    """/proc writes the program's name unescaped among its numbers."""
    code = "import ctypes; ctypes.CDLL(None).prctl(15, b') Z 1 (', 0, 0, 0); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        found = process_id(child.pid)
        assert found is not None and found.alive()
        child.kill()
