"""Are the ports free? Asked before the start, because Asterisk goes on without a SIP port that it cannot have."""

import contextlib
import socket

from acd.pbx.errors import PortTaken
from acd.pbx.plan import PbxPlan


def require_free(plan: PbxPlan) -> None:
    """Raises PortTaken, which names the port and the setting to change."""
    wanted = (
        (socket.SOCK_STREAM, "127.0.0.1", plan.ari_port, "ari_port"),
        (socket.SOCK_DGRAM, plan.sip_bind, plan.sip_port, "sip_port"),
        (socket.SOCK_STREAM, plan.sip_bind, plan.sip_port, "sip_port"),
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


def _try(kind: socket.SocketKind, address: str, port: int) -> None:
    with contextlib.closing(socket.socket(socket.AF_INET, kind)) as trial:
        if kind == socket.SOCK_STREAM:
            # a connection that was closed a moment ago does not count
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((address, port))
        if kind == socket.SOCK_STREAM:
            trial.listen(1)
