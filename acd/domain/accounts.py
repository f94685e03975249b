"""Who may speak SIP with us: agents' phones and trunks. Passwords are not here: they are derived, never kept."""

from dataclasses import dataclass
from typing import NewType

from acd.domain.agents import Endpoint

Network = NewType("Network", str)
"""An IPv4 address or network in its shortest form, such as 192.0.2.7 or 192.0.2.0/24."""


@dataclass(frozen=True, slots=True)
class Phone:
    """An agent's phone: registers with a password and calls nobody."""

    endpoint: Endpoint
    name: str
    """Of the agent; people see it."""


@dataclass(frozen=True, slots=True)
class Register:
    """How we make ourselves known at a carrier."""

    server: str
    """Name or IPv4 address of the registrar, perhaps with a port: sip.example.com:5060."""
    user: str
    domain: str
    """Of the address that we register, such as example.com."""
    expiry_s: int


@dataclass(frozen=True, slots=True)
class Trunk:
    """Where callers come from: known by a password, by address, by our registration there, or by several."""

    endpoint: Endpoint
    has_password: bool
    match: tuple[Network, ...] = ()
    register: Register | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account that the PBX must know, each endpoint once."""

    phones: tuple[Phone, ...] = ()
    trunks: tuple[Trunk, ...] = ()
