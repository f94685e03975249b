"""Requirements in words."""

import pytest
from hypothesis import given

from acd.domain.queues import Requirement
from acd.explain.requirement_words import NO_SKILL, lacks, words
from tests.unit.explain.scene import agent, needs
from tests.unit.storage.test_requirement_text import LEVELS, REQUIREMENTS

EITHER = Requirement(any_of=frozenset({needs(tech=5, fr=1).minimum, needs(sales=2).minimum}))
ONE_SET = Requirement(any_of=frozenset({needs(sales=2).minimum}))
NO_TRAINEE = Requirement(needs(german=3).minimum, none_of=needs(trainee=1).minimum)


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        (Requirement(), NO_SKILL),
        (needs(german=3, english=2), "english 2 and german 3"),
        (EITHER, "(fr 1 + tech 5 or sales 2)"),
        (ONE_SET, "sales 2"),
        (NO_TRAINEE, "german 3 and no trainee 1"),
    ],
)
def test_what_is_asked_for(requirement: Requirement, said: str) -> None:
    """All, one of several sets, and what nobody may have."""
    assert words(requirement) == said


@pytest.mark.parametrize(
    ("requirement", "skills", "said"),
    [
        (needs(german=3), {"german": 3}, ""),
        (needs(german=3), {"german": 2}, "german 2 of 3"),
        (needs(german=3, english=1), {}, "no english, no german"),
        (EITHER, {"tech": 9}, "neither of fr 1 + tech 5 or sales 2"),
        (EITHER, {"tech": 9, "fr": 1}, ""),
        (ONE_SET, {"sales": 1}, "not sales 2"),
        (NO_TRAINEE, {"german": 1, "trainee": 2}, "german 1 of 3, has trainee 2, which is not wanted"),
    ],
)
def test_what_an_agent_lacks(requirement: Requirement, skills: dict[str, int], said: str) -> None:
    """Each skill with the level that there is and the one that is asked for."""
    assert lacks(requirement, agent("x", **skills).profile) == said


@given(REQUIREMENTS, LEVELS)
def test_who_lacks_nothing_may_serve(requirement: Requirement, profile: frozenset[tuple[object, int]]) -> None:
    """The words agree with the engine's own rule."""
    assert (lacks(requirement, profile) == "") == requirement.met_by(profile)  # type: ignore[arg-type]
