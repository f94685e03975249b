"""Pairs of callers and agents."""

from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import Requirement, SkillProfile
from acd.engine.matching import Matcher
from tests.playbooks import agent, needs

ANY, ENGLISH = needs(), needs(en=3)


def matcher(calls: dict[str, Requirement], agents: dict[str, SkillProfile]) -> Matcher:
    """Return one in which callers came and agents became idle in this order."""
    made = Matcher()
    for rank, (call_id, requirement) in enumerate(calls.items()):
        made.add_call(CallId(call_id), requirement, (float(rank), rank))
    for rank, (agent_id, profile) in enumerate(agents.items()):
        made.add_agent(AgentId(agent_id), profile, (float(rank), rank))
    return made


def pairs(made: Matcher, freed: str = "", queued: str = "") -> list[tuple[str, str]]:
    """Take all pairs after these agents became idle and these callers came into line."""
    return list(made.take_pairs(map(AgentId, freed.split()), map(CallId, queued.split())))


NOBODY: SkillProfile = frozenset()
SPEAKS: SkillProfile = agent("x", en=5).profile


def test_the_first_caller_gets_the_longest_idle_agent() -> None:
    """Both are taken out; who is left waits."""
    made = matcher({"c1": ANY, "c2": ANY}, {"ann": NOBODY})
    assert pairs(made, "ann") == [("c1", "ann")]
    assert made.waiting() == ["c2"] and made.idle() == []


def test_a_new_caller_does_not_pass_one_who_waited() -> None:
    """An agent and a caller are new in the same step: the agent goes to the caller who waited."""
    assert pairs(matcher({"c1": ANY, "c2": ANY}, {"ann": NOBODY}), "ann", "c2") == [("c1", "ann")]


def test_a_new_agent_does_not_pass_one_who_was_idle() -> None:
    """A caller and an agent are new in the same step: the caller goes to the agent who was idle longer."""
    assert pairs(matcher({"c1": ANY}, {"ann": NOBODY, "ben": NOBODY}), "ben", "c1") == [("c1", "ann")]


def test_an_agent_whose_caller_went_to_another_gets_the_next() -> None:
    """Two agents become idle at once: each gets a caller, in the order of both."""
    made = matcher({"c1": ANY, "c2": ANY, "c3": ANY}, {"ann": NOBODY, "ben": NOBODY})
    assert pairs(made, "ben ann") == [("c1", "ann"), ("c2", "ben")]


def test_an_agent_who_is_the_only_one_for_a_later_caller() -> None:
    """The first caller takes the longest idle agent, skilled or not: order is kept before thrift."""
    made = matcher({"c1": ANY, "c2": ENGLISH}, {"ann": SPEAKS, "ben": NOBODY})
    assert pairs(made, "ann ben") == [("c1", "ann")]
    assert made.waiting() == ["c2"]


def test_a_caller_whom_nobody_may_serve_blocks_nobody() -> None:
    """The one behind is served."""
    assert pairs(matcher({"c1": ENGLISH, "c2": ANY}, {"ann": NOBODY}), "ann", "c1 c2") == [("c2", "ann")]


def test_nothing_new_makes_no_pair() -> None:
    """Who left the line or the row meanwhile counts as little as who was never there."""
    made = matcher({}, {})
    assert pairs(made, "ann", "c1") == []
    made.remove_call(CallId("c1"))
    made.remove_agent(AgentId("ann"))


def test_an_agent_with_other_skills_stands_in_another_row() -> None:
    """The old row forgets the agent."""
    made = matcher({"c1": ENGLISH}, {"ann": NOBODY})
    made.add_agent(AgentId("ann"), SPEAKS, (0.0, 0))
    made.forget_skills()
    assert made.idle() == ["ann"] and made.is_idle(AgentId("ann"))
    assert pairs(made, "ann") == [("c1", "ann")] and not made.is_idle(AgentId("ann"))


def test_who_may_serve_whom() -> None:
    """All skills at the level at least."""
    made = Matcher()
    both = needs(en=3, de=2)
    assert made.serves(ANY, NOBODY) and made.serves(both, agent("x", en=3, de=9).profile)
    assert not made.serves(both, agent("x", en=9).profile) and not made.serves(both, agent("x", en=2, de=2).profile)
