"""A port that somebody else holds is named before anything is started."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acd.pbx.errors import PortTaken
from acd.pbx.plan import PbxPlan
from acd.pbx.ports import require_free


@contextlib.contextmanager
def held(kind: socket.SocketKind) -> Iterator[int]:
    """A port that is in use on loopback."""
    with socket.socket(type=kind) as holder:
        holder.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            holder.listen()
        yield int(holder.getsockname()[1])


def free() -> int:
    """A TCP port that was free a moment ago."""
    with held(socket.SOCK_STREAM) as port:
        return port


@pytest.fixture
def plan() -> PbxPlan:
    """Ports that nobody holds."""
    return PbxPlan(
        state=Path("/srv/x"),
        ari_port=free(),
        ari_password="p" * 20,
        ami_port=free(),
        ami_password="m" * 20,
        agi_port=4573,
        sip_bind="127.0.0.1",
        sip_port=free(),
    )


def test_free_ports_are_fine(plan: PbxPlan) -> None:
    """Twice: asking leaves nothing behind."""
    require_free(plan)
    require_free(plan)


@pytest.mark.parametrize(
    ("kind", "setting", "name"),
    [
        (socket.SOCK_STREAM, "ACD_ARI_PORT", "TCP"),
        (socket.SOCK_STREAM, "ACD_AMI_PORT", "TCP"),
        (socket.SOCK_STREAM, "ACD_SIP_PORT", "TCP"),
        (socket.SOCK_DGRAM, "ACD_SIP_PORT", "UDP"),
    ],
)
def test_a_taken_port_is_named(plan: PbxPlan, kind: socket.SocketKind, setting: str, name: str) -> None:
    """Protocol, number and setting."""
    with held(kind) as port, pytest.raises(PortTaken, match=f"{name} port {port} .*change {setting}"):
        changed: dict[str, Any] = {setting.removeprefix("ACD_").lower(): port}
        require_free(replace(plan, **changed))


def test_an_address_that_is_not_ours_is_told(plan: PbxPlan) -> None:
    """A slip in sip_bind looks the same to the kernel."""
    with pytest.raises(PortTaken, match=r"192\.0\.2\.1"):
        require_free(replace(plan, sip_bind="192.0.2.1"))


def test_a_single_rtp_port_that_is_taken_is_passed_over(plan: PbxPlan) -> None:
    """Asterisk takes the next one."""
    with held(socket.SOCK_DGRAM) as port:
        require_free(replace(plan, rtp_first=port - port % 2, rtp_last=port - port % 2 + 199))


def test_rtp_ports_of_which_not_even_four_are_free_are_named(plan: PbxPlan) -> None:
    """Callers would hear nothing, and nobody would know why."""
    with held(socket.SOCK_DGRAM) as port:
        first = port - port % 2
        with pytest.raises(PortTaken, match=rf"{first} to {first + 3} .*change ACD_RTP_PORTS"):
            require_free(replace(plan, rtp_first=first, rtp_last=first + 3))
