"""Pairs of callers and agents."""

from collections import Counter
from typing import Any

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId
from acd.domain.queues import AgentChoice, Requirement, SkillProfile
from acd.engine.matching import Matcher, Pick, Want
from acd.engine.work import Standing, Work
from tests.playbooks import agent, needs

ANY, ENGLISH = needs(), needs(en=3)


def idle(name: str, turn: int, work: Work | None = None, **fields: Any) -> Standing:
    """Return an agent who became idle at this turn."""
    return Standing(name, (float(turn), turn), work or Work(), **fields)


def matcher(calls: dict[str, Requirement], agents: dict[str, SkillProfile]) -> Matcher:
    """Return one in which callers came and agents became idle in this order."""
    made = Matcher()
    for rank, (call_id, requirement) in enumerate(calls.items()):
        made.add_call(CallId(call_id), Want((requirement,)), (float(rank), rank))
    for rank, (agent_id, profile) in enumerate(agents.items()):
        made.add_agent(AgentId(agent_id), profile, idle(agent_id, rank))
    return made


def pairs(made: Matcher, freed: str = "", queued: str = "") -> list[tuple[str, str]]:
    """Take all pairs after these agents became idle and these callers came into line."""
    return [(pick.call_id, pick.agent_id) for pick in picks(made, freed, queued)]


def picks(made: Matcher, freed: str = "", queued: str = "") -> list[Pick]:
    """The same, with what the choice knows."""
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
    made.add_agent(AgentId("ann"), SPEAKS, idle("ann", 0))
    made.forget_skills()
    assert made.idle() == ["ann"] and made.is_idle(AgentId("ann"))
    assert pairs(made, "ann") == [("c1", "ann")] and not made.is_idle(AgentId("ann"))


def test_who_may_serve_whom() -> None:
    """All skills at the level at least."""
    made = Matcher()
    both = needs(en=3, de=2)
    assert made.serves(ANY, NOBODY) and made.serves(both, agent("x", en=3, de=9).profile)
    assert not made.serves(both, agent("x", en=9).profile) and not made.serves(both, agent("x", en=2, de=2).profile)


# choices between idle agents


def asks(choice: AgentChoice, *agents: tuple[SkillProfile, Standing], need: Requirement = ANY) -> list[str]:
    """Return in which order agents are asked for callers who come one after the other."""
    made, order = Matcher(), []
    for profile, standing in agents:
        made.add_agent(AgentId(standing.name), profile, standing)
    for number in range(len(agents)):
        made.add_call(CallId(f"c{number}"), Want((need,), choice=choice), (float(number), number))
        order += [agent_id for _, agent_id in pairs(made, queued=f"c{number}")]
    return order


DONE = {
    "ann": Work(asked=3, calls=1, talk_s=500),
    "ben": Work(asked=1, calls=2, talk_s=90),
    "cy": Work(asked=2, calls=1, talk_s=200),
}
PLACES = {"ann": 7, "ben": 7, "cy": 5}


@pytest.mark.parametrize(
    ("choice", "order"),
    [
        (AgentChoice.LONGEST_IDLE, "ann ben cy"),
        (AgentChoice.ROUND_ROBIN, "ben cy ann"),
        (AgentChoice.FEWEST_CALLS, "ann cy ben"),
        (AgentChoice.LEAST_TALK, "ben cy ann"),
        (AgentChoice.LINEAR, "cy ann ben"),
        (AgentChoice.BEST_SKILLED, "ann ben cy"),
        (AgentChoice.LEAST_SKILLED, "ann ben cy"),
    ],
)
def test_agents_with_the_same_skills_by_what_they_did(choice: AgentChoice, order: str) -> None:
    """The least of it goes first; of equals, and where all are equal, the longest idle."""
    agents = [(NOBODY, idle(name, turn, DONE[name], place=PLACES[name])) for turn, name in enumerate(DONE)]
    assert asks(choice, *agents) == order.split()


def test_the_least_occupied_of_late() -> None:
    """An hour ago counts less than a minute ago, and who did nothing yet goes first."""
    long_ago, lately = Work(), Work()
    long_ago.passes(AgentState.TALKING, 0, 300)
    lately.passes(AgentState.WRAPUP, 3500, 3600)
    agents = [(NOBODY, idle("ann", 0, lately)), (NOBODY, idle("ben", 1, long_ago)), (NOBODY, idle("cy", 2))]
    assert asks(AgentChoice.LEAST_OCCUPIED, *agents) == ["cy", "ben", "ann"]


POLYGLOT, EXPERT = agent("x", en=5, de=5, fr=5).profile, agent("x", en=9).profile


@pytest.mark.parametrize(
    ("choice", "order"),
    [
        (AgentChoice.BEST_SKILLED, "cy ann ben"),  # ann and ben are equal, and ann was idle longer
        (AgentChoice.LEAST_SKILLED, "ben cy ann"),
        (AgentChoice.LONGEST_IDLE, "ann ben cy"),
    ],
)
def test_agents_by_their_skills(choice: AgentChoice, order: str) -> None:
    """The best for what is asked; or who can do the least else, so that others are free for what only they can."""
    agents = (POLYGLOT, idle("ann", 0)), (SPEAKS, idle("ben", 1)), (EXPERT, idle("cy", 2))
    assert asks(choice, *agents, need=ENGLISH) == order.split()


def test_two_queues_may_choose_differently_among_the_same_agents() -> None:
    """Each caller's own queue counts."""
    made = matcher({}, {})
    for turn, name in enumerate(DONE):
        made.add_agent(AgentId(name), NOBODY, idle(name, turn, DONE[name]))
    made.add_call(CallId("c1"), Want((ANY,), choice=AgentChoice.LEAST_TALK), (1.0, 1))
    made.add_call(CallId("c2"), Want((ANY,), choice=AgentChoice.LONGEST_IDLE), (2.0, 2))
    assert pairs(made, queued="c1 c2") == [("c1", "ben"), ("c2", "ann")]


def test_who_comes_back_is_compared_by_what_they_did_since() -> None:
    """The order is kept up to date, whatever was asked for before."""
    made = matcher({}, {})
    made.add_agent(AgentId("ann"), NOBODY, idle("ann", 0, Work(calls=0)))
    made.add_agent(AgentId("ben"), NOBODY, idle("ben", 1, Work(calls=1)))
    made.add_call(CallId("c1"), Want((ANY,), choice=AgentChoice.FEWEST_CALLS), (1.0, 1))
    assert pairs(made, queued="c1") == [("c1", "ann")]
    made.add_agent(AgentId("ann"), NOBODY, idle("ann", 2, Work(calls=2)))
    made.add_call(CallId("c2"), Want((ANY,), choice=AgentChoice.FEWEST_CALLS), (2.0, 2))
    assert pairs(made, queued="c2") == [("c2", "ben")]


def test_chance_follows_the_weights() -> None:
    """Three times the weight, three times the calls, also among those who come and go; and always the same way."""

    def asked() -> Counter[str]:
        made, found, turn = matcher({}, {}), Counter[str](), 4
        weights = {"ann": 1, "ben": 3, "cy": 6, "dee": 10}
        for place, name in enumerate(weights):
            made.add_agent(AgentId(name), NOBODY, idle(name, place, weight=weights[name]))
        for number in range(4000):
            made.add_call(CallId(f"c{number}"), Want((ANY,), choice=AgentChoice.RANDOM), (float(number), number))
            ((_, name),) = pairs(made, queued=f"c{number}")
            found[name], turn = found[name] + 1, turn + 1
            made.add_agent(AgentId(name), NOBODY, idle(name, turn, weight=weights[name]))
        return found

    found = asked()
    for name, expected in {"ann": 200, "ben": 600, "cy": 1200, "dee": 2000}.items():
        assert abs(found[name] - expected) < 5 * expected**0.5, found  # five standard deviations
    assert asked() == found


def test_a_requirement_of_any_and_none() -> None:
    """All of the minimum, one whole set of the others, and nothing of what must not be."""
    need = Requirement(
        minimum=needs(de=3).minimum,
        any_of=frozenset({needs(sales=2).minimum, needs(tech=1, en=5).minimum}),
        none_of=needs(trainee=1).minimum,
    )
    made = Matcher()

    def serves(**skills: int) -> bool:
        return made.serves(need, agent("x", **skills).profile)

    assert serves(de=3, sales=2) and serves(de=9, tech=1, en=5)
    assert not serves(de=3) and not serves(de=3, tech=9) and not serves(sales=2, tech=1, en=5)
    assert not serves(de=3, sales=2, trainee=1)
    assert need.skill_of(agent("x", de=3, sales=2, tech=4, en=5).profile) == 12
    assert need.skill_of(agent("x", de=3, sales=2, fr=9).profile) == 5


def test_what_is_remembered_of_skills_follows_who_comes_and_goes() -> None:
    """New skills, new demands, and those that nobody has or asks for any more: pairs are found all the same."""
    german, either = needs(de=2), Requirement(any_of=frozenset({needs(de=1).minimum, needs(en=1).minimum}))
    made = matcher({"c1": german, "c2": either, "c3": ANY}, {"ann": SPEAKS})
    assert pairs(made, "ann") == [("c2", "ann")]
    made.add_agent(AgentId("ben"), agent("x", de=2, fr=1).profile, idle("ben", 1))
    assert pairs(made, "ben") == [("c1", "ben")]
    made.forget_skills()
    made.add_call(CallId("c4"), Want((needs(fr=1),)), (4.0, 4))
    made.add_agent(AgentId("cy"), agent("x", fr=1).profile, idle("cy", 2))
    made.add_agent(AgentId("ben"), agent("x", de=2, fr=1).profile, idle("ben", 3))
    assert pairs(made, "ben cy") == [("c3", "cy"), ("c4", "ben")]
    made.forget_skills()
    assert made.waiting() == [] and made.idle() == []
    made.add_call(CallId("c5"), Want((german,)), (5.0, 5))
    made.add_agent(AgentId("ben"), agent("x", de=2, fr=1).profile, idle("ben", 4))
    assert pairs(made, "ben") == [("c5", "ben")]


# callers who stand in more than one line, or wait for somebody


def test_a_caller_in_two_lines_goes_to_whoever_is_free_first() -> None:
    """And is then in neither."""
    made = matcher({"c1": ENGLISH, "c2": ANY}, {})
    made.add_call(CallId("c3"), Want((ENGLISH, needs(de=1))), (-1.0, 3))
    made.add_agent(AgentId("dan"), agent("x", de=5).profile, idle("dan", 1))
    assert pairs(made, "dan") == [("c3", "dan")]
    made.add_agent(AgentId("eva"), SPEAKS, idle("eva", 2))
    assert pairs(made, "eva") == [("c1", "eva")]


def test_of_the_agents_for_either_line_the_choice_decides() -> None:
    """The lines are alike: there is no first one."""
    made = matcher({}, {"ann": SPEAKS})
    made.add_agent(AgentId("dan"), agent("x", de=5).profile, idle("dan", -1))
    made.add_call(CallId("c1"), Want((ENGLISH, needs(de=1))), (1.0, 1))
    assert pairs(made, "", "c1") == [("c1", "dan")]


def test_who_waits_for_certain_agents_is_served_by_these_alone() -> None:
    """By the first of them who is idle; others pass the caller by."""
    made = matcher({"c2": ANY}, {"ann": NOBODY})
    made.add_call(CallId("c1"), Want(agents=(AgentId("ben"), AgentId("cem"))), (-1.0, 1))
    assert pairs(made, "ann", "c1") == [("c2", "ann")]
    made.add_agent(AgentId("cem"), NOBODY, idle("cem", 3))
    made.add_agent(AgentId("ben"), NOBODY, idle("ben", 4))
    assert pairs(made, "cem ben") == [("c1", "ben")]
    assert made.is_idle(AgentId("cem")) and made.waiting() == []


def test_who_waits_for_an_agent_has_the_rank_of_all() -> None:
    """Somebody who came earlier, and whom that agent may serve too, goes first."""
    made = matcher({"c1": ANY}, {})
    made.add_call(CallId("c2"), Want(agents=(AgentId("ann"),)), (5.0, 1))
    made.add_call(CallId("c3"), Want(agents=(AgentId("ann"),)), (4.0, 1))
    made.add_agent(AgentId("ann"), NOBODY, idle("ann", 1))
    assert pairs(made, "ann") == [("c1", "ann")]
    made.remove_call(CallId("c2"))
    made.add_agent(AgentId("ann"), NOBODY, idle("ann", 2))
    assert pairs(made, "ann") == [("c3", "ann")]


# what the choice knows


def test_the_choice_tells_who_was_next_and_how_many_could_have_served() -> None:
    """In the row of the agent who was chosen, or in another one; who lacks the skills is not counted."""
    made = matcher({"c1": ENGLISH, "c2": ENGLISH, "c3": ENGLISH}, {"ann": SPEAKS, "ben": SPEAKS, "cem": NOBODY})
    made.add_agent(AgentId("dan"), agent("x", en=7).profile, idle("dan", 3))
    assert picks(made, "ann ben cem dan") == [
        Pick(CallId("c1"), AgentId("ann"), ENGLISH, 3, AgentId("ben")),
        Pick(CallId("c2"), AgentId("ben"), ENGLISH, 2, AgentId("dan")),
        Pick(CallId("c3"), AgentId("dan"), ENGLISH, 1, None),
    ]


def test_who_could_serve_two_lines_is_counted_once() -> None:
    """And is not second behind themselves."""
    made = matcher({}, {"ann": agent("x", en=5, de=5).profile, "ben": agent("x", de=1).profile})
    made.add_call(CallId("c1"), Want((ENGLISH, needs(de=1))), (1.0, 1))
    assert picks(made, "", "c1") == [Pick(CallId("c1"), AgentId("ann"), ENGLISH, 2, AgentId("ben"))]


def test_who_waits_for_an_agent_was_chosen_by_no_comparison() -> None:
    """There is no requirement that counted, and nobody else."""
    made = matcher({}, {"ann": NOBODY, "ben": NOBODY})
    made.add_call(CallId("c1"), Want(agents=(AgentId("ben"),)), (1.0, 1))
    assert picks(made, "", "c1") == [Pick(CallId("c1"), AgentId("ben"))]


@pytest.mark.parametrize("choice", AgentChoice)
def test_the_next_one_is_whom_the_choice_takes_next(choice: AgentChoice) -> None:
    """Whatever it compares: the second caller gets who was second for the first."""
    made, cem, eve = Matcher(), {"en": 9, "de": 2}, {"en": 9, "fr": 1}
    house = {"ann": {"en": 5}, "ben": {"en": 5}, "cem": cem, "dan": {"en": 3}, "eve": eve}
    for turn, (name, skills) in enumerate(house.items()):
        work = Work(asked=7 * turn % 5, calls=3 * turn % 5, talk_s=2.0 * turn % 5)
        standing = idle(name, 4 * turn % 5, work, place=2 * turn % 5, weight=1 + turn)
        made.add_agent(AgentId(name), agent("x", **skills).profile, standing)
    for place in range(5):
        made.add_call(CallId(f"c{place}"), Want((needs(en=1),), choice=choice), (float(place), place))
    taken = picks(made, "", "c0 c1 c2 c3 c4")
    assert [pick.idle for pick in taken] == [5, 4, 3, 2, 1]
    assert [pick.runner_up for pick in taken] == [*(pick.agent_id for pick in taken[1:]), None]


def test_whether_somebody_is_idle_for_a_caller() -> None:
    """By skills, or one of the agents for whom the caller waits."""
    made = matcher({}, {"ann": NOBODY, "eva": SPEAKS})
    assert made.has_idle(Want((ANY,))) and made.has_idle(Want((ENGLISH,)))
    made.remove_agent(AgentId("eva"))
    assert made.has_idle(Want((ANY,))) and not made.has_idle(Want((ENGLISH,)))
    assert made.has_idle(Want(agents=(AgentId("eva"), AgentId("ann")))) and not made.has_idle(
        Want(agents=(AgentId("eva"),))
    )


def test_which_lines_there_are_for_skills() -> None:
    """Lines of requirements, and those of certain agents."""
    made = matcher({"c1": ANY, "c2": ENGLISH, "c3": ENGLISH}, {})
    made.add_call(CallId("c4"), Want(agents=(AgentId("ann"),)), (9.0, 9))
    assert [(need, len(line)) for need, line in made.lines_for(SPEAKS)] == [(ANY, 1), (ENGLISH, 2)]
    assert [need for need, _ in made.lines_for(NOBODY)] == [ANY]
    assert made.want(CallId("c2")) == Want((ENGLISH,))
    assert [(agent_id, len(line)) for agent_id, line in made.personal_lines().items()] == [("ann", 1)]
