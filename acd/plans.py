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


def pbx_plan(settings: Settings, credentials: Credentials) -> PbxPlan:
    """Return the plan of this instance's Asterisk. Raises PlanInvalid."""
    port_file = settings.var / "asterisk" / "ari.port"
    plan = PbxPlan(
        state=settings.var / "asterisk",
        ari_port=settings.ari_port or _kept_port(port_file),
        ari_password=credentials.ari_password(),
        sip_bind=settings.sip_host,
        sip_port=settings.sip_port,
        rtp_first=settings.rtp_ports.first,
        rtp_last=settings.rtp_ports.last,
        pool=settings.pool,
        system_name=f"acd-{hashlib.sha256(os.fsencode(settings.var)).hexdigest()[:8]}",
        external_address=settings.external_address,
        local_nets=settings.local_nets,
        prompts=settings.var / "prompts",
    )
    if settings.ari_port or pidfile.recall(plan) is not None or _is_free(plan.ari_port):
        return plan
    return replace(plan, ari_port=_new_port(port_file))


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
