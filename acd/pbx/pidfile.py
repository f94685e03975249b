"""Which process is the Asterisk of a state folder: its number, its start time, the settings it was started with.

A process number alone lies after a restart of the machine; with the start time it is one process for ever.
"""

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from acd.pbx.plan import PbxPlan
from acd.pbx.whole_file import write_whole

_FILE = "asterisk.process"


@dataclass(frozen=True, slots=True)
class ProcessId:
    """One process, never another one that got the same number later."""

    pid: int
    started_ticks: int
    """Clock ticks from the machine's start to the process's, as in /proc/<pid>/stat."""

    def alive(self) -> bool:
        """True while it runs; a dead child of ours is buried on the way."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        return _started_ticks(self.pid) == self.started_ticks

    def send(self, number: signal.Signals) -> None:
        """Signals the process and all it started: it leads a process group of its own."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)


def process_id(pid: int) -> ProcessId | None:
    """The process that has this number now; None if there is none."""
    ticks = _started_ticks(pid)
    return None if ticks is None else ProcessId(pid, ticks)


def remember(plan: PbxPlan, process: ProcessId) -> None:
    """Writes the note that a restarted controller reads."""
    write_whole(_path(plan), f"{process.pid} {process.started_ticks} {plan.fingerprint()}\n")


def forget(plan: PbxPlan) -> None:
    """Removes the note."""
    _path(plan).unlink(missing_ok=True)


def recall(plan: PbxPlan) -> tuple[ProcessId, str] | None:
    """The living Asterisk of this state folder and the fingerprint of its settings; None if there is none."""
    try:
        pid, ticks, fingerprint = _path(plan).read_text().split()
        process = ProcessId(int(pid), int(ticks))
    except (FileNotFoundError, ValueError):
        return None
    return (process, fingerprint) if process.alive() else None


def _path(plan: PbxPlan) -> Path:
    return plan.state / "run" / _FILE


def _started_ticks(pid: int) -> int | None:
    """Field 22 of /proc/<pid>/stat; None for a process that is gone or only waits to be buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # the name in brackets may hold spaces and brackets of its own
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])
