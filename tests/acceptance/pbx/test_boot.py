"""The real Asterisk starts clean, obeys its owner only, listens only where it should, leaves nothing behind."""

import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

from acd.pbx import pidfile
from acd.pbx.errors import PbxNotReady, PbxStillRunning, PortTaken
from acd.pbx.process import AsteriskProcess
from tests.acceptance.pbx.ari_probe import ask
from tests.acceptance.pbx.sip_probe import SipProbe, status
from tests.fixtures.patience import until
from tests.fixtures.pbx import asterisk, free_plan, running_pbx

pytestmark = pytest.mark.live

# the switch in ccss.conf is reported like this by Asterisk itself; every other complaint is ours to mend
KNOWN = ("Some non-required modules failed to load.", "ccss declined to load.")


async def test_it_is_ready_within_seconds_and_ends_without_a_trace(tmp_path: Path) -> None:
    """Boot and stop are quick, and no process is left."""
    start = time.monotonic()
    async with running_pbx(tmp_path) as pbx:
        assert time.monotonic() - start < 15
        assert pbx.process.alive()
    assert not pbx.process.alive()
    assert pidfile.process_id(pbx.process.pid) is None
    assert AsteriskProcess.adopt(pbx.plan) is None


async def test_the_log_of_a_start_holds_no_complaint(tmp_path: Path) -> None:
    """Every module loads with the files that it wants."""
    async with running_pbx(tmp_path) as pbx:
        assert complaints(pbx.plan.log) == []
        modules = ask(pbx.plan, "GET", "asterisk/modules")[1]
        assert [each["name"] for each in modules if each["status"] != "Running"] == ["ccss"]


async def test_ari_obeys_its_owner_only(tmp_path: Path) -> None:
    """The generated password opens, another does not; no page tells about the server."""
    async with running_pbx(tmp_path) as pbx:
        assert ask(pbx.plan, "GET", "channels") == (200, [])
        assert ask(pbx.plan, "GET", "channels", password="wrong-password-wrong")[0] == 401
        assert ask(pbx.plan, "GET", "../httpstatus")[0] == 404


async def test_only_sip_is_open_beyond_loopback(tmp_path: Path) -> None:
    """On all addresses there is the SIP port and no other service; ARI and AMI are on loopback."""
    async with running_pbx(tmp_path, sip_bind="0.0.0.0") as pbx:
        sip = pbx.plan.sip_port
        loopback = {("127.0.0.1", port) for port in (pbx.plan.ari_port, pbx.plan.ami_port)}
        assert sockets_of(pbx.process.pid, "tcp") == loopback | {("0.0.0.0", sip)}
        # one more is the name resolver of the SIP stack: it asks, and hears only answers
        assert len(sockets_of(pbx.process.pid, "udp") - {("0.0.0.0", sip)}) <= 1


async def test_a_stranger_learns_neither_version_nor_names(tmp_path: Path) -> None:
    """An unknown caller is asked for a password like anybody, and the server does not say what it is."""
    async with running_pbx(tmp_path) as pbx:
        with SipProbe("stranger", pbx.plan.sip_port) as stranger:
            answer = stranger.invite("4930123456")
            assert status(answer) == 401
            assert "Asterisk" not in answer and "22.10" not in answer
        # Asterisk writes its logs in a thread of their own
        security = pbx.plan.log / "security.log"
        await until(lambda: "ChallengeSent" in security.read_text(), "the challenge in the security log")


async def test_two_instances_live_side_by_side(tmp_path: Path) -> None:
    """Own ports, own state, own identity."""
    async with (
        running_pbx(tmp_path / "a", system_name="one") as one,
        running_pbx(tmp_path / "b", system_name="two") as two,
    ):
        infos = [ask(pbx.plan, "GET", "asterisk/info?only=system")[1]["system"]["entity_id"] for pbx in (one, two)]
        assert infos[0] != infos[1]


async def test_a_path_too_long_for_a_socket_still_boots(tmp_path: Path) -> None:
    """The control socket moves to a short folder; the kernel would refuse the long one."""
    async with running_pbx(tmp_path / ("deep" * 20)) as pbx:
        assert (pbx.plan.run / "asterisk.ctl").is_socket()
        assert complaints(pbx.plan.log) == []


async def test_one_state_folder_has_one_asterisk(tmp_path: Path) -> None:
    """A second start is refused as long as the first runs, whatever its settings."""
    async with running_pbx(tmp_path) as pbx:
        with pytest.raises(PbxStillRunning, match=str(pbx.process.pid)):
            await AsteriskProcess.start(pbx.plan, asterisk())
        with pytest.raises(PbxStillRunning, match="other settings"):
            AsteriskProcess.adopt(free_plan(tmp_path))


async def test_a_taken_port_is_named_before_the_start(tmp_path: Path) -> None:
    """The operator reads which port and which setting."""
    plan = free_plan(tmp_path)
    with SipProbe("holder", 0) as holder:
        taken = holder.own_port
        with pytest.raises(PortTaken, match=f"UDP port {taken}.*ACD_SIP_PORT"):
            await AsteriskProcess.start(free_plan(tmp_path, sip_port=taken, ari_port=plan.ari_port), asterisk())


async def test_a_port_lost_after_the_check_is_found_at_readiness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asterisk goes on without its SIP port; we do not."""
    monkeypatch.setattr("acd.pbx.ports.require_free", lambda plan: None)
    with SipProbe("holder", 0) as holder:
        process = await AsteriskProcess.start(free_plan(tmp_path, sip_port=holder.own_port), asterisk())
        try:
            with pytest.raises(PbxNotReady, match=r"(?s)could not open transport-udp.*Address already in use"):
                await process.wait_ready(20)
        finally:
            await process.stop()


async def test_a_death_while_starting_shows_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Asterisk said last is in the message."""
    monkeypatch.setattr("acd.pbx.render.entity_id", lambda plan: "02:00\n[broken")
    monkeypatch.setattr("acd.pbx.render._UNSAFE", re.compile("(?!)"))
    process = await AsteriskProcess.start(free_plan(tmp_path), asterisk())
    try:
        with pytest.raises(PbxNotReady, match=r"(?s)died while starting.*asterisk.conf"):
            await process.wait_ready(20)
    finally:
        await process.stop()


def complaints(log: Path) -> list[str]:
    """Lines of the log that somebody would have to mend."""
    lines = (log / "messages.log").read_text().splitlines() + (log / "console.log").read_text().splitlines()
    return [
        line
        for line in lines
        if any(word in line for word in ("WARNING", "ERROR", "Unable", "Could not")) and not line.endswith(KNOWN)
    ]


def sockets_of(pid: int, kind: str) -> set[tuple[str, int]]:
    """Addresses on which a process listens (tcp) or receives (udp)."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            target = str(link.readlink())
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    found = set()
    for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[9] in inodes and (kind == "udp" or fields[3] == "0A"):
            address, port = fields[1].split(":")
            found.add((".".join(str(byte) for byte in reversed(bytes.fromhex(address))), int(port, 16)))
    return found
