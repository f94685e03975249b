"""What an AMI message means, in domain events. Pure: the same message gives the same events, always.

PeerStatus and not ContactStatus or DeviceStateChange: it speaks of the whole endpoint, comes first, once for each
change, and says nothing during calls (DeviceStateChange: four times a call). DeviceStateChange also calls every
trunk without a registration UNAVAILABLE as soon as its call ends.
"""

from collections.abc import Iterable

from acd.ami.messages import AmiMessage
from acd.domain.agents import Endpoint
from acd.domain.events import (
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachEvent,
    RegistrationChanged,
    TrunkReachable,
    TrunkUnreachable,
)

TRUNK = "trunk-"
"""How the names of trunks begin; every other endpoint is a phone."""

_SIP = "PJSIP/"
_GONE = frozenset({"Unreachable", "Removed", "Unknown"})
"""States of a contact at which nobody is rung. NonQualified is not among them: that phone has just registered."""


def peer_status(message: AmiMessage) -> ReachEvent | None:
    """Return what a PeerStatus event tells; None when it is not about SIP, or tells neither."""
    endpoint = Endpoint(message["peer"].removeprefix(_SIP))
    if not message["peer"].startswith(_SIP):
        return None
    match message["peerstatus"]:
        case "Reachable":
            return TrunkReachable(endpoint) if endpoint.startswith(TRUNK) else PhoneReachable(endpoint)
        case "Unreachable":
            return TrunkUnreachable(endpoint) if endpoint.startswith(TRUNK) else PhoneUnreachable(endpoint)
        case _:
            return None


def contacts(items: Iterable[AmiMessage]) -> tuple[ReachEvent, ...]:
    """Return what the answer to PJSIPShowContacts tells: the phones in one event, each trunk in one of its own."""
    known: dict[Endpoint, bool] = {}
    for item in items:
        endpoint = Endpoint(item["endpoint"])
        # of several contacts one that answers is enough
        known[endpoint] = known.get(endpoint, False) or item["status"] not in _GONE
    phones = frozenset(name for name, reached in known.items() if reached and not name.startswith(TRUNK))
    trunks = {name: reached for name, reached in known.items() if name.startswith(TRUNK)}
    return (
        PhonesSeen(phones),
        *(TrunkReachable(name) if reached else TrunkUnreachable(name) for name, reached in trunks.items()),
    )


def trunk_contact(item: AmiMessage) -> ReachEvent | None:
    """Return what one item of the answer to PJSIPShowEndpoint tells of a trunk; None when it tells nothing."""
    trunk = Endpoint(item["endpointname"])
    if item.name != "ContactStatusDetail" or not trunk.startswith(TRUNK):
        return None
    match item["status"]:
        case "Reachable":
            return TrunkReachable(trunk)
        case "Unreachable":
            return TrunkUnreachable(trunk)
        case _:  # not asked yet
            return None


def registration(item: AmiMessage) -> RegistrationChanged:
    """Return what one item of the answer to PJSIPShowRegistrationsOutbound tells."""
    status = item["status"]
    return RegistrationChanged(Endpoint(item["objectname"]), status == "Registered", status)
