"""What AMI messages mean; the fields are those of a real Asterisk."""

import pytest

from acd.ami.messages import AmiMessage
from acd.ami.to_domain import contacts, peer_status, registration
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

ANNA, TRUNK = Endpoint("agent-anna"), Endpoint("trunk-a")


@pytest.mark.parametrize(
    ("peer", "status", "meaning"),
    [
        ("PJSIP/agent-anna", "Reachable", PhoneReachable(ANNA)),
        ("PJSIP/agent-anna", "Unreachable", PhoneUnreachable(ANNA)),
        ("PJSIP/trunk-a", "Reachable", TrunkReachable(TRUNK)),
        ("PJSIP/trunk-a", "Unreachable", TrunkUnreachable(TRUNK)),
        ("PJSIP/agent-anna", "Lagged", None),
        ("IAX2/agent-anna", "Reachable", None),
        ("", "", None),
    ],
)
def test_a_peer_comes_and_goes(peer: str, status: str, meaning: ReachEvent | None) -> None:
    """Phones and trunks are told apart by their names."""
    assert peer_status(AmiMessage("PeerStatus", {"peer": peer, "peerstatus": status})) == meaning


def test_the_full_picture() -> None:
    """All phones in one event; one contact of several is enough; each trunk is told."""
    items = [
        AmiMessage("ContactList", {"endpoint": name, "status": status})
        for name, status in (
            ("agent-anna", "Unreachable"),
            ("agent-anna", "Reachable"),
            ("agent-bob", "NonQualified"),
            ("agent-carl", "Unreachable"),
            ("agent-dora", "Removed"),
            ("agent-emil", "Unknown"),
            ("trunk-a", "Reachable"),
            ("trunk-b", "Unreachable"),
        )
    ]
    assert contacts(items) == (
        PhonesSeen(frozenset({ANNA, Endpoint("agent-bob")})),
        TrunkReachable(TRUNK),
        TrunkUnreachable(Endpoint("trunk-b")),
    )
    assert contacts([]) == (PhonesSeen(frozenset()),)


@pytest.mark.parametrize(("status", "registered"), [("Registered", True), ("Rejected", False), ("Unregistered", False)])
def test_a_registration(status: str, registered: bool) -> None:
    """Only one word is good news."""
    item = AmiMessage("OutboundRegistrationDetail", {"objectname": "trunk-a", "status": status})
    assert registration(item) == RegistrationChanged(TRUNK, registered, status)
