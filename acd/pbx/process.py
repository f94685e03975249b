"""Starts, watches and stops one Asterisk; finds it again after a crash of ours.

Asterisk is no child in the usual sense: it leads its own session and outlives this process, so that calls go on
when the controller crashes. That is why asyncio's subprocess is not used: it kills what it started when it is
collected. Nothing here decides when to start or stop.
"""

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from acd.pbx import pidfile, ports, readiness
from acd.pbx.errors import AsteriskMissing, PbxError, PbxNotReady, PbxStillRunning
from acd.pbx.locate import ADVICE, AsteriskBinary
from acd.pbx.pidfile import ProcessId
from acd.pbx.plan import PbxPlan
from acd.pbx.render import render

_POLL_S = 0.05
_WATCH_S = 0.25
_KILL_LIMIT_S = 10.0
_TOLD_LINES = 8


class AsteriskProcess:
    """One running Asterisk. Made by `start` or `adopt`, never directly."""

    def __init__(self, plan: PbxPlan, process: ProcessId, log_start: int) -> None:
        """Takes charge of a process that is already there; its own log lines begin at byte `log_start`."""
        self.plan = plan
        self._process = process
        self._log_start = log_start

    @classmethod
    async def start(cls, plan: PbxPlan, binary: AsteriskBinary) -> "AsteriskProcess":
        """Writes the settings and starts Asterisk; it is not ready yet.

        Raises PbxStillRunning when this state folder has one already, PortTaken when a port is held by another
        program, PbxError when the settings cannot be written. When it is cancelled, nothing is left running.
        """
        loop = asyncio.get_running_loop()
        starting = loop.run_in_executor(None, cls._start, plan, binary)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # the thread cannot be cancelled, and what it starts would be nobody's
            await _whatever_comes(starting)
            if starting.exception() is None:
                await _whatever_comes(loop.run_in_executor(None, starting.result()._discard))
            raise

    @classmethod
    def _start(cls, plan: PbxPlan, binary: AsteriskBinary) -> "AsteriskProcess":
        try:
            conf, log_start = _prepared(plan, binary)
        except OSError as error:
            raise _unwritten(plan, error) from error
        try:
            pid = _spawned([*binary.argv, "-f", "-C", str(conf)], plan.log / "console.log")
        except OSError as error:
            raise AsteriskMissing(f"{binary.argv[0]} does not start: {error.strerror}; {ADVICE}.") from error
        try:
            # it may be dead already, but as our child it keeps its number until it is buried
            process = pidfile.process_id(pid) or ProcessId(pid, 0)
            pidfile.remember(plan, process)
        except OSError as error:
            # without a note nobody would find it again, and it would hold the ports
            _killed(pid)
            raise _unwritten(plan, error) from error
        return cls(plan, process, log_start)

    def _discard(self) -> None:
        """Ends one that has no calls yet, without a word. Blocking, some milliseconds."""
        _killed(self.pid)
        pidfile.forget(self.plan)

    @classmethod
    def adopt(cls, plan: PbxPlan) -> "AsteriskProcess | None":
        """The Asterisk that an earlier run of ours left running in this state folder; None if there is none.

        Raises PbxStillRunning when it runs with other settings than `plan` has: it would not be reached.
        """
        running = pidfile.recall(plan)
        if running is None:
            return None
        process, fingerprint = running
        if fingerprint != plan.fingerprint():
            raise PbxStillRunning(
                f"Asterisk (process {process.pid}) of {plan.state} still runs with other settings: "
                f"end its calls and stop it (kill {process.pid}), or go back to the former settings."
            )
        return cls(plan, process, _size(plan.log / "messages.log"))

    @property
    def pid(self) -> int:
        """Process number; also that of its process group."""
        return self._process.pid

    def alive(self) -> bool:
        """True while it runs."""
        return self._process.alive()

    async def wait_ready(self, timeout_s: float) -> None:
        """Returns when ARI answers and both SIP transports are open.

        Raises PbxNotReady, whose message ends with the last lines of the log, when Asterisk dies, is not ready
        after `timeout_s`, or could not open a SIP port. A process that is not ready goes on running: stop it.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not await readiness.booted(self.plan):
                    if not self.alive():
                        raise PbxNotReady(self._told("died while starting"))
                    await asyncio.sleep(_POLL_S)
                missing = await readiness.missing_transports(self.plan)
        except TimeoutError as error:
            raise PbxNotReady(self._told(f"was not ready after {timeout_s:g} s")) from error
        if missing:
            address = f"{self.plan.sip_bind}:{self.plan.sip_port}"
            raise PbxNotReady(self._told(f"could not open {' and '.join(missing)} on {address}: change ACD_SIP_PORT"))

    async def wait_end(self) -> None:
        """Returns when the process is gone, for whatever reason, at most 0.25 s later."""
        # by looking, not by an event: an adopted Asterisk is not our child, so no child watcher tells of it
        while True:
            if not self.alive():
                return
            await asyncio.sleep(_WATCH_S)

    async def stop(self, grace_s: float = 10.0) -> None:
        """Ends it, and with it every call: politely, after `grace_s` by force. No process is left. Idempotent."""
        for number, limit_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, _KILL_LIMIT_S)):
            self._process.send(number)
            try:
                async with asyncio.timeout(limit_s):
                    await self.wait_end()
            except TimeoutError:
                continue
            pidfile.forget(self.plan)
            return
        raise PbxStillRunning(f"Asterisk (process {self.pid}) does not end even by force: is its disk hanging?")

    def _told(self, what: str) -> str:
        """A sentence with the last log lines of this start."""
        lines = _lines_from(self.plan.log / "messages.log", self._log_start)
        wanted = [line for line in lines if "WARNING" in line or "ERROR" in line] or lines
        wanted = wanted or _lines_from(self.plan.log / "console.log", 0)
        return "\n  ".join([f"Asterisk {what}. Last lines of its log in {self.plan.log}:", *wanted[-_TOLD_LINES:]])


async def _whatever_comes(future: asyncio.Future[Any]) -> None:
    """Returns when `future` is done. Only for what ends soon: who cancels this waits as well."""
    while not future.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([future])


def _prepared(plan: PbxPlan, binary: AsteriskBinary) -> tuple[Path, int]:
    """The settings, written, and where in its log this start begins. Raises PbxError and OSError."""
    running = pidfile.recall(plan)
    if running is not None:
        raise PbxStillRunning(f"Asterisk (process {running[0].pid}) of {plan.state} runs already: adopt or stop it.")
    ports.require_free(plan)
    conf = render(plan, binary)
    # before the start: it may have written its last words before this thread runs again
    return conf, _size(plan.log / "messages.log")


def _unwritten(plan: PbxPlan, error: OSError) -> PbxError:
    return PbxError(
        f"Asterisk is not started, for its files in {plan.state} cannot be written ({error.strerror}): "
        f"free space on that disk, or make the folder writable."
    )


def _spawned(argv: list[str], output: Path) -> int:
    """Starts a program in a session of its own, with its output in a file; raises OSError if it cannot."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.posix_spawn(
        argv[0],
        argv,
        {**os.environ, "LC_ALL": "C.UTF-8"},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(output), flags, 0o640),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        # Python ignores these, and a program inherits what is ignored
        setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        setsigmask=[],
    )


def _killed(pid: int) -> None:
    """Ends a child of ours and all it started, and buries it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _lines_from(path: Path, start: int) -> list[str]:
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace").splitlines()
