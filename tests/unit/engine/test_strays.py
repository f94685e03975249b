"""Conversations that are no call of ours."""

from acd.domain.agents import AgentId
from acd.domain.calls import BridgeId, LegId
from acd.engine.strays import Stray, Strays

X, Y, ALICE, TALK = LegId("x"), LegId("y"), AgentId("alice"), BridgeId("talk")


def test_both_parties_are_forgotten_when_one_leaves() -> None:
    """Who leaves gets to know the other; the end of the other is a late event then."""
    strays = Strays()
    strays.add(X, Y, ALICE, TALK)
    assert X in strays and Y in strays and strays.agents() == {ALICE}
    assert strays.pop(Y) == Stray(X, ALICE, TALK, is_caller=False)
    assert strays.pop(X) is None and strays.legs() == []


def test_a_conversation_without_an_agent_names_none() -> None:
    """The phone is not in the configuration."""
    strays = Strays()
    strays.add(X, Y, None)
    assert strays.agents() == set() and sorted(strays.legs()) == [X, Y]


def test_who_talks_to_nobody_has_no_leg() -> None:
    """Nor has one whose phone is not known."""
    strays = Strays()
    strays.add(X, Y, ALICE)
    assert (strays.phone_of(ALICE), strays.phone_of(AgentId("bob"))) == (Y, None)
