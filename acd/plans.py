"""Settings -> what one Asterisk needs to know."""

import hashlib
import os
import socket
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from acd.ami.link import AmiSettings
from acd.ari.connection import LinkSettings
from acd.config import Settings
from acd.credentials import Credentials
from acd.pbx import pidfile
from acd.pbx.plan import PbxPlan
from acd.recordings.desk import RecordingSettings

_KEPT = ("ari_port", "ami_port", "agi_port")
"""Ports on loopback between Asterisk and controller; 0 in the settings means that we choose."""


def pbx_plan(settings: Settings, credentials: Credentials) -> PbxPlan:
    """Return the plan of this instance's Asterisk. Raises PlanInvalid."""
    folder = settings.var / "asterisk"
    chosen = [name for name in _KEPT if not getattr(settings, name)]
    ports: dict[str, int] = {name: getattr(settings, name) for name in _KEPT if name not in chosen}
    for name in chosen:
        ports[name] = _kept_port(_note(folder, name), ports.values())
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
            ports[name] = _new_port(_note(folder, name), ports.values())
    return replace(plan, ari_port=ports["ari_port"], ami_port=ports["ami_port"], agi_port=ports["agi_port"])


def _note(folder: Path, name: str) -> Path:
    """Return where a port is written down: ari.port and so on."""
    return folder / name.replace("_", ".")


def _kept_port(path: Path, others: Collection[int]) -> int:
    """Return the loopback port chosen at the first start, unless it is one of the others.

    It is kept so that a controller finds the Asterisk that outlived the controller before.
    """
    try:
        port = int(path.read_text())
    except (FileNotFoundError, ValueError):
        return _new_port(path, others)
    return _new_port(path, others) if port in others else port


def _new_port(path: Path, others: Collection[int]) -> int:
    port = _free_port()
    while port in others:  # nobody listens there yet, so the system may give it again
        port = _free_port()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(port))
    return port


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def link_settings(plan: PbxPlan) -> LinkSettings:
    """Return where and as whom Asterisk is asked over ARI."""
    return LinkSettings(f"http://127.0.0.1:{plan.ari_port}/ari", plan.ari_user, plan.ari_password)


def ami_settings(plan: PbxPlan) -> AmiSettings:
    """Return where and as whom Asterisk is asked over AMI."""
    return AmiSettings(plan.ami_port, plan.ami_user, plan.ami_password)


def recording_settings(settings: Settings) -> RecordingSettings:
    """Return where recordings are made and kept."""
    reserve_bytes = settings.recording_reserve_mb * 1024 * 1024
    return RecordingSettings(settings.var / "recordings", reserve_bytes, settings.recordings_url)
