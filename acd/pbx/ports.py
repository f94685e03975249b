"""Are the ports free? Asked before the start, because Asterisk goes on without a SIP port that it cannot have."""

import contextlib
import socket

from acd.pbx.errors import PortTaken
from acd.pbx.plan import PbxPlan

_LEAST_PAIRS = 2


def require_free(plan: PbxPlan) -> None:
    """Raises PortTaken, which names the port and the setting to change."""
    wanted = (
        (socket.SOCK_STREAM, "127.0.0.1", plan.ari_port, "ACD_ARI_PORT"),
        (socket.SOCK_STREAM, "127.0.0.1", plan.ami_port, "ACD_AMI_PORT"),
        (socket.SOCK_DGRAM, plan.sip_bind, plan.sip_port, "ACD_SIP_PORT"),
        (socket.SOCK_STREAM, plan.sip_bind, plan.sip_port, "ACD_SIP_PORT"),
    )
    for kind, address, port, setting in wanted:
        try:
            _try(kind, address, port)
        except OSError as error:
            name = "TCP" if kind == socket.SOCK_STREAM else "UDP"
            raise PortTaken(
                f"Asterisk needs {name} port {port} on {address} ({error.strerror}): "
                f"stop the program that holds it, or change {setting}."
            ) from error
    _require_rtp(plan)


def _require_rtp(plan: PbxPlan) -> None:
    """Asterisk passes over single ports that are taken; without two pairs no two people can talk."""
    free = 0
    for port in range(plan.rtp_first + plan.rtp_first % 2, plan.rtp_last, 2):
        # RTP takes an even port, RTCP the odd one above it
        free += all(_is_free(plan.sip_bind, one) for one in (port, port + 1))
        if free == _LEAST_PAIRS:
            return
    raise PortTaken(
        f"Asterisk finds no four free UDP ports from {plan.rtp_first} to {plan.rtp_last} on {plan.sip_bind}: "
        f"stop the program that holds them, or change ACD_RTP_PORTS."
    )


def _is_free(address: str, port: int) -> bool:
    try:
        _try(socket.SOCK_DGRAM, address, port)
    except OSError:
        return False
    return True


def _try(kind: socket.SocketKind, address: str, port: int) -> None:
    with contextlib.closing(socket.socket(socket.AF_INET, kind)) as trial:
        if kind == socket.SOCK_STREAM:
            # a connection that was closed a moment ago does not count
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((address, port))
        if kind == socket.SOCK_STREAM:
            trial.listen(1)
