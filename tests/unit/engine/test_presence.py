"""Which skills are there."""

from acd.domain.agents import AgentId
from acd.engine.presence import Presence
from tests.playbooks import agent, needs

ANN, BEN = AgentId("ann"), AgentId("ben")
ENGLISH, GERMAN = agent("x", en=5).profile, agent("x", de=5).profile


def test_skills_are_there_as_long_as_anybody_has_them() -> None:
    """It is told once when they come and once when they go; twice the same is once."""
    there = Presence()
    assert not there.has([needs()])
    for agent_id, changes in ((ANN, True), (ANN, False), (BEN, False)):
        there.changed = False
        there.note(agent_id, ENGLISH)
        assert there.changed is changes
    assert there.has([needs(de=1), needs(en=5)]) and not there.has([needs(de=1)]) and not there.has([])
    for agent_id, changes in ((BEN, False), (ANN, True), (ANN, False)):
        there.changed = False
        there.note(agent_id, None)
        assert there.changed is changes
    assert not there.has([needs()])


def test_skills_that_change() -> None:
    """Configuration was applied."""
    there = Presence()
    there.note(ANN, ENGLISH)
    there.changed = False
    there.note(ANN, GERMAN)
    assert there.changed and there.has([needs(de=1)]) and not there.has([needs(en=1)])
