"""Which phones the safety net has in use, by what Asterisk's own queue tells. No I/O.

The net may have calls while a controller is there: they came before it, and are served to their end. Its agents must
not be rung by us meanwhile; that it does not ring those who talk to us, the queue sees to itself.
"""

from collections.abc import Iterable

from acd.ami.messages import AmiMessage
from acd.domain.agents import Endpoint
from acd.domain.events import NetFreedPhone, NetPhonesSeen, NetTookPhone, ReachEvent

QUEUE = "safety-net"
_SIP = "PJSIP/"


class NetPhones:
    """Follows the queue's events; each caller rings one phone at a time."""

    def __init__(self) -> None:
        self._rung: dict[str, Endpoint] = {}
        """By the caller's unique id."""

    def seen(self, items: Iterable[AmiMessage]) -> NetPhonesSeen:
        """Return what the answer to QueueStatus tells. A phone that is just being rung shows when it is answered."""
        self._rung.clear()
        members = (item for item in items if item.name == "QueueMember" and item["incall"] == "1")
        return NetPhonesSeen(frozenset(_endpoint(item["location"]) for item in members))

    def heard(self, event: AmiMessage) -> ReachEvent | None:
        """Return what an event of the queue means; None when it is none, or changes nothing."""
        endpoint, caller = _endpoint(event["interface"]), event["uniqueid"]
        match event.name:
            case "AgentCalled":
                self._rung[caller] = endpoint
                return NetTookPhone(endpoint)
            case "AgentConnect":
                self._rung.pop(caller, None)
                return NetTookPhone(endpoint)
            case "AgentRingNoAnswer" | "AgentDump" | "AgentComplete":
                self._rung.pop(caller, None)
                return NetFreedPhone(endpoint)
            case "QueueCallerAbandon":  # while a phone was rung, or not
                rung = self._rung.pop(caller, None)
                return None if rung is None else NetFreedPhone(rung)
            case _:
                return None


def _endpoint(interface: str) -> Endpoint:
    return Endpoint(interface.removeprefix(_SIP))
