"""Who is at work, by skills."""

from acd.domain.agents import AgentId
from acd.engine.staff import Staff
from tests.playbooks import agent

ANN, BEN = AgentId("ann"), AgentId("ben")
ENGLISH, GERMAN = agent("x", en=5).profile, agent("x", de=5).profile


def test_who_comes_and_goes() -> None:
    """Nobody is left behind, and what is said twice is counted once."""
    staff = Staff()
    for _ in range(2):
        staff.note(ANN, ENGLISH)
    staff.note(BEN, ENGLISH)
    assert staff.count == {ENGLISH: 2} and staff.version == 2
    staff.note(BEN, GERMAN)
    assert staff.count == {ENGLISH: 1, GERMAN: 1} and staff.profile(BEN) == GERMAN
    for agent_id in (ANN, ANN, BEN):
        staff.note(agent_id, None)
    assert staff.count == {} and staff.profile(ANN) is None and staff.version == 5
