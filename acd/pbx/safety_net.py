"""Who is rung by Asterisk's own queue while no controller is there.

The controller writes this file when an agent signs in or out, and then reloads app_queue
(ARI: PUT asterisk/modules/app_queue.so). Nothing here decides when that is.
"""

import re
from collections.abc import Iterable

from acd.pbx.errors import PlanInvalid

MEMBERS_FILE = "queues_members.conf"

_ENDPOINT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)


def members_text(endpoints: Iterable[str]) -> str:
    """The lines of queues_members.conf for PJSIP endpoints; raises PlanInvalid for an id that is not one."""
    lines = ["; agents that ring while no controller is there; written by the controller"]
    for endpoint in sorted(set(endpoints)):
        if _ENDPOINT.fullmatch(endpoint) is None:
            raise PlanInvalid(f"Endpoint {endpoint!r} cannot be in the safety net: letters, digits, _ and - only.")
        lines.append(f"member => PJSIP/{endpoint}")
    return "\n".join(lines) + "\n"
