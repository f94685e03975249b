"""Who may serve the same callers, and how far two such crowds are the same people."""

import pytest

from acd.domain.agents import AgentId
from acd.domain.queues import SkillProfile
from acd.engine.crowds import Crowds
from acd.engine.matching import Matcher, Want
from acd.engine.staff import Staff
from tests.playbooks import agent, needs

ENGLISH, BOTH = agent("x", en=5).profile, agent("x", en=5, fr=5).profile
EN, FR, DE = needs(en=1), needs(fr=1), needs(de=1)


def bilingual() -> tuple[Crowds, Staff]:
    """Six who speak English, four who speak French as well."""
    staff = Staff()
    for number in range(10):
        staff.note(AgentId(f"a{number}"), ENGLISH if number < 6 else BOTH)
    return Crowds(Matcher(), staff), staff


def shares(crowds: Crowds, want: Want, *others: Want) -> list[float]:
    """Return which part of each of the others is in the crowd for a want."""
    found = [crowds.of(other) for other in others]
    near = dict(crowds.near(crowds.of(want)))
    return [near.get(other, 0.0) for other in found]


def test_who_speaks_both_is_in_both_crowds() -> None:
    """All who speak French are among those for English; of these four in ten are among those for French."""
    crowds, _ = bilingual()
    english, french, german = Want((EN,)), Want((FR,)), Want((DE,))
    assert [crowds.of(want).agents for want in (english, french, german)] == [10, 4, 0]
    assert shares(crowds, english, english, french, german) == [1, 1, 0]
    assert shares(crowds, french, english, french, german) == [0.4, 1, 0]
    assert shares(crowds, german, english, french, german) == [0, 0, 0]


def test_certain_agents_are_a_crowd() -> None:
    """Those who are not at work are not in it; one who has the skills is not counted twice."""
    crowds, _ = bilingual()
    bob, somebody = Want(agents=(AgentId("a7"),)), Want(agents=(AgentId("a0"), AgentId("a7"), AgentId("gone")))
    assert [crowds.of(want).agents for want in (bob, somebody)] == [1, 2]
    assert shares(crowds, somebody, bob, Want((EN,)), Want((FR,))) == [1, 0.2, 0.25]
    assert shares(crowds, Want((FR,)), bob, somebody) == [1, 0.5]
    either = Want((FR,), agents=(AgentId("a0"), AgentId("a7")))
    assert crowds.of(either).agents == 5 and shares(crowds, either, bob, Want((EN,))) == [1, 0.5]


def test_more_than_one_requirement() -> None:
    """Whoever meets one of them; queues that ask for the same people have one crowd."""
    crowds, _ = bilingual()
    assert crowds.of(Want((FR, EN))) is crowds.of(Want((EN,))) is crowds.of(Want((needs(en=2),)))


@pytest.mark.parametrize(("profile", "agents"), [(ENGLISH, 11), (BOTH, 11)])
def test_somebody_comes(profile: SkillProfile, agents: int) -> None:
    """What was remembered is dropped."""
    crowds, staff = bilingual()
    before = crowds.near(crowds.of(Want((EN,))))
    staff.note(AgentId("new"), profile)
    assert crowds.of(Want((EN,))).agents == agents and before
    assert dict(crowds.near(crowds.of(Want((EN,))))) == {crowds.of(Want((EN,))): 1}
