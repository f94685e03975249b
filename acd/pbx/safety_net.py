"""Who is rung by Asterisk's own queue while no controller is there.

The controller writes this file with the phones of all configured agents, signed in or not, whenever the configuration
changes, and then reloads app_queue (ARI: PUT asterisk/modules/app_queue.so). Nothing here decides who that is, or when.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan
from acd.pbx.whole_file import write_whole

_ENDPOINT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)


def render_safety_net_members(endpoints: Iterable[str]) -> str:
    """The lines of queues_members.conf for PJSIP endpoints; raises PlanInvalid for an id that is not one."""
    lines = ["; agents that ring while no controller is there; written by the controller"]
    for endpoint in sorted(set(endpoints)):
        if _ENDPOINT.fullmatch(endpoint) is None:
            raise PlanInvalid(f"Endpoint {endpoint!r} cannot be in the safety net: letters, digits, _ and - only.")
        lines.append(f"member => PJSIP/{endpoint}")
    return "\n".join(lines) + "\n"


def write_members(plan: PbxPlan, endpoints: Iterable[str]) -> None:
    """Writes the file whole; Asterisk reads it when app_queue is reloaded. Blocking, some microseconds."""
    write_whole(members_path(plan), render_safety_net_members(endpoints))


def members_path(plan: PbxPlan) -> Path:
    """The file that queues.conf includes."""
    return plan.etc / "queues_members.conf"
