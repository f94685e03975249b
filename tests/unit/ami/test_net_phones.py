"""Whom Asterisk's own queue has in use."""

import pytest

from acd.ami.messages import AmiMessage
from acd.ami.net_phones import NetPhones
from acd.domain.agents import Endpoint
from acd.domain.events import NetFreedPhone, NetPhonesSeen, NetTookPhone, ReachEvent

ANNA, BEN = Endpoint("agent-anna"), Endpoint("agent-ben")


def event(name: str, endpoint: Endpoint = ANNA, caller: str = "1") -> AmiMessage:
    """What the queue tells."""
    return AmiMessage(name, {"interface": f"PJSIP/{endpoint}", "uniqueid": caller})


def told(*events: AmiMessage) -> list[ReachEvent | None]:
    """Return what each of them means."""
    phones = NetPhones()
    return [phones.heard(each) for each in events]


@pytest.mark.parametrize("end", ["AgentComplete", "AgentDump", "AgentRingNoAnswer"])
def test_a_phone_is_taken_from_the_ringing_to_the_end(end: str) -> None:
    """Whichever end it comes to."""
    taken, freed = NetTookPhone(ANNA), NetFreedPhone(ANNA)
    assert told(event("AgentCalled"), event("AgentConnect"), event(end)) == [taken, taken, freed]
    assert told(event("AgentCalled"), event(end)) == [taken, freed]


def test_a_caller_who_leaves_while_a_phone_rings_frees_it() -> None:
    """One who leaves the line, or a conversation that has its own end, frees nobody."""
    gone = event("QueueCallerAbandon", Endpoint(""))
    assert told(event("AgentCalled"), gone) == [NetTookPhone(ANNA), NetFreedPhone(ANNA)]
    assert told(gone) == [None]
    assert told(event("AgentCalled", caller="2"), gone) == [NetTookPhone(ANNA), None]
    assert told(event("AgentCalled"), event("AgentConnect"), gone)[2] is None


def test_the_picture_names_those_who_talk() -> None:
    """Members who do not, and what else the answer holds, are left out; who was rung before is forgotten."""
    phones = NetPhones()
    phones.heard(event("AgentCalled"))
    items = [
        AmiMessage("QueueParams", {"queue": "safety-net", "incall": "1"}),
        AmiMessage("QueueMember", {"location": "PJSIP/agent-anna", "incall": "0"}),
        AmiMessage("QueueMember", {"location": "PJSIP/agent-ben", "incall": "1"}),
    ]
    assert phones.seen(items) == NetPhonesSeen(frozenset({BEN}))
    assert phones.heard(event("QueueCallerAbandon", Endpoint(""))) is None


def test_anything_else_means_nothing() -> None:
    """Only what is known is acted upon."""
    assert told(event("QueueMemberPause"), event("Registry")) == [None, None]
