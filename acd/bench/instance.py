"""One call centre to be measured: `acd run` in a process, a folder and on ports of its own. Gone afterwards.

Its Asterisk has one extension more than usual: `queue`, which leads into Asterisk's own app_queue with the same
agents. So both systems are measured on the same Asterisk, in turn.
"""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from acd.ami.recorder import ENDING
from acd.client.controller import Controller
from acd.client.errors import ClientError
from acd.config import Settings
from acd.credentials import Credentials
from acd.domain.errors import AcdError
from acd.pbx import install, pidfile
from acd.pbx.process import AsteriskProcess
from acd.plans import pbx_plan
from acd.recordings.desk import RAW

PLAIN, SPOKEN, RECORDED, APP_QUEUE = "+15550100", "+15550101", "+15550102", "queue"
"""What callers dial: our line; the same with greeting and whisper, or recorded; Asterisk's own."""
TRUNK = "trunk-bench"
SOUND = "beep"
READY_WITHIN_S = 120.0
STOP_WITHIN_S = 30.0
_RTP_PORTS = 3000

DIALPLAN = f"""\
; the rival: the queue of the safety net, which has the same agents
[from-trunk](+)
exten => {APP_QUEUE},1,Answer()
 same => n,Queue(safety-net)
 same => n,Hangup()
"""


@dataclass(frozen=True, slots=True)
class Instance:
    """A call centre that takes calls."""

    server: tuple[str, int]
    """Where its Asterisk speaks SIP."""
    controller_pid: int
    asterisk_pid: int
    asterisk_version: str
    credentials: Credentials
    agents: tuple[str, ...]
    """Phones of the agents; all are signed in."""
    sound_s: float
    """Length of the sound that `SPOKEN` plays."""
    raw: Path
    """Where Asterisk writes recordings, until the controller files them."""

    def recordings_in_progress(self) -> list[Path]:
        """Return the recordings that are not filed yet."""
        return list(self.raw.rglob(f"*{ENDING}"))


@asynccontextmanager
async def running(agents: int) -> AsyncIterator[Instance]:
    """Start a call centre and end it. Raises AcdError when it does not start."""
    with tempfile.TemporaryDirectory(prefix="acd-bench-") as name:
        folder = Path(name)
        environ = _prepared(folder, agents)
        settings = Settings.load(environ, folder)
        credentials = Credentials.load(settings.var / "secrets")
        output = folder / "output"
        with output.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "acd", "run", stdout=file, stderr=file, env=environ
            )
        try:
            controller = Controller(f"http://127.0.0.1:{settings.http_port}", credentials.api_token())
            names = await _signed_in(controller, process, output)
            yield await _instance(settings, credentials, process.pid, names)
        finally:
            await _end(process)
            # a controller that was killed leaves its Asterisk
            left = AsteriskProcess.adopt(pbx_plan(settings, credentials))
            if left is not None:
                await left.stop(grace_s=2)


def configuration(agents: int) -> str:
    """Return the YAML of a call centre without wrap-up, with a plain and a spoken tenant."""
    people = "\n".join(f"  - {{id: a{place:03}, name: Agent {place}}}" for place in range(agents))
    return f"""\
trunks:
  - {{id: bench, match: [127.0.0.1]}}
tenants:
  - {{id: plain, name: Plain, numbers: ["{PLAIN}"], queue: line, whisper: []}}
  - id: spoken
    name: Spoken
    numbers: ["{SPOKEN}"]
    queue: line
    greeting: {{sound: {SOUND}}}
    whisper: {{sound: {SOUND}}}
  - {{id: recorded, name: Recorded, numbers: ["{RECORDED}"], queue: line, whisper: [], recording: always}}
queues:
  - {{id: line}}
agents:
{people}
"""


def _prepared(folder: Path, agents: int) -> dict[str, str]:
    """Write what the call centre reads, and return its environment."""
    (folder / "bench.yaml").write_text(configuration(agents))
    custom = folder / "var/asterisk/etc/custom"
    custom.mkdir(parents=True, mode=0o750)
    (custom / "extensions.conf").write_text(DIALPLAN)
    sip_port = _free_port()
    # below the ports that the kernel hands out by itself
    rtp_first = 11000 + sip_port % 7 * _RTP_PORTS
    package = Path(__file__).parents[2]
    paths = [str(package), *filter(None, [os.environ.get("PYTHONPATH")])]
    mine = {key: value for key, value in os.environ.items() if not key.startswith("ACD_")}
    return mine | {
        "PYTHONPATH": os.pathsep.join(paths),
        "ACD_VAR": str(folder / "var"),
        "ACD_CONFIG": str(folder / "bench.yaml"),
        "ACD_HTTP_PORT": str(_free_port()),
        "ACD_SIP_HOST": "127.0.0.1",
        "ACD_SIP_PORT": str(sip_port),
        "ACD_RTP_PORTS": f"{rtp_first}-{rtp_first + _RTP_PORTS - 1}",
        "ACD_ASTERISK_ROOT": str(Settings.load().asterisk_root),
        "ACD_DRAIN_S": "0",
        "ACD_RECORDING_RESERVE_MB": "50",
        "ACD_LOG_LEVEL": "warning",
    }


async def _instance(
    settings: Settings, credentials: Credentials, controller_pid: int, agents: tuple[str, ...]
) -> Instance:
    running = pidfile.recall(pbx_plan(settings, credentials))
    if running is None:
        raise AcdError("Asterisk ended while it was being looked for")
    binary = await asyncio.to_thread(install.ensure, settings.asterisk_root, _nobody)
    sound = binary.data_dir / f"sounds/en/{SOUND}.wav"
    # 16 bit at 8 kHz; the 44 bytes of the header make 3 ms
    sound_s = sound.stat().st_size / 16000 if sound.is_file() else float("nan")
    return Instance(
        (settings.sip_host, settings.sip_port),
        controller_pid,
        running[0].pid,
        binary.version,
        credentials,
        tuple(f"agent-{name}" for name in agents),
        sound_s,
        settings.var / "recordings" / RAW,
    )


async def _signed_in(controller: Controller, process: Process, output: Path) -> tuple[str, ...]:
    """Wait until calls are taken, and sign all agents in; returns their ids. Raises AcdError."""
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            while not await asyncio.to_thread(_connected, controller):
                if process.returncode is not None:
                    raise AcdError(f"acd run ended: {_last_lines(output)}")
                await asyncio.sleep(0.2)
            agents = await asyncio.to_thread(controller.agents)
            for agent in agents:
                await asyncio.to_thread(controller.sign_in, agent.id)
            return tuple(agent.id for agent in agents)
    except TimeoutError:
        raise AcdError(f"acd run is not ready after {READY_WITHIN_S:g} s: {_last_lines(output)}") from None
    except ClientError as error:
        raise AcdError(f"the call centre to be measured does not answer: {error}") from error


def _connected(controller: Controller) -> bool:
    try:
        return controller.status().pbx_connected
    except ClientError:
        return False


async def _end(process: Process) -> None:
    """Ask politely, then cut the draining short, then end it by force."""
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        process.send_signal(number)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN_S):
                await process.wait()


def _free_port() -> int:
    """A port of loopback that is free for TCP and UDP now."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port = int(tcp.getsockname()[1])
            with suppress(OSError):
                udp.bind(("127.0.0.1", port))
                return port


def _last_lines(output: Path) -> str:
    return " | ".join(output.read_text(errors="replace").splitlines()[-5:])


def _nobody(_: str) -> None:
    """Nobody is told of progress."""
