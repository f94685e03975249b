"""ARI events as Asterisk 22.10.1 sends them, shortened to what is read."""

import json
from typing import Any

CALLER, AGENT = "pbx-1795299774.0", "pbx-1795299774.0-a1"
SUPERVISOR, EAR = "supervisor~3fa9c1-1", "supervisor~3fa9c1-1-ear"


def caller(state: str = "Up", **changes: Any) -> dict[str, Any]:
    """The channel of a caller."""
    channel = {
        "id": CALLER,
        "name": "PJSIP/trunk-a-00000000",
        "state": state,
        "caller": {"name": "Ann", "number": "+4930123"},
        "connected": {"name": "", "number": ""},
        "dialplan": {
            "context": "from-trunk",
            "exten": "+498912345",
            "priority": 1,
            "app_name": "Stasis",
            "app_data": "acd-main,caller",
        },
        "creationtime": "2026-11-21T22:22:54.762+0000",
        "language": "en",
    }
    return {**channel, **changes}


def agent(state: str = "Up", **changes: Any) -> dict[str, Any]:
    """The channel of an agent's phone."""
    channel = {
        "id": AGENT,
        "name": "PJSIP/agent-alice-smith-00000001",
        "state": state,
        "caller": {"name": "", "number": ""},
        "dialplan": {
            "context": "from-agent",
            "exten": "s",
            "priority": 1,
            "app_name": "Stasis",
            "app_data": "acd-main",
        },
    }
    return {**channel, **changes}


def ear(**changes: Any) -> dict[str, Any]:
    """The channel that listens at the agent's, for a supervisor; its name holds that of the other channel."""
    channel = agent(id=EAR, name="Snoop/pbx-1795299774.0-a1-00000000")
    return {**channel, **changes}


def bridge(*members: str, kind: str = "mixing") -> dict[str, Any]:
    """A bridge and who is in it."""
    return {
        "id": "b1",
        "technology": "simple_bridge",
        "bridge_type": kind,
        "bridge_class": "stasis",
        "channels": list(members),
    }


def frame(kind: str, **fields: Any) -> bytes:
    """An event as it comes over the socket."""
    return json.dumps({"type": kind, "application": "acd-main", "asterisk_id": "x", **fields}).encode()


def arrival(**changes: Any) -> bytes:
    """The first event of a call."""
    return frame("StasisStart", args=["caller"], channel=caller("Ring", **changes))


def agent_start(leg_id: str = AGENT) -> bytes:
    """The first event of a leg that we created."""
    return frame("StasisStart", args=[], channel=agent("Down", id=leg_id))
