"""The full picture after each login, then what changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from acd.ami.watch import PbxWatch
from acd.domain.agents import Endpoint
from acd.domain.events import (
    Event,
    LegMeasured,
    NetFreedPhone,
    NetPhonesSeen,
    NetTookPhone,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachLost,
    RegistrationChanged,
    TrunkReachable,
    TrunkUnreachable,
)
from tests.fixtures.patience import until
from tests.unit.ami.peer import Peer, listed, running
from tests.unit.ami.test_quality import REAL

NO_CONTACTS = ["Response: Error\r\nMessage: No Contacts found\n"]
ANNA, TRUNK = Endpoint("agent-anna"), Endpoint("trunk-a")


def contact(name: str, status: str) -> str:
    """An item of the answer to PJSIPShowContacts."""
    return f"Event: ContactList\r\nEndpoint: {name}\r\nStatus: {status}"


def outbound(name: str, status: str) -> str:
    """An item of the answer to PJSIPShowRegistrationsOutbound."""
    return f"Event: OutboundRegistrationDetail\r\nObjectName: {name}\r\nStatus: {status}"


def pbx(**answers: list[str]) -> Peer:
    """An Asterisk without phones and registrations, unless `answers` say otherwise."""
    nothing = {name: listed() for name in ("QueueStatus", "PJSIPShowRegistrationsOutbound", "PJSIPShowEndpoint")}
    return Peer(answers={"PJSIPShowContacts": NO_CONTACTS, **nothing, **answers})


@asynccontextmanager
async def watching(peer: Peer) -> AsyncIterator[tuple[list[Event], PbxWatch]]:
    """What a watch tells."""
    events: list[Event] = []
    async with running(peer):
        watch = PbxWatch(peer.settings(), events.append)
        task = asyncio.ensure_future(watch.run())
        try:
            yield events, watch
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def queue_event(name: str, caller: str = "1", interface: str = "PJSIP/agent-anna") -> str:
    """An event of Asterisk's own queue."""
    return f"Event: {name}\r\nQueue: safety-net\r\nInterface: {interface}\r\nUniqueid: {caller}\r\n\r\n"


async def test_whom_the_safety_net_has_in_use() -> None:
    """Who talks is told first of all; then who is rung, and when it is over."""
    member = "Event: QueueMember\r\nLocation: PJSIP/agent-anna\r\nInCall: 1"
    peer = pbx(QueueStatus=listed("Event: QueueParams", member))
    async with watching(peer) as (events, _):
        await until(lambda: len(events) == 2, "the picture")
        peer.say(queue_event("AgentComplete"))
        peer.say(queue_event("AgentCalled", "2"))
        await until(lambda: len(events) == 4, "the changes")
        assert events == [
            NetPhonesSeen(frozenset({ANNA})),
            PhonesSeen(frozenset()),
            NetFreedPhone(ANNA),
            NetTookPhone(ANNA),
        ]


async def test_an_asterisk_that_does_not_tell_is_asked_again() -> None:
    """Its agents could be rung while they talk: the link is opened anew."""
    peer = pbx(QueueStatus=["Response: Error\r\nMessage: no"])
    async with watching(peer) as (events, watch):
        await until(lambda: watch.link.connects == 2, "another try")
        assert events == []


async def test_what_is_there_comes_first() -> None:
    """Phones at once, trunks and registrations each."""
    peer = pbx(
        PJSIPShowContacts=listed(contact("agent-anna", "Reachable"), contact("trunk-a", "Reachable")),
        PJSIPShowRegistrationsOutbound=listed(outbound("trunk-a", "Registered")),
    )
    async with watching(peer) as (events, _):
        await until(lambda: len(events) == 3, "the picture")
        assert events == [
            PhonesSeen(frozenset({ANNA})),
            TrunkReachable(TRUNK),
            RegistrationChanged(TRUNK, True, "Registered"),
        ]


@pytest.mark.parametrize(
    ("status", "told"),
    [("Reachable", [TrunkReachable(TRUNK)]), ("Unreachable", [TrunkUnreachable(TRUNK)]), ("NonQualified", [])],
)
async def test_a_trunk_at_which_we_register_has_a_fixed_address(status: str, told: list[Event]) -> None:
    """It is not among the contacts, so it is asked for by name."""
    detail = f"Event: ContactStatusDetail\r\nEndpointName: trunk-a\r\nStatus: {status}"
    peer = pbx(
        PJSIPShowRegistrationsOutbound=listed(outbound("trunk-a", "Registered")),
        PJSIPShowEndpoint=listed("Event: EndpointDetail\r\nObjectName: trunk-a", detail),
    )
    async with watching(peer) as (events, _):
        await until(lambda: len(events) == 2 + len(told), "the picture")
        peer.say("Event: PeerStatus\r\nPeer: PJSIP/agent-anna\r\nPeerStatus: Reachable\r\n\r\n")
        await until(lambda: events[-1] == PhoneReachable(ANNA), "what comes after it")
        assert events[2:-1] == told


async def test_a_registration_without_an_endpoint_of_its_name() -> None:
    """An operator's own: nothing is known of its address, and the picture is whole."""
    peer = pbx(
        PJSIPShowRegistrationsOutbound=listed(outbound("other", "Registered")),
        PJSIPShowEndpoint=["Response: Error\r\nMessage: Unable to retrieve endpoint other"],
    )
    async with watching(peer) as (events, watch):
        await until(lambda: len(events) == 2, "the picture")
        peer.say("Event: PeerStatus\r\nPeer: PJSIP/agent-anna\r\nPeerStatus: Reachable\r\n\r\n")
        await until(lambda: len(events) == 3, "the link goes on")
        assert watch.link.connects == 1


async def test_nobody_there_is_a_picture_too() -> None:
    """Asterisk answers with an error then."""
    async with watching(pbx()) as (events, _):
        await until(lambda: bool(events), "the picture")
        assert events == [PhonesSeen(frozenset())]


async def test_a_change_while_the_picture_is_taken_is_not_lost() -> None:
    """It is told after it."""
    peer = pbx(
        PJSIPShowContacts=["Event: PeerStatus\r\nPeer: PJSIP/agent-anna\r\nPeerStatus: Reachable\r\n\r\n", *NO_CONTACTS]
    )
    async with watching(peer) as (events, _):
        await until(lambda: len(events) == 2, "both")
        assert events == [PhonesSeen(frozenset()), PhoneReachable(ANNA)]


async def test_changes() -> None:
    """Each as it comes; a registration is asked for by name, and told when it is new."""
    peer = pbx()
    async with watching(peer) as (events, _):
        await until(lambda: bool(events), "the picture")
        peer.say("Event: PeerStatus\r\nPeer: PJSIP/agent-anna\r\nPeerStatus: Unreachable\r\n\r\n")
        login = "Event: AuthDetail\r\nObjectName: trunk-a_out"
        peer.answers["PJSIPShowRegistrationsOutbound"] = listed(login, outbound("trunk-a", "Rejected"))
        peer.say("Event: Registry\r\nUsername: sip:x\r\nStatus: Rejected\r\n\r\n" * 2)
        peer.say(f"Event: VarSet\r\nVariable: RTPAUDIOQOS\r\nUniqueid: 1.1\r\nLinkedid: 1.0\r\nValue: {REAL}\r\n\r\n")
        peer.say("Event: VarSet\r\nVariable: X\r\n\r\nEvent: PeerStatus\r\nPeer: SIP/x\r\n\r\n")
        await until(lambda: len(events) == 4, "the quality")
        assert events[1:3] == [PhoneUnreachable(ANNA), RegistrationChanged(TRUNK, False, "Rejected")]
        assert isinstance(events[3], LegMeasured) and events[3].leg_id == "1.1"


async def test_after_a_gap_everything_is_asked_again() -> None:
    """Nobody told what happened meanwhile: until the second picture nothing is known."""
    peer = pbx(PJSIPShowRegistrationsOutbound=listed(outbound("trunk-a", "Registered")))
    async with watching(peer) as (events, _):
        await until(lambda: len(events) == 2, "the picture")
        peer.drop()
        await until(lambda: len(events) == 5, "the second picture")
        assert events[2] == ReachLost() and events[:2] == events[3:]


async def test_a_picture_that_is_refused() -> None:
    """Another try with another connection; nothing is told that was not seen."""
    refused = ["Response: Error\r\nMessage: Permission denied"]
    peer = pbx(PJSIPShowContacts=refused)
    async with watching(peer) as (events, _):
        await until(lambda: peer.logins == 2, "the second try")
        assert events == []
        peer.answers |= {"PJSIPShowContacts": NO_CONTACTS, "PJSIPShowRegistrationsOutbound": refused}
        await until(lambda: peer.logins == 4, "more tries")
        assert events[:2] == [PhonesSeen(frozenset()), ReachLost()], "what was told with half a picture is taken back"
        peer.answers["PJSIPShowRegistrationsOutbound"] = listed()
        await until(lambda: len(peer.heard) > 4, "the picture")
