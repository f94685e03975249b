"""What one Asterisk instance needs to know. Every value is checked, because each ends in a configuration file."""

import hashlib
import ipaddress
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from acd.pbx.errors import PlanInvalid

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)
_PASSWORD = re.compile(r"[A-Za-z0-9_-]{16,128}", re.ASCII)
# neither ; nor # nor , nor & nor $ { } | quotes or control characters: they mean something to Asterisk
_PATH = re.compile(r"/(?:[\w.+@=~ /-]*[\w.+@=~/-])?")

_LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel's limit is 107 and Asterisk cuts a longer path without a word."""


@dataclass(frozen=True, slots=True)
class PbxPlan:
    """One Asterisk: where its state is, what it listens on, whom it obeys. Raises PlanInvalid for a bad value."""

    state: Path
    ari_port: int
    ari_password: str = field(repr=False)
    ami_port: int
    """The manager interface, on 127.0.0.1: phones' and trunks' health, recording."""
    ami_password: str = field(repr=False)
    agi_port: int
    """Where the controller listens, on 127.0.0.1, for feature codes that agents dial."""
    ari_user: str = "acd"
    ami_user: str = "acd"
    sip_bind: str = "0.0.0.0"
    sip_port: int = 5060
    rtp_first: int = 10000
    """Four ports for each call of two parties."""
    rtp_last: int = 19999
    pool: str = "main"
    """Callers enter the Stasis application acd-<pool>."""
    system_name: str = "acd"
    """Begins every unique id of a channel; different on each machine of an installation."""
    external_address: str | None = None
    """What the other side must send to when this machine is behind NAT."""
    local_nets: tuple[str, ...] = ()
    """Networks that see this machine by its own address, such as 10.0.0.0/8."""
    media_address: str | None = None
    """Local address for RTP; None: the one of `sip_bind`. See endpoints.py."""
    prompts: Path | None = None
    """Folder whose safety-net-apology.wav and others replace Asterisk's own words; see render.py."""
    messages: Path | None = None
    """Folder for the messages that callers leave while no controller is there; None: below `state`."""
    message_limit_s: int = 180
    """The longest message; 0: callers are not asked for one."""
    message_silence_s: int = 10
    """So much silence ends a message."""
    safety_net_wait_s: int = 120
    lease_s: int = 30
    """How long a waiting caller is left to a controller that gives no sign of life."""
    agi_limit_s: int = 60
    """How long an agent's feature code may take, whatever the controller does."""

    def __post_init__(self) -> None:
        """Refuses what could not be written into a configuration file as it is meant."""
        for name in ("ari_user", "ami_user", "pool", "system_name"):
            _require(_NAME.fullmatch(getattr(self, name)), name, "lower-case letters, digits and -, at most 32")
        for name in ("ari_password", "ami_password"):
            _require(_PASSWORD.fullmatch(getattr(self, name)), name, "16 to 128 letters, digits, _ or -")
        for name in ("ari_port", "ami_port", "agi_port", "sip_port"):
            _require(0 < getattr(self, name) < 65536, name, "a port number")
        _require(len({self.ari_port, self.ami_port, self.agi_port}) == 3, "ami_port", "another than ARI's and AGI's")
        _require(1024 <= self.rtp_first < self.rtp_last < 65536, "rtp_first", "1024 or more and below rtp_last")
        _require(self.rtp_last - self.rtp_first >= 3, "rtp_last", "at least 3 above rtp_first")
        for name in ("safety_net_wait_s", "lease_s", "agi_limit_s", "message_silence_s"):
            _require(1 <= getattr(self, name) <= 3600, name, "1 to 3600 seconds")
        _require(0 <= self.message_limit_s <= 3600, "message_limit_s", "0 to 3600 seconds")
        _require(self.state.is_absolute(), "state", "an absolute folder")
        for name in ("state", "prompts", "messages"):
            _check_path(name, getattr(self, name))
        for name in ("sip_bind", "external_address", "media_address"):
            _check_address(name, getattr(self, name))
        for net in self.local_nets:
            _check_net(net)

    @property
    def etc(self) -> Path:
        """Folder of the configuration files."""
        return self.state / "etc"

    @property
    def log(self) -> Path:
        """Folder of Asterisk's logs."""
        return self.state / "log"

    @property
    def messages_folder(self) -> Path:
        """Where Asterisk writes the messages of callers."""
        return self.messages or self.state / "spool/messages"

    @property
    def run(self) -> Path:
        """Folder of the control socket; a short one elsewhere when the path would be too long for the kernel."""
        near = self.state / "run"
        if len(os.fsencode(near / "asterisk.ctl")) <= _LONGEST_SOCKET_PATH:
            return near
        return Path(tempfile.gettempdir()) / f"acd-pbx-{os.getuid()}-{self.fingerprint_of_state()[:12]}"

    @property
    def app(self) -> str:
        """Name of the Stasis application that callers enter."""
        return f"acd-{self.pool}"

    def fingerprint_of_state(self) -> str:
        """Hex digits that differ for each state folder."""
        return hashlib.sha256(os.fsencode(self.state)).hexdigest()

    def fingerprint(self) -> str:
        """Hex digits that change with any setting; tells whether a running Asterisk still fits this plan."""
        values = [str(getattr(self, name)) for name in self.__slots__]
        return hashlib.sha256("\n".join(values).encode()).hexdigest()


def _require(good: object, name: str, wanted: str) -> None:
    if not good:
        raise PlanInvalid(f"Setting {name} of the PBX must be {wanted}.")


def _check_path(name: str, path: Path | None) -> None:
    if path is not None and _PATH.fullmatch(str(path)) is None:
        raise PlanInvalid(
            f"Setting {name} of the PBX must be an absolute folder without ; # , & $ {{ }} or quotes: {path!s}"
        )


def _check_address(name: str, address: str | None) -> None:
    try:
        if address is not None:
            ipaddress.IPv4Address(address)
    except ValueError as error:
        raise PlanInvalid(f"Setting {name} of the PBX must be an IPv4 address, not {address!r}.") from error


def _check_net(net: str) -> None:
    try:
        ipaddress.IPv4Network(net)
    except ValueError as error:
        raise PlanInvalid(f"Setting local_nets of the PBX must hold networks like 10.0.0.0/8: {error}.") from error
