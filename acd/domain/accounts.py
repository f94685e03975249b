"""Who may speak SIP with us: agents' phones and trunks. Passwords are not here: they are derived, never kept."""

from dataclasses import dataclass
from typing import NewType

from acd.domain.agents import AgentId, Endpoint

Network = NewType("Network", str)
"""An IPv4 address or network in its shortest form, such as 192.0.2.7 or 192.0.2.0/24."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of an agent, or at a desk that is nobody's: registers with a password, dials feature codes only."""

    endpoint: Endpoint
    name: str
    """Of the agent, or of the desk; people see it."""
    agent_id: AgentId | None = None
    """Whose it is; None: a desk."""
    number: str | None = None
    """What the agent dials to sign in elsewhere; with it goes a PIN."""


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
    server: str | None = None
    """Where calls to outside numbers are sent, perhaps with a port; None: to where we register, or it registered."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account that the PBX must know, each endpoint once."""

    phones: tuple[Phone, ...] = ()
    trunks: tuple[Trunk, ...] = ()
