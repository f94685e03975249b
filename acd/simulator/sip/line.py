"""What a call needs of the phone it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from acd.simulator.sip.address import NameAddress
from acd.simulator.sip.endpoint import Endpoint
from acd.simulator.sip.rtp import RtpStream
from acd.simulator.sip.udp_socket import HostPort


@dataclass(frozen=True, slots=True)
class Line:
    """Identity and means of the phone; `forget` takes Call-ID and local tag of a call that ended."""

    endpoint: Endpoint
    server: HostPort
    identity: NameAddress
    contact: str
    clock: Callable[[], float]
    open_stream: Callable[[], RtpStream]
    forget: Callable[[str, str], None]
