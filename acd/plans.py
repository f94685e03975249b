"""Settings -> what one Asterisk needs to know."""

import hashlib
import os
import socket
from dataclasses import replace
from pathlib import Path

from acd.config import Settings
from acd.credentials import Credentials
from acd.pbx import pidfile
from acd.pbx.plan import PbxPlan

_KEPT = ("ari_port", "ami_port", "agi_port")
"""Ports on loopback between Asterisk and controller; 0 in the settings means that we choose."""


def pbx_plan(settings: Settings, credentials: Credentials) -> PbxPlan:
    """Return the plan of this instance's Asterisk. Raises PlanInvalid."""
    folder = settings.var / "asterisk"
    chosen = [name for name in _KEPT if not getattr(settings, name)]
    ports: dict[str, int] = {name: getattr(settings, name) or _kept_port(_note(folder, name)) for name in _KEPT}
    plan = PbxPlan(
        state=folder,
        ari_port=ports["ari_port"],
        ami_port=ports["ami_port"],
        agi_port=ports["agi_port"],
        ari_password=credentials.ari_password(),
        ami_password=credentials.ami_password(),
        sip_bind=settings.sip_host,
        sip_port=settings.sip_port,
        rtp_first=settings.rtp_ports.first,
        rtp_last=settings.rtp_ports.last,
        pool=settings.pool,
        system_name=f"acd-{hashlib.sha256(os.fsencode(settings.var)).hexdigest()[:8]}",
        external_address=settings.external_address,
        local_nets=settings.local_nets,
        prompts=settings.var / "prompts",
        # on the disk of the recordings, so that a finished one is only given another name
        messages=settings.var / "recordings/messages",
        message_limit_s=settings.message_limit_s,
        safety_net_wait_s=settings.safety_net_wait_s,
        lease_s=settings.lease_s,
    )
    if pidfile.recall(plan) is not None:
        return plan  # it holds them itself
    for name in chosen:
        if not _is_free(ports[name]):
            ports[name] = _new_port(_note(folder, name))
    return replace(plan, ari_port=ports["ari_port"], ami_port=ports["ami_port"], agi_port=ports["agi_port"])


def _note(folder: Path, name: str) -> Path:
    """Return where a port is written down: ari.port and so on."""
    return folder / name.replace("_", ".")


def _kept_port(path: Path) -> int:
    """Return the loopback port chosen at the first start.

    It is kept so that a controller finds the Asterisk that outlived the controller before.
    """
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return _new_port(path)


def _new_port(path: Path) -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(port))
    return port


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
